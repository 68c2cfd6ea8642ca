"""How do commits as read become rows of the fact tables?

A *part* holds what one commit says by itself and never changes. What depends on the rest of the repository (mailmap,
place in history, path classes) is added when a scan is published (``publish.py``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import pyarrow as pa

from xingtu.collect import message as messages
from xingtu.collect.git_history import CommitRecord
from xingtu.facts.commits import Commit
from xingtu.facts.file_changes import FileChange
from xingtu.facts.trailers import Trailer
from xingtu.store.schema import arrow_schema

DERIVED = (
    "author_name_mapped", "author_email_mapped", "committer_name_mapped", "committer_email_mapped",
    "is_import", "reachable", "on_default", "position", "landed_commit", "landed_at",
)  # fmt: skip
COMMIT_SCHEMA = arrow_schema(Commit)
PART_SCHEMA = pa.schema([field for field in COMMIT_SCHEMA if field.name not in DERIVED])
FILE_SCHEMA = arrow_schema(FileChange)
TRAILER_SCHEMA = arrow_schema(Trailer)


@dataclass(frozen=True, slots=True)
class Part:
    """Facts of some commits of one repository."""

    commits: pa.Table
    file_changes: pa.Table
    trailers: pa.Table

    @property
    def tables(self) -> dict[str, pa.Table]:
        """By file name."""
        return {"commits": self.commits, "file_changes": self.file_changes, "trailers": self.trailers}


def part_of(repository: str, records: Iterable[CommitRecord]) -> Part:
    """Rows of the given commits."""
    commits: list[tuple[object, ...]] = []
    files: list[tuple[object, ...]] = []
    trailers: list[tuple[object, ...]] = []
    for record in records:
        commits.append(_commit_row(repository, record))
        files.extend(
            (
                repository, record.commit, number, file.path, file.old_path, area(file.path), file.status, file.similarity,
                file.old_blob, file.new_blob, file.kind, file.binary, file.added, file.deleted,
                file.whitespace, file.whitespace,
                file.lines.moved_added if file.lines else 0, file.lines.moved_deleted if file.lines else 0,
                None, None, file.generated_marker,
            )
            for number, file in enumerate(record.files)
        )  # fmt: skip
        trailers.extend(
            (repository, record.commit, number, line.kind, messages.decode(line.name)[0], messages.decode(line.email)[0], line.in_footer)
            for number, line in enumerate(messages.trailers(record.message))
        )
    return Part(_table(commits, PART_SCHEMA), _table(files, FILE_SCHEMA), _table(trailers, TRAILER_SCHEMA))


def area(path: bytes) -> str:
    """First folder of a path; '.' for files at the top."""
    first, slash, _ = path.partition(b"/")
    return messages.decode(first)[0] if slash else "."


def _commit_row(repository: str, record: CommitRecord) -> tuple[object, ...]:
    names, rule = messages.decode(b"\n".join((*record.author, *record.committer, messages.subject(record.message))))
    return (
        repository, record.commit, record.tree, list(record.parents), *record.author, record.author_time, record.author_zone,
        *record.committer, record.committer_time, record.committer_zone, names.rpartition("\n")[2],
        blake2b(record.message, digest_size=16).hexdigest(), record.encoding, rule, record.patch_id, record.inverse_patch_id,
        messages.reverted_commit(record.message), len(record.parents) > 1, record.measured,
    )  # fmt: skip


def _table(rows: list[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.Table.from_arrays([pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)], schema=schema)
