"""What is in a PDF that a stranger sent? Read in a process of its own, which the system ends when it takes too long or too much.

A file of 150 kB can keep a reader busy for a minute. The parent (``read``) never parses; the child (``python -m portal.house.pdf_reader``)
knows nothing of Django, keys or databases, and answers in JSON.
"""

import io
import json
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, Literal, TypeAlias

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

Question: TypeAlias = Literal["marks", "text"]
SECONDS, PATIENCE_SECONDS = 10, 30
"""Of processor time in the child; of waiting in the parent, when the machine is busy."""
PASSED_ON = ("PATH", "PYTHONPATH", "LANG")
"""Of the environment, which holds the portal's secrets."""
MOST_MEMORY = 2 * 2**30
MOST_OBJECTS, MOST_PAGES, MOST_NESTED = 50_000, 2_000, 20
ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"})
KEYS = {"/JS": "script", "/RichMedia": "script", "/XFA": "script", "/EF": "embedded"}
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
    MemoryError,
)
"""What pypdf raises for files that are wrong; it does not keep to its own errors."""


def read(content: bytes, question: Question) -> dict[str, Any]:
    """``state`` (whole, restricted, locked, empty, long, broken), and ``marks`` or ``text`` where it could be read."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "portal.house.pdf_reader", question],
            input=content,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            check=True,
        )
        answer: dict[str, Any] = json.loads(child.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {"state": "broken"}
    return answer


def _answer(content: bytes, question: Question) -> dict[str, Any]:
    try:
        reader = PdfReader(io.BytesIO(content))
        restricted = reader.is_encrypted
        if restricted and not reader.decrypt(""):
            return {"state": "locked"}
        pages = len(reader.pages)
        if not 0 < pages <= MOST_PAGES:
            return {"state": "long" if pages else "empty"}
        found = {"marks": sorted(_marks(reader))} if question == "marks" else {"text": "\n".join(_texts(reader))}
    except UNREADABLE:
        return {"state": "broken"}
    return {"state": "restricted" if restricted else "whole"} | found


def _marks(reader: PdfReader) -> set[str]:
    marks: set[str] = set()
    for thing in _objects(reader):
        marks |= {mark for key, mark in KEYS.items() if key in thing}
        if thing.get("/S") in ACTIONS:
            marks.add("script")
        if thing.get("/Type") == "/EmbeddedFile":
            marks.add("embedded")
    return marks


def _texts(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        yield page.extract_text()
        notes = page.get("/Annots")
        for note in notes.get_object() if notes else ():
            yield str(note.get_object().get("/Contents", ""))
    yield from (str(value) for value in (reader.metadata or {}).values())
    yield from (str(field.get("/V", "")) for field in (reader.get_fields() or {}).values())
    described = reader.root_object.get("/Metadata")
    if isinstance(stream := described and described.get_object(), StreamObject):
        yield stream.get_data().decode("utf-8", "replace")


def _objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary that has a number, and those laid inside it."""
    numbers = {(number, generation) for generation, there in reader.xref.items() for number in there}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise ValueError("more objects than we read")
    for number, generation in sorted(numbers):
        yield from _inside(reader.get_object(IndirectObject(number, generation, reader)), depth=0)


def _inside(thing: object, depth: int) -> Iterator[DictionaryObject]:
    if depth > MOST_NESTED:
        return
    if isinstance(thing, DictionaryObject):
        yield thing
        for value in dict.values(thing):
            yield from _inside(value, depth + 1)
    elif isinstance(thing, ArrayObject):
        for value in list.__iter__(thing):
            yield from _inside(value, depth + 1)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    asked: Question = "marks" if sys.argv[1] == "marks" else "text"
    sys.stdout.write(json.dumps(_answer(sys.stdin.buffer.read(), asked)))
