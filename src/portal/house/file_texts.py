"""What does a file say: a page, a PDF, a Word or Excel file, with its headers, comments and properties?

For looking through what is about to be published. Whatever a reader of the file could see or find is given, also what was struck out
by a tracked change. Pictures say nothing here: a scan has to be looked at by somebody.
"""

import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import PurePosixPath
from xml.parsers import expat

from django.utils.translation import gettext as _

from portal.errors import PortalError
from portal.house import pdf_reader
from portal.house.uploads.archives import NotSafe, unfolded
from portal.house.uploads.inspection import decoded

OFFICE_PARTS = re.compile(r"(?:^|/)(?:word|xl|ppt|docProps)/.*\.xml$|\.rels$")
MOST_TEXT = 60 * 2**20
MOST_DEPTH = 3
ENDS = frozenset(
    {"p", "tr", "si", "c", "br", "cr", "tab", "comment", "title", "creator", "lastModifiedBy", "description", "subject", "keywords"}
)
"""XML elements after which another text begins."""
SAYING = frozenset({"Target", "author", "name", "descr", "title", "val", "tooltip", "alt"})
"""Attributes that hold a text of somebody: addresses of links, authors of comments, descriptions of pictures."""
BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "footer",
        "form",
    }
    | {
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "script",
        "section",
    }
    | {"style", "summary", "table", "tbody", "td", "textarea", "th", "thead", "title", "tr", "ul", "button", "label", "text"}
)
HTML_SAYING = frozenset({"alt", "aria-label", "content", "href", "placeholder", "src", "title", "value"})
ENDINGS = {"jpg": "", "jpeg": "", "png": "", "htm": "html", "markdown": "md", "text": "txt"}


class Unreadable(PortalError):
    """The text of the file could not be read, so nobody can say what it holds."""


def text_in(content: bytes, media: str) -> str:
    """The text of a file; ``media`` as policy files say it, or ``html``. Pictures and unknown kinds have none.

    Raises:
        Unreadable: it is broken, locked, or unfolds to more than we read.
    """
    reader = READERS.get(media)
    return reader(content) if reader else ""


def _plain(content: bytes) -> str:
    text = decoded(content)
    if text is None:
        raise Unreadable(_("文本的编码无法识别，不能检查其中的个人信息；请另存为 UTF-8。"))
    return text


class _Html(HTMLParser):
    """Text of all elements, inline ones joined as they are seen, and of attributes and comments."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.beside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.said.append("\n")
        self.beside += [value for name, value in attrs if value and (name in HTML_SAYING or name.startswith("data-"))]

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_comment(self, data: str) -> None:
        self.beside.append(data)


def _html(content: bytes) -> str:
    parser = _Html()
    parser.feed(_plain(content))
    parser.close()
    return "\n".join(("".join(parser.said), *parser.beside))


def _pdf(content: bytes) -> str:
    found = pdf_reader.read(content, "text")
    if found["state"] == "locked":
        raise Unreadable(_("PDF 加了打开密码，不能检查其中的个人信息；请去掉密码。"))
    if found["state"] == "long":
        raise Unreadable(_("PDF 超过 %(most)d 页，不能检查其中的个人信息；请拆分。") % {"most": pdf_reader.MOST_PAGES})
    if "text" not in found:
        raise Unreadable(_("PDF 已损坏，不能检查其中的个人信息；请重新导出。"))
    return str(found["text"])


def _office(content: bytes) -> str:
    try:
        return "\n".join(_xml(part) for _name, part in unfolded(content, OFFICE_PARTS, most=MOST_TEXT))
    except NotSafe as no:
        raise Unreadable(str(no.remark)) from no
    except (expat.ExpatError, ValueError) as error:
        raise Unreadable(_("文件已损坏，不能检查其中的个人信息；请重新导出。")) from error


def _xml(part: bytes) -> str:
    said: list[str] = []
    beside: list[str] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(_tag: str, attributes: dict[str, str]) -> None:
        beside.extend(value for name, value in attributes.items() if name.rpartition(":")[2] in SAYING and len(value) >= 6)  # noqa: PLR2004 -- a number or address is longer

    def end(tag: str) -> None:
        if tag.rpartition(":")[2] in ENDS:
            said.append("\n")

    def entity(*_arguments: object) -> None:
        raise ValueError("an office file declares no entities")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, said.append
    parser.EntityDeclHandler = entity
    parser.Parse(part, True)  # noqa: FBT003 -- expat's own signature: this is the last piece
    return "\n".join(("".join(said), *beside))


def _archive(content: bytes, depth: int = 1) -> str:
    if depth > MOST_DEPTH:
        raise Unreadable(_("压缩包里套着压缩包，层数太多，不能检查其中的个人信息。"))
    said: list[str] = []
    try:
        for name, part in unfolded(content, re.compile(""), most=MOST_TEXT):
            ending = PurePosixPath(name).suffix.lstrip(".").casefold()
            media = ENDINGS.get(ending, ending)
            said += [name, _archive(part, depth + 1) if media == "zip" else text_in(part, media)]
    except NotSafe as no:
        raise Unreadable(str(no.remark)) from no
    return "\n".join(said)


READERS: Mapping[str, Callable[[bytes], str]] = {
    "txt": _plain,
    "md": _plain,
    "csv": _plain,
    "html": _html,
    "pdf": _pdf,
    "docx": _office,
    "xlsx": _office,
    "pptx": _office,
    "zip": _archive,
}
