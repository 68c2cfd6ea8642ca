"""Has a fork or mirror already read this commit, or the very same patch under another commit id?

Commit ids are compared first: that is free. What is left is compared by its list of (status, paths, blob ids), which
``git log --raw`` gives at a tenth of the cost of a diff: equal lists mean equal patches, down to the line.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from xingtu.collect.git import GitDirectory
from xingtu.collect.git_history import CommitRecord, FileRecord, read_changed_paths
from xingtu.errors import RepositoryDamaged
from xingtu.store.lake import Lake
from xingtu.store.schema import read_parquet

RAW = ("status", "path", "old_path", "old_blob", "new_blob")
WEIGHED = ("kind", "binary", "added", "deleted", "whitespace_added", "moved_added", "moved_deleted", "generated_marker")

NO_FILES = ("symlink", "submodule")

Signature = tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class Kin:
    """The newest scan of a repository that shares a root commit."""

    folder: Path
    unmeasured: frozenset[str]

    @classmethod
    def of(cls, lake: Lake, repository: str, roots: Sequence[str], reading: str) -> list["Kin"]:
        """All kin whose facts were read the same way."""
        scans = [scan for scan in lake.relatives(repository, set(roots)) if scan.reading == reading]
        return [cls(lake.folder(scan.repository) / scan.scan, frozenset(scan.unmeasured)) for scan in scans]

    @cached_property
    def commits(self) -> frozenset[str]:
        """Commits whose diff it has read."""
        ids = read_parquet(self.folder / "commits.parquet", columns=["commit"]).column("commit").to_pylist()
        return frozenset(ids) - self.unmeasured

    def same_patches(self, git: GitDirectory, commits: Sequence[str]) -> Iterator[CommitRecord]:
        """Of the given commits, those whose patch it has read under another id, with that patch's counts.

        Where an object is missing the comparison ends: what is left is then read in full, which tells what is missing.
        """
        with suppress(RepositoryDamaged):
            for record in read_changed_paths(git, commits):
                twin = self._by_signature.get(tuple(_raw_of(file) for file in record.files)) if record.files else None
                if twin is not None:
                    _, record.patch_id, record.inverse_patch_id = self._patch_ids[twin]
                    for file, weighed in zip(record.files, self._weighed[twin], strict=True):
                        _fill(file, weighed)
                    yield record

    @cached_property
    def _weighed(self) -> dict[str, list[tuple[object, ...]]]:
        table = read_parquet(self.folder / "file_changes.parquet", columns=["commit", "number", *RAW, *WEIGHED])
        rows = sorted(zip(*(column.to_pylist() for column in table.columns), strict=True), key=lambda row: (row[0], row[1]))
        found: dict[str, list[tuple[object, ...]]] = {}
        for commit, _, *rest in rows:
            found.setdefault(commit, []).append(tuple(rest))
        return found

    @cached_property
    def _by_signature(self) -> dict[Signature, str]:
        return {
            tuple(_signature_row(row) for row in rows): commit for commit, rows in self._weighed.items() if commit not in self.unmeasured
        }

    @cached_property
    def _patch_ids(self) -> dict[str, tuple[str, str | None, str | None]]:
        table = read_parquet(self.folder / "commits.parquet", columns=["commit", "patch_id", "inverse_patch_id"])
        return {row[0]: row for row in zip(*(column.to_pylist() for column in table.columns), strict=True)}


def _raw_of(file: FileRecord) -> tuple[object, ...]:
    return _signature_row((file.status, file.path, file.old_path, file.old_blob, file.new_blob, file.kind))


def _signature_row(row: Sequence[object]) -> tuple[object, ...]:
    """What makes two files of two commits the same: a link is no file, even when it holds the same bytes."""
    kind = row[len(RAW)]
    return (*row[: len(RAW)], kind if kind in NO_FILES else "file")


def _fill(file: FileRecord, row: tuple[object, ...]) -> None:
    kind, binary, added, deleted, whitespace, moved_added, moved_deleted, marker = row[len(RAW) :]
    file.kind, file.binary, file.added, file.deleted = str(kind), bool(binary), int(str(added)), int(str(deleted))
    file.generated_marker = bool(marker)
    if file.lines is not None:
        file.lines.whitespace, file.lines.moved_added, file.lines.moved_deleted = (
            int(str(whitespace)),
            int(str(moved_added)),
            int(str(moved_deleted)),
        )
