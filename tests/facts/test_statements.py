from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.decide.spoken import statement
from xingtu.facts.statements import AFFECTED, FIXED, LASTING, WAIVER, flaws


def test_a_whole_statement_has_no_flaw() -> None:
    assert flaws(statement()) == []
    assert flaws(statement(kind=WAIVER, status=AFFECTED, justification="", action="下一版升级")) == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"vulnerability": " "}, "vulnerability"),
        ({"author": ""}, "author"),
        ({"versions": ("1.0",), "version_range": "vers:pypi/<2"}, "versions"),
        ({"justification": ""}, "justification"),
        ({"justification": "because"}, "justification"),
        ({"status": FIXED}, "justification"),
        ({"status": AFFECTED, "justification": ""}, "action"),
        ({"status": "safe"}, "status"),
        ({"kind": "pardon"}, "kind"),
        ({"kind": WAIVER}, "status"),
        ({"kind": WAIVER, "status": AFFECTED, "justification": "", "action": "升级", "reviewer": ""}, "reviewer"),
        ({"reviewer": "沈若川"}, "reviewer"),
        ({"reach_id": ""}, "reach_id"),
        ({"reach": "country"}, "reach"),
        ({"expires_on": None}, "expires_on"),
        ({"expires_on": date(2026, 10, 31)}, "expires_on"),
        ({"seen_level": "awful"}, "seen_level"),
        ({"evidence": "长" * 4001}, "evidence"),
    ],
)
def test_a_statement_is_not_taken(said: Mapping[str, Any], field: str) -> None:
    assert field in [flaw.field for flaw in flaws(statement(**said))]


def test_not_affected_may_say_why_in_words_alone() -> None:
    assert flaws(statement(justification="", impact="从不解析外部输入")) == []


def test_it_is_made_on_the_day_it_was_in_china() -> None:
    assert statement(issued_at="2026-11-01T16:00:00Z").issued_on == date(2026, 11, 2)


def test_only_reasons_that_lie_in_the_use_last() -> None:
    assert statement().lasts
    assert not statement(justification="component_not_present").lasts
    assert not statement(justification="", impact="从不解析外部输入").lasts
    assert not statement(status=FIXED, justification="").lasts
    assert len(LASTING) == 3
