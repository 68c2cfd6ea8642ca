"""What does an uploaded workbook say, row by row, and what is wrong with it, cell by cell?

Reads our own forms and exports, and tables made by hand in Excel or WPS: the heading is found by its words. Looks at the cells
only; whether an id exists or an address is taken is asked in ``services/imports.py``.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext as _

from portal.errors import Invalid
from portal.register.addresses import canonical_url
from portal.register.cells import Cell, References, UnreadableError, narrow, read, text_of, tidy
from portal.register.columns import Plain, columns_of
from portal.register.models import Kind
from portal.register.sheets import META, Sheet, blank, read_sheets
from portal.register.workbook import FORM, FORM_VERSION, IDENT, REPOSITORIES, VERSION, Problem, sheet_columns

HEADING_WITHIN = 10
"""Rows among which the heading is looked for."""
MOST_RECORDS = 1_000
"""At a time: every record is checked, kept as a revision and journalled while the reader waits."""
LONGEST_SHOWN = 60
ALIASES: dict[str, tuple[str, ...]] = {
    "name": ("项目名称", "企业名称", "单位名称", "社区名称", "产品名称", "机构名称", "姓名", "名称", "name"),
    "summary": ("简介", "项目简介", "一句话简介", "summary"),
    "description": ("详细介绍", "项目介绍", "description"),
    "district": ("区县", "所属区县", "所在区县", "园区", "district"),
    "fields": ("领域", "所属领域", "fields"),
    "organisation": ("统一社会信用代码", "社会信用代码", "信用代码", "所属单位"),
    "licence": ("许可证", "开源许可证", "license", "licence"),
    "homepage": ("网站", "官网", "homepage"),
    REPOSITORIES: ("仓库", "仓库地址", "代码仓库地址", "仓库网址", "代码地址", "repository", "repositories"),
    IDENT: ("id",),
}
_IGNORED_SIGNS = re.compile(r"[*＊:：\s]+")
_IN_BRACKETS = re.compile(r"\((.*?)\)")


@dataclass(slots=True)
class Row:
    """One record as the sheet says it. ``number`` and the places of columns are counted from 0."""

    number: int
    ident: str = ""
    version: int | None = None
    values: dict[str, Plain] = field(default_factory=dict)
    repositories: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Intake:
    """A whole sheet."""

    kind: str
    sheet: Sheet
    heading_row: int
    places: dict[str, int]
    """Column name → place in the sheet."""
    rows: list[Row]
    unread: list[str]
    """Headings we do not know; their columns are left out."""

    @property
    def problems(self) -> list[Problem]:
        """All, in the order of the sheet."""
        return [problem for row in self.rows for problem in sorted(row.problems, key=lambda problem: problem.column)]

    @property
    def heading(self) -> list[str]:
        """As it was written."""
        return [tidy(text_of(cell)).rstrip("* ") for cell in self.sheet.rows[self.heading_row]]

    def problem(self, row: Row, name: str, reason: object, remedy: object) -> None:
        """Note something wrong in the cell of a column; at the row's name when the sheet lacks the column."""
        place = self.places.get(name, self.places["name"])
        cells = self.sheet.rows[row.number]
        value = _shown(cells[place]) if place < len(cells) and name in self.places else ""
        row.problems.append(Problem(self.sheet.name, row.number, place, value, str(reason), str(remedy)))


def read_intake(content: bytes, references: Mapping[str, References], *, kind: str = "") -> Intake:
    """Read the sheet of records.

    kind:        for tables that do not say it themselves
    references:  by kind

    Raises:
        Invalid: the file is none we can read, or has no table of records.
    """
    sheets = read_sheets(content)
    kind = _kind_of(sheets, kind)
    sheet, heading_row, places, unread = _table(sheets, kind)
    intake = Intake(kind, sheet, heading_row, places, [], unread)
    for number in range(heading_row + 1, len(sheet.rows)):
        if not blank(sheet.rows[number]):
            intake.rows.append(_row(intake, number, references[kind]))
    if not intake.rows:
        raise Invalid({"file": _("表“%(sheet)s”里只有表头，没有要导入的行。") % {"sheet": sheet.name}})
    if len(intake.rows) > MOST_RECORDS:
        raise Invalid({"file": _("一次最多导入 %(n)d 行，请分几次导入。") % {"n": MOST_RECORDS}})
    _refuse_twice(intake)
    return intake


def _kind_of(sheets: Sequence[Sheet], wanted: str) -> str:
    meta = next((sheet for sheet in sheets if sheet.name == META), None)
    said = {str(row[0]): text_of(row[1]) for row in meta.rows if len(row) > 1} if meta else {}
    if said.get("form") == FORM:
        if said.get("version") != str(FORM_VERSION):
            raise Invalid({"file": _("这份模板是旧的或新的版本，请重新下载模板，把内容复制过去。")})
        if said.get("kind") not in Kind.values:
            raise Invalid({"file": _("模板里的隐藏表被改动过，请重新下载模板，把内容复制过去。")})
        if wanted and wanted != said["kind"]:
            raise Invalid(
                {
                    "kind": _("您选的是“%(wanted)s”，而这份模板登记的是“%(said)s”。")
                    % {"wanted": Kind(wanted).label, "said": Kind(said["kind"]).label}
                }
            )
        return said["kind"]
    if not wanted:
        raise Invalid({"kind": _("这份表不是从平台下载的模板，请选择登记的类别。")})
    return wanted


def _table(sheets: Sequence[Sheet], kind: str) -> tuple[Sheet, int, dict[str, int], list[str]]:
    """The visible sheet and row where most headings are known."""
    known = _headings(kind)
    best: tuple[int, Sheet, int] | None = None
    for sheet in (one for one in sheets if one.visible):
        for number, cells in enumerate(sheet.rows[:HEADING_WITHIN]):
            matched = {known[key] for cell in cells if (key := _heading_key(cell)) in known}
            if "name" in matched and (best is None or len(matched) > best[0]):
                best = (len(matched), sheet, number)
    if best is None:
        labels = _("、").join(str(column.label) for column in sheet_columns(kind) if column.needed)
        raise Invalid({"file": _("前 10 行里没有找到表头。表头至少要有“名称”一列；必填的列是：%(labels)s。") % {"labels": labels}})
    _count, sheet, number = best
    places: dict[str, int] = {}
    unread: list[str] = []
    for place, cell in enumerate(sheet.rows[number]):
        name = known.get(_heading_key(cell))
        if name is None:
            unread += [tidy(text_of(cell))] if tidy(text_of(cell)) else []
        elif name in places:
            raise Invalid({"file": _("表头里“%(label)s”出现了两次，请只留一列。") % {"label": tidy(text_of(cell))}})
        else:
            places[name] = place
    return sheet, number, places, unread


def _headings(kind: str) -> dict[str, str]:
    """What a heading may be called → column name; words that would mean two columns mean none."""
    columns = sheet_columns(kind)
    exact: dict[str, str] = {}
    loose: dict[str, set[str]] = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            for column in columns:
                key = _heading_key(str(column.label))
                exact[key] = column.name
                loose.setdefault(_IN_BRACKETS.sub("", key), set()).add(column.name)
                for inner in _IN_BRACKETS.findall(key):
                    loose.setdefault(inner, set()).add(column.name)
    names = {column.name for column in columns}
    for name, aliases in ALIASES.items():
        for alias in aliases if name in names else ():
            loose.setdefault(_heading_key(alias), set()).add(name)
    return {key: next(iter(found)) for key, found in loose.items() if len(found) == 1 and key} | exact


def _heading_key(cell: Cell) -> str:
    return _IGNORED_SIGNS.sub("", unicodedata.normalize("NFKC", text_of(cell))).casefold() if isinstance(cell, str) else ""


def _row(intake: Intake, number: int, references: References) -> Row:
    row = Row(number)
    cells = intake.sheet.rows[number]
    columns = {column.name: column for column in sheet_columns(intake.kind)}
    own = {column.name for column in columns_of(intake.kind)}
    for name, place in intake.places.items():
        cell: Cell = cells[place] if place < len(cells) else None
        if (number, place) in intake.sheet.formulas:
            intake.problem(row, name, _("这一格是公式，读到的可能不是您看到的结果"), _("复制这一列，再“选择性粘贴”为数值。"))
            continue
        try:
            if name == IDENT:
                row.ident = narrow(text_of(cell))
            elif name == REPOSITORIES:
                row.repositories = _addresses(text_of(cell))
            elif name == VERSION:
                version = read(columns[name], cell)
                row.version = version if isinstance(version, int) else None
            elif name in own:
                row.values[name] = read(columns[name], cell, references)
        except UnreadableError as error:
            intake.problem(row, name, error.reason, error.remedy)
    if not row.values.get("name") and not any(problem.column == intake.places["name"] for problem in row.problems):
        intake.problem(row, "name", _("没有填名称"), _("请填写名称；不要的行请整行删去。"))
    return row


def _addresses(text: str) -> list[str]:
    """Canonical addresses of a cell with one or several, by lines, blanks or marks."""
    found: dict[str, None] = {}
    for word in re.split(r"[\s、，,；;|]+", text):
        if not word:
            continue
        try:
            found[canonical_url(word)] = None
        except Invalid as error:
            raise UnreadableError(_("“%(word)s”不是仓库网址") % {"word": word[:LONGEST_SHOWN]}, str(error)) from error
    return list(found)


def _refuse_twice(intake: Intake) -> None:
    """The same id, name or repository in two rows; an expert's name may well be another's."""
    seen: dict[tuple[str, str], int] = {}
    for row in intake.rows:
        marks = [(IDENT, row.ident)] + [(REPOSITORIES, url.lower()) for url in row.repositories]
        if intake.kind != Kind.EXPERT:
            marks.append(("name", str(row.values.get("name") or "")))
        for name, value in marks:
            if value and seen.setdefault((name, value), row.number) != row.number:
                intake.problem(
                    row, name, _("与第 %(n)d 行重复") % {"n": seen[name, value] + 1}, _("同一条登记只留一行；确是两条的请改得不同。")
                )


def _shown(cell: Cell) -> str:
    if isinstance(cell, float) and not cell.is_integer():
        return repr(cell)
    text = f"{cell:.0f}" if isinstance(cell, float) else tidy(str(cell)) if cell is not None else ""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
