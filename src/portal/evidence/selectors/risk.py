"""Which findings are open to somebody, and how many are there where nobody may be named?

Findings are for the owners, the watch officers and the auditor. Districts and the public read numbers.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.models import Organisation
from portal.accounts.roles import Act, Scope
from portal.errors import NotAllowed
from portal.evidence.models import RiskFinding, RiskInventory, RiskStatement, RiskWatch, Standing
from portal.evidence.selectors.ownership import own
from portal.register.models import Record

TO_DO = (Standing.OPEN, Standing.UNDER_INVESTIGATION)
"""Standings in which there is still something to be done."""


@dataclass(frozen=True, slots=True)
class Aggregates:
    """Numbers of open findings without a name. ``unrated`` is counted under ``levels[""]``."""

    findings: int
    projects: int
    """With at least one that is to be dealt with."""
    watched: int
    """Projects whose components are known."""
    unwatched: int
    """Projects that could not be read, or of which nothing was read yet."""
    levels: Mapping[str, int]
    exploited: int
    malicious: int
    overdue: int
    waived: int
    """Borne, or not affected, by a statement in force."""


def reach(acting: Acting) -> Q:
    """Findings open to somebody."""
    match acting.scope(Act.FINDING_VIEW):
        case Scope.CITY:
            return Q(record__isnull=False)
        case Scope.OWN:
            return Q(record__organisation=acting.organisation_id) | own(acting, "record__")
        case Scope.NONE:
            return Q(pk__in=())
        case _:
            return own(acting, "record__")


def findings_visible(acting: Acting) -> QuerySet[RiskFinding]:
    """All of them, closed ones too, with what lists show."""
    return RiskFinding.objects.filter(reach(acting)).select_related("record__organisation", "case__owner")


def open_findings(acting: Acting) -> QuerySet[RiskFinding]:
    """Those that are there now, whatever was decided about them, in order of work."""
    return findings_visible(acting).filter(closed_at=None)


def finding_visible(acting: Acting, number: int) -> RiskFinding:
    """One within reach.

    Raises:
        NotAllowed: there is none by that number, or it lies outside.
    """
    found = findings_visible(acting).select_related("record__organisation", "record__person", "case", "statement").filter(pk=number).first()
    if found is None:
        raise NotAllowed(Act.FINDING_VIEW)
    return found


def findings_of(organisation: Organisation) -> QuerySet[RiskFinding]:
    """Open ones of an organisation, whoever asks: for digests to itself."""
    return RiskFinding.objects.filter(record__organisation=organisation, closed_at=None).select_related("record", "case")


def findings_of_project(record: Record) -> QuerySet[RiskFinding]:
    """All of a project, whoever asks; that they are open to the reader is asked before."""
    return RiskFinding.objects.filter(record=record).select_related("case__owner")


def statements_visible(acting: Acting) -> QuerySet[RiskStatement]:
    """Statements on findings within reach, and those of the whole city for whom those reach."""
    if acting.scope(Act.FINDING_VIEW) is Scope.CITY:
        return RiskStatement.objects.all()
    # a project that changed hands does not bring what its former organisation wrote
    theirs = Q(organisation=F("finding__record__organisation")) | Q(organisation=None, finding__record__organisation=None)
    return RiskStatement.objects.filter(theirs, finding__in=findings_visible(acting).values("pk"))


def statement_visible(acting: Acting, number: int) -> RiskStatement:
    """One within reach.

    Raises:
        NotAllowed: there is none by that number, or it lies outside.
    """
    related = ("finding__record__organisation", "finding__case", "record", "organisation")
    found = statements_visible(acting).select_related(*related).filter(pk=number).first()
    if found is None:
        raise NotAllowed(Act.FINDING_VIEW)
    return found


def watch() -> RiskWatch | None:
    """Where the watch stands: sources, coverage, when matched; None: it never ran."""
    return RiskWatch.objects.first()


def inventory_problems(acting: Acting) -> QuerySet[RiskInventory]:
    """Projects within reach whose components could not be read."""
    return RiskInventory.objects.filter(reach(acting), left_at=None).exclude(problem="").select_related("record")


def aggregates(district: str | None = None) -> Aggregates:
    """Of the city, or of one district. For whom small numbers are hidden is the page's to say."""
    where = Q(record__isnull=False) if district is None else Q(record__district=district)
    rows = RiskFinding.objects.filter(where, closed_at=None)
    to_do = rows.filter(standing__in=TO_DO)
    levels: Counter[str] = Counter()
    for level, count in to_do.order_by().values_list("level").annotate(count=Count("pk")):
        levels[level] = count
    inventories = RiskInventory.objects.filter(where, left_at=None)
    counted: dict[str, Any] = to_do.order_by().aggregate(
        findings=Count("pk"),
        projects=Count("record", distinct=True),
        exploited=Count("pk", filter=Q(kev_added_on__isnull=False)),
        malicious=Count("pk", filter=Q(malicious=True)),
        overdue=Count("pk", filter=Q(due_on__lt=timezone.localdate())),
    )
    watched = inventories.filter(taken_at__isnull=False).order_by().values("record").distinct().count()
    every = inventories.order_by().values("record").distinct().count()
    return Aggregates(
        watched=watched, unwatched=every - watched, levels=dict(levels), waived=rows.exclude(standing__in=TO_DO).count(), **counted
    )
