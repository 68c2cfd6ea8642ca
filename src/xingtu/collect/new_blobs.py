"""Which contents came into a history between two commits, and which commit brought each?"""

from collections.abc import Iterator
from dataclasses import dataclass

from xingtu.collect.blobs import tree_entries
from xingtu.collect.git import GitDirectory
from xingtu.facts.tree_entries import FILE_MODES

MARK = b"\1"
"""Begins the line of a commit; no path or mode does."""


@dataclass(frozen=True, slots=True)
class NewBlob:
    """A content and the first commit, in the order of history, that holds it."""

    blob: str
    path: str
    commit: str
    committed_at: str


def new_blobs(repository: GitDirectory, since: str, until: str) -> Iterator[NewBlob]:
    """Contents of all commits that ``until`` reaches and ``since`` does not, once each, in the order of history; also what is gone again.

    What stands in the tree of ``since`` is not new. Of a merge only what none of its parents holds. Empty ``since``: the whole history.

    Raises:
        GitFailed: a revision names no commit, or the history cannot be walked.
    """
    known = {entry.blob for entry in tree_entries(repository, since)} if since else set()
    what = ["log", "--reverse", "--topo-order", "--format=%x01%H %cd", "--date=format-local:%Y-%m-%dT%H:%M:%SZ", "--raw", "-z"]
    what += ["--no-abbrev", "--no-renames", "--diff-merges=combined", "--root", until, *([f"^{since}"] if since else [])]
    commit = committed_at = ""
    parts = iter(repository.output(*what, "--").split(b"\0"))
    for part in parts:
        # git ends the line of a commit with a NUL and begins the rows after it with a line break
        for piece in part.split(b"\n"):
            if piece.startswith(MARK):
                commit, _, committed_at = piece[1:].decode("ascii").partition(" ")
            elif piece.startswith(b":"):
                path = next(parts)
                blob, mode = _after(piece)
                if mode in FILE_MODES and blob not in known:
                    known.add(blob)
                    yield NewBlob(blob, path.decode("utf-8", "surrogateescape"), commit, committed_at)


def _after(row: bytes) -> tuple[str, str]:
    """(content, mode) after the change; a merge's row has one colon, mode and content for each parent before it."""
    parents = len(row) - len(row.lstrip(b":"))
    fields = row.lstrip(b":").decode("ascii").split(" ")
    return fields[parents * 2 + 1], fields[parents]
