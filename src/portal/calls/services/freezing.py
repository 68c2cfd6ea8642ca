"""When is the evidence of a call fixed, and what happens to its applications then?

At the deadline the whole call is frozen at once; in a rolling call each application is when it is accepted. The worker reads the
repositories; when the run is there, every application waiting for it is judged on it and goes on.
"""

import logging

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Application, Call, CallState
from portal.calls.programmes import programme_of
from portal.calls.services.checks import checks_judge, clarifications_ask
from portal.calls.services.moves import application_move
from portal.calls.steps import OVER, PRIVATE
from portal.errors import PortalError, WrongState
from portal.evidence.models import Job, JobState
from portal.evidence.selectors.freezing import repositories_of
from portal.evidence.selectors.runs import observation
from portal.evidence.services.freezing import call_freeze
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM, Actor

logger = logging.getLogger(__name__)
FROZEN, CLARIFY = "frozen", "clarify"


@transaction.atomic
def call_close(*, call: Call, by: Acting | Actor = SYSTEM) -> Call:
    """Close a call whose deadline has passed, and ask for the freeze of what was handed in.

    Raises:
        WrongState: it is not open, or its deadline has not come.
    """
    take_turn()
    now = Call.objects.select_for_update(of=("self",)).select_related("version").get(pk=call.pk)
    if isinstance(by, Acting):
        by.prove(Act.CALL_RUN)
    if now.state != CallState.OPEN or now.deadline_at is None or now.deadline_at > timezone.now():
        raise WrongState(_("《%(name)s》还没有到截止时间，或已经截止。") % {"name": now.name})
    now.state, now.closed_at = CallState.CLOSED, timezone.now()
    now.save(update_fields=["state", "closed_at"])
    handed_in = list(_handed_in(now))
    record(event=Event.CALL_CLOSED, by=by, subject_kind="call", subject=now.pk, details={"applications": len(handed_in)})
    now.job = _freeze(now, handed_in)
    now.save(update_fields=["job"])
    return now


@transaction.atomic
def application_accept(*, application: Application, by: Acting, reason: str = "") -> Application:
    """Accept it (受理): with its call's frozen run, or with a freeze of its own where the call is rolling.

    Raises:
        WrongState: a rule fails or is not settled.
    """
    application_move(application=application, to=FROZEN, by=by, reason=reason, at_desk=True)
    call = application.call
    if call.deadline_at is None and application.run_id is None:
        application.job = _freeze(call, [application])
        application.save(update_fields=["job"])
    if _evidence_fixed(application):
        _settle(application)
    return application


def _evidence_fixed(application: Application) -> bool:
    """Whether the run it waits for is there, or nothing was to be read for it."""
    call = application.call
    if call.deadline_at is None:
        return application.job is None or application.job.run_id is not None
    return call.run_id is not None or (call.closed_at is not None and call.job_id is None)


def _freeze(call: Call, applications: list[Application]) -> Job | None:
    """The job that makes the frozen run; None when nothing they are about has a repository."""
    records = {application.number or application.pk: [application.record_id] for application in applications if application.record_id}
    brought = repositories_of({ident for idents in records.values() for ident in idents})
    if not any(brought.values()):
        return None
    return call_freeze(programme=call.version.programme, policy_hash=call.version.policy_hash, records=records, by=SYSTEM)


def _handed_in(call: Call) -> QuerySet[Application]:
    return call.applications.exclude(step__in=PRIVATE | OVER).select_related("record")


def freezes_settle() -> int:
    """Let go on whatever waits for a run that is there now; how many did. Safe to call at any time."""
    settled = 0
    _take_up_retries()
    waiting = Call.objects.filter(job__state=JobState.DONE, run=None)
    for call in waiting.select_related("job__run"):
        if call.job is None or call.job.run is None:
            continue
        with transaction.atomic():
            call.run = call.job.run
            call.save(update_fields=["run"])
            record(event=Event.CALL_FROZEN, by=SYSTEM, subject_kind="call", subject=call.pk, details={"run": call.run.run_id})
    waiting_ones = Application.objects.filter(step=FROZEN, run=None).exclude(call__state=CallState.CANCELLED)
    frozen = waiting_ones.select_related("call__version", "call__run", "job__run", "record")
    for application in frozen:
        if not _evidence_fixed(application):
            continue
        try:
            _settle(application)
        except PortalError as error:
            # one that cannot go on holds up no other
            logger.warning("frozen application does not go on", extra={"thing": application.pk, "reason": str(error)})
        else:
            settled += 1
    return settled


def _take_up_retries() -> None:
    """A freeze that failed and was asked for again goes on under its new job, with the register as it was frozen."""
    for holder in (Call, Application):
        for one in holder.objects.filter(job__state__in=(JobState.FAILED, JobState.CANCELLED), run=None).select_related("job"):
            old = one.job
            if old is None or old.snapshot_id is None:
                continue
            again = Job.objects.filter(
                programme=old.programme, policy_hash=old.policy_hash, snapshot_id=old.snapshot_id, applicants=old.applicants, pk__gt=old.pk
            ).order_by("-pk")
            if newest := again.first():
                holder.objects.filter(pk=one.pk).update(job=newest)


@transaction.atomic
def _settle(application: Application) -> None:
    run = application.job.run if application.job else application.call.run
    # where nothing applied for has a repository, the newest published observation is what the application is judged on from now on
    application.run = run = run or observation()
    application.save(update_fields=["run"])
    checks_judge(application=application, run=run)
    clarifications_ask(application=application, run=run)
    _go_on(application)


def _go_on(application: Application) -> None:
    """To clarification where something is open, else past it."""
    moves = programme_of(application.call.version).step(FROZEN).moves
    unclear = application.clarifications.filter(accepted=None).exists() or any(
        check.standing != "pass" for check in application.checks.all()
    )
    to = CLARIFY if unclear and CLARIFY in moves else next((move for move in moves if move != CLARIFY), "")
    if to:
        application_move(application=application, to=to, by=SYSTEM, at_desk=True)
