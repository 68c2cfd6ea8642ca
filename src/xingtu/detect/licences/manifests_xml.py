"""Which licences do pom.xml and *.nuspec declare?

A document type is refused before anything in it is read, so that no entity is ever expanded and nothing outside is ever asked for.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

from xingtu.detect.licences.declaration import Declaration, Unreadable
from xingtu.detect.licences.declared_names import meanings

DEEPEST = 100
NUGET_EXPRESSIONS = "https://licenses.nuget.org/"


@dataclass(slots=True)
class Element:
    """One element that is asked for: its text, its attributes, its line."""

    path: str
    line: int
    attributes: dict[str, str]
    text: str = ""


@dataclass(slots=True)
class _Reading:
    """Names are compared without their prefix and namespace: both formats are met with and without."""

    wanted: tuple[str, ...]
    open: list[str] = field(default_factory=list)
    found: list[Element] = field(default_factory=list)
    current: Element | None = None


def elements(text: str, wanted: tuple[str, ...]) -> list[Element]:
    """The elements at the paths wanted, such as ``project/licenses/license/name``, in document order."""
    reading = _Reading(wanted)
    parser = expat.ParserCreate("utf-8")

    def start(name: str, attributes: dict[str, str]) -> None:
        reading.open.append(name.rpartition(":")[2])
        if len(reading.open) > DEEPEST:
            raise Unreadable("nested too deeply", parser.CurrentLineNumber)
        path = "/".join(reading.open)
        if path in reading.wanted:
            reading.current = Element(path, parser.CurrentLineNumber, attributes)
            reading.found.append(reading.current)

    def end(_name: str) -> None:
        if reading.current is not None and "/".join(reading.open) == reading.current.path:
            reading.current = None
        reading.open.pop()

    def words(data: str) -> None:
        if reading.current is not None:
            reading.current.text += data

    def doctype(*_: object) -> None:
        raise Unreadable("a document type is not read", parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, words
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003 -- expat takes it by position
    except expat.ExpatError as error:
        raise Unreadable(expat.ErrorString(error.code), error.lineno) from error
    return reading.found


def pom(text: str) -> tuple[Declaration, ...]:
    """Maven: of several licences one may choose. A name without one meaning is looked up by its address."""
    offered: list[tuple[str, tuple[str, ...], int]] = []
    for element in elements(text, ("project/licenses/license", "project/licenses/license/name", "project/licenses/license/url")):
        last, words = element.path.rpartition("/")[2], element.text.strip()
        if last == "license":
            offered.append(("", (), element.line))
        elif last == "name":
            offered[-1] = (words, meanings(words), element.line)
        elif len(offered[-1][1]) != 1:
            by_address = meanings(words)
            known = by_address if len(by_address) == 1 else offered[-1][1]
            offered[-1] = (offered[-1][0] or words, known, offered[-1][2])
    offered = [one for one in offered if one[0]]
    if not offered:
        return ()
    words = " OR ".join(words for words, _, _ in offered)
    if len(offered) == 1:
        return (Declaration("licenses", words, offered[0][1], offered[0][2]),)
    certain = all(len(meant) == 1 for _, meant, _ in offered)
    choice = " OR ".join(f"({meant[0]})" if " " in meant[0] else meant[0] for _, meant, _ in offered if meant)
    return (Declaration("licenses", words, meanings(choice) if certain else (), offered[0][2]),)


def nuspec(text: str) -> tuple[Declaration, ...]:
    """NuGet: an expression or a file; of old an address."""
    found = elements(text, ("package/metadata/license", "package/metadata/licenseUrl"))
    licence = next((one for one in found if one.path.endswith("/license")), None)
    if licence is not None and (words := licence.text.strip()):
        if licence.attributes.get("type") == "file":
            return (Declaration("license", words, (), licence.line, file=words.replace("\\", "/")),)
        return (Declaration("license", words, meanings(words), licence.line),)
    return tuple(Declaration("licenseUrl", one.text.strip(), meanings(one.text), one.line) for one in found if one.text.strip())
