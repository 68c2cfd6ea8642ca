"""How does a question become a case? With a number, a due date, a journal entry, and those concerned told."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.models import Organisation, Person
from portal.cases.due import due_on as due_by_policy
from portal.cases.models import Case, CaseKind, CaseState, Step
from portal.cases.selectors import concerned
from portal.cases.telling import step_taken
from portal.errors import Invalid
from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.services.recording import Actor, take_turn

LONGEST_TITLE = 200


def case_open(
    *,
    kind: CaseKind,
    title: str,
    statement: str,
    subject_kind: str,
    subject: str,
    by: Acting | Actor,
    evidence: Mapping[str, Any] | None = None,
    organisation: Organisation | None = None,
    district: str = "",
    due_on: date | None = None,
    opener: Person | None = None,
    owner: Person | None = None,
    quiet: bool = False,
) -> Case:
    """Open a case, or give back the open one in which the same person already says the same about the same thing.

    by: who asks, or ``SYSTEM``. That the thing is theirs to question is the caller's to prove.
    opener: on whose behalf, when that is not ``by``: they follow the case and may take it back.
    evidence: ids only, e.g. {"run": …, "repository": …, "commit": …}.
    owner: whose it is from the beginning, where only one person can work on it.
    quiet: nobody is told of this one: whoever opens many tells of them together.

    Raises:
        Invalid: title or statement is empty.
    """
    if not title.strip() or not statement.strip():
        raise Invalid({"statement": _("请写明要说的事：哪里不对，应当是什么，依据在哪里。")})
    opener = opener or (Person.objects.get(pk=by.actor_id) if by.actor_id else None)
    with transaction.atomic():
        take_turn()
        same = Case.objects.filter(kind=kind, subject_kind=subject_kind, subject=subject, opened_by=opener, statement=statement)
        existing = same.exclude(state=CaseState.CLOSED).first()
        if existing is not None:
            return existing
        case = Case.objects.create(
            kind=kind,
            title=title[:LONGEST_TITLE],
            statement=statement,
            subject_kind=subject_kind,
            subject=subject,
            evidence=dict(evidence or {}),
            opened_by=opener,
            owner=owner,
            organisation=organisation,
            district=district or (organisation.district if organisation else ""),
            due_on=due_on or due_by_policy(CaseKind(kind), timezone.localdate()),
        )
        step = Step.objects.create(case=case, person_id=by.actor_id or None, role=by.role_text, to_state=CaseState.FOUND)
        record(
            event=Event.CASE_OPENED,
            by=by,
            subject_kind="case",
            subject=str(case.pk),
            details={"kind": case.kind, "about": f"{subject_kind}:{subject}", "due_on": str(case.due_on)},
        )
        step_taken.send(
            sender=Case,
            case=case,
            step=step,
            event=Event.CASE_OPENED,
            people=[] if quiet else concerned(case, but=by.actor_id if opener and opener.pk != by.actor_id else ""),
        )
    return case
