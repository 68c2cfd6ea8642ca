"""How does an application move from one step to another, and how is such an act taken back within ten minutes?

Every move goes through ``application_move``: the file says where it may lead, the acting role whether this person may, and the
journal keeps that it happened. Services of single desks call it and then do what their desk does.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.acting import Acting
from portal.accounts.models import Grant, Person
from portal.accounts.roles import Role
from portal.calls.calendar import due_after
from portal.calls.models import Application, CallState, Move
from portal.calls.programmes import programme_of
from portal.calls.selectors.applications import is_applicant
from portal.calls.selectors.duties import prove_duty
from portal.calls.services.checks import checks_prove
from portal.calls.services.ledger import awards_let_go
from portal.calls.steps import (
    ACT_OF_ACTOR,
    ANSWERED_FOR,
    APPLICANT,
    CHECKED,
    CLOCK,
    DESKS,
    DUTY_OF_STEP,
    LEFT_AT_DESK,
    LEGAL_EFFECT,
    LETS_MONEY_GO,
    LOOKED_AT,
    NEEDS_REASON,
    OUT,
    OVER,
    RETURNABLE,
    SYSTEM,
)
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import Actor
from portal.messages.services import notify
from portal.register.moves import SHORTEST_REASON, UNDO_WITHIN
from xingtu.policy.flow import Step
from xingtu.policy.programme import Programme

KEPT = ("step_since", "due_on", "due_provisional", "return_to", "submitted_at", "content_code", "looked_at")
"""What an undo puts back."""


@transaction.atomic
def application_move(
    *,
    application: Application,
    to: str,
    by: Acting | Actor,
    reason: str = "",
    fields: Mapping[str, str] | None = None,
    details: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
    at_desk: bool = False,
) -> Move:
    """Move it on.

    fields:   {field id: what must be put right}, with a return
    changes:  columns of the application that change with it; an undo puts those of ``KEPT`` back
    at_desk:  the caller is the desk of a step of ``DESKS``

    Raises:
        Invalid: the applicant would not learn why.
        WrongState: the programme knows no such move from here, or another duty stands against it.
        NotAllowed: the acting role may not move it from here.
    """
    take_turn()
    now = held(application)
    programme = programme_of(now.call.version)
    here = programme.step(now.step)
    if to not in open_ends(programme, now):
        names = {step.id: step.staff for step in programme.steps}
        raise WrongState(
            _("%(number)s 现在在“%(here)s”，不能转到“%(to)s”。请重新打开页面，按现在的状态办理。")
            % {"number": now.number or now.title, "here": here.staff, "to": names.get(to, to)}
        )
    if now.call.state == CallState.CANCELLED and to not in OVER:
        raise WrongState(_("《%(call)s》已经取消，它的申报不能再往下办理。") % {"call": now.call.name})
    if not at_desk and (to in DESKS or (isinstance(by, Acting) and _left_elsewhere(programme, here, to))):
        raise WrongState(_("这一步须在专门的页面办理。"))
    prove_may_move(by, now, here, to)
    if isinstance(by, Acting) and here.id in CHECKED and to not in OUT:
        checks_prove(now)
    reason = reason.strip()
    if to in NEEDS_REASON and len(reason) < SHORTEST_REASON and not fields:
        raise Invalid({"reason": _("请写明理由，申报人会原样看到。")})
    move = _moved(now, programme, to, by, reason, dict(fields or {}), dict(changes or {}))
    entry = record(
        event=Event.APPLICATION_MOVED,
        by=by,
        subject_kind="application",
        subject=now.pk,
        reason=reason,
        details={"step": [move.from_step, to], "fields": sorted(move.fields), **(details or {})},
    )
    move.journal_sequence = entry.sequence
    move.save(update_fields=["journal_sequence"])
    if to in LETS_MONEY_GO:
        awards_let_go(application=now, by=by, reason=reason)
    _tell(now, programme.step(to), move, by)
    application.refresh_from_db()
    return move


def held(application: Application) -> Application:
    """The application as it is now, locked until the transaction ends."""
    return Application.objects.select_for_update(of=("self",)).select_related("call__version").get(pk=application.pk)


def open_ends(programme: Programme, application: Application) -> list[str]:
    """Where the file lets it go from here; a returned one goes back to whoever returned it, and withdrawing is open until the notice."""
    here = programme.step(application.step)
    ends = [to for to in here.moves if not (here.id == "returned" and application.return_to and to in RETURNABLE - {application.return_to})]
    known = {step.id for step in programme.steps}
    if "withdrawn" in known and "withdrawn" not in ends and here.id not in OVER | {"draft"} and not _noticed(application):
        ends.append("withdrawn")
    return ends


def _left_elsewhere(programme: Programme, here: Step, to: str) -> bool:
    claimed = here.id == "payment_request" and programme.form is not None
    return (here.id in LEFT_AT_DESK or claimed) and to not in {"withdrawn", "lapsed", "waived"}


def _noticed(application: Application) -> bool:
    return Move.objects.filter(application=application, to_step="notice", undone_at=None).exists()


def prove_may_move(by: Acting | Actor, application: Application, here: Step, to: str) -> None:
    """Return when this actor may move it out of the step it is in.

    Raises:
        NotAllowed: not theirs to move.
        WrongState: another duty stands against it.
    """
    if not isinstance(by, Acting):
        return
    if here.actor == APPLICANT or to == "withdrawn":
        if not is_applicant(by, application):
            raise NotAllowed(ACT_OF_ACTOR[APPLICANT])
        return
    by.prove(ACT_OF_ACTOR[here.actor], person_id=None, organisation_id=application.organisation_id, district=application.district)
    if duty := DUTY_OF_STEP.get(here.id):
        prove_duty(by, application, duty)


def may_move(by: Acting, application: Application, here: Step, to: str) -> bool:
    """Whether a button for it is drawn."""
    if (here.actor in {SYSTEM, CLOCK} and to != "withdrawn" and here.id not in LOOKED_AT) or _left_elsewhere(
        programme_of(application.call.version), here, to
    ):
        return False
    try:
        prove_may_move(by, application, here, to)
    except (NotAllowed, WrongState):
        return False
    return True


def _moved(
    now: Application, programme: Programme, to: str, by: Acting | Actor, reason: str, fields: dict[str, str], changes: dict[str, Any]
) -> Move:
    before = {name: _plain(getattr(now, name)) for name in KEPT}
    move = Move.objects.create(
        application=now, from_step=now.step, to_step=to, by=by.actor_id, role=by.role_text, reason=reason, fields=fields, before=before
    )
    came_from, now.step, now.step_since = now.step, to, move.at
    due_days = programme.step(to).due_days
    now.due_on, now.due_provisional = due_after(timezone.localdate(), due_days) if due_days else (None, False)
    now.return_to = came_from if to == "returned" else ""
    for name, value in changes.items():
        setattr(now, name, value)
    now.updated_at = move.at
    now.save()
    return move


def _plain(value: Any) -> Any:  # noqa: ANN401 -- a column's value
    return value.isoformat() if hasattr(value, "isoformat") else value


def undoable(application: Application, acting: Acting) -> Move | None:
    """The newest move, when this person made it within the last ten minutes and it has legal effect."""
    newest = application.moves.filter(undone_at=None).order_by("-at", "-id").first()
    if newest is None or not acting.actor_id or newest.by != acting.actor_id or newest.to_step not in LEGAL_EFFECT:
        return None
    if newest.from_step in ANSWERED_FOR or (newest.to_step == "returned" and application.versions.filter(at__gt=newest.at).exists()):
        return None
    return newest if timezone.now() - newest.at < UNDO_WITHIN and application.step == newest.to_step else None


@transaction.atomic
def move_undo(*, application: Application, by: Acting) -> Application:
    """Take back one's own move of the last ten minutes.

    Raises:
        WrongState: it is too late, or somebody else has acted since.
    """
    take_turn()
    now = held(application)
    move = undoable(now, by)
    if move is None:
        raise WrongState(_("已经过了 10 分钟，或此后又有新的办理，不能撤销。可以按流程另行办理。"))
    move_put_back(application=now, move=move, by=by)
    return now


def move_put_back(*, application: Application, move: Move, by: Acting | Actor) -> None:
    """Undo the newest move of a held application; whether that may be done is the caller's to know."""
    columns = {field.name: field for field in Application._meta.concrete_fields}  # noqa: SLF001 -- Django's documented way to its fields
    for name, value in move.before.items():
        setattr(application, name, columns[name].to_python(value))
    application.step, application.updated_at = move.from_step, timezone.now()
    application.save()
    move.undone_at = application.updated_at
    move.save(update_fields=["undone_at"])
    record(
        event=Event.APPLICATION_UNDONE,
        by=by,
        subject_kind="application",
        subject=application.pk,
        details={"step": [move.to_step, move.from_step], "undone": move.journal_sequence},
    )


def handlers_of(application: Application) -> list[Person]:
    """Who is told on the applicant's side: whoever handles it, and the administrators of the organisation."""
    people = {application.person_id: application.person} if application.person else {}
    if application.organisation_id:
        grants = Grant.objects.held_on(timezone.localdate()).filter(organisation_id=application.organisation_id, role=Role.ORG_ADMIN)
        people |= {grant.person_id: grant.person for grant in grants.select_related("person")}
    return [person for person in people.values() if person]


def _tell(application: Application, step: Step, move: Move, by: Acting | Actor) -> None:
    with override("zh-hans"):
        lines = [move.reason, *move.fields.values()]
        if application.due_on:
            lines.append(_("请在 %(day)s 前办理。") % {"day": application.due_on.isoformat()} if step.actor == APPLICANT else "")
        for person in handlers_of(application):
            if person.id == by.actor_id:
                continue
            notify(
                person=person,
                event=str(Event.APPLICATION_MOVED),
                subject_id=move.pk,
                subject=_("《%(title)s》：%(step)s") % {"title": application.title or application.call.name, "step": step.shown},
                body="\n".join(line for line in lines if line),
                path=f"/applications/{application.pk}/",
            )
