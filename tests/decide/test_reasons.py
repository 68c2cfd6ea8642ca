"""Has every class a sentence in both languages?"""

import pytest

from xingtu.decide.explain import CLASSES, NOT_MEASURED, OUTSIDE
from xingtu.decide.reasons import REASONS, reason_of, told


@pytest.mark.parametrize("line_class", [*CLASSES, OUTSIDE, NOT_MEASURED])
def test_every_class_has_a_sentence_in_both_languages(line_class: str) -> None:
    assert line_class in REASONS
    zh, en = told(line_class, "tianqi@c1")
    assert zh.endswith("。")
    assert en.endswith(".")
    assert "{" not in zh + en


def test_a_class_nobody_knows_is_told_as_not_counted() -> None:
    assert told("strange", "x")[1] == "This commit is not counted (strange x)."


def test_evidence_that_says_more_gets_its_own_sentence() -> None:
    assert reason_of("revert", "reverted by tianqi@c9")[0].name == "已被回退"
    assert told("revert", "reverts tianqi@c1")[1] == "It takes back tianqi@c1 and is not counted itself."
