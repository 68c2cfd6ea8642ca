"""How do parts become a published scan: with the mailmap applied, the place in history, and the class of each path?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from xingtu.collect.ancestry import Ancestry
from xingtu.collect.mailmap import Mailmap
from xingtu.collect.message import decode
from xingtu.collect.rows import COMMIT_SCHEMA, FILE_SCHEMA, PART_SCHEMA, TRAILER_SCHEMA
from xingtu.policy.path_classes import PathClassifier
from xingtu.store.schema import read_parquet

EARLIEST, LATEST = -62_135_596_800, 253_402_300_799  # years 1 and 9999: what a calendar holds
MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class View:
    """How the repository looks from its tips at the moment of the scan."""

    ancestry: Ancestry
    reachable: frozenset[str]
    mailmap: Mailmap


def finished_commits(parts: Iterable[pa.Table], view: View) -> pa.Table:
    """Commit rows of all parts, each commit once, with everything that depends on the view."""
    table = pa.concat_tables([PART_SCHEMA.empty_table(), *(part.select(PART_SCHEMA.names) for part in parts)]).combine_chunks()
    ids = table.column("commit").to_pylist()
    times = dict(zip(ids, table.column("committer_time").to_pylist(), strict=True))
    landed = [view.ancestry.landed.get(commit) for commit in ids]
    derived: dict[str, object] = {
        "is_import": [commit in view.ancestry.imported for commit in ids],
        "reachable": [commit in view.reachable for commit in ids],
        "on_default": [commit in view.ancestry.position for commit in ids],
        "position": [view.ancestry.position.get(commit) for commit in ids],
        "landed_commit": landed,
        "landed_at": [_instant(times.get(commit)) if commit else None for commit in landed],
    }
    for who in ("author", "committer"):
        names, emails = mapped(view.mailmap, table.column(f"{who}_name"), table.column(f"{who}_email"))
        derived |= {f"{who}_name_mapped": names, f"{who}_email_mapped": emails}
    columns = [
        pa.array(derived[field.name], type=field.type) if field.name in derived else table.column(field.name) for field in COMMIT_SCHEMA
    ]
    return pa.Table.from_arrays(columns, schema=COMMIT_SCHEMA)


def mapped(mailmap: Mailmap, names: pa.ChunkedArray, emails: pa.ChunkedArray) -> tuple[list[str], list[str]]:
    """Names and mailboxes after the mailmap, decoded."""
    known: dict[tuple[bytes, bytes], tuple[str, str]] = {}
    pairs = list(zip(names.to_pylist(), emails.to_pylist(), strict=True))
    for pair in set(pairs):
        name, email = mailmap.map(*pair)
        known[pair] = decode(name)[0], decode(email)[0]
    answers = [known[pair] for pair in pairs]
    return [name for name, _ in answers], [email for _, email in answers]


@dataclass(frozen=True, slots=True)
class Supply:
    """A folder of fact tables from which a scan takes rows: a mined chunk, the scan before, a fork's scan."""

    folder: Path
    repository: str
    only: frozenset[str] | None = None
    """Take only these commits; None takes all."""
    classed: bool = False
    """Its path classes were made by the same rules and stand."""

    def read(self, name: str) -> pa.Table:
        """Rows of one table, under this repository's id."""
        rows = read_parquet(self.folder / f"{name}.parquet")
        if self.only is not None:
            rows = rows.filter(pc.is_in(rows.column("commit"), value_set=pa.array(sorted(self.only), pa.string())))
        return _replace(rows, "repository", [self.repository] * rows.num_rows)


def commits_of(supplies: Sequence[Supply], view: View) -> pa.Table:
    """Commit rows of all supplies, completed."""
    return finished_commits([supply.read("commits") for supply in supplies], view)


def write_tables(folder: Path, commits: pa.Table, supplies: Sequence[Supply], classifier: PathClassifier) -> None:
    """Write the three tables of a scan, file rows supply by supply and never all at once."""
    pq.write_table(commits, folder / "commits.parquet", compression="zstd")
    classes: dict[bytes, tuple[str | None, str | None]] = {}
    with (
        pq.ParquetWriter(folder / "file_changes.parquet", FILE_SCHEMA, compression="zstd") as files,
        pq.ParquetWriter(folder / "trailers.parquet", TRAILER_SCHEMA, compression="zstd") as trailers,
    ):
        for supply in supplies:
            rows = supply.read("file_changes")
            files.write_table(rows if supply.classed else _classed(rows, classifier, classes))
            trailers.write_table(supply.read("trailers"))


def _classed(rows: pa.Table, classifier: PathClassifier, known: dict[bytes, tuple[str | None, str | None]]) -> pa.Table:
    paths = rows.column("path").to_pylist()
    for path in set(paths) - known.keys():
        line_class, rule = classifier.path_class(path) or (None, None)
        # the rule may be a line of a .gitattributes in a folder whose name is no UTF-8
        known[path] = line_class, rule and rule.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    rows = _replace(rows, "path_class", [known[path][0] for path in paths])
    return _replace(rows, "path_rule", [known[path][1] for path in paths])


def _replace(table: pa.Table, name: str, values: list[object] | list[str] | list[str | None]) -> pa.Table:
    place = table.schema.get_field_index(name)
    return table.set_column(place, table.schema.field(place), pa.array(values, type=table.schema.field(place).type))


def _instant(seconds: int | None) -> int | None:
    return seconds * MICROSECONDS if seconds is not None and EARLIEST <= seconds <= LATEST else None
