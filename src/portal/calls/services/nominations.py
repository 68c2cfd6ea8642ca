"""How do the places of a ranking become applications? One for every subject that won and that the portal knows."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.acting import Acting
from portal.accounts.models import Organisation, Person
from portal.accounts.roles import Act
from portal.calls.models import Application, ApplicationVersion, Call, Move
from portal.calls.programmes import programme_of
from portal.calls.services.moves import handlers_of
from portal.calls.services.numbers import number_next
from portal.errors import Invalid, WrongState
from portal.evidence.models import Run, RunState, RunVerdict
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.messages.services import notify

NOMINATED, AWARDED = "nominated", "awarded"


@dataclass(frozen=True, slots=True)
class Nominated:
    """What a run made: the applications, and winners nobody in the portal has claimed to be."""

    applications: tuple[Application, ...]
    unclaimed: tuple[RunVerdict, ...]


@transaction.atomic
def nominations_make(*, call: Call, run: Run, by: Acting) -> Nominated:
    """Nominate whoever won a place in the run; safe to call again when somebody has been claimed since.

    Raises:
        Invalid: the run is of another programme or rules, or may not be published. WrongState: the programme is no ranking.
        NotAllowed: not the office's.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    programme = programme_of(call.version)
    if programme.entry != "ranking":
        raise WrongState(_("《%(name)s》不是按名次产生的项目。") % {"name": call.name})
    if run.programme != programme.id or run.policy_hash != call.version.policy_hash:
        raise Invalid({"run": _("这次运行不是按这次征集的规则算的；请选择规则校验值相同的运行。")})
    if not run.publishable or run.state == RunState.RETRACTED:
        raise Invalid({"run": _("这次运行的证据不全或已撤回，不能据以提名。")})
    if call.run_id not in {None, run.pk}:
        raise WrongState(_("这次征集已经按另一次运行提名。"))
    call.run = run
    call.save(update_fields=["run"])
    won = list(run.verdicts.filter(outcome=AWARDED).order_by("track", "row"))
    existing = {(one.verdict.get("track"), one.verdict.get("subject")) for one in call.applications.exclude(verdict={})}
    people = Person.objects.in_bulk([one.subject for one in won])
    bodies = Organisation.objects.in_bulk([one.subject for one in won])
    made, unclaimed = [], []
    for verdict in won:
        person, body = people.get(verdict.subject), bodies.get(verdict.subject)
        if person is None and body is None:
            unclaimed.append(verdict)
        elif (verdict.track, verdict.subject) not in existing:
            made.append(_nominate(call, run, verdict, won, person, body, by))
    return Nominated(tuple(made), tuple(unclaimed))


def _nominate(
    call: Call, run: Run, verdict: RunVerdict, won: list[RunVerdict], person: Person | None, body: Organisation | None, by: Acting
) -> Application:
    shared_by = sum(one.track == verdict.track and one.place == verdict.place for one in won)
    application = Application.objects.create(
        call=call, step=NOMINATED, title=_title(call, verdict), person=None if body else person, organisation=body, run=run,
        district=body.district if body else "", submitted_at=timezone.now(),
        verdict={
            "track": verdict.track, "subject": verdict.subject, "place": verdict.place, "value": verdict.value,
            "amount_fen": verdict.amount_fen, "shared_by": shared_by, "workings": _workings(call, verdict, shared_by),
        },
    )  # fmt: skip
    application.number = number_next(application=application)
    application.save(update_fields=["number"])
    ApplicationVersion.objects.create(application=application, version=1, answers={}, submitted=True)
    entry = record(
        event=Event.APPLICATION_MOVED,
        by=by,
        subject_kind="application",
        subject=application.pk,
        details={"step": ["", NOMINATED], "run": run.run_id, "track": verdict.track, "place": verdict.place},
    )
    Move.objects.create(
        application=application, from_step="", to_step=NOMINATED, by=by.actor_id, role=by.role_text, journal_sequence=entry.sequence
    )
    _tell(application)
    return application


def _title(call: Call, verdict: RunVerdict) -> str:
    track = next((track.name for track in programme_of(call.version).tracks if track.id == verdict.track), verdict.track)
    return f"{call.name} {track}"[:200]


def _workings(call: Call, verdict: RunVerdict, shared_by: int) -> list[list[str]]:
    version = call.version.version
    beside, beside_en = (f"，{shared_by} 个并列", f", shared by {shared_by}") if shared_by > 1 else ("", "")
    head = [f"第 {verdict.place} 名{beside}（规则第 {version} 版）。", f"Place {verdict.place}{beside_en} (rules v{version})."]
    return [head, *([str(zh), str(en)] for zh, en in verdict.reasons)]


def _tell(application: Application) -> None:
    step = programme_of(application.call.version).step(NOMINATED)
    with override("zh-hans"):
        for person in handlers_of(application):
            notify(
                person=person,
                event=str(Event.APPLICATION_MOVED),
                subject_id=f"{application.pk}:{NOMINATED}",
                subject=_("《%(title)s》：%(step)s") % {"title": application.title, "step": step.shown},
                body=_("按公开规则和公开证据，您在名单之中；请按页面提示核对。"),
                path=f"/applications/{application.pk}/",
            )
