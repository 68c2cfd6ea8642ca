"""How is an audit written as SARIF 2.1.0, so that any code host shows each finding at the line of the dependency file?

One rule a group of aliases, so that the same flaw under two ids is one alert. A result keeps its ``partialFingerprints`` as long as the
project holds the package: (project, package, group). What a statement closes is suppressed with its reason, not left out.
"""

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import xingtu
from xingtu.facts.audit import Audit
from xingtu.facts.findings import Finding, Place
from xingtu.facts.risk_gate import Judged
from xingtu.report.licences.document import document
from xingtu.report.licences.shown import uri, visible
from xingtu.report.risk.json_file import fingerprint
from xingtu.report.risk.outline import days_words, fixed_words, gate_lines, level_words, place_words, signals, standing_words
from xingtu.report.risk.source_table import freshness_data, freshness_lines
from xingtu.report.risk.terminal import remarks, verdict_on_findings
from xingtu.report.risk.wording import named, say
from xingtu.report.text import Lang

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
OPENED = frozenset({"runs", "tool", "driver"})
FINGERPRINT = "xingtuRisk/v1"
BASE = "SRCROOT"
LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "none": "note", "": "warning"}
CODE_HOSTS = {"critical": "9.5", "high": "8.0", "medium": "5.0", "low": "2.0"}
"""What code hosts sort alerts by where a record gives a level and no score: the middle of the level, as in CVSS."""


def to_sarif(audit: Audit, lang: Lang = "zh") -> str:
    """The log of one run; the same audit gives the same bytes."""
    rules: dict[str, list[Judged]] = {}
    for row in audit.rows:
        rules.setdefault(row.finding.group, []).append(row)
    places = {rule: index for index, rule in enumerate(rules)}
    stock, gate = audit.stock, audit.gate
    run = {
        "properties": {
            "gate": gate.gate,
            "result": gate.result,
            "reasons": [line for _, line in gate_lines(audit, lang)],
            "findings": verdict_on_findings(audit, lang),
            "freshness": freshness_data(audit.sources, audit.coverage, lang, oldest_days=audit.oldest_days),
        },
        "tool": {
            "driver": {
                "name": "xingtu",
                "version": xingtu.__version__,
                "language": "zh-CN" if lang == "zh" else "en",
                "rules": [_rule(rule, rows, lang) for rule, rows in rules.items()],
            }
        },
        "automationDetails": {
            "id": f"xingtu/audit/{visible(stock.project)}/",
            "guid": str(uuid5(NAMESPACE_URL, f"xingtu:audit:{stock.project}:{stock.tip}:{audit.revision}:{gate.gate}")),
        },
        "originalUriBaseIds": {BASE: {"description": {"text": visible(stock.tip)}}},
        "invocations": [
            {"executionSuccessful": True, "endTimeUtc": audit.at, "toolExecutionNotifications": [*_notifications(audit, lang)]}
        ],
        "columnKind": "unicodeCodePoints",
        "results": [_result(row, places[row.finding.group], lang) for row in audit.rows],
    }
    return document({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, OPENED)


def _rule(rule: str, rows: list[Judged], lang: Lang) -> dict[str, Any]:
    worst = rows[0].finding
    ids = sorted({one for row in rows for one in row.finding.ids} | {rule})
    summary = " ".join(visible(worst.summary).split()) or visible(rule)
    packages = dict.fromkeys(visible(row.finding.package) for row in rows)
    return {
        "id": rule,
        "shortDescription": {"text": f"{visible(rule)}{say('colon', lang)}{say('comma', lang).join(packages)}"},
        "fullDescription": {"text": summary},
        "help": {"text": f"{summary}\n{fixed_words(worst, lang)}\n{' '.join(map(visible, ids))}"},
        "defaultConfiguration": {"level": LEVELS.get(worst.level, "warning")},
        "properties": {"tags": ["security", "vulnerability"], "ids": [visible(one) for one in ids], **_security_severity(worst)},
    }


def _security_severity(finding: Finding) -> dict[str, str]:
    if finding.score is not None:
        return {"security-severity": f"{finding.score // 10}.{finding.score % 10}"}
    return {"security-severity": CODE_HOSTS[finding.level]} if finding.level in CODE_HOSTS else {}


def _result(row: Judged, rule_index: int, lang: Lang) -> dict[str, Any]:
    finding = row.finding
    level = "note" if row.is_sample or row.is_minimum else "error" if row.urgency in {"malicious", "exploited"} else LEVELS[finding.level]
    return {
        "ruleId": finding.group,
        "ruleIndex": rule_index,
        "level": level,
        "message": {"text": _message(row, lang)},
        "locations": [_location(place) for place in finding.places],
        "partialFingerprints": {FINGERPRINT: fingerprint(finding)},
        # absent altogether where nothing was said: with an empty list, hosts take it that somebody looked and let it stand
        **({"suppressions": [_suppression(row, lang)]} if not row.is_open and row.statement else {}),
        "properties": {
            "urgency": row.urgency,
            "state": row.state,
            "counted": not (row.is_sample or row.is_minimum),
            "package": visible(finding.package),
            "versions": [visible(one) for one in finding.versions],
            "fixed": list(finding.fixed),
            "severity_source": finding.severity_source,
            "kev_added_on": finding.kev_added_on,
            "epss": finding.epss,
            "epss_on": finding.epss_on,
        },
    }


def _message(row: Judged, lang: Lang) -> str:
    finding = row.finding
    held = (
        f"{visible(finding.package)} {say('comma', lang).join(map(visible, finding.versions))}{say('colon', lang)}{visible(finding.group)}"
    )
    aside = [say("sample", lang)] * row.is_sample + [say("minimum", lang)] * row.is_minimum
    said = [level_words(finding, lang), fixed_words(finding, lang), *signals(finding, lang), *aside, *standing_words(row, lang)]
    said += [days_words(row, lang)] if row.is_open else []
    urgent = f"{named('urgency', row.urgency, lang)}{say('colon', lang)}" if row.urgency != "rest" else ""
    return "\n".join((f"{urgent}{held}", " · ".join(said), *(place_words(place, lang) for place in finding.places)))


def _location(place: Place) -> dict[str, Any]:
    region = {"region": {"startLine": place.line}} if place.line else {}
    return {"physicalLocation": {"artifactLocation": {"uri": uri(place.path), "uriBaseId": BASE}, **region}}


def _suppression(row: Judged, lang: Lang) -> dict[str, Any]:
    return {"kind": "external", "status": "accepted", "justification": " · ".join(standing_words(row, lang))}


def _notifications(audit: Audit, lang: Lang) -> Iterator[dict[str, Any]]:
    for _, line in gate_lines(audit, lang) if audit.gate.result == "insufficient" else ():
        yield {"level": "warning", "message": {"text": line}}
    for line in remarks(audit, lang):
        yield {"level": "warning", "message": {"text": line}}
    for line in freshness_lines(audit.sources, audit.coverage, lang, oldest_days=audit.oldest_days):
        yield {"level": "note", "message": {"text": line}}
