"""What is in a PDF besides pages: scripts, programs to start, other files, a password?"""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from portal.house.uploads.remarks import Remark

MOST_OBJECTS = 50_000
ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"})
KEYS = {"/JS": "script", "/RichMedia": "script", "/XFA": "script", "/EF": "embedded"}
RAW = {
    "script": re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|XFA)\b"),
    "embedded": re.compile(rb"/EmbeddedFiles?\b"),
}
UNREADABLE = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OverflowError,
    OSError,
    NotImplementedError,
)
"""What pypdf raises for files that are wrong; it does not keep to its own errors."""
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # a broken file is said once, by us


def remarks_of(content: bytes) -> tuple[tuple[Remark, ...], tuple[Remark, ...]]:
    """Refusals and warnings."""
    warned = {code for code, pattern in RAW.items() if pattern.search(content)}
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            if not reader.decrypt(""):
                return (Remark("locked"),), ()
            warned.add("restricted")
        if not len(reader.pages):
            return (Remark("broken"),), ()
        for thing in _objects(reader):
            warned |= {code for key, code in KEYS.items() if key in thing}
            if thing.get("/S") in ACTIONS:
                warned.add("script")
            if thing.get("/Type") == "/EmbeddedFile":
                warned.add("embedded")
    except UNREADABLE:
        warned.add("unread")
    return (), tuple(Remark(code) for code in sorted(warned))


def _objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary that has a number, and those laid inside it."""
    numbers = {(number, generation) for generation, there in reader.xref.items() for number in there}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise ValueError("more objects than we read")
    for number, generation in sorted(numbers):
        yield from _inside(reader.get_object(_reference(reader, number, generation)), depth=0)


def _reference(reader: PdfReader, number: int, generation: int) -> Any:  # noqa: ANN401 -- pypdf's own
    from pypdf.generic import IndirectObject  # noqa: PLC0415

    return IndirectObject(number, generation, reader)


def _inside(thing: Any, depth: int) -> Iterator[DictionaryObject]:  # noqa: ANN401 -- whatever a PDF holds
    if depth > 20:  # noqa: PLR2004 -- deeper than any writer nests
        return
    if isinstance(thing, DictionaryObject):
        yield thing
        for value in dict.values(thing):
            yield from _inside(value, depth + 1)
    elif isinstance(thing, ArrayObject):
        for value in list.__iter__(thing):
            yield from _inside(value, depth + 1)
