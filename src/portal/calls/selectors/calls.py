"""Which calls may somebody read, how long is each still open, and by which days is each step due?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.calls.calendar import calendar, due_after
from portal.calls.models import Call, CallState
from portal.calls.programmes import programme_of
from portal.errors import NotAllowed
from portal.evidence.doors import said
from portal.journal.events import Event
from portal.journal.selectors import entries_of
from xingtu.policy.flow import LISTED, NOTICE, REVIEW, Step, way_around
from xingtu.policy.programme import Programme

CLOSING_SOON = 5
"""Working days before the deadline from which a call is shown first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a call stands for somebody who wants to apply; ``tone`` as of a tag, ``days``: working days left."""

    group: str
    tone: str
    label: str
    sentence: str
    days: int | None = None
    accepts: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A step with the day by which it is due when all before it took their time; ``provisional``: a calendar is not published yet."""

    name: str
    working_days: int
    by_on: date | None
    provisional: bool


def calls_public() -> QuerySet[Call]:
    """Everything that was published, cancelled or not."""
    published = Q(opened_at__isnull=False) | ~Q(state__in=(CallState.PREPARED, CallState.CANCELLED))
    return Call.objects.filter(published).select_related("version")


def calls_visible(acting: Acting) -> QuerySet[Call]:
    """What is public, and what is being prepared to whoever runs calls."""
    if acting.scope(Act.CALL_RUN) is Scope.CITY:
        return Call.objects.select_related("version")
    return calls_public()


def call_visible(acting: Acting, ident: str) -> Call:
    """One of them.

    Raises:
        NotAllowed: there is none of that id within reach.
    """
    found = calls_visible(acting).filter(pk=ident).first()
    if found is None:
        raise NotAllowed(Act.CALL_RUN)
    return found


def call_to_run(acting: Acting, ident: str) -> Call:
    """One that the acting role may prepare and open.

    Raises:
        NotAllowed: it is not theirs to run.
    """
    acting.prove(Act.CALL_RUN)
    return call_visible(acting, ident)


def standing_of(call: Call, now: datetime) -> Standing:  # noqa: PLR0911 -- one answer a state
    """The state first, and how long still in working days."""
    if call.state == CallState.CANCELLED:
        return Standing("past", "bad", _("已取消"), _("这次征集已经取消，不再受理申报。"))
    if call.state == CallState.CONCLUDED:
        return Standing("past", "plain", _("已办结"), _("这次征集已经办结。"))
    if call.state == CallState.CLOSED or (call.deadline_at and call.deadline_at <= now):
        return Standing("past", "plain", _("已截止"), _("申报已经截止，正在办理。"))
    if call.opened_at is None:
        return Standing("prepared", "plain", _("筹备中"), _("还没有发布，公众看不到这一页。"))
    if not programme_of(call.version).applies:
        sentence = _("不需要申报：按统计期内的事实排名，由系统算出。")
        return Standing("rolling", "plain", said("按事实排名", "Ranked by facts"), sentence)
    if call.opens_at > now:
        days = calendar().between(timezone.localdate(now), timezone.localdate(call.opens_at))
        return Standing("soon", "plain", _("即将开始"), _("还有 %(days)d 个工作日开始受理。") % {"days": days}, days)
    if call.deadline_at is None:
        return Standing("rolling", "good", _("常年受理"), _("随时可以申报，受理一件办理一件。"), None, accepts=True)
    left = calendar().between(timezone.localdate(now), timezone.localdate(call.deadline_at))
    if left == 0:
        return Standing(
            "open",
            "warn",
            _("今天截止"),
            _("今天 %(time)s 截止。") % {"time": f"{timezone.localtime(call.deadline_at):%H:%M}"},
            0,
            accepts=True,
        )
    closing = left <= CLOSING_SOON
    sentence = _("还有 %(days)d 个工作日截止。") % {"days": left}
    return Standing("open", "warn" if closing else "good", _("即将截止") if closing else _("征集中"), sentence, left, accepts=True)


def grouped(calls: Iterable[Call], now: datetime) -> dict[str, list[tuple[Call, Standing]]]:
    """By how one may act on them; within each the nearest deadline first, what is past newest first."""
    found: dict[str, list[tuple[Call, Standing]]] = {"open": [], "rolling": [], "soon": [], "prepared": [], "past": []}
    for call in calls:
        standing = standing_of(call, now)
        found[standing.group].append((call, standing))
    far = datetime.max.replace(tzinfo=now.tzinfo)
    for name, rows in found.items():
        rows.sort(key=lambda row: (row[0].deadline_at or far, row[0].id), reverse=name == "past")
    return found


def main_way(programme: Programme) -> list[Step]:
    """The shortest way to the decision when nothing goes wrong: without returns and objections."""
    target = next((name for name in ("awarded", LISTED, "accepted", NOTICE) if programme.has_step(name)), programme.steps[-1].id)
    return [programme.step(ident) for ident in way_around(programme.steps, target, "returned")]


def schedule_of(programme: Programme, begins_on: date | None) -> list[Planned]:
    """When each step of the main way is due; without a beginning (a rolling call) only how long each takes."""
    planned, last, provisional = [], begins_on, False
    for step in main_way(programme):
        days = days_of(step, programme)
        if not days:
            continue
        if last is not None:
            last, unsure = due_after(last, days)
            provisional = provisional or unsure
        planned.append(Planned(said(step.shown, step.shown_en), days, last, provisional))
    return planned


def days_of(step: Step, programme: Programme) -> int:
    """Working days a step may take: its own, or those of its phases or its notice."""
    if step.due_days:
        return step.due_days
    if step.id == REVIEW and programme.review:
        return sum(phase.working_days for phase in programme.review.phases)
    if step.id == NOTICE and programme.notice and programme.notice.unit == "working":
        return programme.notice.length
    return 0


def schedule_of_call(call: Call) -> list[Planned]:
    """From its deadline on."""
    return schedule_of(programme_of(call.version), timezone.localdate(call.deadline_at) if call.deadline_at else None)


def cancelled_because(call: Call) -> str:
    """The reason that was published with the cancellation."""
    if call.state != CallState.CANCELLED:
        return ""
    entry = entries_of("call", call.pk).filter(event=Event.CALL_CANCELLED.value).order_by("-sequence").first()
    return entry.reason if entry else ""
