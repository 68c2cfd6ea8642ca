"""How is a chunk of commits read once, whoever is killed in between?

A chunk is a unit of work named by its content: the same commits read the same way give the same folder in ``staging``,
so a repeated or resumed chunk cannot double a row.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from xingtu.collect.git import GitDirectory, sealed
from xingtu.collect.git_history import VERSION, CommitRecord, FileRecord, Reading, read_commits, read_counts
from xingtu.collect.rows import Part, part_of
from xingtu.store.canonical import canonical_json, digest
from xingtu.store.files import whole_folder

SMALLEST_CHUNK = 2000
MOST_CHUNKS = 12
BINARY_PROBE_BYTES = 8000  # git looks for NUL in the first 8,000 bytes
BLOBS_AT_ONCE = 500  # few enough that the questions fit into a pipe while git already answers


@dataclass(frozen=True, slots=True)
class Chunk:
    """Commits of one repository to read, newest first; ``cut_off`` are those whose parents a shallow clone lacks."""

    repository: str
    path: Path
    commits: tuple[str, ...]
    cut_off: frozenset[str]
    reading: Reading
    staging: Path

    @property
    def folder(self) -> Path:
        """Where its facts are published."""
        content = canonical_json([self.repository, reading_digest(self.reading), list(self.commits), sorted(self.cut_off)])
        return self.staging / digest(content)[:24]


def reading_digest(reading: Reading) -> str:
    """Names the reader and everything of the crediting rules it depends on."""
    return digest(canonical_json([VERSION, reading.evidence, reading.moved_min_characters, list(reading.generated_markers)]))[:24]


def cut(oldest_first: Sequence[str]) -> list[tuple[str, ...]]:
    """Contiguous chunks, newest first inside. Cut from the oldest, so that new commits do not move the borders."""
    size = SMALLEST_CHUNK
    while len(oldest_first) > size * MOST_CHUNKS:
        size *= 2
    return [tuple(reversed(oldest_first[start : start + size])) for start in range(0, len(oldest_first), size)]


def mine(chunk: Chunk, on_commits: Callable[[int], None] = lambda _: None) -> Path:
    """Read a chunk into its folder, unless an earlier attempt already did; returns the folder."""
    if chunk.folder.is_dir():
        on_commits(len(chunk.commits))
        return chunk.folder
    return publish_part(read_part(GitDirectory(chunk.path), chunk, on_commits), chunk.staging, name=chunk.folder.name)


def publish_part(part: Part, staging: Path, *, name: str) -> Path:
    """Write a part's tables into a folder of ``staging`` that appears whole or not at all."""
    with whole_folder(staging / name) as folder:
        for table_name, table in part.tables.items():
            pq.write_table(table, folder / f"{table_name}.parquet", compression="zstd")
    return staging / name


def read_part(repository: GitDirectory, chunk: Chunk, on_commits: Callable[[int], None] = lambda _: None) -> Part:
    """Facts of a chunk in memory."""
    with sealed(repository) as git:
        whole = [commit for commit in chunk.commits if commit not in chunk.cut_off]
        records = []
        for record in read_commits(git, whole, chunk.reading):
            records.append(record)
            on_commits(1)
        records += [_header_only(record) for record in read_commits(git, sorted(chunk.cut_off), Reading(evidence=False))]
        _settle_unchanged_binaries(git, records)
        _settle_type_changes(git, records)
    return part_of(chunk.repository, records)


def _header_only(record: CommitRecord) -> CommitRecord:
    """A commit at the edge of a shallow clone: its diff would show the whole tree as added."""
    record.files, record.measured = [], False
    record.patch_id = record.inverse_patch_id = None
    return record


def _settle_unchanged_binaries(git: GitDirectory, records: list[CommitRecord]) -> None:
    """Mark pure renames and mode changes of binary files: numstat prints '-' for them, the patch prints nothing."""
    open_cases: dict[str, list[FileRecord]] = {}
    for record in records:
        for file in record.files:
            if file.new_blob is not None and file.old_blob == file.new_blob and file.kind == "text":
                open_cases.setdefault(file.new_blob, []).append(file)
    for blob in _binary_blobs(git, sorted(open_cases)):
        for file in open_cases[blob]:
            file.binary, file.kind = True, "binary"


def _settle_type_changes(git: GitDirectory, records: list[CommitRecord]) -> None:
    """Count a file that became a link (or the like) as git does: it compares the two, while the patch deletes one and adds the other."""
    for record in records:
        if any(file.status == "T" for file in record.files):
            for file, (added, deleted) in zip(record.files, read_counts(git, record.commit), strict=True):
                if file.status == "T":
                    file.added, file.deleted = added, deleted


def _binary_blobs(git: GitDirectory, blobs: list[str]) -> Iterator[str]:
    for start in range(0, len(blobs), BLOBS_AT_ONCE):
        asked = blobs[start : start + BLOBS_AT_ONCE]
        with git.stream("cat-file", "--batch", given="\n".join(asked).encode() + b"\n") as (stream, _):
            for blob in asked:
                head = stream.readline().split()
                if len(head) == 3:  # noqa: PLR2004 - "<id> blob <size>"; "<id> missing" has two words
                    size = int(head[2])
                    if b"\0" in stream.read(size + 1)[: min(BINARY_PROBE_BYTES, size)]:
                        yield blob
