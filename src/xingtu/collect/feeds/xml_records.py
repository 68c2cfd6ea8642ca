"""How are records read from an XML export without trusting it? A document type is an error: entities unfold, and no export needs them.

One record after the other, so that a year's export needs no more memory than its bytes. Exports come in GB18030 as often as in UTF-8,
and with control characters that XML forbids; those become spaces.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from xingtu.errors import FeedRefused

LARGEST_BYTES = 512_000_000
DEEPEST = 24
LONGEST_TEXT = 1_000_000
MOST_ELEMENTS = 5_000
"""Characters and elements of one record; one that has more is cut there and says so."""
CHUNK = 1 << 20
DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
CHINESE = {"gb2312", "gbk", "gb18030", "cp936", "x-gbk"}
FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), " ")
LOST = "\N{REPLACEMENT CHARACTER}"


@dataclass(slots=True)
class Element:
    """An element without its namespace; ``line`` is where it begins."""

    name: str
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)
    too_large: bool = False

    def told(self, *names: str) -> str:
        """The text of the first child that has the first of the names, else the second …; empty if there is none."""
        for name in names:
            for child in self.children:
                if child.name == name and child.text.strip():
                    return " ".join(child.text.split())
        return ""

    def all_told(self, *names: str) -> list[str]:
        """The texts of all elements below that have one of the names, in order, without the empty ones."""
        found = []
        for child in self.children:
            if child.name in names and child.text.strip():
                found.append(" ".join(child.text.split()))
            found += child.all_told(*names)
        return found


def records_in(content: bytes, name: str, record: str) -> Iterator[Element]:
    """All elements called ``record``, in order.

    Raises:
        FeedRefused: it is no XML, nests too deeply, has a document type, or is in an encoding nobody named; what came before must not
            be used.
    """
    if len(content) > LARGEST_BYTES:
        raise FeedRefused(f"{name} 有 {len(content):,} 字节，超过上限；未导入")
    reading = _Reading(record)
    decoder = codecs.getincrementaldecoder(_encoding(content, name))(errors="replace")
    try:
        for start in range(0, max(len(content), 1), CHUNK):
            last = start + CHUNK >= len(content)
            text = decoder.decode(content[start : start + CHUNK], final=last).lstrip("\ufeff" if not start else "")
            reading.parser.Parse(text.translate(FORBIDDEN).encode(), last)
            yield from reading.done
            reading.done.clear()
    except expat.ExpatError as broken:
        words = expat.ErrorString(broken.code)
        raise FeedRefused(f"{name} 第 {broken.lineno} 行不是合法的 XML（{words}）；未导入，请重新导出") from broken
    except _Hostile as hostile:
        raise FeedRefused(f"{name} 第 {reading.parser.CurrentLineNumber} 行{hostile}；未导入") from hostile


class _Hostile(Exception):
    """What no export needs."""


class _Reading:
    """What expat is told to do, and the records that are complete."""

    def __init__(self, record: str) -> None:
        # the declaration may name another encoding; the text is decoded already
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.done: list[Element] = []
        self._record = record
        self._depth = self._characters = self._elements = 0
        self._inside: list[Element] = []

    def _start(self, name: str, _attributes: object) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _Hostile("嵌套过深")
        element = Element(name.rpartition(":")[2], self.parser.CurrentLineNumber)
        if not self._inside:
            if element.name != self._record:
                return
            self._characters, self._elements = LONGEST_TEXT, MOST_ELEMENTS
        elif self._elements > 0:
            self._elements -= 1
            self._inside[-1].children.append(element)
        else:
            self._inside[0].too_large = True
        self._inside.append(element)

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if self._inside:
            element = self._inside.pop()
            if not self._inside:
                self.done.append(element)

    def _words(self, data: str) -> None:
        if not self._inside:
            return
        self._characters -= len(data)
        if self._characters < 0:
            self._inside[0].too_large = True
        else:
            self._inside[-1].text += data

    def _doctype(self, *_: object) -> None:
        raise _Hostile("含有文档类型声明（DOCTYPE）；实体可被用来展开成海量文本")


def _encoding(content: bytes, name: str) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    found = DECLARED.search(content[:400])
    if found is None:
        return "utf-8" if _is_utf8(content) else "gb18030"
    said = found[1].decode().lower()
    if said in CHINESE:
        # exports are converted by hand, and the declaration is forgotten
        return "utf-8" if not content.isascii() and _is_utf8(content) else "gb18030"
    if said in {"utf-8", "utf8", "us-ascii", "ascii"}:
        return "utf-8" if _is_utf8(content) else "gb18030"
    raise FeedRefused(f"{name} 的编码 {said} 不认识；请另存为 UTF-8 或 GB18030")


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
