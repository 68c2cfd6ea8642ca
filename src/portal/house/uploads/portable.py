"""What is worth saying about a PDF: scripts, programs to start, other files, a password?"""

import re

from portal.house import pdf_reader
from portal.house.uploads.remarks import Remark

RAW = {
    "script": re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|XFA)\b"),
    "embedded": re.compile(rb"/EmbeddedFiles?\b"),
}
"""Seen even where the file cannot be read; names may also be spelt otherwise or packed, which the reader sees through."""


def remarks_of(content: bytes) -> tuple[tuple[Remark, ...], tuple[Remark, ...]]:
    """Refusals and warnings."""
    found = pdf_reader.read(content, "marks")
    if found["state"] in {"locked", "empty"}:
        return (Remark("locked" if found["state"] == "locked" else "broken"),), ()
    warned = {code for code, pattern in RAW.items() if pattern.search(content)} | set(found.get("marks", ()))
    warned |= {"broken": {"unread"}, "long": {"unread"}, "restricted": {"restricted"}}.get(found["state"], set())
    return (), tuple(Remark(code) for code in sorted(warned))
