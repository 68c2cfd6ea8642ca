"""Which lines and tables does a paper consist of, each with its style? The one text both printers print.

Printers know three things only: a line, a grid and a break. Whatever differs between Word and PDF would have to differ here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Literal, TypeAlias

from portal.house.documents.characters import printable
from portal.house.documents.paper import (
    Align,
    Attachments,
    Block,
    Fields,
    Heading,
    Note,
    Numbered,
    Opinion,
    PageBreak,
    Paper,
    Paragraph,
    Seal,
    Signatures,
    Table,
)

Face: TypeAlias = Literal["title", "body", "heading", "kai"]
DIGITS = "〇一二三四五六七八九"
LONG_VALUE = 18
"""Characters of a value that still fits beside another pair."""
SIGN_HERE = "______________"
DATE_HERE = "　　　年　　月　　日"
ACCENT, BLACK, GREY = "C00000", "000000", "555555"


@dataclass(frozen=True, slots=True)
class Style:
    """How a line looks. Sizes in points; ``indent`` of the first line and ``hang`` of the others in characters."""

    face: Face
    size: float
    align: Align | Literal["justify"] = "left"
    indent: float = 0
    hang: float = 0
    right: float = 0
    leading: float = 28.5
    before: float = 0
    after: float = 0
    bold: bool = False
    colour: str = BLACK
    outline: int = 0
    together: bool = False
    """On the same page as what follows."""


STYLES: dict[str, Style] = {
    "masthead": Style("title", 36, "center", leading=48, after=10, bold=True, colour=ACCENT),
    "number": Style("body", 16, "center", after=6),
    "title": Style("title", 22, "center", leading=34, before=10, after=8, bold=True, together=True),
    "subtitle": Style("kai", 16, "center", after=8),
    "heading1": Style("heading", 16, indent=2, before=4, outline=1, together=True),
    "heading2": Style("kai", 16, indent=2, outline=2, together=True),
    "heading3": Style("body", 16, indent=2, bold=True, outline=3, together=True),
    "heading4": Style("body", 16, indent=2, outline=4, together=True),
    "body": Style("body", 16, "justify", indent=2),
    "plain": Style("body", 16, "justify"),
    "center": Style("body", 16, "center"),
    "right": Style("body", 16, "right"),
    "item": Style("body", 16, "justify", indent=2),
    "caption": Style("heading", 12, "center", leading=20, before=8, after=4, together=True),
    "note": Style("body", 10.5, "justify", leading=16, before=3, after=3, colour=GREY),
    "attachment": Style("body", 16, indent=2, hang=0),
    "signature": Style("body", 14, indent=2, leading=34),
    "seal": Style("body", 16, "right", right=2, together=True),
    "cell": Style("body", 10.5, leading=17),
    "head": Style("heading", 10.5, "center", leading=17),
    "label": Style("heading", 10.5, "center", leading=17),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph."""

    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """``text`` may have several lines; ``foot`` stands at the right, under the room left free."""

    text: str
    style: str = "cell"
    align: Align = "left"
    span: int = 1
    foot: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table; ``widths`` are shares that add up to 1, the first ``heads`` rows are repeated on every page."""

    widths: Sequence[float]
    rows: Sequence[Sequence[Cell]]
    heads: int = 0
    height_mm: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """Free room, in lines of the body."""

    lines: float


@dataclass(frozen=True, slots=True)
class Rule:
    """The red line under a masthead."""


@dataclass(frozen=True, slots=True)
class Break:
    """A new page."""


Piece: TypeAlias = Line | Grid | Gap | Rule | Break


def pieces(paper: Paper) -> tuple[Piece, ...]:
    """The paper from top to bottom.

    Raises:
        Unprintable: a text holds a control character.
    """
    return tuple(_printable(piece) for piece in _all(paper))


def text_of(paper: Paper) -> str:
    """The paper as plain text: a line each, cells of a row separated by a tab."""
    return "\n".join(text for piece in pieces(paper) if (text := _text(piece)))


def _printable(piece: Piece) -> Piece:
    if isinstance(piece, Line):
        return replace(piece, text=printable(piece.text))
    if isinstance(piece, Grid):
        return replace(
            piece,
            rows=[[replace(cell, text=printable(cell.text), foot=[*map(printable, cell.foot)]) for cell in row] for row in piece.rows],
        )
    return piece


def _text(piece: Piece) -> str:
    if isinstance(piece, Line):
        return piece.text
    if isinstance(piece, Grid):
        return "\n".join("\t".join("\n".join((cell.text, *cell.foot)).strip() for cell in row) for row in piece.rows)
    return ""


def _all(paper: Paper) -> Iterator[Piece]:
    if paper.masthead:
        yield Line("masthead", paper.masthead)
    if paper.number:
        yield Line("number", paper.number)
    if paper.masthead:
        yield Rule()
    yield from (Line("title", part) for part in _parts(paper.title))
    yield from (Line("subtitle", part) for part in _parts(paper.subtitle))
    counts = [0, 0, 0, 0]
    for block in paper.blocks:
        if isinstance(block, Heading):
            yield _heading(block, counts)
        else:
            yield from _laid(block)
    if paper.seal:
        yield from _sealed(paper.seal)


def _heading(block: Heading, counts: list[int]) -> Line:
    style = f"heading{block.level}"
    if not block.numbered:
        return Line(style, block.text)
    counts[block.level - 1] += 1
    counts[block.level :] = [0] * (len(counts) - block.level)
    number = counts[block.level - 1]
    said = {1: f"{chinese(number)}、", 2: f"（{chinese(number)}）", 3: f"{number}. ", 4: f"（{number}）"}[block.level]
    return Line(style, said + block.text)


def chinese(number: int) -> str:
    """二十一 for 21; below 100."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十") + (DIGITS[ones] if ones or not tens else "")


@singledispatch
def _laid(block: Block) -> Iterator[Piece]:
    raise TypeError(f"{block!r} is no block of a paper")


@_laid.register
def _(block: Paragraph) -> Iterator[Piece]:
    style = block.align if block.align != "left" else "body" if block.indent else "plain"
    return (Line(style, part) for part in _parts(block.text))


@_laid.register
def _(block: Note) -> Iterator[Piece]:
    return (Line("note", part) for part in _parts(block.text))


@_laid.register
def _(block: Numbered) -> Iterator[Piece]:
    return (Line("item", f"{place}. {' '.join(_parts(item))}") for place, item in enumerate(block.items, start=1))


@_laid.register
def _(block: Attachments) -> Iterator[Piece]:
    for place, name in enumerate(block.names, start=1):
        yield Line("attachment", f"{'附件：' if place == 1 else '　　　'}{place}. {name}")


@_laid.register
def _(block: Signatures) -> Iterator[Piece]:
    yield Gap(0.5)
    for line in block.lines:
        yield Line("signature", f"{line}：{SIGN_HERE}" + (DATE_HERE if block.date else ""))


@_laid.register
def _(_block: PageBreak) -> Iterator[Piece]:
    yield Break()


@_laid.register
def _(block: Fields) -> Iterator[Piece]:
    if block.caption:
        yield Line("caption", block.caption)
    widths = (0.26, 0.74) if block.columns == 1 else (0.215, 0.285, 0.215, 0.285)
    rows: list[list[Cell]] = []
    for label, value in block.rows:
        pair = [Cell(label, "label", "center"), Cell(value or "—")]
        short = block.columns > 1 and len(value) <= LONG_VALUE and "\n" not in value
        if short and rows and len(rows[-1]) == 2 and rows[-1][1].span == 1:  # noqa: PLR2004 -- one pair stands there
            rows[-1].extend(pair)
        elif short:
            rows.append(pair)
        else:
            rows.append([pair[0], Cell(value or "—", span=len(widths) - 1)])
    full = [row if sum(cell.span for cell in row) == len(widths) else [row[0], Cell(row[1].text, span=len(widths) - 1)] for row in rows]
    if full:
        yield Grid(widths, full)


@_laid.register
def _(block: Table) -> Iterator[Piece]:
    if block.caption:
        yield Line("caption", block.caption)
    whole = sum(column.width for column in block.columns)
    head = [Cell(column.title, "head", "center") for column in block.columns]
    rows = [[Cell(text, align=column.align) for column, text in zip(block.columns, row, strict=True)] for row in block.rows]
    nothing = [[Cell(block.empty, align="center", span=len(block.columns))]]
    yield Grid([column.width / whole for column in block.columns], [head, *(rows or nothing)], heads=1)
    if block.note:
        yield from (Line("note", part) for part in _parts(block.note))


@_laid.register
def _(block: Opinion) -> Iterator[Piece]:
    foot = (block.signed, DATE_HERE) if block.signed else (DATE_HERE,)
    yield Grid((0.16, 0.84), [[Cell(block.label, "label", "center"), Cell(block.text, foot=foot)]], height_mm=block.height_mm)


def _sealed(seal: Seal) -> Iterator[Piece]:
    yield Gap(2.5)
    yield Line("seal", seal.organisation + seal.sealed)
    on = seal.dated_on
    yield Line("seal", f"{on.year}年{on.month}月{on.day}日" if on else DATE_HERE)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[\r\n\v\f\x85\u2028\u2029]+", text) if part.strip()]
