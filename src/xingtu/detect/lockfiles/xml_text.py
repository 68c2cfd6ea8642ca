"""How is XML read with lines, and without trusting it? A document type is an error: entities unfold, and no build file needs them."""

from dataclasses import dataclass, field
from xml.parsers import expat

from xingtu.detect.lockfiles.table import DEEPEST
from xingtu.errors import LockfileError

BUFFER_BYTES = 1024 * 1024
"""Text comes in pieces of this size; many small ones would be copied again and again."""


@dataclass(slots=True)
class Element:
    """An element without its namespace; its attributes as they are written."""

    name: str
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    def child(self, name: str) -> "Element | None":
        """The first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    def told(self, name: str) -> str:
        """The text of the first child of a name; empty if there is none."""
        found = self.child(name)
        return found.text.strip() if found else ""

    def all(self, *path: str) -> list["Element"]:
        """All elements reached by a path of names."""
        reached = [self]
        for name in path:
            reached = [child for element in reached for child in element.children if child.name == name]
        return reached


def read_xml(text: str) -> Element:
    """The root element.

    Raises:
        LockfileError: it is no XML, nests too deeply, or has a document type.
    """
    parser = expat.ParserCreate("utf-8")
    root: list[Element] = []
    open_elements: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        element = Element(name.rpartition(":")[2], parser.CurrentLineNumber, attributes=attributes)
        (open_elements[-1].children if open_elements else root).append(element)
        open_elements.append(element)
        if len(open_elements) > DEEPEST:
            raise LockfileError("嵌套过深，未读取。", parser.CurrentLineNumber)

    def words(data: str) -> None:
        if open_elements:
            open_elements[-1].text += data

    def doctype(*_: object) -> None:
        raise LockfileError("含有文档类型声明（DOCTYPE）；实体可被用来展开成海量文本，未读取。", parser.CurrentLineNumber)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: open_elements.pop()
    parser.CharacterDataHandler = words
    parser.StartDoctypeDeclHandler = doctype
    parser.buffer_text = True
    parser.buffer_size = BUFFER_BYTES
    try:
        # the declaration may name another encoding; the text is decoded already
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)  # noqa: FBT003 -- expat takes it by position
    except expat.ExpatError as broken:
        raise LockfileError(f"不是合法的 XML：{expat.ErrorString(broken.code)}。", broken.lineno) from None
    return root[0]
