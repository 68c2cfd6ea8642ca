"""The log was held against the official schema of SARIF 2.1.0, which is not kept here; what code hosts need of it is asked below."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given

from tests.report.licences.examples import ADVICE, ALARMS, EVIDENCE, INCOMPLETE, NOTHING, PUBL, conflict
from tests.report.licences.generated import FEW, evidence
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.report.licences.sarif import FINGERPRINT, to_sarif


def run(given: LicenceEvidence, **more: Any) -> Any:
    log = json.loads(to_sarif(given, **more))
    assert log["version"] == "2.1.0"
    assert len(log["runs"]) == 1
    return log["runs"][0]


def results(given: LicenceEvidence, **more: Any) -> dict[str, Any]:
    return {result["ruleId"]: result for result in run(given, **more)["results"]}


def test_conflicts_stand_at_their_lines() -> None:
    found = results(EVIDENCE)
    incompatible = found["licence/compatibility/incompatible"]
    assert incompatible["level"] == "error"
    location = incompatible["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "third_party/publ/LICENSE"
    assert location["region"] == {"startLine": 1, "endLine": 40}
    assert found["licence/compatibility/review"]["level"] == "warning"
    assert not any("MIT → " in result["message"]["text"] for result in found.values())


def test_open_questions_and_alarms_are_results() -> None:
    found = results(EVIDENCE, advice=ADVICE, alarms=ALARMS)
    assert found["licence/question/declared_differs"]["level"] == "note"
    assert found["licence/alarm/headline_worse"]["level"] == "error"
    assert found["licence/alarm/reuse_up"]["level"] == "note"
    assert results(NOTHING)["licence/question/no_licence"]["level"] == "warning"
    assert "Wang Private" not in to_sarif(EVIDENCE, alarms=ALARMS)


def test_a_result_is_recognised_although_lines_words_and_versions_change() -> None:
    moved = replace(
        EVIDENCE.conflicts[0], evidence=("third_party/publ/LICENSE:5-44",), reasons=("别的话。",), commit="00" * 20, sources=("mulan@2",)
    )
    other = conflict("GPL-2.0-only", "incompatible", "third_party/publ")

    def fingerprint(given: Any) -> str:
        found = results(replace(EVIDENCE, conflicts=(given,)))["licence/compatibility/incompatible"]
        return str(found["partialFingerprints"][FINGERPRINT])

    assert fingerprint(EVIDENCE.conflicts[0]) == fingerprint(moved)
    assert fingerprint(EVIDENCE.conflicts[0]) != fingerprint(other)
    assert PUBL in json.dumps(results(EVIDENCE))


@given(evidence())
@FEW
def test_every_result_names_a_rule_of_the_log_and_a_place_inside_the_tree(given: LicenceEvidence) -> None:
    log = run(given)
    rules = [rule["id"] for rule in log["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))
    for result in log["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        for location in result["locations"]:
            uri = location["physicalLocation"]["artifactLocation"]["uri"]
            assert uri.isascii()
            assert not set(uri) & set(' "<>\\^`{|}\n')


def test_what_was_not_read_is_told_by_the_run() -> None:
    told = run(INCOMPLETE)["invocations"][0]["toolExecutionNotifications"]
    assert told[0]["message"]["text"].startswith("证据不完整：")
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in told[1:]]
    assert places == ["huge.bin", "slow.c"]
    assert "toolExecutionNotifications" not in run(EVIDENCE)["invocations"][0]
    assert next(iter(run(INCOMPLETE))) == "properties"
