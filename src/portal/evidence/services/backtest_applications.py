"""If everyone in the register who could apply had applied: who meets the conditions, who misses one, and what might it cost at most?

Conditions that only an application can answer are named and set aside; every record is judged by the others.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from portal.evidence.models import Run
from portal.evidence.selectors.application_facts import facts_of, known
from portal.evidence.selectors.judging import Judged, judge_application, questions_of, rule_of
from portal.evidence.services.backtest_shares import Bodies, shares
from portal.register.models import Record, State
from xingtu.policy.programme import Programme
from xingtu.policy.rule_use import RuleUse
from xingtu.policy.stacking import worst_case_of_application_fen

ASKED_OF_APPLICANTS = ("application.", "applicant.penalties", "applicant.awards")
"""Facts that are there only once somebody has applied."""


def applications_result(programme: Programme, run: Run | None, on: date) -> dict[str, Any]:
    """The part of a back-test's result that a programme with applications has; ``run``: the observation whose numbers are used."""
    used = [use for use in programme.rules if not _needs_an_application(use)]
    bodies, passes, just_misses, unknowns, fails = Bodies(), [], [], [], 0
    for record in Record.objects.filter(kind__in=programme.subjects, state=State.REGISTERED).select_related("organisation", "person"):
        judged = _judge(programme, used, record, run, on)
        outcomes = [one.outcome for one in judged]
        # what fails before what nobody knows
        row = _row(record, sorted((one for one in judged if one.outcome != "pass"), key=lambda one: one.outcome), bodies)
        if outcomes.count("fail") > 1:
            fails += 1
        elif "fail" in outcomes:
            just_misses.append(row)
        elif "unknown" in outcomes:
            unknowns.append(row)
        else:
            passes.append(row)
    return {
        "subjects": list(programme.subjects),
        "run": run.short if run else "",
        "passes": passes,
        "just_misses": just_misses,
        "unknowns": unknowns,
        "fails": fails,
        "set_aside": [_condition(use, programme) for use in programme.rules if _needs_an_application(use)],
        "bound": cost_bound(programme, len(passes), len(unknowns)),
        "unread": [[row.name, sentence] for row in run.repositories.exclude(missing=[]) for sentence in row.missing] if run else [],
        **shares(passes),
    }


def cost_bound(programme: Programme, passes: int, unknowns: int) -> dict[str, int | bool | None]:
    """No outcome costs more: what one application can get at most, times those who pass; None where the file names no money."""
    one = most_of_one_fen(programme)
    if one is None:
        return {"one_fen": None, "passes_fen": None, "with_unknowns_fen": None, "awards_at_most": None, "fits": None}
    most = programme.awards_at_most
    of_passes, of_all = (one * (count if most is None else min(count, most)) for count in (passes, passes + unknowns))
    return {
        "one_fen": one,
        "passes_fen": of_passes,
        "with_unknowns_fen": of_all,
        "awards_at_most": most,
        "fits": of_all <= programme.budget_fen,
    }


def most_of_one_fen(programme: Programme) -> int | None:
    """The most that one application can get under all money rules together."""
    return worst_case_of_application_fen(programme.grants, programme.stacking) if programme.grants else None


def _needs_an_application(use: RuleUse) -> bool:
    rule = rule_of(use.id)
    if rule is None:
        return False
    return any(kind.startswith("field") for kind in rule.parameters.values()) or any(
        need.startswith(ASKED_OF_APPLICANTS) for need in rule.needs
    )


def _condition(use: RuleUse, programme: Programme) -> list[str]:
    rule = rule_of(use.id)
    return list(rule.told(use.parameters, names={}, questions=questions_of(programme.form))) if rule else [use.id, use.id]


def _judge(programme: Programme, rules: Sequence[RuleUse], record: Record, run: Run | None, on: date) -> list[Judged]:
    facts = known(facts_of(record=record, organisation=record.organisation, person=None, on=on, run=run))
    deadline = timezone.localdate(programme.call.deadline_at) if programme.call else on
    facts["call.deadline_on"] = min(deadline, on).isoformat()
    return judge_application(rules, answers={}, facts=facts, record_ids=[record.pk], run=run, form=programme.form)


def _row(record: Record, open_: Sequence[Judged], bodies: Bodies) -> dict[str, Any]:
    body = record.organisation_id or ""
    return {
        "track": "",
        "subject": record.pk,
        "name": record.name,
        "name_en": record.name_en,
        "district": record.district or bodies.district(body),
        "size": bodies.size(body),
        "place": None,
        "value": None,
        "amount_fen": None,
        "reasons": [[one.reason, one.reason_en] for one in open_],
    }
