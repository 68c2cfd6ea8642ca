"""Which files does a commit's tree hold, and how are their contents read without a checkout?"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from xingtu.collect.git import GitDirectory
from xingtu.errors import GitFailed
from xingtu.facts.tree_entries import SUBMODULE, TreeEntry


def tree_entries(repository: GitDirectory, commit: str) -> tuple[TreeEntry, ...]:
    """All files, links and submodules of a tree in git's order.

    Raises:
        GitFailed: the tree cannot be walked.
    """
    listed = repository.output("ls-tree", "-r", "-z", "-l", "--full-tree", commit).split(b"\0")[:-1]
    return tuple(_entry(line) for line in listed)


def _entry(line: bytes) -> TreeEntry:
    head, _, path = line.partition(b"\t")
    mode, _kind, blob, size = head.split()
    # an object that is not there has the size "BAD" in newer versions of git, and none in older ones
    known = mode.decode() != SUBMODULE and size.isdigit()
    return TreeEntry(path.decode("utf-8", "surrogateescape"), mode.decode(), blob.decode(), int(size) if known else None)


class BlobReader:
    """A running ``git cat-file --batch``; not shared between processes."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        if process.stdin is None or process.stdout is None:
            raise GitFailed("git cat-file 没有可读写的管道")
        self._asked: IO[bytes] = process.stdin
        self._answered: IO[bytes] = process.stdout

    def read(self, blob: str) -> bytes | None:
        """The bytes of a blob; None when the object is not there.

        Raises:
            GitFailed: git ended, or the object is no blob.
        """
        self._asked.write(blob.encode("ascii") + b"\n")
        self._asked.flush()
        head = self._answered.readline().split()
        if not head:
            raise GitFailed(f"git cat-file 在读取 {blob} 时结束")
        if head[-1] in {b"missing", b"ambiguous"}:
            return None
        size = int(head[2])
        content = self._answered.read(size)
        self._answered.read(1)
        if head[1] != b"blob" or len(content) != size:
            raise GitFailed(f"{blob} 不是完整的文件内容（{head[1].decode()}）")
        return content


@contextmanager
def blob_reader(repository: GitDirectory) -> Iterator[BlobReader]:
    """Read blobs one after the other from one process of git."""
    with subprocess.Popen(
        repository.command("cat-file", "--batch"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=repository.environment,
        start_new_session=True,
    ) as process:
        try:
            yield BlobReader(process)
        finally:
            if process.stdin is not None:
                process.stdin.close()
            process.kill()
