"""A detection that refers to another file takes in what stands there, as ScanCode's command line does it."""

from typing import Any

from xingtu.detect.licences.references import as_scancode, follow

KEYS = {
    "bsd-new": ["BSD-3-Clause", False],
    "mit": ["MIT", False],
    "unknown-license-reference": ["LicenseRef-scancode-unknown-license-reference", False],
}
UNKNOWN = "unknown-license-reference"


def match(expression: str, *references: str, **other: Any) -> dict[str, Any]:
    return {
        "expression": expression, "spdx": KEYS[expression][0], "first_line": 1, "last_line": 2, "score": 100.0, "matcher": "2-aho",
        "rule": f"{expression}_1.RULE", "rule_relevance": 100, "coverage": 100.0, "length": 9, "url": None, "kind": "notice",
        "intro": False, "references": list(references), **other,
    }  # fmt: skip


def answer(*matches: dict[str, Any]) -> dict[str, Any]:
    detections = [
        {"expression": one["expression"], "spdx": one["spdx"], "log": [], "identifier": f"{one['expression']}-1", "matches": [one]}
        for one in matches
    ]
    return {
        "expression": " AND ".join(dict.fromkeys(one["expression"] for one in matches)),
        "spdx": " AND ".join(dict.fromkeys(one["spdx"] for one in matches)),
        "detections": detections, "clues": [], "percentage": 1.0, "copyrights": [], "holders": [], "chinese": [],
        "raw": {"keys": {one["expression"]: KEYS[one["expression"]] for one in matches}, "accelerated": True},
    }  # fmt: skip


def test_an_unknown_reference_becomes_what_stands_in_the_file_beside_it() -> None:
    tree = {"src/a.c": answer(match(UNKNOWN, "COPYING")), "src/COPYING": answer(match("mit")), "COPYING": answer(match("bsd-new"))}
    followed = follow(tree)
    assert followed["src/a.c"]["spdx"] == "MIT"
    assert [found["from_file"] for found in followed["src/a.c"]["detections"][0]["matches"]] == [None, "src/COPYING"]
    assert followed["src/COPYING"] is tree["src/COPYING"]


def test_a_file_that_is_not_beside_is_looked_for_at_the_top() -> None:
    tree = {"src/deep/a.c": answer(match(UNKNOWN, "COPYING")), "src/COPYING": answer(match("mit")), "COPYING": answer(match("bsd-new"))}
    assert follow(tree)["src/deep/a.c"]["spdx"] == "BSD-3-Clause"


def test_a_folder_of_that_name_hides_the_file_at_the_top() -> None:
    tree = {"src/a.c": answer(match(UNKNOWN, "COPYING")), "src/COPYING/x": answer(match("mit")), "COPYING": answer(match("bsd-new"))}
    assert follow(tree)["src/a.c"] is tree["src/a.c"]


def test_a_reference_that_leads_out_of_the_tree_or_nowhere_stays_as_it_is() -> None:
    for name in ("../COPYING", "/usr/share/common-licenses/GPL-2", "LICENSE", ""):
        tree = {"a.c": answer(match(UNKNOWN, name)), "COPYING": answer(match("bsd-new"))}
        assert follow(tree)["a.c"] is tree["a.c"], name


def test_a_known_licence_is_joined_by_the_one_referred_to() -> None:
    tree = {"a.c": answer(match("mit", "LICENSE")), "LICENSE": answer(match("bsd-new"))}
    followed = follow(tree)["a.c"]
    assert followed["expression"] == "bsd-new"
    assert followed["detections"][0]["log"] == ["unknown-reference-to-local-file"]


def test_a_reference_follows_on_through_a_file_that_was_resolved_before_it() -> None:
    tree = {
        "a/LICENSE": answer(match(UNKNOWN, "COPYING")),
        "a/z.c": answer(match(UNKNOWN, "LICENSE")),
        "COPYING": answer(match("bsd-new")),
    }
    followed = follow(tree)
    assert followed["a/LICENSE"]["spdx"] == followed["a/z.c"]["spdx"] == "BSD-3-Clause"


def test_without_references_the_same_answers_come_back() -> None:
    tree = {"a.c": answer(match("mit")), "b.c": answer()}
    assert follow(tree) is tree


def test_answers_are_not_changed_in_place() -> None:
    tree = {"a.c": answer(match(UNKNOWN, "COPYING")), "b.c": answer(match(UNKNOWN, "COPYING")), "COPYING": answer(match("mit"))}
    kept = {path: str(one) for path, one in tree.items()}
    follow(tree)
    assert {path: str(one) for path, one in tree.items()} == kept


def test_files_git_keeps_for_itself_take_no_part() -> None:
    tree = {"a.c": answer(match(UNKNOWN, ".gitignore")), ".gitignore": answer(match("mit"))}
    assert follow(tree)["a.c"] is tree["a.c"]


def test_as_scancode_prints_a_followed_detection_with_its_log() -> None:
    tree = {"a.c": answer(match(UNKNOWN, "COPYING")), "COPYING": answer(match("mit"))}
    followed = follow(tree)
    printed = as_scancode("a.c", followed["a.c"])
    assert printed["detected_license_expression_spdx"] == "MIT"
    assert printed["license_detections"][0]["detection_log"] == ["unknown-reference-to-local-file"]
    assert [one["from_file"] for one in printed["license_detections"][0]["matches"]] == ["a.c", "COPYING"]
    assert "detection_log" not in as_scancode("COPYING", followed["COPYING"])["license_detections"][0]
