"""Has what was promised of a record come true? The milestone's rule is asked like any other, on the facts of the day."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from portal.evidence.models import Run
from portal.evidence.selectors.application_facts import facts_of, known
from portal.evidence.selectors.judging import Judged, judge_application
from portal.register.models import Record

if TYPE_CHECKING:
    from xingtu.policy.rule_use import RuleUse


def milestone_measure(rule: "RuleUse", record_id: str, run: Run | None = None, *, on: date | None = None) -> Judged:
    """The rule's answer for one record, on a run or on the newest published observation, by the facts of a day (today).

    A record that is gone from the register measures nothing: unknown.
    """
    record = Record.objects.filter(pk=record_id).select_related("organisation", "person").first()
    facts = (
        {}
        if record is None
        else known(facts_of(record=record, organisation=record.organisation, person=None, on=on or timezone.localdate(), run=run))
    )
    return judge_application([rule], answers={}, facts=facts, record_ids=[record_id], run=run)[0]
