"""How is CycloneDX in XML brought into the shape it has in JSON? Document types are refused, so that no entity unfolds."""

import re

from xingtu.detect.lockfiles.table import Table
from xingtu.detect.lockfiles.xml_text import Element, read_xml
from xingtu.detect.sbom.cyclonedx import sbom_of
from xingtu.detect.sbom.document import Format, Sbom
from xingtu.errors import LockfileError

ID = "cyclonedx-xml"
SAYS_SO = re.compile(rb"<(?:[\w.-]+:)?bom\b[^>]{0,2000}http://cyclonedx\.org/schema/bom/")
NAMESPACE = re.compile(r"http://cyclonedx\.org/schema/bom/([0-9.]+)/?")
LISTS = {"components", "authors", "tools", "properties", "compositions", "externalReferences"}
"""Elements that stand for a list; their children are its items."""
ATTRIBUTES = ("bom-ref", "type", "name", "ref", "serialNumber")


def parse(text: str) -> Sbom:
    """What a document says.

    Raises:
        LockfileError: it is none, or has a document type.
    """
    root = read_xml(text)
    named = next(
        (found for name, value in root.attributes.items() if name.startswith("xmlns") and (found := NAMESPACE.fullmatch(value))), None
    )
    if root.name != "bom" or named is None:
        raise LockfileError("根元素不是 CycloneDX 的 bom。", root.line)
    document = Table()
    document.put("specVersion", named[1], root.line)
    if "serialNumber" in root.attributes:
        document.put("serialNumber", root.attributes["serialNumber"], root.line)
    for child in root.children:
        if child.name == "dependencies":
            _put(document, child.name, [_dependency(one) for one in child.children], child)
        elif child.name in {"metadata", "components", "compositions"}:
            _put(document, child.name, _value(child), child)
    return sbom_of(document, ID)


def _dependency(element: Element) -> Table:
    told = Table()
    told.put("ref", element.attributes.get("ref", ""), element.line)
    told.put("dependsOn", [one.attributes.get("ref", "") for one in element.children if one.name == "dependency"], element.line)
    return told


def _value(element: Element) -> object:
    """A list, a mapping, or the text of an element without children. Depth is bounded by the reader of XML."""
    if element.name == "tools" and not any(child.name == "tool" for child in element.children):
        return _table(element)
    if element.name in LISTS:
        return [_table(child) for child in element.children]
    return _table(element) if element.children or (element.attributes and not element.text.strip()) else element.text.strip()


def _table(element: Element) -> Table:
    told = Table()
    for name in ATTRIBUTES:
        if name in element.attributes:
            told.put(name, element.attributes[name], element.line)
    if element.name == "property":
        told.put("value", element.text.strip(), element.line)
    for child in element.children:
        _put(told, child.name, _value(child), child)
    return told


def _put(holder: Table, name: str, value: object, element: Element) -> None:
    """The first element of a name counts, as in a schema that allows only one."""
    if name not in holder:
        holder.put(name, value, element.line)


def is_of(content: bytes) -> bool:
    """XML whose element is CycloneDX's."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" and SAYS_SO.search(content) is not None


FORMAT = Format(ID, "CycloneDX XML", is_of, parse)
