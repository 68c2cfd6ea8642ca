"""How does a test make a real git repository that holds anything git can hold, and ask git itself what stands in it?

Objects are written byte by byte, because the porcelain refuses half of what is met outside: broken dates, raw GB18030,
paths with newlines. What git says about them is asked with settings written out here, not with those of ``collect/git.py``.
"""

import hashlib
import os
import subprocess
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FILE, PROGRAM, LINK, MODULE, FOLDER = b"100644", b"100755", b"120000", b"160000", b"40000"
Entry = tuple[bytes, bytes]
"""Mode and content; of a MODULE the content is a commit id in hexadecimal."""
Files = Mapping[bytes, bytes | Entry]

PLAIN = {
    "PATH": os.environ.get("PATH", os.defpath),
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Li",
    "GIT_AUTHOR_EMAIL": "li@x.example",
    "GIT_COMMITTER_NAME": "Li",
    "GIT_COMMITTER_EMAIL": "li@x.example",
    "GIT_AUTHOR_DATE": "1700000000 +0800",
    "GIT_COMMITTER_DATE": "1700000000 +0800",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "protocol.file.allow",
    "GIT_CONFIG_VALUE_0": "always",
    "LC_ALL": "C",
    "TZ": "UTC",
}
UNTOUCHED = {**PLAIN, "GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": os.devnull, "GIT_NO_LAZY_FETCH": "1"}
PINNED = (
    "diff.renameLimit=1000", "diff.interHunkContext=0", "diff.algorithm=myers", "core.attributesFile=/dev/null",
    "log.showSignature=false", "i18n.logOutputEncoding=UTF-8", "advice.graftFileDeprecated=false",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One changed path as ``git log --raw --numstat`` prints it; no counts: git prints ``-``."""

    commit: str
    status: str
    path: bytes
    old_path: bytes | None
    added: int | None
    deleted: int | None


@dataclass(slots=True)
class Repo:
    """A bare repository that is being written."""

    path: Path
    algorithm: str = "sha1"
    clock: int = 1_700_000_000
    blobs: dict[bytes, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.path / "objects").mkdir(parents=True)
        (self.path / "refs" / "heads").mkdir(parents=True)
        (self.path / "HEAD").write_text("ref: refs/heads/main\n")
        sha256 = "\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n"
        core = "\trepositoryformatversion = 0\n" if self.algorithm == "sha1" else sha256
        (self.path / "config").write_text("[core]\n\tbare = true\n" + core)

    def object(self, kind: bytes, body: bytes) -> str:
        whole = b"%b %d\0%b" % (kind, len(body), body)
        id_ = hashlib.new(self.algorithm, whole).hexdigest()
        path = self.object_file(id_)
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(zlib.compress(whole, 1))
        return id_

    def object_file(self, id_: str) -> Path:
        return self.path / "objects" / id_[:2] / id_[2:]

    def blob(self, content: bytes) -> str:
        if content not in self.blobs:
            self.blobs[content] = self.object(b"blob", content)
        return self.blobs[content]

    def tree(self, files: Files) -> str:
        folders: dict[bytes, dict[bytes, bytes | Entry]] = {}
        entries: list[tuple[bytes, bytes, str]] = []
        for path, entry in files.items():
            first, slash, rest = path.partition(b"/")
            if slash:
                folders.setdefault(first, {})[rest] = entry
            else:
                mode, content = entry if isinstance(entry, tuple) else (FILE, entry)
                entries.append((first, mode, content.decode() if mode == MODULE else self.blob(content)))
        entries += [(name, FOLDER, self.tree(inside)) for name, inside in folders.items() if inside]
        entries.sort(key=lambda entry: entry[0] + b"/" if entry[1] == FOLDER else entry[0])
        return self.object(b"tree", b"".join(mode + b" " + name + b"\0" + bytes.fromhex(id_) for name, mode, id_ in entries))

    def commit(
        self, files: Files, *parents: str, message: bytes = b"work\n", author: bytes = b"Li <li@x.example>", date: bytes = b"",
        committer: bytes = b"", committer_date: bytes = b"", headers: bytes = b"", branch: str = "main", tree: str = "",
    ) -> str:  # fmt: skip
        """Write a commit whose tree holds exactly ``files``, and let ``branch`` (empty: none) point at it."""
        self.clock += 60
        at = date or b"%d +0800" % self.clock
        body = b"tree %b\n" % (tree or self.tree(files)).encode() + b"".join(b"parent %b\n" % parent.encode() for parent in parents)
        body += b"author %b %b\ncommitter %b %b\n" % (author, at, committer or author, committer_date or at)
        id_ = self.object(b"commit", body + headers + b"\n" + message)
        if branch:
            self.point(f"refs/heads/{branch}", id_)
        return id_

    def point(self, ref: str, id_: str) -> None:
        path = self.path / os.fsdecode(ref.encode("utf-8", "surrogateescape"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(id_ + "\n")

    def drop(self, ref: str) -> None:
        (self.path / ref).unlink()

    def head(self, target: str) -> None:
        (self.path / "HEAD").write_text(target + "\n")

    def lose(self, id_: str) -> bytes:
        """Remove an object; returns its file's bytes, so that it can be put back."""
        path = self.object_file(id_)
        content = path.read_bytes()
        path.unlink()
        return content

    def git(self, *arguments: str, given: bytes = b"") -> bytes:
        return git(f"--git-dir={self.path}", *arguments, given=given)


def git(*arguments: str, given: bytes = b"", cwd: Path | None = None) -> bytes:
    """Output of git with no configuration but the repository's own."""
    return subprocess.run(["git", *arguments], input=given, capture_output=True, check=True, env=PLAIN, cwd=cwd).stdout


def numstat(repository: Path, *tips: str) -> list[Row]:
    """What git itself counts: every changed path of every non-merge commit reachable from the tips, in git's order."""
    pinned = [part for setting in PINNED for part in ("-c", setting)]
    shape = ("log", "--no-merges", "--raw", "--numstat", "-M", "-z", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--no-notes")
    command = ["git", "--bare", f"--git-dir={repository}", *pinned, *shape, "--format=%x00%x00%x00%H", "--ignore-submodules=none", *tips]
    printed = subprocess.run(command, capture_output=True, check=True, env=UNTOUCHED).stdout
    rows = []
    for part in printed.split(b"\0\0\0")[1:] if b"\0\0\0" in printed else []:
        commit, _, listed = part.lstrip(b"\0").partition(b"\0")
        rows += list(_rows(commit.strip().decode(), listed.lstrip(b"\n")))
    return rows


def _rows(commit: str, listed: bytes) -> Iterator[Row]:
    words = listed.rstrip(b"\0").split(b"\0") if listed.strip(b"\0\n") else []
    raws: list[tuple[str, bytes, bytes | None]] = []
    place = 0
    while place < len(words) and words[place].startswith(b":"):
        status = words[place].split(b" ")[4][:1].decode()
        if status in "RC":
            raws.append((status, words[place + 2], words[place + 1]))
            place += 3
        else:
            raws.append((status, words[place + 1], None))
            place += 2
    for status, path, old_path in raws:
        added, deleted, printed = words[place].split(b"\t", 2)
        place += 1
        if not printed:
            assert (words[place], words[place + 1]) == (old_path, path)
            place += 2
        else:
            assert printed == path
        yield Row(commit, status, path, old_path, _count(added), _count(deleted))
    assert place == len(words)


def _count(text: bytes) -> int | None:
    return None if text == b"-" else int(text)


def lines(*texts: bytes) -> bytes:
    return b"".join(text + b"\n" for text in texts)


def chain(repo: Repo, states: Sequence[Files], *, parent: str = "", branch: str = "main") -> list[str]:
    """One commit per state, each on top of the one before; returns their ids, oldest first."""
    ids: list[str] = []
    for number, state in enumerate(states):
        above = ids[-1:] or ([parent] if parent else [])
        ids.append(repo.commit(state, *above, message=b"change %d\n" % number, branch=branch))
    return ids
