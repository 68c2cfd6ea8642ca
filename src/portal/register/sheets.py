"""What stands in the cells of a workbook that somebody uploaded, read so that no file can hurt us?

A workbook is a zip of XML. Before calamine lays a sheet out in memory we unfold the parts within limits and look how far each
sheet reaches (a cell in XFD1048576 would take all memory) and where it has formulas (calamine gives their last values only).
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import NoReturn
from xml.parsers import expat

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from portal.errors import Invalid, Sentence
from portal.register.cells import Cell

LARGEST_BYTES = 5 * 2**20
LARGEST_UNFOLDED = 60 * 2**20
MOST_PARTS = 500
MOST_SHEETS = 10
MOST_ROWS, MOST_COLUMNS = 5_001, 100
"""Of one sheet, with its heading."""
NOT_A_WORKBOOK = gettext_lazy(
    "这不是能读取的 Excel 工作簿（.xlsx）：可能是别的格式，或已损坏、加了密码。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"
)
TOO_LARGE = gettext_lazy("文件展开后太大，不予读取。请把要导入的表复制到一个新的工作簿，另存后再上传。")
_UNREADABLE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
META = "_meta"


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows`` begin at A1, whatever is empty; ``formulas`` are (row, column) counted from 0."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    visible: bool = True


def cell_name(row: int, column: int) -> str:
    """``C7`` for (6, 2)."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def read_sheets(content: bytes) -> tuple[Sheet, ...]:
    """All sheets with cells, hidden ones too.

    Raises:
        Invalid: not an Excel workbook (.xlsx), protected, broken, or larger than we read; the message says what to do.
    """
    if len(content) > LARGEST_BYTES:
        _refuse(_("文件有 %(n)d MB，最多 5 MB。请只留要导入的那张表，另存后再上传。") % {"n": len(content) // 2**20})
    parts = _parts(content)
    formulas = _looked_through(parts)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(_folded(parts))) as book:
            plain = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
            return tuple(
                Sheet(
                    meta.name,
                    _rows(book.get_sheet_by_name(meta.name)),
                    formulas.get(meta.name, frozenset()),
                    visible=meta.visible == SheetVisibleEnum.Visible,
                )
                for meta in plain
            )
    except (CalamineError, ValueError, OSError, OverflowError) as error:
        raise Invalid({"file": NOT_A_WORKBOOK}) from error


def _rows(sheet: CalamineSheet) -> tuple[tuple[Cell, ...], ...]:
    rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        # only the first cell of a merged block holds its value
        if top >= len(rows) or left >= len(rows[top]):
            continue
        for row in range(top, min(bottom, len(rows) - 1) + 1):
            for column in range(left, min(right, len(rows[row]) - 1) + 1):
                rows[row][column] = rows[top][left]
    while rows and all(cell in {"", None} for cell in rows[-1]):
        rows.pop()
    return tuple(tuple(row) for row in rows)


def _parts(content: bytes) -> dict[str, bytes]:
    """The XML parts of the workbook, unfolded, never more than we allow whatever the zip says of itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folded:
            listed = folded.infolist()
            if len(listed) > MOST_PARTS:
                _refuse(TOO_LARGE)
            parts: dict[str, bytes] = {}
            left = LARGEST_UNFOLDED
            for part in listed:
                if not part.filename.endswith((".xml", ".rels")):
                    continue
                if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                    # bzip2 and LZMA unfold whole blocks, however little is asked for
                    _refuse(NOT_A_WORKBOOK)
                with folded.open(part) as stream:
                    unfolded = stream.read(left + 1)
                left -= len(unfolded)
                if left < 0:
                    _refuse(TOO_LARGE)
                parts[part.filename] = unfolded
            return parts
    except _UNREADABLE as error:
        raise Invalid({"file": NOT_A_WORKBOOK}) from error


def _looked_through(parts: Mapping[str, bytes]) -> dict[str, frozenset[tuple[int, int]]]:
    """Formulas by sheet name; refuses what is no workbook or reaches too far."""
    if "xl/workbook.xml" not in parts:
        _refuse(NOT_A_WORKBOOK)
    try:
        sheets = _sheet_parts(parts)
        if len(sheets) > MOST_SHEETS:
            _refuse(_("工作簿有 %(n)d 张表，最多 %(most)d 张。请只留要导入的表。") % {"n": len(sheets), "most": MOST_SHEETS})
        return {name: _look(parts[part], name) for name, part in sheets if part in parts}
    except (expat.ExpatError, ValueError, KeyError) as error:
        raise Invalid({"file": NOT_A_WORKBOOK}) from error


def _folded(parts: Mapping[str, bytes]) -> bytes:
    """The same parts as a plain zip: what calamine unfolds is what we have measured."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as folded:
        for name, part in parts.items():
            folded.writestr(name, part)
    return out.getvalue()


def _sheet_parts(parts: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Name and part of every sheet, in order."""
    named: list[tuple[str, str]] = []
    targets: dict[str, str] = {}

    def in_workbook(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            link = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id" and ":" in key), "")
            named.append((attributes.get("name", ""), link))

    def in_links(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = normpath(target.lstrip("/") if target.startswith("/") else join("xl", target))

    _parse(parts["xl/workbook.xml"], in_workbook)
    _parse(parts["xl/_rels/workbook.xml.rels"], in_links)
    return [(name, targets.get(link, "")) for name, link in named]


class _Reach:
    """Follows rows and cells of a sheet as calamine counts them."""

    def __init__(self, sheet: str) -> None:
        self.sheet, self.row, self.column = sheet, -1, -1
        self.formulas: set[tuple[int, int]] = set()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif kind == "c":
            self._cell(attributes.get("r", ""))
            if self.row >= MOST_ROWS or self.column >= MOST_COLUMNS:
                _refuse(
                    _("表“%(sheet)s”用到了 %(cell)s，最多读 %(rows)d 行、%(columns)d 列。请删去多余的行列，或分几次导入。")
                    % {"sheet": self.sheet, "cell": cell_name(self.row, self.column), "rows": MOST_ROWS, "columns": MOST_COLUMNS}
                )
        elif kind == "f":
            self.formulas.add((self.row, self.column))

    def _cell(self, name: str) -> None:
        letters = name.rstrip("0123456789")
        if not letters:
            self.column += 1
            return
        self.column = 0
        for letter in letters.upper():
            self.column = self.column * 26 + ord(letter) - ord("A") + 1
        self.column -= 1
        self.row = int(name[len(letters) :] or 0) - 1


def _look(part: bytes, sheet: str) -> frozenset[tuple[int, int]]:
    reach = _Reach(sheet)
    _parse(part, reach.start)
    return frozenset(reach.formulas)


def _parse(part: bytes, started: Callable[[str, dict[str, str]], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = started
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.Parse(part, True)  # noqa: FBT003 -- expat's own way


def _no_doctype(*_declared: object) -> None:
    raise ValueError("a workbook's parts declare no document type")


def _refuse(sentence: Sentence) -> NoReturn:
    raise Invalid({"file": sentence})


def blank(row: Sequence[Cell]) -> bool:
    """Whether nothing is written in a row."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip("\u3000 \t\r\n")) for cell in row)
