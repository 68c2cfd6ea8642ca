"""How does a case follow a thing the platform watches? Closed when that is over, open again when it returns, waived when signed."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.cases.flow import FOLLOWED, WATCHED, Outcome
from portal.cases.models import Case, CaseState, Step
from portal.cases.selectors.parties import concerned
from portal.cases.telling import step_taken
from portal.errors import WrongState
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import Actor


@transaction.atomic
def case_follow(*, case_id: int, to: CaseState, by: Acting | Actor, text: str, subject: str = "", quiet: bool = False) -> Case:
    """Move the case of a watched thing to where the thing, or what two people signed about it, has gone; there already, nothing happens.

    That ``by`` may do what moved it is the caller's to prove.
    text:    why; what those concerned read as the answer where it closes
    subject: the thing that returned under a new number
    quiet:   nobody is told of this one: whoever moves many tells of them together

    Raises:
        WrongState: it is not the case of a watched thing, or does not come there by itself.
    """
    take_turn()
    case = Case.objects.select_for_update().get(pk=case_id)
    before = CaseState(case.state)
    if before is to:
        return case
    if case.subject_kind != WATCHED or before not in FOLLOWED.get(to, frozenset()):
        raise WrongState(
            _("工单 %(id)s 现为“%(state)s”，不能转为“%(to)s”；请刷新页面后再办。") % {"id": case.pk, "state": before.label, "to": to.label}
        )
    case.state, case.subject = to, subject or case.subject
    if to is CaseState.CLOSED:
        case.outcome, case.answer, case.closed_at = Outcome.DONE, text, timezone.now()
    elif to is CaseState.FOUND:
        case.outcome, case.closed_at = "", None
        if case.organisation_id is not None:
            case.owner = None
    case.save(update_fields=["state", "subject", "outcome", "answer", "closed_at", "owner"])
    step = Step.objects.create(
        case=case,
        person_id=by.actor_id or None,
        role=by.role_text,
        from_state=before,
        to_state=to,
        text="" if to is CaseState.CLOSED else text,
    )
    moved = {"state": [before.value, to.value], "step": step.pk}
    record(event=Event.CASE_MOVED, by=by, subject_kind="case", subject=str(case.pk), details=moved)
    people = [] if quiet else concerned(case, but=by.actor_id)
    step_taken.send(sender=Case, case=case, step=step, event=Event.CASE_MOVED, people=people)
    return case
