"""What do all our bills of materials (SPDX, CycloneDX) have in common: their name, their date, and how they are laid out?

The name is decided by what the document says and the date by what it is about, so that the same evidence gives the same bytes.
"""

import uuid
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import xingtu
from xingtu.report.licences.document import document

CYCLONEDX_HEAD = {
    "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
}
TOOL = {"type": "application", "name": "xingtu", "version": xingtu.__version__}
SPDX_TOOL = f"Tool: xingtu-{xingtu.__version__}"
SPDX_DOCUMENT = "SPDXRef-DOCUMENT"
NOTHING_SAID, NOTHING_THERE = "NOASSERTION", "NONE"


def instant(at: str) -> str:
    """An instant as both formats take it: UTC, whole seconds."""
    return datetime.fromisoformat(at).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def name_of(*parts: str) -> uuid.UUID:
    """A name that these parts decide."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(parts))


def cyclonedx(content: Mapping[str, Any], *parts: str, opened: Collection[str] = ()) -> str:
    """The document; its serial number is decided by its content and ``parts``."""
    plain = {**CYCLONEDX_HEAD, "version": 1, **content}
    serial = name_of(*parts, document(plain))
    return document({**CYCLONEDX_HEAD, "serialNumber": serial.urn, "version": 1, **content}, opened)


def spdx_namespace(body: Mapping[str, Any], *parts: str) -> str:
    """The document's own name; ``body`` is everything in it that may differ."""
    content = sha256(document(body).encode("utf-8", "surrogatepass")).hexdigest()
    return f"https://spdx.org/spdxdocs/xingtu-{name_of(*parts, content)}"


def relationship(one: str, kind: str, other: str, comment: str = "") -> dict[str, str]:
    """Of two elements of an SPDX document."""
    said = {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
    return {**said, "comment": comment} if comment else said


def spdx_mark(text: str) -> str:
    """The last part of an SPDX id; bound to a text, so that an element keeps its id from document to document."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def properties(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    """CycloneDX properties; those without value are left out."""
    return [{"name": name, "value": value} for name, value in pairs if value]
