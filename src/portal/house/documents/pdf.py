"""How is a paper printed as PDF? typst sets it; every text reaches it as data, so nobody's text is ever its markup.

The file is PDF/A-2a: fonts embedded, text that can be taken out again, tagged for readers of the screen.
"""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

import typst

from portal.errors import PortalError
from portal.house.documents.characters import printable
from portal.house.documents.fonts import families, found_fonts, prove_printable
from portal.house.documents.layout import STYLES, Cell, Grid, Line, Piece, pieces
from portal.house.documents.paper import Paper

SETTING = Path(__file__).with_name("paper.typ")
UNDATED = date(2000, 1, 1)
STANDARD: Final = "a-2a"


def pdf(paper: Paper) -> bytes:
    """The paper as a PDF; the same paper always as the same bytes on the same fonts.

    Raises:
        Unprintable: a character has no glyph, or is none that is printed.
        NoFont: this machine has no Chinese font.
    """
    here = families()
    laid = pieces(paper)
    footer = [printable(text) for text in paper.footer]
    _prove(laid, footer)
    on = paper.dated_on or UNDATED
    given = {
        "title": printable(paper.title).replace("\n", " "),
        "date": [on.year, on.month, on.day],
        "landscape": paper.landscape,
        "footer": footer,
        "faces": dict(here),
        "styles": {name: asdict(style) for name, style in STYLES.items()},
        "pieces": [_plain(piece) for piece in laid],
    }
    content, warnings = typst.compile_with_warnings(
        SETTING.read_bytes(),
        font_paths=found_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(given, ensure_ascii=False)},
        pdf_standards=[STANDARD],
    )
    if warnings:
        raise PortalError("；".join(warning.message for warning in warnings))
    return content


def _plain(piece: Piece) -> dict[str, Any]:
    return {"kind": type(piece).__name__, **asdict(piece)}


def _prove(laid: tuple[Piece, ...], footer: list[str]) -> None:
    said: dict[str, list[str]] = {"body": list(footer)}
    for piece in laid:
        lines = [piece] if isinstance(piece, Line) else [cell for row in piece.rows for cell in row] if isinstance(piece, Grid) else []
        for line in lines:
            said.setdefault(STYLES[line.style].face, []).extend((line.text, *(line.foot if isinstance(line, Cell) else ())))
    for face in STYLES.values():
        if texts := said.pop(face.face, None):
            prove_printable(texts, face.face)
