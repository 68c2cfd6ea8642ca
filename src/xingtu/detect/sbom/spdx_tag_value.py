"""How is SPDX written as ``Tag: value`` brought into the shape it has in JSON?"""

import re
from collections.abc import Iterator

from xingtu.detect.lockfiles.table import Table
from xingtu.detect.sbom.document import Format, Sbom
from xingtu.detect.sbom.spdx import sbom_of
from xingtu.errors import LockfileError

ID = "spdx-tag-value"
SAYS_SO = re.compile(rb"^\s*SPDXVersion:\s*SPDX-", re.MULTILINE)
HEAD = 100_000
"""Bytes in which the version stands; a document begins with it."""
TAG = re.compile(r"\s*([A-Za-z][A-Za-z0-9]*):\s?(.*)")
OPENS, CLOSES = "<text>", "</text>"
DOCUMENT_KEYS = {"SPDXVersion": "spdxVersion", "DocumentName": "name", "DocumentNamespace": "documentNamespace"}
PACKAGE_KEYS = {"SPDXID": "SPDXID", "PackageVersion": "versionInfo", "PrimaryPackagePurpose": "primaryPackagePurpose"}
ELSEWHERE = frozenset({"FileName", "SnippetSPDXID", "LicenseID", "Reviewer", "Annotator"})
"""Tags that begin a part which says nothing of packages."""
PARTS = 3


def parse(text: str) -> Sbom:
    """What a document says.

    Raises:
        LockfileError: it is none.
    """
    reading = _Reading()
    for tag, value, line in _tags(text):
        reading.take(tag, value, line)
    return sbom_of(reading.whole(), ID)


class _Reading:
    """The parts met so far; ``package`` is the one open now."""

    def __init__(self) -> None:
        self.document, self.info = Table(), Table()
        self.packages: list[Table] = []
        self.relationships: list[Table] = []
        self.creators: list[str] = []
        self.package: Table | None = None

    def take(self, tag: str, value: str, line: int) -> None:
        """The next line."""
        if tag == "PackageName":
            self.package = Table()
            self.package.put("name", value, line)
            self.package.put("externalRefs", [], line)
            self.packages.append(self.package)
        elif tag in ELSEWHERE:
            self.package = None
        elif tag == "Relationship":
            self.relationships.append(_relationship(value, line))
        elif tag == "RelationshipComment" and self.relationships:
            _once(self.relationships[-1], "comment", value, line)
        elif tag in DOCUMENT_KEYS:
            self.document.put(DOCUMENT_KEYS[tag], value, line)
        elif self.package is not None:
            _tell(self.package, tag, value, line)
        elif tag == "Creator":
            self.creators.append(value)
        elif tag == "Created":
            _once(self.info, "created", value, line)

    def whole(self) -> Table:
        """The document as JSON would hold it."""
        self.info.put("creators", self.creators, 1)
        parts: dict[str, object] = {"creationInfo": self.info, "packages": self.packages, "relationships": self.relationships}
        for key, value in parts.items():
            self.document.put(key, value, 1)
        return self.document


def _tell(package: Table, tag: str, value: str, line: int) -> None:
    if tag in PACKAGE_KEYS:
        _once(package, PACKAGE_KEYS[tag], value, line)
    elif tag == "ExternalRef":
        told = value.split(maxsplit=PARTS - 1)
        if len(told) == PARTS:
            reference = Table()
            for key, one in zip(("referenceCategory", "referenceType", "referenceLocator"), told, strict=True):
                reference.put(key, one, line)
            package["externalRefs"].append(reference)


def _relationship(value: str, line: int) -> Table:
    told = Table()
    for key, one in zip(("spdxElementId", "relationshipType", "relatedSpdxElement"), (*value.split(), "", "", ""), strict=False):
        told.put(key, one, line)
    return told


def _once(holder: Table, key: str, value: str, line: int) -> None:
    """What stands there twice is an error of the document's writer; the first counts."""
    if key not in holder:
        holder.put(key, value, line)


def _tags(text: str) -> Iterator[tuple[str, str, int]]:
    """(tag, value, line); a value between ``<text>`` and ``</text>`` may have any number of lines."""
    lines = text.replace("\r\n", "\n").split("\n")
    number = 0
    while number < len(lines):
        begin, line = number + 1, lines[number]
        number += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = TAG.fullmatch(line)
        if found is None:
            raise LockfileError(f"{line.strip()[:60]!r} 不是“标签: 值”。", begin)
        tag, value = found[1], found[2].strip()
        if value.startswith(OPENS):
            held = [value.removeprefix(OPENS)]
            while CLOSES not in held[-1]:
                if number == len(lines):
                    raise LockfileError(f"{OPENS} 没有结束。", begin)
                held.append(lines[number])
                number += 1
            held[-1] = held[-1].partition(CLOSES)[0]
            value = "\n".join(held)
        yield tag, value, begin


def is_of(content: bytes) -> bool:
    """Text in which the format names itself."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in {b"{", b"<"} and SAYS_SO.search(content[:HEAD]) is not None


FORMAT = Format(ID, "SPDX tag-value", is_of, parse)
