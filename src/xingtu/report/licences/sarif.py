"""How are conflicts, alarms and open questions written as SARIF 2.1.0, so that code hosts show them at their lines?

Incompatible is an error, what a person has to look at a warning, the rest a note. A result keeps its ``partialFingerprints`` as long as the
same licences meet at the same place, whatever happens to line numbers, wording and versions.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

import xingtu
from xingtu.facts.licence_alarms import LicenceAlarm
from xingtu.facts.licence_conflicts import LicenceConflict
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.report.licences.advice import Advice
from xingtu.report.licences.alarm_lines import alarm_lines
from xingtu.report.licences.document import document
from xingtu.report.licences.files_json import look_row
from xingtu.report.licences.outline import UNREAD, coverage, incompleteness
from xingtu.report.licences.shown import address, read_place, shown_path, uri, visible
from xingtu.report.licences.spdx import namespace_of
from xingtu.report.licences.wording import named, say
from xingtu.report.text import Lang

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
OPENED = frozenset({"runs", "tool", "driver"})
FINGERPRINT = "xingtuLicence/v1"
LEVELS = {"incompatible": "error", "review": "warning", "compatible": "note"}
ALARM_LEVELS = {"red": "error", "yellow": "warning", "green": "note"}
BASE = "SRCROOT"


def to_sarif(evidence: LicenceEvidence, *, advice: Advice | None = None, alarms: Sequence[LicenceAlarm] = (), lang: Lang = "zh") -> str:
    """The log of one run; the same evidence gives the same bytes."""
    look = evidence.look
    results = [*_conflicts(evidence, lang), *_questions(evidence, lang), *_alarms(alarms, advice, lang)]
    rules = list(dict.fromkeys(result["ruleId"] for result in results))
    places = {rule: index for index, rule in enumerate(rules)}
    url = address(look.url)
    run = {
        "properties": {"complete": evidence.complete, "coverage": coverage(evidence, lang), "look": look_row(evidence)},
        "tool": {
            "driver": {
                "name": "xingtu",
                "version": xingtu.__version__,
                "language": "zh-CN" if lang == "zh" else "en",
                "rules": [_rule(rule, advice, lang) for rule in rules],
            }
        },
        "automationDetails": {"id": f"xingtu/licences/{visible(look.repository)}/", "guid": str(namespace_of(evidence))},
        **(
            {"versionControlProvenance": [{"repositoryUri": url, "revisionId": look.commit}]}
            if url.isascii() and url and " " not in url
            else {}
        ),
        "originalUriBaseIds": {BASE: {"description": {"text": say("tree", lang) + say("colon", lang) + look.tree}}},
        "invocations": [
            {
                "executionSuccessful": True,
                **({} if evidence.complete else {"toolExecutionNotifications": [*_unread(evidence, lang)]}),
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": [{**result, "ruleIndex": places[result["ruleId"]]} for result in results],
    }
    return document({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, OPENED)


def _rule(rule: str, advice: Advice | None, lang: Lang) -> dict[str, Any]:
    group, _, ident = rule.removeprefix("licence/").partition("/")
    return {
        "id": rule,
        "shortDescription": {"text": _rule_name(group, ident, advice, lang)},
        "fullDescription": {"text": _rule_name(group, ident, advice, "en" if lang == "zh" else "zh")},
        "defaultConfiguration": {"level": LEVELS.get(ident, "warning")},
    }


def _rule_name(group: str, ident: str, advice: Advice | None, lang: Lang) -> str:
    if group == "compatibility":
        return say("conflicts", lang) + say("colon", lang) + named("answer", ident, lang)
    if group == "alarm":
        return advice.alarms[ident].said(lang) if advice and ident in advice.alarms else f"{say('alarm', lang)}{say('colon', lang)}{ident}"
    return named("question", ident, lang)


def _conflicts(evidence: LicenceEvidence, lang: Lang) -> Iterator[dict[str, Any]]:
    for conflict in evidence.conflicts:
        if conflict.answer == "compatible":
            continue
        yield {
            "ruleId": f"licence/compatibility/{conflict.answer}",
            "level": LEVELS.get(conflict.answer, "warning"),
            "message": {"text": _conflict_message(conflict, lang)},
            "locations": _locations(conflict.evidence, conflict.root),
            "partialFingerprints": _fingerprint("compatibility", conflict.root, conflict.outbound, conflict.inbound, conflict.relation),
            "properties": {"sources": [visible(source) for source in conflict.sources], "relation": conflict.relation},
        }


def _conflict_message(conflict: LicenceConflict, lang: Lang) -> str:
    reasons = conflict.reasons_en if lang == "en" else conflict.reasons
    head = say("pair", lang, inbound=conflict.inbound, outbound=conflict.outbound)
    said = [f"{head}{say('colon', lang)}{named('answer', conflict.answer, lang)}", *reasons]
    return "\n".join(visible(text) for text in said)


def _questions(evidence: LicenceEvidence, lang: Lang) -> Iterator[dict[str, Any]]:
    for root in evidence.roots:
        for question in root.questions:
            yield {
                "ruleId": f"licence/question/{question}",
                "level": "note" if root.vendored else "warning",
                "message": {"text": _question_message(root, question, lang)},
                "locations": _locations(root.declared_in, root.root),
                "partialFingerprints": _fingerprint("question", root.root, question),
            }


def _question_message(root: LicenceRoot, question: str, lang: Lang) -> str:
    colon, nothing = say("colon", lang), say("none", lang)
    said = [
        f"{shown_path(root.root) or say('root.top', lang)}{colon}{named('question', question, lang)}",
        f"{say('declared', lang)}{colon}{root.declared or nothing}",
        f"{say('detected', lang)}{colon}{root.detected or nothing}",
        root.reason_en if lang == "en" else root.reason,
    ]
    return "\n".join(visible(text) for text in said if text)


def _alarms(alarms: Sequence[LicenceAlarm], advice: Advice | None, lang: Lang) -> Iterator[dict[str, Any]]:
    for alarm in alarm_lines(alarms, advice, lang):
        yield {
            "ruleId": f"licence/alarm/{alarm.kind}",
            "level": ALARM_LEVELS.get(alarm.level, "warning"),
            "message": {"text": "\n".join(filter(None, (alarm.name, alarm.sentence)))},
            "locations": _locations(alarm.places, ""),
            "partialFingerprints": _fingerprint(
                "alarm", alarm.kind, alarm.before, alarm.after, *(read_place(text)[0] for text in alarm.places)
            ),
            "properties": {"before": alarm.before, "after": alarm.after, "commit": alarm.commit},
        }


def _locations(places: Sequence[str], root: str) -> list[dict[str, Any]]:
    """Where it is seen; the folder itself where no place is known, and nothing for the project as a whole."""
    if not places:
        return [_location(f"{root}/", None, None)] if root else []
    return [_location(*read_place(text)) for text in places]


def _location(path: str, first: int | None, last: int | None) -> dict[str, Any]:
    region = {} if not first else {"region": {"startLine": first, "endLine": max(first, last or first)}}
    return {"physicalLocation": {"artifactLocation": {"uri": uri(path), "uriBaseId": BASE}, **region}}


def _unread(evidence: LicenceEvidence, lang: Lang) -> Iterator[dict[str, Any]]:
    yield {"level": "warning", "message": {"text": incompleteness(evidence, lang)}}
    for file in evidence.files:
        if file.state in UNREAD:
            text = f"{shown_path(file.path)}{say('colon', lang)}{named('state', file.state, lang)}"
            yield {"level": "warning", "message": {"text": text}, "locations": [_location(file.path, None, None)]}


def _fingerprint(*parts: str) -> dict[str, str]:
    return {FINGERPRINT: sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]}
