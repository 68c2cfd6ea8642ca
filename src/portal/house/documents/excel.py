"""How is a table written as Excel, so that an office can add it up and no cell can do anything?

Texts and codes are text with the format of text (a code of 18 digits keeps its last ones, "=1+1" stays what it is); money goes in as
fen and stands as 元 with two decimals and the unit in the heading. A hidden sheet says what the file is.
"""

import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portal.house.documents.characters import printable

Kind: TypeAlias = Literal["text", "code", "number", "money", "date"]
Value: TypeAlias = str | int | date | None
META = "_meta"
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST_TEXT = 32_767
LONGEST_NAME = 31
WIDEST, NARROWEST = 48.0, 9.0
EARLIEST = date(1900, 3, 1)
"""Excel's calendar is wrong before that."""
PALE = "#EEF2F7"
FORMATS: Mapping[Kind, Mapping[str, str]] = {
    "text": {"num_format": "@"},
    "code": {"num_format": "@", "align": "left"},
    "number": {"num_format": "#,##0"},
    "money": {"num_format": "#,##0.00"},
    "date": {"num_format": "yyyy-mm-dd"},
}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """``money`` takes fen and says （元） in its title by itself; ``width`` in characters, 0: as wide as what stands in it."""

    title: str
    kind: Kind = "text"
    width: float = 0


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One sheet; ``totals``: a last row that adds up the columns of money and number."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[Value]]
    totals: bool = False
    notes: Sequence[str] = field(default=())
    """Under the table: what the figures mean, which run they come from."""


def workbook(sheets: Sequence[TableSheet], *, title: str, meta: Mapping[str, str]) -> bytes:
    """The sheets as a workbook; the same tables always as the same bytes.

    meta: what the file is, on a hidden sheet: programme, call, run, policy hash

    Raises:
        Unprintable: a text holds a control character.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": printable(title), "author": "", "company": "", "created": CREATED})
    looks = {kind: book.add_format({"valign": "top", "text_wrap": kind in {"text", "code"}, **how}) for kind, how in FORMATS.items()}
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": PALE, "bottom": 1})
    quiet = book.add_format({"font_color": "#555555"})
    sums = {kind: book.add_format({**how, "bold": True, "top": 1}) for kind, how in FORMATS.items()}
    names: set[str] = set()
    for sheet in sheets:
        _fill(book.add_worksheet(_sheet_name(sheet.name, names)), sheet, heading, looks, sums, quiet)
    hidden = book.add_worksheet(META)
    for row, (key, value) in enumerate(meta.items()):
        hidden.write_string(row, 0, key)
        hidden.write_string(row, 1, printable(value))
    hidden.very_hidden()
    book.close()
    return out.getvalue()


def _fill(
    page: Worksheet, sheet: TableSheet, heading: Format, looks: Mapping[Kind, Format], sums: Mapping[Kind, Format], quiet: Format
) -> None:
    titles = [f"{column.title}（元）" if column.kind == "money" and "元" not in column.title else column.title for column in sheet.columns]
    widths = [_wide(text) for text in titles]
    totals = [0] * len(titles)
    for place, text in enumerate(titles):
        page.write_string(0, place, printable(text), heading)
    at = 0
    for at, row in enumerate(sheet.rows, start=1):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write(page, at, place, column.kind, value, looks[column.kind])
            widths[place] = max(widths[place], _wide(_shown(column.kind, value)))
            totals[place] += value if column.kind in {"number", "money"} and isinstance(value, int) else 0
    if sheet.totals:
        for place, column in enumerate(sheet.columns):
            summed = column.kind in {"number", "money"}
            kind: Kind = column.kind if summed else "text"
            _write(page, at + 1, place, kind, totals[place] if summed else "合计" if place == 0 else None, sums[kind])
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width or min(max(widths[place] + 2, NARROWEST), WIDEST), looks[column.kind])
    for below, note in enumerate(sheet.notes, start=at + 3):
        page.write_string(below, 0, printable(note), quiet)
    page.freeze_panes(1, 0)
    if at:
        page.autofilter(0, 0, at, len(titles) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&C— &P —")


def _write(page: Worksheet, row: int, place: int, kind: Kind, value: Value, look: Format) -> None:
    if value is None or value == "":
        page.write_blank(row, place, None, look)
    elif isinstance(value, bool | float):
        raise TypeError(f"{value!r} in a workbook: say it as text, as a whole number, or as fen")
    elif kind == "money" and isinstance(value, int):
        page.write_number(row, place, value / 100, look)
    elif kind == "number" and isinstance(value, int):
        page.write_number(row, place, value, look)
    elif kind == "date" and isinstance(value, date) and value >= EARLIEST:
        page.write_datetime(row, place, datetime(value.year, value.month, value.day), look)  # noqa: DTZ001 -- Excel knows no zones
    elif isinstance(value, str) and kind in {"text", "code", "date"}:
        text = printable(value)
        page.write_string(row, place, text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…", look)
    elif isinstance(value, date):
        page.write_string(row, place, value.isoformat(), look)
    else:
        raise TypeError(f"{value!r} does not stand in a column of {kind}")


def _shown(kind: Kind, value: Value) -> str:
    if value is None:
        return ""
    if kind == "money" and isinstance(value, int):
        return f"{value // 100:,}.00"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _wide(text: str) -> float:
    """Chinese characters are two wide."""
    lines = text.split("\n")
    return max(sum(2.1 if unicodedata.east_asian_width(one) in "WF" else 1.1 for one in line) for line in lines)


def _sheet_name(name: str, taken: set[str]) -> str:
    fit = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip(" '")[:LONGEST_NAME] or "表"
    made, number = fit, 2
    while made.casefold() in taken or made.casefold() in {META, "history"}:
        made, number = f"{fit[: LONGEST_NAME - 4]} {number}", number + 1
    taken.add(made.casefold())
    return made
