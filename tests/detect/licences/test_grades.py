"""Only what is sure may block a decision, and clues never do."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.detect.licences.grades import BARE_WORDS, NO_LICENCE, file_set_aside, grade, judged


def match(expression: str, kind: str = "notice", **more: Any) -> dict[str, Any]:
    row = {
        "expression": expression, "spdx": expression, "first_line": 1, "last_line": 9, "score": 100.0, "matcher": "2-aho", "rule": "a.RULE",
        "rule_relevance": 100, "coverage": 100.0, "length": 80, "kind": kind,
    }  # fmt: skip
    return {**row, **more}


def chinese(kind: str, containment: int = 10_000, expression: str = "mulanpsl-2.0") -> dict[str, Any]:
    return {
        "expression": expression, "spdx": expression, "kind": kind, "first_line": 1, "last_line": 2,
        "containment": containment, "text": "x",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (match("mit", "text"), "A"),
        (match("mit", "text", length=12), "A"),
        (match("mulanpsl-2.0", "text", score=99.43, coverage=99.43, matcher="3-seq", length=900), "A"),
        (match("mit", "text", score=97.0, coverage=97.0, length=12), "B"),
        (match("apache-2.0", "text", score=93.0, coverage=93.0, matcher="3-seq"), "B"),
        (match("apache-2.0", "text", score=60.0, coverage=60.0, matcher="3-seq"), "C"),
        (match("mit", "tag", matcher="1-spdx-id", length=2), "A"),
        (match("mit", "tag", length=2), "B"),
        (match("gpl-2.0"), "B"),
        (match("gpl-2.0", score=90.0), "B"),
        (match("gpl-2.0", score=89.9), "C"),
        (match("apache-2.0", "reference", length=2), "C"),
        (match("gpl-3.0", "reference", length=1), "C"),
        (match("gpl-1.0-plus", "reference", length=1), "D"),
        (match("public-domain", "reference", length=2), "D"),
        (match("mit", "reference", length=1, rule_relevance=60), "D"),
        (match("mit", "clue"), "D"),
        (match("unknown-license-reference"), "D"),
        (match("unknown-spdx", "tag", matcher="1-spdx-id"), "D"),
        (match("unknown-spdx OR apache-2.0", "tag", matcher="1-spdx-id"), "C"),
        (match("free-unknown", "text"), "D"),
        (match("proprietary-license", "text"), "D"),
        (match("other-permissive AND other-copyleft"), "D"),
        (chinese("text", 9_500), "A"),
        (chinese("modified_text", 10_000), "C"),
        (chinese("modified_text", 8_100), "C"),
        (chinese("notice"), "B"),
        (chinese("tag"), "A"),
        (chinese("reference"), "C"),
        (chinese("reference", expression="unknown-license-reference"), "D"),
    ],
)
def test_each_kind_of_match_has_its_grade(row: dict[str, Any], expected: str) -> None:
    assert grade(row) == expected


@given(
    st.sampled_from(sorted(NO_LICENCE)),
    st.sampled_from(["text", "notice", "tag", "reference", "clue"]),
    st.sampled_from(["1-hash", "2-aho", "3-seq", "1-spdx-id"]),
    st.floats(0, 100),
    st.integers(1, 5_000),
)
def test_a_guess_that_there_is_some_licence_never_blocks(key: str, kind: str, matcher: str, score: float, length: int) -> None:
    assert grade(match(key, kind, matcher=matcher, score=score, length=length)) == "D"


@given(st.sampled_from(sorted(BARE_WORDS)), st.sampled_from(["text", "notice", "reference"]), st.integers(1, 2))
def test_a_word_or_two_that_may_be_anything_never_blocks(key: str, kind: str, length: int) -> None:
    assert grade(match(key, kind, length=length)) == "D"


LIST = [match(key, "reference") for key in ("mit", "isc", "zlib", "gpl-2.0", "gpl-3.0", "apache-2.0", "bsd-new", "mpl-2.0")]


@pytest.mark.parametrize(
    ("path", "matches", "reason"),
    [
        ("src/main.c", [match("mit")], ""),
        ("tests/test_scan.py", [match("mit")], ""),
        ("tests/data/LICENSE-mit.txt", [match("mit", "text")], "test_data"),
        ("pkg/testdata/gpl.txt", [match("gpl-2.0", "text")], "test_data"),
        ("spec/fixtures/apache.json", [match("apache-2.0")], "test_data"),
        ("data/spdx.json", LIST, "licence_list"),
        ("data/spdx.json", LIST[:-1], ""),
        ("package-lock.json", [match("mit", "tag")], "licence_list"),
        ("dist/app.spdx.json", [match("mit", "tag")], "licence_list"),
        ("LICENSE", LIST, ""),
        ("docs/third-party-notices.md", LIST, ""),
        ("src/engine.c", [*LIST, match("gpl-3.0", "text")], ""),
        ("src/names.py", [match(key) for key in sorted(NO_LICENCE)], ""),
    ],
)
def test_files_that_speak_of_licences_of_others_are_set_aside(path: str, matches: list[dict[str, Any]], reason: str) -> None:
    assert file_set_aside(path, matches) == reason


def test_what_is_set_aside_with_its_file_and_every_clue_is_of_the_lowest_grade() -> None:
    answer = {"detections": [{"matches": [match("mit", "text")]}], "clues": [match("gpl-2.0")], "chinese": [chinese("text")]}
    assert [one.grade for one in judged("LICENSE", answer)] == ["A", "D", "A"]
    assert [(one.grade, one.set_aside) for one in judged("tests/data/LICENSE", answer)] == [("D", "test_data")] * 3


def test_the_choice_of_redis_is_never_concluded_from_its_half_that_was_understood() -> None:
    """redis 7.4.1, src/server.c: "your choice of RSALv2 or SSPLv1" is seen as "some licence AND SSPL-1.0"."""
    seen = [match("unknown-license-reference", "reference", length=3), match("sspl-1.0", "reference", length=3)]
    assert [grade(row) for row in seen] == ["D", "C"]
