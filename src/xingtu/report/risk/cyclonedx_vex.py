"""How are statements written as a CycloneDX 1.6 document that holds nothing but them (VEX)?

Each statement is a vulnerability with its analysis; the packages they are about stand as components, to be referred to. What CycloneDX
has no place for (end, reviewer, reach, what was known at the time) is one property of JSON. The same statements give the same bytes.
"""

from collections.abc import Sequence
from typing import Any

from xingtu.facts.statements import FIXED, NOT_AFFECTED, WAIVER, Statement
from xingtu.facts.vex_words import ANYTHING, PROPERTY
from xingtu.report.licences.bill import TOOL, cyclonedx, instant, properties
from xingtu.report.licences.shown import shown, visible
from xingtu.report.risk.cyclonedx_analysis import analysis
from xingtu.report.risk.statement_extra import extra, told_by
from xingtu.versions.purl import parse_purl

OPENED = frozenset({"metadata", "vulnerabilities"})
STANDS = frozenset({"version_range"})


def to_cyclonedx_vex(statements: Sequence[Statement], *, author: str, issued_at: str) -> str:
    """The document.

    author:     who publishes it; a statement by somebody else says so itself
    issued_at:  RFC 3339
    """
    ordered = sorted(statements, key=lambda one: (one.issued_at, one.id))
    packages = sorted({one.package or ANYTHING for one in ordered})
    content: dict[str, Any] = {
        "metadata": {"timestamp": instant(issued_at), "tools": {"components": [TOOL]}, "authors": [{"name": shown(author)}]},
        "components": [_component(purl) for purl in packages],
        "vulnerabilities": [_vulnerability(one, number, author) for number, one in enumerate(ordered, 1)],
    }
    return cyclonedx(content, opened=OPENED)


def _component(purl: str) -> dict[str, Any]:
    return {"type": "library", "bom-ref": purl, "name": visible(parse_purl(purl).name), "purl": purl}


def _vulnerability(one: Statement, number: int, author: str) -> dict[str, Any]:
    elsewhere = STANDS | ({"author"} if one.author == author else set())
    return {
        "bom-ref": f"statement-{number}",
        "id": one.vulnerability,
        **({"references": [{"id": name, "source": {"name": name.partition("-")[0]}} for name in one.aliases]} if one.aliases else {}),
        **({"recommendation": told_by(one.action)} if one.action else {}),
        "analysis": analysis(one),
        "affects": [{"ref": one.package or ANYTHING, **({"versions": _versions(one)} if one.versions or one.version_range else {})}],
        "properties": properties((PROPERTY, extra(one, elsewhere))),
    }


def _versions(one: Statement) -> list[dict[str, str]]:
    status = "unaffected" if one.status in {NOT_AFFECTED, FIXED} and one.kind != WAIVER else "affected"
    if one.version_range:
        return [{"range": one.version_range, "status": status}]
    return [{"version": version, "status": status} for version in one.versions]
