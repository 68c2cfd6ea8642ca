import json
from dataclasses import replace

from tests.report.licences.examples import ALARMS, EVIDENCE, INCOMPLETE, NOTHING, file
from xingtu.report.licences.files_json import FORMAT, to_json


def test_each_file_gives_its_expression_and_each_detection_rule_lines_and_score() -> None:
    content = json.loads(to_json(EVIDENCE))
    main = next(row for row in content["files"] if row["path"] == "src/main.c")
    assert main["detected_license_expression_spdx"] == "MulanPSL-2.0"
    assert [(found["rule"], found["lines"], found["score"]) for found in main["detections"]] == [
        ("mulanpsl-2.0_1.RULE", [1, 3], 95.12),
        ("licenseref-scancode-unknown-license-reference_1.RULE", [7, 7], 50.0),
    ]


def test_the_keys_are_a_promise() -> None:
    content = json.loads(to_json(EVIDENCE, alarms=()))
    assert content["format"] == FORMAT
    assert list(content) == ["format", "complete", "look", "coverage", "roots", "conflicts", "alarms", "reuse", "files"]
    assert list(content["files"][0]) == [
        "path", "detected_license_expression_spdx", "effective_license_expression_spdx", "detections", "copyrights", "blob", "size_bytes",
        "state", "root", "role", "reuse_covered",
    ]  # fmt: skip
    assert list(content["files"][0]["detections"][0]) == [
        "rule", "lines", "score", "license_expression_spdx", "license_expression", "layer", "kind", "grade", "matcher", "set_aside",
    ]  # fmt: skip


def test_a_file_as_a_whole_has_no_lines_and_a_file_without_a_licence_says_null() -> None:
    files = {row["path"]: row for row in json.loads(to_json(EVIDENCE))["files"]}
    assert files["pyproject.toml"]["detections"][0]["lines"] is None
    assert files["src/plain.c"]["detected_license_expression_spdx"] is None
    assert files["src/plain.c"]["detections"] == []


def test_not_compared_is_not_the_same_as_no_alarm() -> None:
    assert json.loads(to_json(EVIDENCE))["alarms"] is None
    assert json.loads(to_json(EVIDENCE, alarms=()))["alarms"] == []


def test_an_alarm_names_its_commit_and_not_its_author() -> None:
    text = to_json(EVIDENCE, alarms=ALARMS)
    assert json.loads(text)["alarms"][1]["changed_by_commit"] == "77" * 20
    assert "Wang Private" not in text


def test_nobody_concluded_is_null() -> None:
    roots = json.loads(to_json(EVIDENCE))["roots"]
    assert [root["concluded"] for root in roots] == ["MulanPSL-2.0", None]
    assert roots[1]["questions"] == ["declared_differs"]


def test_incomplete_evidence_says_so_before_any_file() -> None:
    text = to_json(INCOMPLETE)
    assert text.splitlines()[2] == ' "complete": false,'
    assert json.loads(text)["coverage"]["unfinished"] == 1


def test_a_folder_of_this_machine_is_not_given_away() -> None:
    assert json.loads(to_json(NOTHING))["look"]["url"] is None
    assert "secret" not in to_json(NOTHING)


def test_a_path_that_is_no_text_keeps_its_bytes() -> None:
    odd = replace(EVIDENCE, files=(file("a/\udcff.c"),))
    row = json.loads(to_json(odd))["files"][0]
    assert bytes.fromhex(row["path_hex"]) == b"a/\xff.c"
    assert "\udcff" not in row["path"]
