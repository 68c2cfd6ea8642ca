"""What lies on the desk of the acting role: which calls, how many applications in which step, what is late?"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Application, Call, Check, Outcome
from portal.calls.programmes import programme_of
from portal.calls.selectors.applications import applications_visible
from portal.calls.steps import ACT_OF_ACTOR, APPLICANT, CLOCK, OVER, SYSTEM
from portal.errors import NotAllowed
from portal.house.search import matching
from xingtu.policy.flow import Step

AT_DESK = (Act.CALL_RUN, Act.APPLICATION_CHECK, Act.SCORES_VIEW, Act.APPLICATION_RECOMMEND)
"""Who has business at the desk of a call: the office, the district, the auditor, the park."""


@dataclass(slots=True)
class CallDesk:
    """One call as its desk sees it. ``waiting``: applications in steps this role moves on; ``late``: those past their day."""

    call: Call
    steps: list[tuple[Step, int]] = field(default_factory=list)
    waiting: int = 0
    late: int = 0

    @property
    def total(self) -> int:
        """All that were handed in."""
        return sum(count for _step, count in self.steps)


def handed_in(acting: Acting) -> QuerySet[Application]:
    """Everything this role handles officially: what was handed in, within its scope."""
    return applications_visible(acting).filter(number__isnull=False)


def desks(acting: Acting) -> list[CallDesk]:
    """Every call this role sees applications of, or runs; the one with most waiting first."""
    rows = handed_in(acting).order_by().values("call_id", "step").annotate(n=Count("pk", distinct=True))
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row["call_id"], Counter())[row["step"]] = row["n"]
    calls = Call.objects.select_related("version")
    if not acting.may(Act.CALL_RUN):
        calls = calls.filter(Q(pk__in=counts) | Q(opened_at__isnull=False))
    past = overdue(handed_in(acting)).order_by().values("call_id").annotate(n=Count("pk", distinct=True))
    late = {row["call_id"]: row["n"] for row in past}
    made = [desk_of(call, acting, counts.get(call.pk, Counter()), late.get(call.pk, 0)) for call in calls]
    return sorted(made, key=lambda desk: (-desk.waiting, -desk.call.opens_at.timestamp()))


def desk_of_call(acting: Acting, call: Call) -> CallDesk:
    """One call's desk."""
    mine = handed_in(acting).filter(call=call)
    rows = mine.order_by().values("step").annotate(n=Count("pk", distinct=True)).values_list("step", "n")
    return desk_of(call, acting, Counter(dict(rows)), overdue(mine).count())


def desk_of(call: Call, acting: Acting, counts: Counter[str], late: int) -> CallDesk:
    """One call with its steps in the file's order."""
    steps = [(step, counts[step.id]) for step in programme_of(call.version).steps if counts[step.id]]
    return CallDesk(call, steps, sum(count for step, count in steps if waits_for(step, acting)), late)


def waits_for(step: Step, acting: Acting) -> bool:
    """Whether this role is the one to move it on."""
    nobodys = step.id in OVER or step.actor in {SYSTEM, CLOCK, APPLICANT} or not step.moves
    return not nobodys and acting.may(ACT_OF_ACTOR[step.actor])


def overdue(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Past the day of their step."""
    return applications.filter(due_on__lt=timezone.localdate())


def call_for_desk(acting: Acting, ident: str) -> Call:
    """A call whose desk this role sits at.

    Raises:
        NotAllowed: none of that id, or nothing of it in this role's scope.
    """
    call = Call.objects.select_related("version", "run", "job").filter(pk=ident).first()
    if call is None or not any(acting.may(act) for act in AT_DESK):
        raise NotAllowed(Act.CALL_RUN)
    return call


@dataclass(frozen=True, slots=True)
class Asked:
    """How a list is narrowed."""

    steps: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    """Any of late, mine, waiting."""
    query: str = ""


def listed(acting: Acting, call: Call, asked: Asked) -> QuerySet[Application]:
    """Applications of one call, with how their checks stand, in one query."""
    found = handed_in(acting).filter(call=call).select_related("organisation", "person", "officer", "record")
    if asked.steps:
        found = found.filter(step__in=asked.steps)
    if asked.districts:
        found = found.filter(district__in=asked.districts)
    if "late" in asked.only:
        found = overdue(found)
    if "mine" in asked.only:
        found = found.filter(officer_id=acting.actor_id)
    if "waiting" in asked.only:
        found = found.filter(step__in=[step.id for step in programme_of(call.version).steps if waits_for(step, acting)])
    if asked.query:
        found = found.filter(
            Q(number__icontains=asked.query) | Q(title__icontains=asked.query) | matching(asked.query, column="search_text")
        )
    return found.annotate(
        failed=_checks(Q(outcome=Outcome.FAIL) | Q(resolved=Outcome.FAIL)),
        unsettled=_checks(Q(outcome=Outcome.UNKNOWN, resolved="")),
        checked=_checks(Q()),
    ).order_by(F("number").asc(nulls_last=True))


def _checks(which: Q) -> Coalesce:
    """How many of an application's checks; counted for the rows of a page, where grouping would sort whole applications."""
    mine = Check.objects.filter(which, application=OuterRef("pk")).order_by().values("application")
    return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)
