"""Which fonts print our PDFs, where on this machine are they, and which characters do they have?

A server has no Chinese font unless somebody installs one, and a printer without one prints boxes and says nothing. So families are
named, fallback is off, and every character is looked up in the font before anything is printed.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import typst
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

from portal.errors import PortalError
from portal.house.documents.characters import Unprintable
from portal.house.documents.layout import Face

SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN")
SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN")
"""Under the OFL, so they may be embedded in a file that is kept for ever. The first that is there is taken."""
FACES: dict[Face, tuple[str, ...]] = {"title": SERIF, "body": SERIF, "kai": SERIF, "heading": SANS}
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts")
SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
"""Choose among the forms of the character before them; they have no glyph of their own."""


class NoFont(PortalError):
    """This machine has no font that prints Chinese."""


@cache
def found_fonts() -> typst.Fonts:
    """All fonts of this machine's folders; looked for once in a process."""
    there = [str(folder) for folder in (Path(name).expanduser() for name in FOLDERS) if folder.is_dir()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=there)


def families() -> Mapping[Face, str]:
    """Face → the family that prints it here.

    Raises:
        NoFont: there is none; the message says what to install.
    """
    return {face: _family(names) for face, names in FACES.items()}


@cache
def _family(names: tuple[str, ...]) -> str:
    there = set(found_fonts().families())
    for name in names:
        if name in there:
            return name
    raise NoFont(
        _("这台机器上没有能排印中文的字体（%(names)s），不能生成 PDF；请由管理员安装：apt install fonts-noto-cjk，然后重启服务。")
        % {"names": " / ".join(names)}
    )


def prove_printable(texts: Iterable[str], face: Face) -> None:
    """Nothing, if the font of that face has every character.

    Raises:
        Unprintable: it has not; the message names the characters.
    """
    characters, forms = _glyphs(_family(FACES[face]))
    missing = []
    for text in texts:
        for before, character in zip(" " + text, text, strict=False):
            if any(ord(character) in selectors for selectors in SELECTORS):
                known = (ord(before), ord(character)) in forms
            else:
                known = character == "\n" or ord(character) in characters
            if not known:
                missing.append(character)
    if missing:
        raise Unprintable(
            missing, _("%(characters)s在排印字体中没有字形，不能生成 PDF；请改用其他写法，生僻字可先下载 Word 版并联系管理员补充字体。")
        )


@cache
def _glyphs(family: str) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    """Its characters, and its pairs of character and selector."""
    info = next(font for font in found_fonts().fonts() if font.family == family and font.path)
    with TTFont(info.path, fontNumber=info.index, lazy=True) as font:
        tables = font["cmap"].tables
        forms = {
            (base, selector)
            for table in tables
            if table.format == 14  # noqa: PLR2004 -- the table of forms
            for selector, pairs in table.uvsDict.items()
            for base, _glyph in pairs
        }
        return frozenset(font.getBestCmap()), frozenset(forms)
