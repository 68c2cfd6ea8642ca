"""When does a phase of the review begin and end? As the file says, in working days; its end puts the scores together."""

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.calendar import due_after
from portal.calls.models import Aggregate, Assignment, AssignmentState, Call
from portal.calls.selectors.reviews import READING, REVIEW, asked_again, is_open, phase_now, review_of
from portal.calls.services.aggregates import aggregates_make
from portal.errors import WrongState
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM, Actor
from portal.messages.services import notify
from xingtu.policy.rubric import Phase

LAST_MINUTE = time(23, 59, 59)


@transaction.atomic
def phase_open(*, call: Call, phase_id: str, by: Acting) -> Call:
    """Begin a phase.

    Raises:
        WrongState: another is running, nothing is in review, the file has no such phase, or it would go back.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    now = Call.objects.select_for_update(of=("self",)).select_related("version").get(pk=call.pk)
    review = review_of(now)
    ids = [phase.id for phase in review.phases]
    if is_open(now):
        raise WrongState(_("另一个评审阶段正在进行，请先结束它。"))
    if phase_id not in ids:
        raise WrongState(_("规则里没有这个评审阶段。"))
    if now.phase in ids and ids.index(phase_id) <= ids.index(now.phase):
        raise WrongState(_("评审阶段按规则的次序进行，不能重开；需要再评的，请开新一轮评分。"))
    if not now.applications.filter(step=REVIEW).exists():
        raise WrongState(_("还没有申报进入评审。"))
    if now.phase and not _closed(now):
        _close(now, SYSTEM)
    _begin(now, review.phases[ids.index(phase_id)], 1, by)
    return now


@transaction.atomic
def rescore_open(*, call: Call, by: Acting) -> Call:
    """A further round for what experts disagreed on, or the panel sent back; both rounds are kept.

    Raises:
        WrongState: a phase is running, or nothing has to be scored again.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    now = Call.objects.select_for_update(of=("self",)).select_related("version").get(pk=call.pk)
    phase = phase_now(now)
    if phase is None or is_open(now):
        raise WrongState(_("须先结束正在进行的评审阶段，再开新一轮评分。"))
    if not phase.scores:
        phase = next(one for one in reversed(review_of(now).phases) if one.scores)
    now.phase, now.round = phase.id, now.round + 1
    if not asked_again(now):
        raise WrongState(_("没有需要重新评分的申报：既没有分歧预警，也没有合议要求重评的。"))
    _begin(now, phase, now.round, by)
    return now


def _begin(call: Call, phase: Phase, number: int, by: Actor) -> None:
    last_on, provisional = due_after(timezone.localdate(), phase.working_days)
    call.phase, call.round = phase.id, number
    call.phase_ends_at = timezone.make_aware(datetime.combine(last_on, LAST_MINUTE))
    call.save(update_fields=["phase", "round", "phase_ends_at"])
    again = asked_again(call) if number > 1 else None
    asked = Assignment.objects.filter(application__call=call, application__step=REVIEW, state__in=READING)
    if again is not None:
        asked = asked.filter(application__in=again)
    if phase.scores:
        asked.filter(state=AssignmentState.DONE).update(state=AssignmentState.DECLARED)
    record(
        event=Event.PHASE_OPENED,
        by=by,
        subject_kind="call",
        subject=call.pk,
        details={"phase": phase.id, "round": number, "ends_on": last_on.isoformat(), "provisional": provisional},
    )
    with override("zh-hans"):
        for one in {one.expert_id: one for one in asked.select_related("expert")}.values():
            notify(
                person=one.expert,
                event=str(Event.PHASE_OPENED),
                subject_id=f"{call.pk}:{phase.id}:{number}",
                subject=_("《%(call)s》进入“%(phase)s”") % {"call": call.name, "phase": phase.name},
                body=_("请在 %(day)s 前评完。") % {"day": last_on.isoformat()},
                path="/reviews/",
            )


@transaction.atomic
def phase_close(*, call: Call, by: Acting) -> Call:
    """End the running phase now.

    Raises:
        WrongState: none is running.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    now = Call.objects.select_for_update(of=("self",)).select_related("version").get(pk=call.pk)
    if not now.phase or _closed(now):
        raise WrongState(_("没有正在进行的评审阶段。"))
    _close(now, by)
    return now


def phases_close_due() -> int:
    """End every phase whose time is over; how many. Safe to call at any time."""
    ended = 0
    for call in Call.objects.exclude(phase="").filter(phase_ends_at__lte=timezone.now()).select_related("version"):
        with transaction.atomic():
            take_turn()
            if not _closed(call):
                _close(call, SYSTEM)
                ended += 1
    return ended


def _closed(call: Call) -> bool:
    """Whether its scores were put together: that is how a phase ends."""
    if is_open(call):
        return False
    phase = phase_now(call)
    if phase is None or not phase.scores:
        return not is_open(call)
    scored = Aggregate.objects.filter(application__call=call, phase=call.phase, round=call.round).exists()
    concerned = call.applications.filter(step=REVIEW)
    if call.round > 1:
        concerned = concerned.filter(pk__in=asked_again(call))
    # where everything has left the review there is nothing to put together, now or at the next tick
    return scored or not concerned.exists()


def _close(call: Call, by: Actor) -> None:
    phase = phase_now(call)
    if is_open(call):
        call.phase_ends_at = timezone.now()
        call.save(update_fields=["phase_ends_at"])
    made = aggregates_make(call=call, by=by) if phase and phase.scores else []
    record(
        event=Event.PHASE_CLOSED,
        by=by,
        subject_kind="call",
        subject=call.pk,
        details={"phase": call.phase, "round": call.round, "applications": len(made)},
    )
