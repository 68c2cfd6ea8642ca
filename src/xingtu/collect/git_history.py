"""What did each commit change? One pass of ``git log`` gives git's own line counts and the crediting evidence together.

The counts equal ``git log --numstat -M`` because git itself makes the diff: each hunk's header says how many lines it
holds, and only the first byte of each line is read. ``-U1`` is the cheapest context that is exact (at ``-U0`` git trims
common tails and counts differ).
"""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from xingtu.collect.evidence import FileLines, weigh
from xingtu.collect.git import GitDirectory
from xingtu.errors import GitFailed, RepositoryDamaged

VERSION = 1
"""Goes up when any fact may come out differently; facts of another version are read again."""

FIELDS = "%H%x00%T%x00%P%x00%an%x00%ae%x00%ad%x00%cn%x00%ce%x00%cd%x00%e%x00%B%x00"
FIELD_COUNT = 13  # the nonce, eleven fields, and the terminator git adds
PLUS, MINUS, BACKSLASH = ord("+"), ord("-"), ord("\\")
HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
NUMBERS = re.compile(rb"[+-]?\d+")
HEAD_LINES = 8
MOST_RESTARTS = 100
"""After so many commits that git cannot diff, only the headers of the rest are read: a clone without any contents."""
SYMLINK, SUBMODULE = b"120000", b"160000"
# a new pointer, and one that names other contents than before (its first line is then unchanged)
LFS_POINTER = (b"+version https://git-lfs.github.com/spec/", b"+oid sha256:")
LARGEST_TIME = 2**62


@dataclass(slots=True)
class FileRecord:
    """One changed path, as it is being read."""

    status: str
    similarity: int | None
    path: bytes
    old_path: bytes | None
    old_blob: str | None
    new_blob: str | None
    kind: str
    added: int = 0
    deleted: int = 0
    binary: bool = False
    generated_marker: bool = False
    lines: FileLines | None = None

    @property
    def whitespace(self) -> int:
        """White-space-only lines: the same number added and deleted."""
        return self.lines.whitespace if self.lines else 0


@dataclass(slots=True)
class CommitRecord:
    """One commit, as it was read. ``measured`` is false when only its header could be had."""

    commit: str
    tree: str
    parents: tuple[str, ...]
    author: tuple[bytes, bytes]
    author_time: int
    author_zone: int
    committer: tuple[bytes, bytes]
    committer_time: int
    committer_zone: int
    encoding: str
    message: bytes
    files: list[FileRecord] = field(default_factory=list)
    patch_id: str | None = None
    inverse_patch_id: str | None = None
    measured: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """How much is read of each commit."""

    evidence: bool = True
    """False: counts only, for measuring what the evidence costs."""
    moved_min_characters: int = 8
    generated_markers: tuple[str, ...] = ()
    patch: bool = True
    """False: paths and blob ids only, no line is counted."""

    def marker(self) -> re.Pattern[bytes] | None:
        """One expression for all markers of generated files."""
        either = "|".join(f"(?:{marker})" for marker in self.generated_markers)
        return re.compile(either.encode(), re.IGNORECASE) if either else None


def read_commits(repository: GitDirectory, commits: Sequence[str], reading: Reading) -> Iterator[CommitRecord]:
    """Read commits in the order given. One that git cannot diff comes with ``measured=False``; the rest go on.

    Raises:
        RepositoryDamaged: not even the header of a commit can be read.
    """
    waiting = list(commits)
    restarts = 0
    while waiting:
        believed = 0
        held: CommitRecord | None = None
        nonce = secrets.token_hex(16)
        with repository.stream(*_log(nonce), given="\n".join(waiting).encode()) as (stream, ending):
            for record in parse_log(stream, nonce.encode(), reading):
                # git may die after half a commit: one is believed only when the next one has begun, or all ended well
                if held is not None:
                    believed += 1
                    yield held
                held = record
        if ending.status < 0:
            raise GitFailed(f"git log 在 {repository.path} 被信号 {-ending.status} 终止（内存不足或被人中断）；请重新运行，已读部分会保留")
        if ending.status == 0:
            if held is None or not held.measured or believed + 1 != len(waiting):
                raise GitFailed(f"git log 在 {repository.path} 给出 {believed + 1} 个提交，应为 {len(waiting)} 个")
            yield held
            return
        restarts += 1
        if len(waiting) == 1 or restarts > MOST_RESTARTS:
            yield from _headers(repository, waiting, ending.words)
            return
        yield from read_commits(repository, waiting[believed : believed + 1], reading)
        waiting = waiting[believed + 1 :]


def read_changed_paths(repository: GitDirectory, commits: Sequence[str]) -> Iterator[CommitRecord]:
    """Headers, paths and blob ids without any line diff: a tenth of the cost, enough to recognise a patch seen before."""
    nonce = secrets.token_hex(16)
    given = "\n".join(commits).encode()
    held: CommitRecord | None = None
    with repository.stream(*_log(nonce, "--raw", "-M"), given=given) as (stream, ending):
        for record in parse_log(stream, nonce.encode(), Reading(evidence=False, patch=False)):
            if held is not None:
                yield held
            held = record
    if ending.status != 0:
        raise RepositoryDamaged(f"{repository.path}：{ending.words}")
    if held is not None:
        yield held


def read_counts(repository: GitDirectory, commit: str) -> list[tuple[int, int]]:
    """(added, deleted) of each file of a commit in git's order, from ``--numstat`` itself; (0, 0) where it prints '-'."""
    nonce = secrets.token_hex(16)
    printed = repository.output(*_log(nonce, "--numstat", "-M"), given=commit.encode())
    parts = iter(printed.split(b"\0", FIELD_COUNT)[-1].lstrip(b"\n").rstrip(b"\0").split(b"\0"))
    counts = []
    for part in parts:
        added, deleted, path = part.split(b"\t", 2)
        counts.append((0, 0) if added == b"-" else (int(added), int(deleted)))
        if not path:
            # a rename: both paths follow by themselves
            next(parts), next(parts)
    return counts


def _log(nonce: str, *shape: str) -> tuple[str, ...]:
    return (
        "log", "--no-walk=unsorted", "--stdin", *(shape or ("--raw", "-p", "-U1", "-M")), "-z", "--no-abbrev", "--no-ext-diff",
        "--no-textconv", "--no-color", "--no-notes", "--no-mailmap", "--ignore-submodules=none", "--submodule=short", "--diff-merges=off",
        f"--format={nonce}%x00{FIELDS}", "--date=raw",
    )  # fmt: skip


def _headers(repository: GitDirectory, commits: Sequence[str], words: str) -> Iterator[CommitRecord]:
    nonce = secrets.token_hex(16)
    with repository.stream(*_log(nonce, "--no-patch"), given="\n".join(commits).encode()) as (stream, ending):
        records = list(parse_log(stream, nonce.encode(), Reading(evidence=False, patch=False)))
    if ending.status != 0 or len(records) != len(commits):
        raise RepositoryDamaged(f"{repository.path} 缺少提交对象本身（{commits[0]} 附近）：{words}；请重新完整克隆")
    for record in records:
        record.measured = False
        yield record


def parse_log(stream: IO[bytes], nonce: bytes, reading: Reading) -> Iterator[CommitRecord]:
    """Parse the output of ``_log``; holds one commit at a time."""
    readline = stream.readline
    marker = reading.marker() if reading.evidence else None
    line = readline()
    while line:
        while line.count(b"\0") < FIELD_COUNT:
            more = readline()
            if not more:
                return
            line += more
        *fields, rest = line.split(b"\0", FIELD_COUNT)
        if fields[0] != nonce:
            raise GitFailed(f"git log 的输出在一个提交的开头处不合预期：{line[:80]!r}")
        record = _commit(fields)
        line = _read_files(record, readline, nonce, reading, marker) if rest == b"\n" else rest or readline()
        yield record


def _commit(fields: list[bytes]) -> CommitRecord:
    _, commit, tree, parents, author, author_mail, author_date, committer, committer_mail, committer_date, encoding, text, _ = fields
    return CommitRecord(
        commit.decode(), tree.decode(), tuple(parents.decode().split()),
        (author, author_mail), *_moment(author_date), (committer, committer_mail), *_moment(committer_date),
        encoding.decode("latin-1"), text,
    )  # fmt: skip


def _moment(raw: bytes) -> tuple[int, int]:
    """Seconds since 1970 and minutes from UTC; 0 where git could make nothing of what is written."""
    numbers = NUMBERS.findall(raw)
    seconds = int(numbers[0]) if numbers else 0
    zone = int(numbers[1]) if len(numbers) > 1 else 0
    hours, minutes = divmod(abs(zone), 100)
    offset = hours * 60 + minutes
    return (seconds if abs(seconds) < LARGEST_TIME else 0), (-offset if zone < 0 else offset)


def _read_files(
    record: CommitRecord, readline: Callable[[], bytes], nonce: bytes, reading: Reading, marker: re.Pattern[bytes] | None
) -> bytes:
    """Read the raw records and the patch of one commit; return the line that begins the next one."""
    end = b"\0\0diff --git " if reading.patch else b"\0" + nonce + b"\0"
    raw = readline()
    while end not in raw and (more := readline()):
        raw += more
    raw, found, rest = raw.partition(end)
    line, next_commit = (b"diff --git " + rest, b"") if reading.patch and found else (b"", end[1:] + rest if found else b"")
    if reading.patch and not found:
        record.measured = False
        return b""
    try:
        record.files, sections = _raw_records(raw)
        if line:
            next_commit = _read_patch(sections, line, readline, nonce, reading, marker)
    except (IndexError, ValueError, StopIteration):
        # the output ended in the middle of a commit: how git ended tells why
        record.measured = False
        return b""
    if line and reading.evidence:
        for file in record.files:
            _name_by_blobs(file)
        weighed = weigh([file.lines for file in record.files if file.lines], moved_min_characters=reading.moved_min_characters)
        if weighed:
            record.patch_id, record.inverse_patch_id = weighed
    return next_commit or readline()


def _raw_records(raw: bytes) -> tuple[list[FileRecord], list[FileRecord]]:
    """Files of a commit, and the same in the order of the patch's sections: a type change has two, delete and create."""
    files: list[FileRecord] = []
    sections: list[FileRecord] = []
    parts = iter(raw.rstrip(b"\0").split(b"\0"))
    for head in parts:
        old_mode, new_mode, old_blob, new_blob, status = head[1:].split(b" ")
        letter, score = chr(status[0]), status[1:]
        first = next(parts)
        path, old_path = (next(parts), first) if letter in "RC" else (first, None)
        file = FileRecord(
            letter, int(score) if score else None, path, old_path,
            None if old_mode == b"000000" else old_blob.decode(), None if new_mode == b"000000" else new_blob.decode(),
            _kind(new_mode if new_mode != b"000000" else old_mode),
        )  # fmt: skip
        before = old_path or path
        file.lines = FileLines(b"\0%b\0%b\0" % (before, path), b"\0%b\0%b\0" % (path, before))
        files.append(file)
        sections.extend([file, file] if letter == "T" else [file])
    return files, sections


def _name_by_blobs(file: FileRecord) -> None:
    """Let the patch hash tell contents apart that no compared line tells apart: binary files, type changes, empty files."""
    if file.lines is not None and (file.status == "T" or not (file.added or file.deleted)):
        old, new = (file.old_blob or "").encode(), (file.new_blob or "").encode()
        file.lines.head += old + b"\0" + new
        file.lines.inverse_head += new + b"\0" + old


def _kind(mode: bytes) -> str:
    return {SYMLINK: "symlink", SUBMODULE: "submodule"}.get(mode, "text")


def _read_patch(  # noqa: C901, PLR0912 - the one hot loop: a call per line would double its cost
    sections: list[FileRecord], line: bytes, readline: Callable[[], bytes], nonce: bytes, reading: Reading, marker: re.Pattern[bytes] | None
) -> bytes:
    """Count the lines of each section; return the line that begins the next commit, empty at the end."""
    waiting = iter(sections)
    keep = reading.evidence
    file = sections[0]
    plus: list[bytes] = []
    minus: list[bytes] = []
    starts_with_nonce = nonce + b"\0"
    while line:
        if line.startswith(b"@@ "):
            hunk = HUNK.match(line)
            if hunk is None:
                raise GitFailed(f"git log 给出无法理解的段头：{line[:80]!r}")
            old_left = int(hunk[1]) if hunk[1] is not None else 1
            new_left = int(hunk[3]) if hunk[3] is not None else 1
            added = deleted = 0
            first = file.added == 0
            while old_left or new_left:
                line = readline()
                sign = line[0]
                if sign == PLUS:
                    new_left -= 1
                    added += 1
                    if keep:
                        plus.append(line)
                elif sign == MINUS:
                    old_left -= 1
                    deleted += 1
                    if keep:
                        minus.append(line)
                elif sign != BACKSLASH:
                    old_left -= 1
                    new_left -= 1
            file.added += added
            file.deleted += deleted
            if added and first and keep and int(hunk[2]) <= HEAD_LINES:
                _look_at_head(file, plus[:HEAD_LINES], marker)
        elif line.startswith(b"diff --git "):
            file = next(waiting)
            # the two sections of a type change are no diff of one with the other: nothing is compared in them
            plus, minus = (file.lines.added, file.lines.deleted) if file.lines and file.status != "T" else ([], [])
        elif line.startswith(starts_with_nonce):
            return line
        elif line.startswith(b"Binary files "):
            file.binary = True
            file.kind = "binary" if file.kind == "text" else file.kind
        line = readline()
    return b""


def _look_at_head(file: FileRecord, head: list[bytes], marker: re.Pattern[bytes] | None) -> None:
    if file.kind == "text" and head[0].startswith(LFS_POINTER):
        file.kind = "lfs_pointer"
    if marker is not None and marker.search(b"".join(head)):
        file.generated_marker = True
