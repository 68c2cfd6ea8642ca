"""How is the register written as a workbook: an empty form, an export, somebody's own rows with their mistakes marked?

Everything is written as text with the format of text, so no value can become a formula and no code loses digits. The hidden
sheet says which form this is; lists to choose from stand on a hidden sheet of their own.
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portal.register.cells import Cell
from portal.register.columns import Column, Plain, Shape, columns_of, said
from portal.register.models import Kind
from portal.register.sheets import META, MOST_ROWS, cell_name
from portal.register.vocabulary import fields_vocabulary

FORM = "xingtu-register"
FORM_VERSION = 1
IDENT, VERSION, REPOSITORIES = "id", "version", "repositories"
LONGEST_TEXT = 32_767
EARLIEST = date(1900, 3, 1)
"""Excel's calendar is wrong before that."""
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
WIDTHS = {Shape.LONG: 50, Shape.DATE: 13, Shape.NUMBER: 11, Shape.FLAG: 11, Shape.CHOICE: 16, Shape.ORGANISATION: 24, Shape.CHOICES: 26}
ACCENT, PALE, WRONG = "#1D4E89", "#EEF2F7", "#FBE3E1"

IDENT_COLUMN = Column(IDENT, gettext_lazy("编号"), help=gettext_lazy("新登记请留空；修改已有登记请保留导出时的编号。"))
VERSION_COLUMN = Column(
    VERSION, gettext_lazy("版本"), Shape.NUMBER, help=gettext_lazy("由系统写入，请勿改动；用来发现两个人同时修改同一条登记。")
)
REPOSITORIES_COLUMN = Column(
    REPOSITORIES,
    gettext_lazy("代码仓库"),
    Shape.LONG,
    needed=True,
    help=gettext_lazy("仓库网址，每行一个。只会增加，不会因为删去一行而移除仓库。"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One record on its way out; ``state`` is for reading only."""

    ident: str
    version: int
    content: Mapping[str, Plain]
    repositories: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in one cell; row and column are counted from 0."""

    sheet: str
    row: int
    column: int
    value: str
    reason: str
    remedy: str

    @property
    def place(self) -> str:
        """As the reader finds it: 登记!C7."""
        return f"{self.sheet}!{cell_name(self.row, self.column)}"


def sheet_columns(kind: str) -> tuple[Column, ...]:
    """What stands in the heading of a kind's sheet."""
    return (IDENT_COLUMN, VERSION_COLUMN, *columns_of(kind), *((REPOSITORIES_COLUMN,) if kind == Kind.PROJECT else ()))


def template(kind: str) -> bytes:
    """The empty form."""
    return export(kind, (), {})


def export(kind: str, lines: Iterable[Line], names: Mapping[str, str]) -> bytes:
    """Records as rows. ``names``: what organisations are written as, by id (their 统一社会信用代码)."""
    columns = sheet_columns(kind)

    def fill(sheet: Worksheet, formats: dict[str, Format]) -> None:
        for row, line in enumerate(lines, start=1):
            sheet.write_string(row, 0, line.ident, formats["fixed"])
            sheet.write_number(row, 1, line.version, formats["fixed"])
            for place, column in enumerate(columns[2:], start=2):
                value = "\n".join(line.repositories) if column.name == REPOSITORIES else line.content.get(column.name, column.empty)
                _write(sheet, row, place, column, value, names, formats)

    return _book(kind, columns, fill)


def marked(kind: str, heading: Sequence[str], rows: Sequence[tuple[int, Sequence[Cell]]], problems: Sequence[Problem]) -> bytes:
    """Somebody's rows as they stand, the wrong cells filled and commented, and a sheet that lists what is wrong.

    rows:      with the place they had in the sheet that was sent
    problems:  their rows and columns are those of the sheet that was sent; here each row keeps its number
    """
    wrong: dict[tuple[int, int], list[Problem]] = {}
    for problem in problems:
        wrong.setdefault((problem.row, problem.column), []).append(problem)
    by_label = {str(column.label): column for column in sheet_columns(kind)}
    columns = tuple(by_label.get(label, Column(f"column{place}", label)) for place, label in enumerate(heading))
    top = min((number for number, _cells in rows), default=1) - 1

    def fill(sheet: Worksheet, formats: dict[str, Format]) -> None:
        for number, cells in rows:
            for place, cell in enumerate(cells[: len(heading)]):
                here = wrong.get((number, place))
                style = formats["wrong"] if here else formats["text"]
                _write_cell(sheet, number - max(top, 0), place, cell, style, formats)
                if here:
                    comment = "\n".join(f"{one.reason}。{one.remedy}" for one in here)
                    sheet.write_comment(number - max(top, 0), place, comment, {"x_scale": 2.2})

    def listed(book: xlsxwriter.Workbook, formats: dict[str, Format]) -> None:
        sheet = book.add_worksheet(_("错误"))
        for place, (title, width) in enumerate(((_("位置"), 14), (_("填写的内容"), 30), (_("哪里不对"), 50), (_("怎样改"), 60))):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, title, formats["heading"])
        for row, problem in enumerate(problems, start=1):
            here = f"{_('登记')}!{cell_name(problem.row - max(top, 0), problem.column)}"
            sheet.write_url(row, 0, f"internal:'{_('登记')}'!{cell_name(problem.row - max(top, 0), problem.column)}", string=here)
            for place, text in enumerate((problem.value, problem.reason, problem.remedy), start=1):
                sheet.write_string(row, place, text[:LONGEST_TEXT], formats["text"])
        sheet.freeze_panes(1, 0)

    return _book(kind, columns, fill, more=listed)


def _book(
    kind: str,
    columns: Sequence[Column],
    fill: Callable[[Worksheet, dict[str, Format]], None],
    *,
    more: Callable[[xlsxwriter.Workbook, dict[str, Format]], None] | None = None,
) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "remove_timezone": True},
    )
    book.set_properties({"title": str(Kind(kind).label), "created": CREATED})
    formats = _formats(book)
    sheet = book.add_worksheet(_("登记"))
    _head(book, sheet, columns, formats)
    fill(sheet, formats)
    if more:
        more(book, formats)
    _explain(book.add_worksheet(_("填写说明")), columns, formats)
    _options(book, sheet, columns)
    meta = book.add_worksheet(META)
    for row, (key, value) in enumerate(
        (("form", FORM), ("version", str(FORM_VERSION)), ("kind", kind), ("fields", str(fields_vocabulary().version)))
    ):
        meta.write_string(row, 0, key)
        meta.write_string(row, 1, value)
    meta.very_hidden()
    book.close()
    return out.getvalue()


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    top = {"valign": "top", "text_wrap": True}
    return {
        "heading": book.add_format({**top, "bold": True, "bg_color": PALE, "bottom": 1}),
        "needed": book.add_format({**top, "bold": True, "bg_color": ACCENT, "font_color": "#FFFFFF", "bottom": 1}),
        "text": book.add_format({**top, "num_format": "@"}),
        "fixed": book.add_format({**top, "num_format": "@", "font_color": "#6B7280"}),
        "number": book.add_format({"valign": "top", "num_format": "0"}),
        "date": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"}),
        "wrong": book.add_format(
            {**top, "num_format": "@", "bg_color": WRONG, "font_color": "#B3261E", "border": 1, "border_color": "#B3261E"}
        ),
    }


def _head(book: xlsxwriter.Workbook, sheet: Worksheet, columns: Sequence[Column], formats: dict[str, Format]) -> None:
    for place, column in enumerate(columns):
        body = {Shape.NUMBER: "number", Shape.DATE: "date"}.get(column.shape, "text")
        sheet.set_column(place, place, WIDTHS.get(column.shape, 22), formats[body])
        sheet.write_string(0, place, f"{column.label}{' *' if column.needed else ''}", formats["needed" if column.needed else "heading"])
        if column.help:
            sheet.write_comment(0, place, str(column.help), {"x_scale": 2})
    sheet.set_row(0, 34)
    sheet.freeze_panes(1, 3 if len(columns) > 3 else 0)  # noqa: PLR2004 -- id, version and name stay in sight
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.set_size(2400, 1400)


def _write(
    sheet: Worksheet, row: int, place: int, column: Column, value: Plain, names: Mapping[str, str], formats: dict[str, Format]
) -> None:
    if value is None or value in ("", []):
        sheet.write_blank(row, place, None, formats["text"])
    elif column.shape is Shape.NUMBER and isinstance(value, int):
        sheet.write_number(row, place, value, formats["number"])
    elif column.shape is Shape.DATE and isinstance(value, str) and date.fromisoformat(value) >= EARLIEST:
        sheet.write_datetime(row, place, datetime.fromisoformat(value), formats["date"])
    elif column.name == REPOSITORIES:
        sheet.write_string(row, place, str(value), formats["text"])
    elif column.shape is Shape.PROJECTS and isinstance(value, list):
        sheet.write_string(row, place, "、".join(value), formats["text"])
    else:
        sheet.write_string(row, place, said(column, value, names)[:LONGEST_TEXT], formats["text"])


def _write_cell(sheet: Worksheet, row: int, place: int, cell: Cell, style: Format, formats: dict[str, Format]) -> None:
    """A cell as it came: numbers and dates stay what they are, everything else is text."""
    if cell is None or cell == "":
        sheet.write_blank(row, place, None, style)
    elif isinstance(cell, bool):
        sheet.write_string(row, place, "是" if cell else "否", style)
    elif isinstance(cell, int | float):
        sheet.write_number(row, place, cell, style)
    elif isinstance(cell, datetime | date) and (cell.date() if isinstance(cell, datetime) else cell) >= EARLIEST:
        sheet.write_datetime(row, place, cell, formats["date"] if style is formats["text"] else style)
    else:
        sheet.write_string(row, place, str(cell)[:LONGEST_TEXT], style)


def _explain(sheet: Worksheet, columns: Sequence[Column], formats: dict[str, Format]) -> None:
    for place, (title, width) in enumerate(((_("列"), 30), (_("必填"), 8), (_("怎样填"), 60), (_("可选项"), 60))):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, formats["heading"])
    for row, column in enumerate(columns, start=1):
        options = _("、").join(str(label) for _ident, label in column.options())
        for place, text in enumerate((str(column.label), _("是") if column.needed else "", _how(column), options)):
            sheet.write_string(row, place, text[:LONGEST_TEXT], formats["text"])
    sheet.freeze_panes(1, 0)


def _how(column: Column) -> str:
    by_shape = {
        Shape.DATE: _("日期，如 2025-10-01 或 2025年10月1日。"),
        Shape.NUMBER: _("整数，不写单位。"),
        Shape.FLAG: _("填“是”或“否”。"),
        Shape.CHOICES: _("可填多项，用顿号隔开。"),
        Shape.URL: _("完整网址，以 https:// 开头。"),
    }
    longest = _("不超过 %(n)d 字。") % {"n": column.longest} if column.longest else ""
    return "".join(str(part) for part in (by_shape.get(column.shape, ""), column.help, longest))


def _options(book: xlsxwriter.Workbook, sheet: Worksheet, columns: Sequence[Column]) -> None:
    """An inline list may hold 255 characters, so every list stands on a sheet of its own."""
    lists = book.add_worksheet(_("选项"))
    for place, column in enumerate(columns):
        labels = [_("是"), _("否")] if column.shape is Shape.FLAG else [str(label) for _ident, label in column.options()]
        if column.shape not in {Shape.CHOICE, Shape.FLAG} or not labels:
            continue
        for row, label in enumerate(labels):
            lists.write_string(row, place, label)
        letters = cell_name(0, place)[:-1]
        answer = sheet.data_validation(
            1,
            place,
            MOST_ROWS - 1,
            place,
            {
                "validate": "list",
                "source": f"='{_('选项')}'!${letters}$1:${letters}${len(labels)}",
                "error_title": _("不在可选项之内"),
                "error_message": _("请从下拉列表中选择。"),
            },
        )
        if answer:
            raise RuntimeError(f"the list of column {column.name} was not taken by the workbook ({answer})")
    lists.hide()
