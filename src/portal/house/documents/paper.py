"""What can stand in an official paper, before anybody has chosen Word or PDF?

The look is that of GB/T 9704: A4, title in 小标宋 二号, body in 仿宋 三号, headings 一、（一）1. in 黑体, 楷体 and 仿宋. How blocks become
lines and tables, with their numbers, is in ``layout.py``; both printers print those.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Align: TypeAlias = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Heading:
    """Numbered by its place: 一、, （一）, 1. and （1） for levels 1 to 4."""

    text: str
    level: Literal[1, 2, 3, 4] = 1
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text; every line break begins a new paragraph."""

    text: str
    align: Align = "left"
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """Small text: sources, how a figure was computed."""

    text: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A list; items are numbered 1. 2. 3."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Fields:
    """Label and value side by side. ``columns=2`` sets two pairs in a row where both are short."""

    rows: Sequence[tuple[str, str]]
    columns: Literal[1, 2] = 1
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` is a share of the table's width."""

    title: str
    width: float = 1
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of data under a heading that is repeated on every page."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    note: str = ""
    empty: str = "（无）"


@dataclass(frozen=True, slots=True)
class Opinion:
    """A frame with a label at its left, room to write (or a text), and who signs or seals, with date, at its foot."""

    label: str
    signed: str = "（盖章）"
    text: str = ""
    height_mm: int = 42


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on; ``date`` adds 年 月 日 to each."""

    lines: Sequence[str]
    date: bool = True


@dataclass(frozen=True, slots=True)
class Attachments:
    """附件：1. … 2. …"""

    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page."""


Block: TypeAlias = Heading | Paragraph | Note | Numbered | Fields | Table | Opinion | Signatures | Attachments | PageBreak


@dataclass(frozen=True, slots=True)
class Seal:
    """Who issues the paper, with room for the seal above name and date; without a date there is room to write one."""

    organisation: str
    dated_on: date | None = None
    sealed: str = "（盖章）"


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper.

    masthead: the name of the office in red above a red line (红头); empty for papers that are not the office's
    number:   发文字号 or the receipt number, under the masthead
    footer:   on every page, beside its number: content code, run id, check code
    dated_on: the only date in the file's properties; never the time of printing
    """

    title: str
    blocks: Sequence[Block]
    number: str = ""
    masthead: str = ""
    subtitle: str = ""
    footer: Sequence[str] = ()
    seal: Seal | None = None
    dated_on: date | None = None
    landscape: bool = False
