"""What waits for the acting role, how much of it, and until when? The first thing that stands on everybody's own page.

Each kind of work is one count within the scope of the act that settles it; where nothing waits, no line is drawn.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from portal.accounts.acting import Acting
from portal.accounts.models import Standing
from portal.accounts.roles import Act, Scope
from portal.accounts.selectors.organisations import organisations_visible
from portal.cases.models import Case, CaseState
from portal.cases.selectors import cases_visible
from portal.evidence.models import Job, JobState, Run, RunState
from portal.register.models import Employment, EmploymentState, Record, State
from portal.register.selectors.leads import due, leads_visible
from portal.register.selectors.records import records_visible

SETTLED = (CaseState.CLOSED, CaseState.WAIVED)
OFFICIAL = (Scope.CITY, Scope.DISTRICT)


@dataclass(frozen=True, slots=True)
class Waiting:
    """``due_on``: the earliest day among them; ``late``: some are past theirs."""

    label: str
    count: int
    href: str
    due_on: date | None = None
    late: bool = False


Part = Callable[[Acting], Iterator[Waiting]]
_OFFERED: list[Part] = []


def offer(part: Part) -> None:
    """Let an app above evidence say what waits there."""
    _OFFERED.append(part)


def waiting_for(acting: Acting) -> list[Waiting]:
    """What is late first. A bounded number of queries, however much there is."""
    parts = (_cases, _records, _organisations, _employments, _leads, _runs, _jobs, *_OFFERED)
    found = [one for part in parts for one in part(acting) if one.count]
    return sorted(found, key=lambda one: (not one.late, one.due_on or date.max))


def _page(name: str, *arguments: object, **asked: str) -> str:
    return reverse(name, args=arguments) + (f"?{urlencode(asked)}" if asked else "")


def _cases(acting: Acting) -> Iterator[Waiting]:
    today = timezone.localdate()
    mine, desk = Q(owner_id=acting.actor_id), _at_desk(acting)
    late, unassigned = Q(due_on__lt=today) & desk & ~mine, Q(owner=None) & desk
    seen: QuerySet[Case] = cases_visible(acting).exclude(state__in=SETTLED).order_by()
    told = seen.aggregate(
        mine=Count("pk", filter=mine),
        mine_on=Min("due_on", filter=mine),
        unassigned=Count("pk", filter=unassigned),
        unassigned_on=Min("due_on", filter=unassigned),
        late=Count("pk", filter=late),
    )
    lines = (
        ("mine", ngettext("件工单由您办理", "件工单由您办理", told["mine"]), _page("cases:cases", only="mine")),
        (
            "unassigned",
            ngettext("件工单还没有人办理，请指派", "件工单还没有人办理，请指派", told["unassigned"]),
            _page("cases:cases", state=CaseState.FOUND),
        ),
    )
    for key, label, href in lines:
        day = told[f"{key}_on"]
        yield Waiting(label, told[key], href, day, late=day is not None and day < today)
    label = ngettext("件别人办理的工单已逾期，请催办", "件别人办理的工单已逾期，请催办", told["late"])
    yield Waiting(label, told["late"], _page("cases:cases", only="late"), late=True)


def _at_desk(acting: Acting) -> Q:
    """Cases whose desk the acting role sits at; who only reads them, or is a party, assigns nothing."""
    match acting.scope(Act.CASE_ACT):
        case Scope.CITY:
            return Q()
        case Scope.DISTRICT:
            return Q(district=acting.district)
        case _:
            return Q(pk__in=())


def _records(acting: Acting) -> Iterator[Waiting]:
    if acting.scope(Act.RECORD_CONFIRM) in OFFICIAL:
        submitted = records_visible(acting).filter(state=State.SUBMITTED)
        if acting.scope(Act.RECORD_CONFIRM) is Scope.DISTRICT:
            submitted = submitted.filter(district=acting.district)
        n = submitted.count()
        yield Waiting(ngettext("条登记待核对", "条登记待核对", n), n, _page("register:records", state=State.SUBMITTED))
    own = Q(person_id=acting.actor_id)
    if acting.organisation_id and acting.scope(Act.RECORD_EDIT) is Scope.OWN:
        own |= Q(organisation_id=acting.organisation_id)
    returned = Record.objects.filter(own, state=State.RETURNED)
    n = returned.count()
    yield Waiting(ngettext("条登记被退回，请补正后重新提交", "条登记被退回，请补正后重新提交", n), n, _page("register:mine"))


def _organisations(acting: Acting) -> Iterator[Waiting]:
    if acting.scope(Act.ORGANISATION_VERIFY) in OFFICIAL:
        declared = organisations_visible(acting, Act.ORGANISATION_VERIFY).filter(standing=Standing.DECLARED)
        n = declared.count()
        yield Waiting(ngettext("个单位待核实", "个单位待核实", n), n, _page("accounts:directory", standing=Standing.DECLARED))


def _employments(acting: Acting) -> Iterator[Waiting]:
    if acting.organisation_id and acting.scope(Act.EMPLOYMENT_CONFIRM) is Scope.OWN:
        claimed = Employment.objects.filter(organisation_id=acting.organisation_id, state=EmploymentState.CLAIMED)
        n = claimed.count()
        yield Waiting(ngettext("项任职声明待确认", "项任职声明待确认", n), n, _page("register:confirmations", acting.organisation_id))


def _leads(acting: Acting) -> Iterator[Waiting]:
    if acting.scope(Act.LEAD_EDIT) in OFFICIAL:
        late = due(leads_visible(acting)).order_by()
        n = late.count()
        yield Waiting(ngettext("条线索到期未办", "条线索到期未办", n), n, _page("register:leads", only="due"), late=True)


def _runs(acting: Acting) -> Iterator[Waiting]:
    if acting.scope(Act.RUN_PUBLISH) is Scope.CITY:
        runs = list(Run.objects.filter(state=RunState.LOADED, publishable=True).values_list("run_id", flat=True))
        href = _page("evidence:run", runs[0][:12]) if len(runs) == 1 else _page("evidence:runs")
        n = len(runs)
        yield Waiting(ngettext("次运行已算好，待公布", "次运行已算好，待公布", n), n, href)


def _jobs(acting: Acting) -> Iterator[Waiting]:
    """A failed job waits until the same programme was asked for again."""
    if acting.scope(Act.RUN_REQUEST) is Scope.CITY:
        newest = Job.objects.order_by().values("programme").annotate(last=Max("pk")).values("last")
        failed = list(Job.objects.filter(pk__in=newest, state=JobState.FAILED).values_list("pk", flat=True))
        href = _page("evidence:job", failed[0]) if len(failed) == 1 else _page("evidence:runs")
        n = len(failed)
        yield Waiting(ngettext("个运行任务失败，请看原因后重做", "个运行任务失败，请看原因后重做", n), n, href)
