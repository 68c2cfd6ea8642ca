"""What stands in a commit's tree that changes how its history is counted: .gitattributes and .mailmap?"""

from xingtu.collect.git import GitDirectory

LARGEST_BYTES = 4_000_000


def gitattributes(repository: GitDirectory, commit: str) -> dict[str, str]:
    """Folder → text of its ``.gitattributes``; the top folder is the empty string."""
    paths = repository.output("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit).split(b"\0")
    mine = [path for path in paths if path == b".gitattributes" or path.endswith(b"/.gitattributes")]
    found = {}
    for path in mine:
        folder = path.rpartition(b"/")[0].decode("utf-8", "surrogateescape")
        found[folder] = file_at(repository, commit, path).decode("utf-8", "replace")
    return found


def file_at(repository: GitDirectory, commit: str, path: bytes) -> bytes:
    """A file's bytes at a commit; empty when there is none, when it is no plain file, or when it is unreasonably large."""
    listed = repository.output("ls-tree", "-z", "--full-tree", commit, "--", path.decode("utf-8", "surrogateescape"))
    head, _, _ = listed.partition(b"\t")
    mode, kind, blob = (*head.split(b" "), b"", b"", b"")[:3]
    # a symbolic link named .mailmap or .gitattributes is not followed, as git itself does not
    if kind != b"blob" or mode == b"120000":
        return b""
    size = repository.output("cat-file", "-s", blob.decode(), accept=(0, 128))
    if not size or int(size) > LARGEST_BYTES:
        return b""
    return repository.output("cat-file", "blob", blob.decode())
