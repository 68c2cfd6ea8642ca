"""How is a table written as CSV and as Parquet?

CSV begins with a byte order mark: without it Excel in China reads UTF-8 as GBK and shows mojibake (read it elsewhere as
``utf-8-sig``). Excel also runs a CSV cell that begins like a formula, so such a text gets an apostrophe in front. Numbers
are exact decimals, unknown is an empty cell. Parquet holds the stored integers and texts unchanged.
"""

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from xingtu.report.numbers import FEN_PER_YUAN, MILLIONTHS, exact_decimal
from xingtu.report.tables import ExportColumn, ExportTable
from xingtu.report.text import Lang

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_text(table: ExportTable, lang: Lang = "zh") -> str:
    """The table as RFC 4180 text: headings in that language, then one line a row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_unarmed(column.name.said(lang)) for column in table.columns])
    values = [table.rows[column.id].to_pylist() for column in table.columns]
    for row in zip(*values, strict=True):
        writer.writerow([_cell(value, column) for value, column in zip(row, table.columns, strict=True)])
    return out.getvalue()


def write_csv(table: ExportTable, path: Path, lang: Lang = "zh") -> None:
    """Write the table as UTF-8 CSV with a byte order mark."""
    path.write_text(csv_text(table, lang), encoding="utf-8-sig", newline="")


def write_parquet(table: ExportTable, path: Path) -> None:
    """Write the table as Parquet; each column's heading, meaning and scale stand in its field's metadata."""
    fields = [
        table.rows.schema.field(column.id).with_metadata(
            {
                "name": json.dumps([column.name.zh, column.name.en], ensure_ascii=False),
                "meaning": column.meaning.said("en"),
                "scale": str(_scale(column)),
            }
        )
        for column in table.columns
    ]
    pq.write_table(table.rows.cast(pa.schema(fields)), path, compression="zstd", version="2.6")


def _cell(value: object, column: ExportColumn) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return exact_decimal(value, _scale(column))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return _unarmed(str(value))


def _scale(column: ExportColumn) -> int:
    return {"millionths": MILLIONTHS, "fen": FEN_PER_YUAN, "value": column.scale}.get(column.kind, 1)


def _unarmed(text: str) -> str:
    """The text, unable to start a formula; leading spaces do not stop Excel, so they do not fool us."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
