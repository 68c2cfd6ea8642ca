"""Which contents did each file of certain names have, commit by commit, back from a tip?

Along the first parent: what a branch held between two merges was never what the project held. One pass of ``git log --raw``; paths
are filtered here, because git needs twice the time when it matches patterns itself (rails: 10 seconds instead of 4).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

from xingtu.collect.git import PIPE_BUFFER_BYTES, GitDirectory, shallow_boundary
from xingtu.errors import RepositoryDamaged
from xingtu.facts.tree_entries import FILE_MODES

LOG = ("log", "--first-parent", "-m", "--raw", "--no-renames", "--no-abbrev", "-z", "--format=%H %ct")
MODES = frozenset(mode.encode() for mode in FILE_MODES)


@dataclass(frozen=True, slots=True)
class Change:
    """One path's content before and after a commit, as blob ids; empty: no file there (nothing, a link or a submodule)."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One commit that changed at least one wanted path. ``cut``: its parents are missing, all it holds looks added."""

    commit: str
    committed_at: str
    """RFC 3339 in UTC; empty: git holds no date a calendar knows."""
    changes: tuple[Change, ...]
    cut: bool = False


def lockfile_history(git: GitDirectory, tip: str, wants: Callable[[str], bool], *, cut: frozenset[str] = frozenset()) -> Iterator[Step]:
    """Newest first. Reading may be broken off at any step; the commits behind it are then never asked for.

    cut: commits at which a shallow clone ends, as ``cut_at`` of the unsealed directory says

    Raises:
        RepositoryDamaged: git could not go on; what was given until then is right.
    """
    known: dict[bytes, str | None] = {}

    def wanted(raw: bytes) -> str | None:
        if raw not in known:
            path = raw.decode("utf-8", "surrogateescape")
            known[raw] = path if wants(path) else None
        return known[raw]

    with git.stream(*LOG, tip, "--", given=b"") as (stream, ending):
        commit, when = "", b""
        changes: list[Change] = []
        tokens = _tokens(stream)
        for token in tokens:
            if token.startswith(b":"):
                change = _change(token, wanted(next(tokens, b"")))
                changes += [change] if change else []
            elif token:
                if changes:
                    yield Step(commit, _instant(when), tuple(changes), commit in cut)
                changes = []
                head, _, when = token.partition(b" ")
                commit = head.decode("ascii")
        last = Step(commit, _instant(when), tuple(changes), commit in cut) if changes else None
    if ending.status != 0:
        raise RepositoryDamaged(
            f"git log 在 {git.path} 读到 {commit or '开头'} 时停止：{ending.words}；请重新完整克隆（git clone --mirror URL）"
        )
    if last:
        yield last


def cut_at(git: GitDirectory) -> frozenset[str]:
    """Commits whose parents a shallow clone left out."""
    return frozenset(shallow_boundary(git))


def _tokens(stream: IO[bytes]) -> Iterator[bytes]:
    """What stands between the zero bytes, without the line end git puts before the first path of a commit."""
    rest = b""
    while block := stream.read(PIPE_BUFFER_BYTES):
        *whole, rest = (rest + block).split(b"\0")
        for token in whole:
            yield token.removeprefix(b"\n")


def _change(raw: bytes, path: str | None) -> Change | None:
    if path is None:
        return None
    modes_and_ids = raw[1:].split(b" ")
    before, after = (
        blob.decode("ascii") if mode in MODES else "" for mode, blob in zip(modes_and_ids[:2], modes_and_ids[2:4], strict=True)
    )
    return Change(path, before, after) if before != after else None


def _instant(seconds: bytes) -> str:
    try:
        return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%dT%H:%M:%SZ}" if int(seconds) else ""
    except (ValueError, OverflowError, OSError):
        return ""
