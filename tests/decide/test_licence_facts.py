"""Is what rules read of a licence what the policy and the tables say?"""

from datetime import date

import pytest

from tests.policy.licence_files import policy, tables
from xingtu import catalogue
from xingtu.decide.case import Case
from xingtu.decide.compatibility import Sources
from xingtu.decide.licence_facts import licence_facts
from xingtu.decide.rule import Outcome

SOURCES = Sources(policy(), tables())
COUNTED = {"project.licence.conflicts": {"incompatible": 0, "review": 0}, "project.licence.complete": True}


@pytest.mark.parametrize(
    ("expression", "is_open", "mulan"),
    [
        ("MulanPSL-2.0", Outcome.PASS, Outcome.PASS),
        ("MIT OR GPL-3.0-only", Outcome.PASS, Outcome.PASS),
        ("Apache-2.0", Outcome.PASS, Outcome.PASS),
        ("GPL-3.0-only", Outcome.PASS, Outcome.FAIL),
        ("MulanPubL-2.0", Outcome.PASS, Outcome.FAIL),
        ("MPL-2.0", Outcome.PASS, Outcome.UNKNOWN),
        ("SSPL-1.0", Outcome.FAIL, Outcome.FAIL),
        ("Own-1.0", Outcome.UNKNOWN, Outcome.UNKNOWN),
        ("", Outcome.UNKNOWN, Outcome.UNKNOWN),
    ],
)
def test_rules_judge_what_policy_says(expression: str, is_open: Outcome, mulan: Outcome) -> None:
    facts = {"project.licence.concluded": expression, **COUNTED, **licence_facts(expression, SOURCES, on=date(2026, 11, 26))}
    case, rules = Case("tianqi", facts=facts), catalogue.rules()
    judged = [rules[name].judge(case, {}) for name in ("licence_is_open", "mulan_compatible", "no_unresolved_conflict")]
    assert [one.outcome for one in judged] == [is_open, mulan, Outcome.PASS]


@pytest.mark.parametrize("counts", [None, {}, {"incompatible": 0}, {"incompatible": True, "review": 0}, {"incompatible": -1, "review": 0}])
def test_counts_that_are_none_are_no_zero(counts: object) -> None:
    rule = catalogue.rules()["no_unresolved_conflict"]
    facts = {"project.licence.conflicts": counts, "project.licence.complete": True}
    assert rule.judge(Case("tianqi", facts=facts), {}).outcome is Outcome.UNKNOWN
