"""What happens to a case once it is open? Every step is one transaction: the step, the journal entry, those concerned told."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.models import Person
from portal.accounts.roles import Act
from portal.cases.flow import MOVERS, MOVES, NEEDS_TEXT, Outcome, Part
from portal.cases.models import Case, CaseState, Step
from portal.cases.selectors.parties import assignable, concerned, fixers, in_reach, moves_open, parts_of
from portal.cases.telling import step_taken
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.services.recording import take_turn


@dataclass(frozen=True, slots=True)
class Ruling:
    """How a case ends: the outcome, and the answer those concerned read."""

    outcome: Outcome
    answer: str


def case_assign(*, case_id: int, owner: Person, by: Acting, due_on: date | None = None, text: str = "") -> Case:
    """Hand a case to one owner; a case in work may be handed on.

    Raises:
        NotAllowed: not at this desk.
        WrongState: it is closed, waived or in retest.
        Invalid: this person cannot own it, or the date lies in the past.
    """
    with transaction.atomic():
        case = _locked(case_id, by)
        if Part.DESK not in parts_of(by, case):
            raise NotAllowed(Act.CASE_ACT)
        before = CaseState(case.state)
        if CaseState.ASSIGNED not in MOVES[before] and before not in {CaseState.ASSIGNED, CaseState.FIXING}:
            raise WrongState(_("工单 %(id)s 现为“%(state)s”，不能指派。") % {"id": case.pk, "state": before.label})
        if not assignable(case).filter(pk=owner.pk).exists():
            raise Invalid({"owner": _("此人不办理这个工单；请从列表中选择。")})
        if due_on is not None and due_on < timezone.localdate():
            raise Invalid({"due_on": _("期限不能早于今天。")})
        case.owner, case.due_on, case.state = owner, due_on or case.due_on, CaseState.ASSIGNED
        case.save(update_fields=["owner", "due_on", "state"])
        _step(case, by, Event.CASE_ASSIGNED, before, text, {"owner": owner.pk, "due_on": str(case.due_on)})
    return case


def case_move(*, case_id: int, to: CaseState, by: Acting, text: str = "", ruling: Ruling | None = None) -> Case:
    """Move a case along ``MOVES``.

    Raises:
        NotAllowed: the case lies outside the role's reach.
        WrongState: the move does not start here, is not this part's to make, or would be the fixer's own retest.
        Invalid: the reason is missing, or outcome and answer when closing.
    """
    with transaction.atomic():
        case = _locked(case_id, by)
        before = CaseState(case.state)
        if to not in MOVES[before] or to is CaseState.ASSIGNED:
            raise WrongState(
                _("工单 %(id)s 现为“%(state)s”，不能转为“%(to)s”；请刷新页面后再办。")
                % {"id": case.pk, "state": before.label, "to": to.label}
            )
        if to not in moves_open(by, case):
            if before is CaseState.RETEST and by.actor_id in fixers(case):
                raise WrongState(_("办理人不能复核自己办的工单；请由另一位工作人员复核。"))
            if not MOVERS[before, to] & parts_of(by, case):
                raise NotAllowed(Act.CASE_ACT)
            raise WrongState(_("您是这个工单的一方，不能由您办结；请由另一位工作人员处理。"))
        back = (before, to) == (CaseState.RETEST, CaseState.FIXING) or to is CaseState.FOUND
        if (to in NEEDS_TEXT or back) and not text.strip():
            raise Invalid({"text": _("请写明理由。")})
        _close_or_reopen(case, to, ruling)
        case.state = to
        case.save(update_fields=["state", "outcome", "answer", "closed_at", "owner"])
        _step(case, by, Event.CASE_MOVED, before, text, {"outcome": case.outcome} if to is CaseState.CLOSED else {})
    return case


def case_comment(*, case_id: int, by: Acting, text: str) -> Step:
    """Add to a case; everybody within reach may.

    Raises:
        NotAllowed: outside the role's reach.
        Invalid: nothing was written.
    """
    if not text.strip():
        raise Invalid({"text": _("请写上内容。")})
    with transaction.atomic():
        case = _locked(case_id, by)
        return _step(case, by, Event.CASE_COMMENTED, None, text, {})


def case_withdraw(*, case_id: int, by: Acting, text: str = "") -> Case:
    """The opener takes the question back.

    Raises:
        NotAllowed: somebody else opened it.
        WrongState: it is closed already.
    """
    with transaction.atomic():
        case = _locked(case_id, by)
        if Part.OPENER not in parts_of(by, case):
            raise NotAllowed(Act.CASE_ACT)
        before = CaseState(case.state)
        if before is CaseState.CLOSED:
            raise WrongState(_("工单 %(id)s 已办结，不用撤回。") % {"id": case.pk})
        case.state, case.outcome, case.closed_at = CaseState.CLOSED, Outcome.WITHDRAWN, timezone.now()
        case.save(update_fields=["state", "outcome", "closed_at"])
        _step(case, by, Event.CASE_MOVED, before, text, {"outcome": case.outcome})
    return case


def _locked(case_id: int, by: Acting) -> Case:
    take_turn()
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None or not in_reach(by, case):
        raise NotAllowed(Act.CASE_ACT)
    return case


def _close_or_reopen(case: Case, to: CaseState, ruling: Ruling | None) -> None:
    if to is CaseState.CLOSED:
        if ruling is None or not ruling.answer.strip():
            raise Invalid({"answer": _("办结要写明结果和答复，当事人会看到。")})
        if ruling.outcome is Outcome.WITHDRAWN:
            raise Invalid({"outcome": _("撤回由提出人自己办理。")})
        case.outcome, case.answer, case.closed_at = ruling.outcome, ruling.answer, timezone.now()
    elif to is CaseState.FOUND:
        case.outcome, case.closed_at, case.owner = "", None, None


def _step(case: Case, by: Acting, event: Event, before: CaseState | None, text: str, details: dict[str, str]) -> Step:
    step = Step.objects.create(
        case=case,
        person=by.person,
        role=by.role_text,
        from_state=before or "",
        to_state=case.state if before else "",
        text=text,
    )
    moved = {"state": [before.value, str(case.state)]} if before else {}
    record(event=event, by=by, subject_kind="case", subject=str(case.pk), reason="", details={**moved, **details, "step": step.pk})
    step_taken.send(sender=Case, case=case, step=step, event=event, people=concerned(case, but=by.actor_id))
    return step
