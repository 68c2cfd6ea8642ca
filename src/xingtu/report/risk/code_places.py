"""How is what stands at places of a tree written as SARIF 2.1.0? Secrets and posture share it; each says its own rules and results."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import xingtu
from xingtu.report.licences.document import document
from xingtu.report.licences.sarif import SCHEMA
from xingtu.report.licences.shown import uri, visible
from xingtu.report.text import Lang, Text

BASE = "SRCROOT"
OPENED = frozenset({"runs", "tool", "driver"})
COMMIT = re.compile(r"[0-9a-f]{40,64}")


@dataclass(frozen=True, slots=True)
class Rule:
    """``level``: error, warning or note."""

    id: str
    name: Text
    level: str


@dataclass(frozen=True, slots=True)
class Result:
    """``places``: (path, line, column), the last two None where they are not known. ``fingerprint``: what it keeps when lines move."""

    rule: str
    level: str
    message: str
    places: Sequence[tuple[str, int | None, int | None]]
    fingerprint: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Log:
    """What one run looked at."""

    kind: str
    repository: str
    commit: str
    complete: bool
    properties: Mapping[str, Any]


def to_sarif(log: Log, rules: Sequence[Rule], results: Sequence[Result], lang: Lang) -> str:
    """The log of one run; the same rows give the same bytes."""
    numbers = {rule.id: number for number, rule in enumerate(rules)}
    run = {
        "properties": dict(log.properties),
        "tool": {
            "driver": {
                "name": "xingtu",
                "version": xingtu.__version__,
                "language": "zh-CN" if lang == "zh" else "en",
                "rules": [
                    {
                        "id": rule.id,
                        "shortDescription": {"text": rule.name.said(lang)},
                        "fullDescription": {"text": rule.name.said("en" if lang == "zh" else "zh")},
                        "defaultConfiguration": {"level": rule.level},
                    }
                    for rule in rules
                ],
            }
        },
        "automationDetails": {"id": f"xingtu/{log.kind}/{visible(log.repository)}/"},
        "originalUriBaseIds": {BASE: {"description": {"text": f"commit {log.commit}"}}},
        "invocations": [{"executionSuccessful": log.complete}],
        "columnKind": "unicodeCodePoints",
        "results": [
            {
                "ruleId": result.rule,
                "ruleIndex": numbers[result.rule],
                "level": result.level,
                "message": {"text": visible(result.message)},
                "locations": [_location(*place) for place in result.places],
                "partialFingerprints": {f"xingtu/{log.kind}/v1": sha256(result.fingerprint.encode("utf-8", "surrogateescape")).hexdigest()},
                "properties": dict(result.properties),
            }
            for result in results
        ],
    }
    return document({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, OPENED)


def _location(path: str, line: int | None, column: int | None) -> dict[str, Any]:
    where: dict[str, Any] = {"artifactLocation": {"uri": uri(path), "uriBaseId": BASE}}
    if line:
        where["region"] = {"startLine": line} | ({"startColumn": column} if column else {})
    return {"physicalLocation": where}
