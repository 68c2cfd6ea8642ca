"""What does an OpenVEX document (v0.2.0, and 0.0.x as it is still met) say?

A product that is a package is what the statement is about, wherever it is used. A product with parts (``subcomponents``) is somebody's
own, and its parts elsewhere are none of its business: it is taken only for the project it was handed in for.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import unquote

from xingtu.collect.osv_record import Reader
from xingtu.collect.statements.document import (
    MOST_STATEMENTS,
    About,
    Refused,
    Said,
    StatementDocument,
    Taking,
    about_purl,
    content_of,
    gathered,
    instant_of,
    joined,
    statements,
    taking,
)
from xingtu.errors import BadRecord, FeedRefused
from xingtu.facts.statements import CITY, JUSTIFICATIONS, NOT_AFFECTED, PROJECT, REACHES, STATUSES, Statement
from xingtu.facts.vex_words import PROPERTY, SCHEME

FORMAT = "openvex"
CONTEXT = "https://openvex.dev/ns"
MARK = f"{PROPERTY} "


def is_openvex(document: object) -> bool:
    """A JSON object whose context is OpenVEX's."""
    return isinstance(document, Mapping) and isinstance(context := document.get("@context"), str) and context.startswith(CONTEXT)


def read_openvex(content: bytes, *, days: int, project: str = "") -> StatementDocument:
    """Read a document.

    days:     how long a statement without an end of its own holds
    project:  id of the project it was handed in for; empty: for none

    Raises:
        FeedRefused: it is no OpenVEX document, or says neither by whom nor when.
    """
    document = content_of(content)
    if not is_openvex(document):
        raise FeedRefused(f"不是 OpenVEX 文件：@context 应以 {CONTEXT} 开头")
    at = Reader(document, "")
    by = taking(content, days, project)
    refused: list[Refused] = []
    notes: list[Refused] = []
    try:
        author, issued_at = at.text("author"), instant_of(at, "timestamp")
        ident = at.text("@id") if at.has("@id") else ""
        listed = at.value("statements")
        if not issued_at:
            raise at.refuse("timestamp", "没有写明日期")
        if not isinstance(listed, list) or len(listed) > MOST_STATEMENTS:
            raise at.refuse("statements", f"应当是列表，且不超过 {MOST_STATEMENTS} 条")
    except BadRecord as error:
        raise FeedRefused(f"OpenVEX 文件不能采用：{error}") from None

    def places() -> Iterator[tuple[str, Callable[[], list[Statement]]]]:
        for number, one in enumerate(listed):
            place = f"statements[{number}]"
            yield place, partial(_statements, one, place, (author, issued_at), by)

    return StatementDocument(FORMAT, ident, author, issued_at, by.digest, gathered(places(), refused, notes), tuple(refused), tuple(notes))


def _statements(one: object, place: str, document: tuple[str, str], by: Taking) -> list[Statement]:
    at = Reader(one, "")
    status = at.text("status")
    if status not in STATUSES:
        raise at.refuse("status", f"不在可选值之内：{status[:40]!r}")
    justification = at.text("justification") if at.has("justification") else ""
    if justification and justification not in JUSTIFICATIONS:
        raise at.refuse("justification", f"不在可选值之内：{justification[:60]!r}")
    evidence, extra = _notes(at)
    name, aliases = _vulnerability(at)
    said = Said(
        ident=at.text("@id") if at.has("@id") else "",
        vulnerability=name,
        aliases=aliases,
        status=status,
        justification=justification if status == NOT_AFFECTED else "",
        impact=at.text("impact_statement") if at.value("impact_statement") else "",
        action=at.text("action_statement") if at.value("action_statement") else "",
        evidence=evidence,
        author=document[0],
        issued_at=instant_of(at, "last_updated", "timestamp") or document[1],
        extra=extra,
    )
    about = joined([held for product in _products(at) for held in _about(product, by)])
    if not about:
        raise at.refuse("products", "没有说明是哪个产品或组件")
    return statements(said, about, by, place)


def _vulnerability(at: Reader) -> tuple[str, tuple[str, ...]]:
    """Before 0.2.0 it was a text."""
    if isinstance(at.value("vulnerability"), str):
        return at.text("vulnerability"), ()
    named = at.reader("vulnerability")
    if named is None:
        raise at.refuse("vulnerability", "没有漏洞编号")
    return named.text("name"), named.texts("aliases")


def _products(at: Reader) -> list[Reader]:
    """Before 0.2.0 they were texts."""
    listed = at.value("products")
    if isinstance(listed, list) and any(isinstance(one, str) for one in listed):
        return [Reader({"@id": one}, f"products[{number}]") for number, one in enumerate(listed)]
    return at.readers("products")


def _about(product: Reader, by: Taking) -> list[About]:
    name = _name(product)
    parts = [_name(part) for part in product.readers("subcomponents")]
    if name.startswith(SCHEME):
        reach, _, ident = name.removeprefix(SCHEME).partition("/")
        if reach not in REACHES or (reach != CITY and not ident):
            raise BadRecord(f"不认识的产品 {name[:80]!r}")
        return [about_purl(part, reach, unquote(ident)) for part in parts] or [About("", (), "", reach, unquote(ident))]
    if parts:
        if not by.project:
            raise BadRecord(f"说的是产品 {name[:80]!r} 里的组件；请指明它是哪个项目，否则别处的同一组件与它无关")
        return [about_purl(part, PROJECT, by.project) for part in parts]
    if name.startswith("pkg:"):
        return [about_purl(name, CITY, "")]
    if not by.project:
        raise BadRecord(f"产品 {name[:80]!r} 不是 purl；请指明它是哪个项目")
    return [About("", (), "", PROJECT, by.project)]


def _name(component: Reader) -> str:
    """Its package URL if it has one, else its IRI."""
    identifiers = component.reader("identifiers")
    if identifiers is not None and identifiers.has("purl"):
        return identifiers.text("purl")
    return component.text("@id")


def _notes(at: Reader) -> tuple[str, Mapping[str, Any]]:
    """What is told of the evidence, and what one of our own documents says in its last line."""
    notes = at.text("status_notes") if at.value("status_notes") else ""
    head, _, last = f"\n{notes}".rpartition("\n")
    if not last.startswith(MARK):
        return notes, {}
    try:
        extra = json.loads(last.removeprefix(MARK))
    except (ValueError, RecursionError):
        raise at.refuse("status_notes", f"{PROPERTY} 之后不是合法的 JSON") from None
    if not isinstance(extra, Mapping):
        raise at.refuse("status_notes", f"{PROPERTY} 之后应当是一个对象")
    return head.removeprefix("\n"), extra
