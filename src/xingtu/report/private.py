"""How does the office get the names and mailboxes behind a run, and nobody else?

The one writer that lets mailboxes through. It takes the raw identities explicitly and marks the file as internal;
no writer of a published report calls it.
"""

import pyarrow as pa

from xingtu.report.tables import ExportColumn, ExportTable
from xingtu.report.text import Lang, Text
from xingtu.report.texts import say
from xingtu.report.workbook import workbook_of


def private_workbook(run_id: str, identities: pa.Table, lang: Lang = "zh") -> bytes:
    """The office's own workbook: every identity as git holds it, with the opaque person id of the run.

    identities: any flat Arrow table of texts, bytes, integers and flags, e.g. (person, name, email, reason, confidence);
                bytes are shown as UTF-8 with undecodable ones replaced
    """
    columns = tuple(
        ExportColumn(field.name, Text(field.name), "count" if pa.types.is_integer(field.type) else "text") for field in identities.schema
    )
    rows = pa.table([_readable(identities[column.id]) for column in columns], names=[column.id for column in columns])
    table = ExportTable("identities", Text("身份", "Identities"), columns, rows)
    return workbook_of([("!", say("sheet.private", lang)), (say("run", lang), run_id)], [table], lang)


def _readable(values: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    if not pa.types.is_binary(values.type):
        return values
    return pa.array([None if value is None else value.decode("utf-8", "replace") for value in values.to_pylist()], pa.string())
