"""Has what was promised of a record come true? The milestone's rule is asked like any other, on the facts of the day."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from portal.accounts.models import Organisation, Person
from portal.evidence.models import Run
from portal.evidence.selectors.application_facts import facts_of, known
from portal.evidence.selectors.judging import Judged, judge_application
from portal.register.models import Kind, Record, Repository, State

if TYPE_CHECKING:
    from xingtu.policy.rule_use import RuleUse


def milestone_measure(
    rule: "RuleUse",
    record_id: str,
    run: Run | None = None,
    *,
    on: date | None = None,
    organisation: Organisation | None = None,
    person: Person | None = None,
) -> Judged:
    """The rule's answer for one record, on a run or on the newest published observation, by the facts of a day (today).

    A record that is gone from the register measures nothing: unknown. An award about no record, or about an enterprise without
    repositories of its own, is measured by what the receiving body has registered.

    organisation: who received the money; person: when no body did
    """
    record = Record.objects.filter(pk=record_id).select_related("organisation", "person").first()
    if record is None and (record_id or (organisation is None and person is None)):
        return judge_application([rule], answers={}, facts={}, record_ids=[record_id], run=run)[0]
    body = record.organisation if record is not None else organisation
    who = person if record is None and body is None else None
    facts = known(facts_of(record=record, organisation=body, person=who, on=on or timezone.localdate(), run=run))
    return judge_application([rule], answers={}, facts=facts, record_ids=_measured(record, body), run=run)[0]


def _measured(record: Record | None, body: Organisation | None) -> list[str]:
    """Ids of the records whose repositories are counted."""
    own = [record.pk] if record is not None else []
    of_a_body = record is None or (record.kind == Kind.ENTERPRISE and not Repository.objects.filter(record=record).exists())
    if body is None or not of_a_body:
        return own
    projects = Record.objects.filter(organisation=body, kind=Kind.PROJECT, state=State.REGISTERED).order_by("pk")
    return [*own, *projects.values_list("pk", flat=True)]
