"""In which commit does each content of a history stand first, and when was that written, committed and brought to the main line?

One ``git log --raw`` in topological order, read as a stream. Renames are not looked for: a content is its blob id, wherever it lies.
Merges are read too, for what neither parent had (``-c``).
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from xingtu.collect.ancestry import ancestry
from xingtu.collect.git import GitDirectory
from xingtu.collect.plan import history
from xingtu.errors import GitFailed, RepositoryDamaged

PLAIN_FILES = frozenset({b"100644", b"100755", b"100664"})
CHUNK_BYTES = 2**18
LARGEST_TIME = 2**40
DAY, HOUR = 86_400, 3_600


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a content stands first, and three dates of it: written, committed, arrived on the main line (seconds since 1970)."""

    commit: str
    path: str
    authored_at: int
    committed_at: int
    arrived_at: int
    known: bool = True
    """False: it stands at the edge of a shallow clone, so where it came from is not known."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What in a history speaks for dates that were made up, or for code that came from elsewhere. Each has honest reasons too."""

    commits: int = 0
    back_dated: int = 0
    """Written long before they were committed (``Care.back_dated_days``)."""
    largest_gap_days: int = 0
    ahead: int = 0
    """Written more than a day after they were committed, which cannot be."""
    backwards: int = 0
    """Committed more than a day before a parent of theirs."""
    busiest_hour_commits: int = 0
    """Most commits committed within one hour of the clock: a history that was replayed."""
    opening_files: int = 0
    """Files the main line's first commit brought."""
    opening_percent: int = 0
    """Of the files at the tip, those that stand unchanged since the first commit."""
    shallow: bool = False


@dataclass(frozen=True, slots=True)
class TipFile:
    """A file of the newest tree."""

    path: bytes
    blob: bytes
    size_bytes: int


class History:
    """One repository at one tip; ``git`` is sealed."""

    def __init__(self, git: GitDirectory, tip: str, *, cut_off: frozenset[str] = frozenset()) -> None:
        self.git, self.tip, self.cut_off = git, tip, cut_off
        newest_first = history(git, [tip])
        known = ancestry(newest_first, cut_off=cut_off)
        self.commits = [commit for commit, _ in reversed(newest_first)]
        self.position: Mapping[str, int] = known.position
        self._landed = [known.position[known.landed[commit]] for commit in self.commits]
        self._parents = [[known.position[one] for one in above if one in known.position] for _, above in reversed(newest_first)]
        self._opening = _first_parent_root(newest_first)
        self.authored: list[int] = [0] * len(self.commits)
        self.committed: list[int] = [0] * len(self.commits)

    def contents(self) -> Iterator[tuple[int, bytes, bytes]]:
        """(position of the commit, blob, path) of every plain file a commit brings, oldest first; fills in the dates on the way.

        Raises:
            RepositoryDamaged: trees are missing.
        """
        nonce = secrets.token_hex(16).encode()
        shape = (
            "log", "--no-walk=unsorted", "--stdin", "--raw", "-c", "--no-renames", "-z", "--no-abbrev", "--no-ext-diff", "--no-textconv",
            "--no-color", "--no-notes", "--no-mailmap", "--ignore-submodules=none", f"--format={nonce.decode()}%x00%at%x00%ct%x00",
        )  # fmt: skip
        place = -1
        with self.git.stream(*shape, given="\n".join(self.commits).encode()) as (stream, ending):
            tokens = _tokens(stream)
            for token in tokens:
                if token == nonce:
                    place += 1
                    self.authored[place], self.committed[place] = _instant(next(tokens)), _instant(next(tokens))
                elif token.lstrip(b"\n").startswith(b":"):
                    path = next(tokens)
                    blob = _new_blob(token.lstrip(b"\n"))
                    if blob:
                        yield place, blob, path
        if ending.status != 0:
            raise RepositoryDamaged(f"{self.git.path}：{ending.words}；请重新完整克隆后再查")
        if place + 1 != len(self.commits):
            raise GitFailed(f"git log 给出 {place + 1} 个提交，应为 {len(self.commits)} 个")

    def seen(self, place: int, path: bytes) -> Seen:
        """A content's first place, once ``contents`` has been read to its end."""
        return Seen(
            self.commits[place],
            path.decode("utf-8", "replace"),
            self.authored[place],
            self.committed[place],
            self.committed[self._landed[place]],
            self.commits[place] not in self.cut_off,
        )

    def tip_files(self) -> list[TipFile]:
        """Plain files of the newest tree."""
        return _tree(self.git, self.tip)

    def tip_lines(self) -> dict[bytes, int]:
        """Path → lines, of the text files of the newest tree."""
        printed = self.git.output(
            "diff-tree",
            "-r",
            "-z",
            "--root",
            "--numstat",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            _empty_tree(self.git),
            self.tip,
        )
        rows = (row.split(b"\t", 2) for row in printed.split(b"\0") if row)
        return {path: int(added) for added, _deleted, path in rows if added != b"-"}

    def signals(self, *, back_dated_days: int) -> Signals:
        """Once ``contents`` has been read to its end."""
        gaps = [committed - authored for authored, committed in zip(self.authored, self.committed, strict=True)]
        late = [gap for gap in gaps if gap > back_dated_days * DAY]
        backwards = sum(
            any(self.committed[parent] - self.committed[place] > DAY for parent in parents) for place, parents in enumerate(self._parents)
        )
        hours = Counter(instant // HOUR for instant in self.committed)
        opening, tip = _tree(self.git, self._opening), self.tip_files()
        first = {file.blob for file in opening}
        return Signals(
            commits=len(self.commits),
            back_dated=len(late),
            largest_gap_days=max(late, default=0) // DAY,
            ahead=sum(gap < -DAY for gap in gaps),
            backwards=backwards,
            busiest_hour_commits=max(hours.values(), default=0),
            opening_files=len(opening),
            opening_percent=sum(file.blob in first for file in tip) * 100 // len(tip) if tip else 0,
            shallow=bool(self.cut_off),
        )


def blob_sizes(git: GitDirectory, blobs: list[bytes]) -> dict[bytes, int]:
    """Bytes of each content; those that are missing are left out."""
    given = b"".join(blob.hex().encode() + b"\n" for blob in blobs)
    printed = git.output("cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", given=given) if blobs else b""
    rows = (line.split() for line in printed.splitlines())
    return {bytes.fromhex(row[0].decode()): int(row[2]) for row in rows if len(row) == 3 and row[1] == b"blob"}  # noqa: PLR2004 - as asked


def _tree(git: GitDirectory, commit: str) -> list[TipFile]:
    printed = git.output("ls-tree", "-r", "-l", "-z", "--full-tree", commit)
    found = []
    for row in printed.split(b"\0"):
        head, _, path = row.partition(b"\t")
        mode, _, rest = head.partition(b" ")
        if mode in PLAIN_FILES:
            _kind, blob, size = rest.split()
            found.append(TipFile(path, bytes.fromhex(blob.decode()), int(size) if size.isdigit() else 0))
    return found


def _empty_tree(git: GitDirectory) -> str:
    return git.output("hash-object", "-t", "tree", "--stdin").decode().strip()


def _first_parent_root(newest_first: list[tuple[str, tuple[str, ...]]]) -> str:
    parents = dict(newest_first)
    commit = newest_first[0][0]
    while (above := parents[commit]) and above[0] in parents:
        commit = above[0]
    return commit


def _new_blob(head: bytes) -> bytes:
    """The content after the change, of a plain or of a combined raw record; empty: the path is gone or is no plain file."""
    parents = len(head) - len(head.lstrip(b":"))
    parts = head[parents:].split(b" ")
    return bytes.fromhex(parts[2 * parents + 1].decode()) if parts[parents] in PLAIN_FILES else b""


def _tokens(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read(CHUNK_BYTES):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest:
        yield rest


def _instant(written: bytes) -> int:
    """0 where git could make nothing of what is written."""
    value = int(written) if written.lstrip(b"-").isdigit() else 0
    return value if abs(value) < LARGEST_TIME else 0
