"""Is what was promised still true months after the money? Measured from the repositories, warned of before the day, recovered after it."""

from datetime import date, timedelta
from fractions import Fraction

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Application, Milestone, MilestoneState, Outcome
from portal.calls.programmes import programme_of
from portal.calls.selectors.promises import OPEN, due_back, promise_of
from portal.calls.services.moves import application_move, handlers_of, held
from portal.cases.flow import CaseKind
from portal.cases.services import case_open
from portal.errors import Invalid, WrongState
from portal.evidence.models import Run
from portal.evidence.selectors.milestones import milestone_measure
from portal.evidence.selectors.runs import observation
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM, Actor
from portal.messages.services import notify
from portal.register.moves import SHORTEST_REASON
from xingtu.policy.grant_facts import yuan
from xingtu.policy.milestone import Milestone as Promise

TRACKING, RECOVERY, RECOVERED, ACCEPTED = "tracking", "recovery", "recovered", "accepted"
MONTHS_OF_A_YEAR = 12


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 + months, MONTHS_OF_A_YEAR)
    first = date(year, month + 1, 1)
    following = date(year + (month + 1) // MONTHS_OF_A_YEAR, (month + 1) % MONTHS_OF_A_YEAR + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


@transaction.atomic
def milestones_begin(*, application: Application, from_on: date) -> list[Milestone]:
    """Lay the programme's milestones down, counted from the payment or the listing; safe to call again."""
    made = []
    for promise in programme_of(application.call.version).milestones:
        milestone, _new = Milestone.objects.get_or_create(
            application=application, milestone=promise.id, defaults={"due_on": months_after(from_on, promise.months)}
        )
        made.append(milestone)
    if made and application.step == "paid":
        application_move(application=application, to=TRACKING, by=SYSTEM)
    return made


@transaction.atomic
def milestone_measured(*, milestone: Milestone, run: Run | None = None, by: Acting | Actor = SYSTEM) -> Milestone:
    """Ask its rule once more, and warn the recipient when it does not hold."""
    take_turn()
    now = Milestone.objects.select_for_update(of=("self",)).select_related("application__call__version").get(pk=milestone.pk)
    if now.state not in OPEN:
        return now
    promise, application = promise_of(now), now.application
    answer = milestone_measure(
        promise.rule, application.record_id or "", run, organisation=application.organisation, person=application.person
    )
    now.outcome, now.reason, now.reason_en, now.run_id = answer.outcome, answer.reason, answer.reason_en, answer.run_id
    now.measured_at = timezone.now()
    today = timezone.localdate()
    if today >= now.due_on:
        now.state = {Outcome.PASS: MilestoneState.MET, Outcome.FAIL: MilestoneState.MISSED}.get(Outcome(answer.outcome), now.state)
    elif answer.outcome != Outcome.PASS and now.state == MilestoneState.WAITING:
        now.state, now.warned_at = MilestoneState.WARNED, now.measured_at
        _warn(now, promise)
    elif answer.outcome == Outcome.PASS:
        now.state = MilestoneState.WAITING
    now.save()
    record(
        event=Event.MILESTONE_MEASURED,
        by=by,
        subject_kind="application",
        subject=application.pk,
        details={"milestone": now.milestone, "outcome": now.outcome, "state": now.state, "run": now.run_id},
    )
    _settle(now, promise)
    return now


def _settle(now: Milestone, promise: Promise) -> None:
    """A missed one becomes a recovery with its case; when all are met the application is accepted."""
    application = held(now.application)
    if now.state == MilestoneState.MISSED and application.step == TRACKING:
        recover_fen = to_recover(application, promise)
        with override("zh-hans"):
            case = case_open(
                kind=CaseKind.RECOVERY,
                title=_("追回：%(number)s %(name)s") % {"number": application.number, "name": promise.name},
                statement=_("绩效目标“%(name)s”到期（%(day)s）未达到：%(reason)s 按规则应追回 %(amount)s 元；请听取受奖人意见后办理。")
                % {"name": promise.name, "day": now.due_on, "reason": now.reason, "amount": yuan(recover_fen)},
                subject_kind="application",
                subject=application.pk,
                by=SYSTEM,
                evidence={"run": now.run_id, "milestone": now.milestone, "amount_fen": recover_fen},
                organisation=application.organisation,
                district=application.district,
            )
        now.case_id, now.state = case.pk, MilestoneState.RECOVERING if recover_fen else MilestoneState.MISSED
        now.save(update_fields=["case_id", "state"])
        if recover_fen:
            application_move(application=application, to=RECOVERY, by=SYSTEM, reason=now.reason)
    open_ones = application.milestones.exclude(state=MilestoneState.MET).exists()
    if not open_ones and application.step == TRACKING:
        application_move(application=application, to=ACCEPTED, by=SYSTEM)


def to_recover(application: Application, promise: Promise) -> int:
    """The share of what was paid that the programme takes back, rounded down to the fen."""
    paid = sum(award.paid_fen - award.recovered_fen for award in application.awards.all())
    return int(paid * Fraction(promise.recover_share))


@transaction.atomic
def recovery_settle(*, application: Application) -> None:
    """End the recovery when its share has come back in full; call it after each amount that did."""
    now = held(application)
    if now.step != RECOVERY or due_back(now):
        return
    now.milestones.filter(state=MilestoneState.RECOVERING).update(state=MilestoneState.CLOSED)
    application_move(application=now, to=RECOVERED, by=SYSTEM, at_desk=True)


def _warn(milestone: Milestone, promise: Promise) -> None:
    application = milestone.application
    with override("zh-hans"):
        for person in handlers_of(application):
            notify(
                person=person,
                event="milestone.warned",
                subject_id=f"{milestone.pk}:{milestone.due_on}",
                subject=_("%(number)s 的绩效目标“%(name)s”可能达不到") % {"number": application.number, "name": promise.name},
                body=_("%(day)s 到期。现在的情况：%(reason)s") % {"day": milestone.due_on, "reason": milestone.reason},
                path=f"/applications/{application.pk}/money/",
            )


@transaction.atomic
def milestone_extend(*, milestone: Milestone, until_on: date, reason: str, by: Acting) -> Milestone:
    """Give more time, once asked for with a reason.

    Raises:
        Invalid: not later than now planned, or no reason. WrongState: it is settled. NotAllowed: not the office's.
    """
    take_turn()
    by.prove(Act.LIST_DECIDE)
    now = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if now.state not in OPEN:
        raise WrongState(_("这个绩效目标已经有结论，不能延期。"))
    if until_on <= now.due_on:
        raise Invalid({"until_on": _("新的期限须晚于 %(day)s。") % {"day": now.due_on}})
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid({"reason": _("请写明延期的理由。")})
    before = now.due_on
    now.extended_from_on, now.due_on, now.extension_reason, now.extended_by = before, until_on, reason.strip(), by.actor_id
    now.save()
    record(
        event=Event.MILESTONE_EXTENDED,
        by=by,
        subject_kind="application",
        subject=now.application_id,
        reason=reason.strip(),
        details={"milestone": now.milestone, "due_on": [before.isoformat(), until_on.isoformat()]},
    )
    _tell_extended(now)
    return now


def _tell_extended(milestone: Milestone) -> None:
    application, promise = milestone.application, promise_of(milestone)
    with override("zh-hans"):
        for person in handlers_of(application):
            notify(
                person=person,
                event="milestone.extended",
                subject_id=f"{milestone.pk}:{milestone.due_on}",
                subject=_("%(number)s 的绩效目标“%(name)s”延期到 %(day)s")
                % {"number": application.number, "name": promise.name, "day": milestone.due_on},
                body=milestone.extension_reason,
                path=f"/applications/{application.pk}/money/",
            )


def milestones_measure_due() -> int:
    """Measure whatever is due, or near enough to warn of, and has not been measured on the newest published run; how many."""
    newest = observation()
    if newest is None:
        return 0
    measured, today = 0, timezone.localdate()
    for milestone in Milestone.objects.filter(state__in=OPEN).select_related("application__call__version"):
        measured_on = timezone.localdate(milestone.measured_at) if milestone.measured_at and milestone.run_id == newest.run_id else None
        # the same run is asked once more on the day itself: a warning of before is no answer
        answered = measured_on is not None and not measured_on < milestone.due_on <= today
        if not answered and milestone.due_on - timedelta(days=promise_of(milestone).warn_days) <= today:
            milestone_measured(milestone=milestone, run=newest)
            measured += 1
    return measured
