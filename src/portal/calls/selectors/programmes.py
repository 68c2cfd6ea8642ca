"""Which programmes are there, in which version is each in force, and from which day may a new one be?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.calls.models import Call, CallState, ProgrammeVersion
from portal.calls.programmes import programme_of
from portal.errors import NotAllowed
from portal.evidence.doors import said
from xingtu.policy.window import DatesWindow


@dataclass(frozen=True, slots=True)
class Earliest:
    """The first day a new version may be in force; ``why`` is empty when nothing stands against today."""

    on: date
    why: str = ""


def versions_of(programme: str) -> QuerySet[ProgrammeVersion]:
    """Every version, the newest first."""
    return ProgrammeVersion.objects.filter(programme=programme).order_by("-version")


def version_visible(programme: str, number: int | None = None) -> ProgrammeVersion:
    """One version; without a number the one in force today, else the newest to come, else the last there was.

    Raises:
        NotAllowed: there is none.
    """
    every = list(versions_of(programme))
    if number is not None:
        every = [version for version in every if version.version == number]
    found = in_force(every, timezone.localdate()) or (every[0] if every else None)
    if found is None:
        raise NotAllowed(programme)
    return found


def in_force(versions: Iterable[ProgrammeVersion], on: date) -> ProgrammeVersion | None:
    """Of the versions of one programme the one that holds on a day: the newest that has begun and has not ended."""
    begun = [version for version in versions if version.in_force_on <= on and (version.ended_on is None or version.ended_on > on)]
    return max(begun, key=lambda version: version.version, default=None)


def programmes_shown(on: date) -> list[ProgrammeVersion]:
    """One version of each programme, as ``version_visible`` chooses; programmes in order of their ids."""
    every = ProgrammeVersion.objects.order_by("programme", "-version")
    shown = []
    for _programme, group in groupby(every, key=lambda version: version.programme):
        versions = list(group)
        shown.append(in_force(versions, on) or versions[0])
    return shown


def series_of(programme: str) -> str:
    """A programme without its year: what this year's and last year's file have in common."""
    head, _dash, year = programme.rpartition("-")
    return head if year.isdecimal() and head else programme


def years_of(programme: str) -> list[ProgrammeVersion]:
    """The other years of the same programme, newest first, each as it is shown."""
    series = series_of(programme)
    rows = ProgrammeVersion.objects.filter(programme__startswith=f"{series}-").order_by("-programme", "-version")
    others = []
    for ident, group in groupby(rows, key=lambda version: version.programme):
        if ident != programme and series_of(ident) == series:
            others.append(next(group))
    return others


def earliest_in_force(programme: str, *, today: date) -> Earliest:
    """Rules of a window that has begun do not change any more: a new version waits for its end.

    A call keeps the version it opened with; the day after its deadline the next rules may hold. Of a ranking the window is the
    period it counts.
    """
    found = Earliest(today)
    running = Call.objects.filter(version__programme=programme, state__in=(CallState.OPEN, CallState.PREPARED))
    for call in running.filter(Q(state=CallState.OPEN) | Q(opened_at__isnull=False)).exclude(deadline_at=None):
        assert call.deadline_at is not None  # noqa: S101 -- excluded above
        after = timezone.localdate(call.deadline_at) + timedelta(days=1)
        if after > found.on:
            found = Earliest(
                after,
                _("“%(call)s”已经发布，到 %(day)s 截止；已发布的征集按原来的规则办理，新的规则从下一次征集起施行。")
                % {"call": said(call.name, call.name_en), "day": timezone.localdate(call.deadline_at).isoformat()},
            )
    present = in_force(versions_of(programme), today)
    window = programme_of(present).window if present else None
    if present and not programme_of(present).applies and isinstance(window, DatesWindow) and window.from_on <= today < window.until_on:
        until = window.until_on
        if until > found.on:
            found = Earliest(
                until, _("统计期 %(window)s 已经开始；已经开始的统计期不改规则，新的规则只对下一期有效。") % {"window": str(window)}
            )
    return found
