"""Does the advice of a report say what the policy says, and nothing where nobody concluded?"""

from datetime import date

import pytest

from tests.licences.evidence import evidence, root
from xingtu.licences.advised import advised
from xingtu.licences.judging import Judging, Planned
from xingtu.report.licences.advice import ANSWERS, Advice
from xingtu.settings import CHECKOUT

RULES = Judging(CHECKOUT / "policy", date(2026, 11, 26))


def advice(concluded: str, planned: Planned | None = None) -> Advice:
    return advised(evidence(roots=(root("", concluded=concluded),)), RULES, planned or Planned())


def test_an_approved_licence_is_allowed_and_a_source_available_one_refused_as_open_source() -> None:
    of = {name: {use.use.en: use.answer for use in advice(name).uses} for name in ("MIT", "SSPL-1.0")}
    assert set(of["MIT"].values()) == {"allowed"}
    assert "refused" in of["SSPL-1.0"].values()


def test_without_a_conclusion_there_is_no_answer_and_no_duty() -> None:
    said = advice("")
    assert {use.answer for use in said.uses} == {"unknown"}
    assert said.duties == ()


def test_duties_name_the_licences_that_ask_for_them_and_depend_on_how_it_is_given_on() -> None:
    source = advice("GPL-2.0-only AND MIT")
    assert {duty.id for duty in source.duties} != {duty.id for duty in advice("GPL-2.0-only AND MIT", Planned("internal")).duties}
    assert {licence for duty in source.duties for licence in duty.licences} == {"GPL-2.0-only", "MIT"}


def test_a_planned_licence_is_judged_instead_of_the_concluded_one() -> None:
    assert advice("MIT", Planned(outbound="SSPL-1.0")) == advice("SSPL-1.0")


@pytest.mark.parametrize(
    "concluded", ["MIT OR GPL-2.0-only", "LicenseRef-own", "not ( an expression", "GPL-2.0-only WITH Classpath-exception-2.0"]
)
def test_answers_are_those_that_reports_know(concluded: str) -> None:
    said = advice(concluded)
    assert {use.answer for use in said.uses} <= set(ANSWERS)
    assert all(use.reason.zh != "" for use in said.uses) or all(use.answer == "unknown" for use in said.uses)
    assert said.policy.startswith("policy/licences.toml@")
