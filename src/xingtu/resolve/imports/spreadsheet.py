"""What does a table of employments (CSV, XLSX, XLS, ODS) say, and which cells of it cannot be read?

One row a statement; the first row names the columns, in Chinese or English.
A sheet without an organisation column is a note and is not read.
"""

import csv
import difflib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

from xingtu.facts.authorship import WHOLE
from xingtu.resolve.addresses import address_subject
from xingtu.resolve.assertions import NO_DAY, Assertion
from xingtu.resolve.imports.gitdm import known_organisation
from xingtu.resolve.imports.imported import Imported, OrganisationId, iso_day, text_of
from xingtu.resolve.shares import percent_as_share

COLUMNS = {
    "person": ("人员", "人员编号", "person", "person id"),
    "address": ("邮箱", "地址", "电子邮箱", "address", "email", "mail"),
    "domain": ("域名", "domain"),
    "organisation": ("单位", "机构", "组织", "任职单位", "organisation", "organization", "company", "employer"),
    "since": ("起", "自", "起始", "开始日期", "from", "since"),
    "until": ("止", "至", "截止", "结束日期", "until", "to"),
    "percent": ("比例", "占比", "percent", "share"),
    "note": ("备注", "姓名", "name", "note"),
}
"""``until`` is exclusive: the first day on which the statement no longer holds. ``note`` columns are for the office and not read."""
COLUMN_OF = {word: column for column, words in COLUMNS.items() for word in words}

Cell = object


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of one row by column, and where they stand."""

    place: str
    number: int
    cells: dict[str, tuple[str, str]]
    """column -> (letters of the cell's column, text)"""

    def text(self, column: str) -> str:
        return self.cells.get(column, ("", ""))[1]

    def problem(self, column: str, what: str) -> str:
        letters = self.cells.get(column, ("", ""))[0]
        return f"{self.place} {letters}{self.number}：{what}"


def read_csv(content: bytes, name: str, organisation: OrganisationId) -> Imported:
    """Statements of a CSV file: UTF-8 or GB18030; comma, semicolon or tab."""
    text = text_of(content, "gb18030")
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return _read_rows([(name, rows)], organisation, name=name)


def read_workbook(content: bytes, name: str, organisation: OrganisationId) -> Imported:
    """Statements of all sheets of a workbook."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            (f"{name} 工作表“{sheet}”", workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False))
            for sheet in workbook.sheet_names
        ]
    except CalamineError as error:
        return Imported(problems=(f"{name}：无法作为电子表格打开（{error}）；请另存为 .xlsx 或 .csv 后重试。",))
    return _read_rows(sheets, organisation, name=name)


def _read_rows(sheets: Sequence[tuple[str, Sequence[Sequence[Cell]]]], organisation: OrganisationId, *, name: str) -> Imported:
    found: list[Assertion] = []
    problems: list[str] = []
    tables = 0
    for place, rows in sheets:
        header = [_text(cell).lower() for cell in rows[0]] if rows else []
        if "organisation" not in (COLUMN_OF.get(word) for word in header):
            continue
        tables += 1
        problems += _header_problems(place, header)
        for row in _rows(place, header, rows):
            statements, wrong = _statements(row, organisation, name)
            found += statements
            problems += wrong
    if not tables:
        problems.append(f"{name}：第一行没有“单位”列；请用列名 人员/邮箱/域名、单位、起、止、比例。")
    return Imported(tuple(found), tuple(problems))


def _header_problems(place: str, header: list[str]) -> list[str]:
    problems: list[str] = []
    seen: dict[str, str] = {}
    for number, word in enumerate(header):
        cell = f"{_letters(number)}1"
        column = COLUMN_OF.get(word)
        if word and column is None:
            near = difflib.get_close_matches(word, COLUMN_OF, n=1)
            problems.append(f"{place} {cell}：不认识列名“{word}”" + (f"；是否为“{near[0]}”？" if near else "；请改名或删除此列。"))
        elif column and column != "note" and seen.setdefault(column, cell) != cell:
            problems.append(f"{place} {cell}：与 {seen[column]} 是同一列；请只保留一列。")
    return problems


def _rows(place: str, header: list[str], rows: Sequence[Sequence[Cell]]) -> Iterator[_Row]:
    for number, row in enumerate(rows[1:], start=2):
        cells = {
            COLUMN_OF[word]: (_letters(index), _text(row[index]) if index < len(row) else "")
            for index, word in enumerate(header)
            if word in COLUMN_OF
        }
        if any(text for column, (_, text) in cells.items() if column != "note"):
            yield _Row(place, number, cells)


def _statements(row: _Row, organisation: OrganisationId, source: str) -> tuple[list[Assertion], list[str]]:
    since, until, problems = _days(row)
    share = WHOLE
    if row.text("percent"):
        try:
            share = _share(row.text("percent"))
        except (ValueError, ZeroDivisionError):
            problems.append(row.problem("percent", f"比例“{row.text('percent')}”应大于 0 且不超过 100%；请改正。"))
    if not row.text("organisation"):
        problems.append(row.problem("organisation", "单位为空；请填写单位，或删除该行。"))
    person, address, domain = (row.text(column) for column in ("person", "address", "domain"))
    if address and "@" not in address:
        problems.append(row.problem("address", f"“{address}”不是邮箱；请改正。"))
    if not (person or address or domain):
        problems.append(row.problem("organisation", "没有说明是谁：人员、邮箱、域名三列都为空；请至少填写一列。"))
    if problems:
        return [], problems
    subject = f"person:{person}" if person else address_subject(address) if address else f"domain:{domain.lower().strip('@.')}"
    employer = known_organisation(row.text("organisation"), organisation)
    statements = [Assertion("affiliated", subject, employer, since, until, share=share, source=source)]
    if person and address:
        statements.append(Assertion("same", subject, address_subject(address), source=source))
    return statements, []


def _days(row: _Row) -> tuple[str, str, list[str]]:
    """(since, until, problems)."""
    problems = []
    days = []
    for column in ("since", "until"):
        day = iso_day(row.text(column)) if row.text(column) else NO_DAY
        if day is None:
            problems.append(row.problem(column, f"“{row.text(column)}”不是日期；请写成 2024-07-01。"))
        days.append(day or NO_DAY)
    since, until = days
    if since and until and since >= until:
        problems.append(row.problem("until", f"截止日 {until} 不晚于起始日 {since}（截止日当天不再计入）；请改正。"))
    return since, until, problems


def _share(text: str) -> int:
    """A cell shown as 60 % holds 0.6; nobody works 1 % of their time, so a bare number up to 1 is a fraction."""
    if not text.endswith("%"):
        number = float(text)
        if 0 < number <= 1:
            return percent_as_share(f"{round(number * 100, 4)}")
    return percent_as_share(text)


def _text(cell: Cell) -> str:
    match cell:
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case None:
            return ""
    return " ".join(str(cell).split())


def _letters(index: int) -> str:
    """Spreadsheet letters of a column: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
