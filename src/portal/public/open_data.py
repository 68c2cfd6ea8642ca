"""How does a table leave the portal: CSV, JSON, Parquet, in pieces, so that a large one never stands in memory as a whole?

The formats are the engine's own (``xingtu.report``): CSV with a byte order mark and harmless formulas, unknown an empty cell or
null, numbers exact. Every file says in its first member or metadata which run it is as of.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

import pyarrow as pa
import pyarrow.parquet as pq

from portal.public.plain_text import public_text
from xingtu.report.plain_files import csv_text
from xingtu.report.tables import ExportColumn, ExportTable
from xingtu.report.text import Text

PIECE = 500
BOM = "\ufeff"
ARROW = {
    "identifier": pa.string(), "text": pa.string(), "count": pa.int64(), "value": pa.int64(), "millionths": pa.int64(), "fen": pa.int64(),
    "date": pa.date32(), "flag": pa.bool_(),
}  # fmt: skip
LICENCE = "CC-BY-4.0"

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table somebody may take home. ``rows`` starts reading when it is called."""

    id: str
    name: Text
    about: Text
    columns: tuple[ExportColumn, ...]
    rows: Callable[[], Iterable[Row]]
    as_of: str = ""
    """The run its numbers are of; empty: it has none."""


def csv_lines(table: OpenTable, *, english: bool) -> Iterator[str]:
    """Pieces of a CSV file for Excel: headings in the reader's language first."""
    first = True
    for piece in _pieces(table):
        text = csv_text(_exported(table, piece), "en" if english else "zh")
        yield BOM + text if first else text.partition("\r\n")[2]
        first = False


def json_lines(table: OpenTable) -> Iterator[str]:
    """Pieces of one JSON document: what it is, then its rows."""
    head = {
        "table": table.id,
        "as_of_run": table.as_of or None,
        "licence": LICENCE,
        "columns": [_described(column) for column in table.columns],
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": [\n'
    between = ""
    for piece in _pieces(table):
        for row in piece:
            yield between + json.dumps({column.id: _plain(row.get(column.id), column) for column in table.columns}, ensure_ascii=False)
            between = ",\n"
    yield "\n]}\n"


def parquet_bytes(table: OpenTable) -> bytes:
    """The same as Parquet; names, meanings and scales stand in the fields' metadata."""
    schema = pa.schema(
        [
            pa.field(column.id, ARROW[column.kind]).with_metadata(
                {
                    "name": json.dumps([column.name.zh, column.name.en], ensure_ascii=False),
                    "meaning": column.meaning.said("en"),
                    "scale": str(column.scale),
                }
            )
            for column in table.columns
        ],
        metadata={"table": table.id, "as_of_run": table.as_of, "licence": LICENCE},
    )
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, schema, compression="zstd", version="2.6") as writer:
        for piece in _pieces(table):
            writer.write_table(_exported(table, piece).rows.cast(schema))
    return sink.getvalue()


def _pieces(table: OpenTable) -> Iterator[list[Row]]:
    rows = iter(table.rows())
    empty = True
    while piece := list(islice(rows, PIECE)):
        empty = False
        yield piece
    if empty:
        yield []


def _exported(table: OpenTable, rows: list[Row]) -> ExportTable:
    arrays = [pa.array([_safe(row.get(column.id)) for row in rows], ARROW[column.kind]) for column in table.columns]
    return ExportTable(table.id, table.name, table.columns, pa.table(arrays, names=[column.id for column in table.columns]))


def _safe(value: object) -> object:
    # whatever somebody wrote into a name or a summary, no mailbox leaves
    return public_text(value) if isinstance(value, str) else value


def _plain(value: object, column: ExportColumn) -> object:
    value = _safe(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool) and column.scale > 1:
        whole, rest = divmod(value, column.scale)
        return whole if not rest else value / column.scale
    return value


def _described(column: ExportColumn) -> dict[str, object]:
    return {
        "id": column.id,
        "name": column.name.zh,
        "name_en": column.name.en,
        "meaning": column.meaning.zh,
        "meaning_en": column.meaning.en,
        "kind": column.kind,
    }
