"""Which commit between two revisions made a file say what it says now, and who wrote it?"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xingtu.collect.git import GitDirectory
from xingtu.collect.message import decode

FEW_PATHS = 100
"""Up to so many paths git is asked about these alone; beyond, its whole log is read once and the rest passed over."""
NOTHING = "0"
"""Object ids of git made of this alone: the file was not there."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One commit that changed a path. An empty blob: the path was not there."""

    commit: str
    author: str
    committed_at: str
    before: str
    after: str


def touches(git: GitDirectory, before: str, after: str, paths: Iterable[str]) -> Mapping[str, Sequence[Touch]]:
    """Path -> commits that are in ``after`` and not in ``before`` and changed it, newest first; merges are passed over."""
    wanted = sorted(set(paths))
    if not wanted:
        return {}
    spoken_to = wanted if len(wanted) <= FEW_PATHS else []
    shown = git.output(
        "log", "--topo-order", "--no-renames", "--raw", "-z", "--no-abbrev", "--no-show-signature",
        "--date=format-local:%Y-%m-%dT%H:%M:%SZ", "--format=%H %cd %an", f"{before}..{after}", "--", *spoken_to,
    )  # fmt: skip
    found: dict[str, list[Touch]] = {path: [] for path in wanted}
    for path, touch in _read(shown):
        if path in found:
            found[path].append(touch)
    return {path: touches for path, touches in found.items() if touches}


def made_by(touches: Sequence[Touch], says: Callable[[str], str | None]) -> Touch | None:
    """The newest commit that made the path say what it says now; None when that cannot be known.

    says: what a blob says, or None when it was never looked at
    """
    if len(touches) == 1:
        return touches[0]
    final = says(touches[0].after) if touches else None
    for touch in touches:
        earlier, later = says(touch.before), says(touch.after)
        if earlier is None or later is None or final is None:
            return None
        if later == final and earlier != final:
            return touch
    return None


def _read(shown: bytes) -> Iterator[tuple[str, Touch]]:
    """Only NUL divides: an author's name or a path may hold anything else, also what looks like another commit."""
    commit, committed_at, author = b"", b"", b""
    tokens = iter(shown.split(b"\0"))
    for token in tokens:
        part = token.lstrip(b"\n")
        if part.startswith(b":"):
            _, _, before, after, _ = part.split(b" ")
            path = next(tokens).decode("utf-8", "surrogateescape")
            yield path, Touch(commit.decode(), decode(author)[0], committed_at.decode(), _blob(before), _blob(after))
        elif part:
            commit, committed_at, author = part.split(b" ", 2)


def _blob(raw: bytes) -> str:
    return raw.decode().rstrip(NOTHING) and raw.decode()
