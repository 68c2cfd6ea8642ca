"""How are statements written as an OpenVEX v0.2.0 document?

OpenVEX has no place for an end, a reviewer or what was known at the time: these stand as one line of JSON at the end of
``status_notes``, where people and other tools pass over them and our own reader finds them. The same statements give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import xingtu
from xingtu.facts.statements import CITY, NOT_AFFECTED, Statement
from xingtu.facts.vex_words import PROPERTY, SCHEME
from xingtu.report.licences.bill import instant, name_of
from xingtu.report.licences.document import document
from xingtu.report.licences.shown import shown
from xingtu.report.risk.statement_extra import extra, told_by
from xingtu.versions.purl import Purl, parse_purl

CONTEXT = "https://openvex.dev/ns/v0.2.0"
STANDS = frozenset({"impact", "justification", "evidence", "reach", "reach_id"})
"""Fields with a place of their own in OpenVEX; of ``action`` only where the status is affected."""


def to_openvex(statements: Sequence[Statement], *, author: str, issued_at: str) -> str:
    """The document.

    author:     who publishes it; a statement by somebody else says so itself
    issued_at:  RFC 3339; the newest statement's instant where nothing else decides

    Raises:
        ValueError: there is no statement; OpenVEX has no empty document.
    """
    if not statements:
        raise ValueError("一份 OpenVEX 文件至少要有一条声明；没有声明就不必写文件。")
    ordered = sorted(statements, key=lambda one: (one.issued_at, one.id))
    content: dict[str, Any] = {
        "@context": CONTEXT,
        "author": shown(author),
        "timestamp": instant(issued_at),
        "version": 1,
        "tooling": f"xingtu {xingtu.__version__}",
        "statements": [_statement(one, author) for one in ordered],
    }
    ident = {"@context": CONTEXT, "@id": name_of(document(content)).urn}
    return document({**ident, **content})


def _statement(one: Statement, author: str) -> dict[str, Any]:
    elsewhere = STANDS | ({"author"} if one.author == author else set()) | ({"action"} if one.action and _takes_action(one) else set())
    notes = "\n".join(filter(None, (told_by(one.evidence), f"{PROPERTY} {extra(one, elsewhere)}")))
    return {
        "@id": _iri(one),
        "vulnerability": {"name": one.vulnerability, **({"aliases": list(dict.fromkeys(one.aliases))} if one.aliases else {})},
        "timestamp": instant(one.issued_at),
        "products": _products(one),
        "status": one.status,
        "status_notes": notes,
        **({"justification": one.justification} if one.justification else {}),
        **({"impact_statement": told_by(one.impact)} if one.impact or _needs_reason(one) else {}),
        **({"action_statement": told_by(one.action)} if _takes_action(one) else {}),
    }


def _takes_action(one: Statement) -> bool:
    return one.status == "affected"


def _needs_reason(one: Statement) -> bool:
    return one.status == NOT_AFFECTED and not one.justification


def _iri(one: Statement) -> str:
    """The statement's id stands beside it, because not every id is an IRI."""
    return name_of("statement", one.id).urn


def _products(one: Statement) -> list[dict[str, Any]]:
    parts = _packages(one)
    if one.reach == CITY and parts:
        return parts
    name = f"{SCHEME}{one.reach}" + (f"/{quote(one.reach_id, safe='')}" if one.reach_id else "")
    return [{"@id": name, **({"subcomponents": parts} if parts else {})}]


def _packages(one: Statement) -> list[dict[str, Any]]:
    """One package URL for each version. A range is its qualifier ``vers``: whoever does not know it finds no such package."""
    if not one.package:
        return []
    plain = parse_purl(one.package)
    named = [replace(plain, version=_written(plain, version)) for version in one.versions] or [plain]
    if one.version_range:
        named = [replace(plain, qualifiers={**plain.qualifiers, "vers": one.version_range})]
    return [{"@id": str(purl), "identifiers": {"purl": str(purl)}} for purl in dict.fromkeys(str(one) for one in named)]


def _written(purl: Purl, version: str) -> str:
    return f"v{version}" if purl.type == "golang" and version[:1].isdigit() else version
