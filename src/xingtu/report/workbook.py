"""How is a run written as one Excel workbook that an office can print, file and trust?

The first sheet, 说明, says what this is before any number. Texts are written as texts, so no name can become a formula.
A table longer than Excel allows is left out and named on the first sheet. Same report, same bytes.
"""

import io
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xingtu.report.numbers import FEN_PER_YUAN, MILLIONTHS
from xingtu.report.privacy import published
from xingtu.report.ranking import RunReport
from xingtu.report.tables import ExportColumn, ExportTable, tables_of
from xingtu.report.text import Lang
from xingtu.report.texts import say

LAST_ROW = 1_048_575
"""Rows below the heading."""
LONGEST_TEXT = 32_767
WIDEST_COLUMN = 60
SHEET_NAME_LENGTH = 31
ROWS_LOOKED_AT = 1_000
"""Rows that decide a column's width."""
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""A fixed date, because the same run must give the same bytes."""
NUMBER_FORMATS = {
    "count": "#,##0",
    "parts": "#,##0.00",
    "millionths": "0.0000%",
    "fen": '#,##0.00" 元"',
    "date": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm:ss",
}


def workbook(report: RunReport, extra: Sequence[ExportTable] = (), lang: Lang = "zh") -> bytes:
    """The workbook's bytes: 说明, the tables every run publishes, then ``extra``."""
    report = published(report)
    return workbook_of(_about(report, lang), (*tables_of(report), *extra), lang)


def workbook_of(about: Sequence[tuple[str, str]], tables: Sequence[ExportTable], lang: Lang = "zh") -> bytes:
    """A workbook of a first sheet of (label, text) lines and one sheet a table."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "remove_timezone": True},
    )
    book.set_properties({"title": say("product", lang), "created": CREATED})
    formats = {kind: book.add_format({"num_format": shown, "valign": "top"}) for kind, shown in NUMBER_FORMATS.items()}
    formats["heading"] = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEF2F7"})
    formats["text"] = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    formats["label"] = book.add_format({"bold": True, "valign": "top"})
    fitting = [table for table in tables if table.rows.num_rows <= LAST_ROW]
    left_out = [
        ("!", say("sheet.omitted", lang, name=table.name.said(lang), rows=f"{table.rows.num_rows:,}"))
        for table in tables
        if table.rows.num_rows > LAST_ROW
    ]
    taken: set[str] = set()
    _write_about(book.add_worksheet(_sheet_name(say("sheet.about", lang), taken)), [*about, *left_out], fitting, formats, lang)
    for table in fitting:
        _write_table(book.add_worksheet(_sheet_name(table.name.said(lang), taken)), table, formats, lang)
    book.close()
    return out.getvalue()


def _about(report: RunReport, lang: Lang) -> list[tuple[str, str]]:
    lines = [
        (say("programme.version", lang), f"{report.programme.name.said(lang)} · {report.programme.id} · {report.programme.version}"),
        (say("city", lang), report.city.said(lang)),
        (say("basis", lang), report.programme.basis),
        (say("window", lang), report.window.said(lang)),
        (say("publishable", lang), say("state.publishable" if report.publishable else "state.refused", lang)),
    ]
    lines += [("", reason.said(lang)) for reason in report.refusal]
    lines += [(say("notes", lang), note.said(lang)) for note in report.notes]
    lines += [
        (say("run", lang), report.run_id),
        (say("results", lang), report.results_hash),
        (say("engine", lang), report.engine_version),
        (say("recompute", lang), f"xingtu replay {report.run_id}"),
    ]
    lines += [(given.name.said(lang), given.hash) for given in report.inputs]
    return lines


def _write_about(
    sheet: Worksheet, about: Sequence[tuple[str, str]], tables: Sequence[ExportTable], formats: dict[str, Format], lang: Lang
) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 30)
    sheet.set_column(2, 2, 70)
    row = 0
    for label, text in about:
        sheet.write_string(row, 0, label[:LONGEST_TEXT], formats["label"])
        sheet.write_string(row, 1, text[:LONGEST_TEXT])
        row += 1
    row += 1
    for place, heading in enumerate(("table", "column", "meaning")):
        sheet.write_string(row, place, say(heading, lang), formats["heading"])
    for table in tables:
        for column in table.columns:
            row += 1
            sheet.write_string(row, 0, table.name.said(lang)[:LONGEST_TEXT])
            sheet.write_string(row, 1, column.name.said(lang)[:LONGEST_TEXT])
            sheet.write_string(row, 2, column.meaning.said(lang)[:LONGEST_TEXT], formats["text"])
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_table(sheet: Worksheet, table: ExportTable, formats: dict[str, Format], lang: Lang) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for place, column in enumerate(table.columns):
        values = table.rows[column.id].to_pylist()
        heading = column.name.said(lang)
        sheet.write_string(0, place, heading, formats["heading"])
        sheet.set_column(place, place, _column_width(heading, values, column))
        shown = formats[_format_name(column, values)]
        for row, value in enumerate(values, start=1):
            _write_cell(sheet, row, place, value, divisor=_divisor(column), shown=shown)
    if table.rows.num_rows:
        sheet.autofilter(0, 0, table.rows.num_rows, len(table.columns) - 1)


def _write_cell(sheet: Worksheet, row: int, place: int, value: object, *, divisor: int, shown: Format) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int):
        sheet.write_number(row, place, value if divisor == 1 else value / divisor, shown)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, shown)
    else:
        sheet.write_string(row, place, str(value)[:LONGEST_TEXT], shown)


def _divisor(column: ExportColumn) -> int:
    return {"millionths": MILLIONTHS, "fen": FEN_PER_YUAN, "value": column.scale}.get(column.kind, 1)


def _format_name(column: ExportColumn, values: Sequence[Any]) -> str:
    """Whole numbers without decimals, because ``0.##`` prints "27." for 27; a column with parts shows two."""
    if column.kind == "value":
        return "parts" if any(value is not None and value % column.scale for value in values) else "count"
    return column.kind if column.kind in NUMBER_FORMATS else "text"


def _column_width(heading: str, values: Sequence[Any], column: ExportColumn) -> float:
    """Wide enough for the heading and the first values; a Chinese character takes two places."""
    texts = [str(value) if isinstance(value, str) else f"{value:,}" if type(value) is int else "" for value in values[:ROWS_LOOKED_AT]]
    least = {"date": 12, "instant": 20, "fen": 16}.get(column.kind, 8)
    return min(WIDEST_COLUMN, max(least, *(_places(text) for text in (heading, *texts))) + 2)


def _places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _sheet_name(wanted: str, taken: set[str]) -> str:
    r"""A name Excel accepts: no ``[]:*?/\``, no apostrophe at an end, at most 31 characters, unlike the others in any case."""
    plain = "".join("_" if character in "[]:*?/\\" else character for character in wanted).strip("'").strip() or "_"
    name, number = plain[:SHEET_NAME_LENGTH], 2
    while name.casefold() in taken or name.casefold() == "history":
        name = f"{plain[: SHEET_NAME_LENGTH - 4]} {number}"
        number += 1
    taken.add(name.casefold())
    return name
