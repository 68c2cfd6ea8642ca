"""What did a person or an organisation do, in which projects, counted and not counted?"""

from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from portal.accounts.acting import Acting
from portal.accounts.models import Organisation
from portal.accounts.roles import Act
from portal.errors import NotAllowed
from portal.evidence.doors import metric_door, said
from portal.evidence.models import Run, RunNumber, RunOrganisation, RunPerson, RunVerdict
from portal.evidence.selectors.names import shown_names
from portal.evidence.selectors.series import activity, by_key
from portal.evidence.selectors.values import totals
from portal.house.parts import Stat
from portal.register.models import Record, Repository
from portal.register.models.record import SHOWN
from xingtu.facts.authorship import UNKNOWN_ORGANISATION
from xingtu.report.ranking import MonthActivity

TOP = 50
STATS = ("merged_changes", "credited_lines", "merged_lines")


@dataclass(frozen=True, slots=True)
class Part:
    """A subject's work in one repository; ``record`` when its project is public."""

    repository: str
    name: str
    record: Record | None
    value: int
    door: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of an organisation's page."""

    ident: str
    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Profile:
    """A subject in one run."""

    run: Run
    subject: str
    stats: list[Stat]
    months: list[MonthActivity]
    parts: list[Part]
    verdicts: list[RunVerdict]
    people: list[Colleague]


def person_in(run: Run, ident: str) -> RunPerson | None:
    """The person as the run resolved them; None when nothing of theirs is in it."""
    return RunPerson.objects.filter(run=run, person=ident).first()


def organisation_seen(ident: str) -> Organisation | None:
    """An organisation of the register."""
    return Organisation.objects.filter(pk=ident).first()


def person_profile(run: Run, person: str, *, organisation: str = "") -> Profile:
    """A person's numbers; ``organisation``: only what they did for it, which is all an employer may see."""
    rows = RunNumber.objects.filter(run=run, person=person)
    if organisation:
        rows = rows.filter(organisation=organisation)
    months = [] if organisation else _months(run, "person_activity_by_month", "person", person)
    return Profile(
        run=run,
        subject=person,
        stats=_sums(run, person, organisation) if organisation else _stats(run, "person", person),
        months=months,
        parts=_parts(run, rows.filter(metric="merged_changes"), person=person, organisation=organisation),
        verdicts=[] if organisation else list(RunVerdict.objects.filter(run=run, subject=person)),
        people=[],
    )


def organisation_profile(run: Run, organisation: str, acting: Acting) -> Profile:
    """An organisation's numbers, and the people who made them, by the names this reader may see.

    Raises:
        NotAllowed: the run knows no such organisation.
    """
    if organisation == UNKNOWN_ORGANISATION or not RunOrganisation.objects.filter(run=run, organisation=organisation).exists():
        raise NotAllowed(Act.ORGANISATION_VIEW)
    rows = RunNumber.objects.filter(run=run, organisation=organisation, metric="merged_changes")
    top = list(rows.filter(value__gt=0).values("person").annotate(total=Sum("value")).order_by("-total", "person")[:TOP])
    names = shown_names(run, [row["person"] for row in top], acting)
    return Profile(
        run=run,
        subject=organisation,
        stats=_stats(run, "organisation", organisation),
        months=_months(run, "organisation_activity_by_month", "organisation", organisation),
        parts=_parts(run, rows, organisation=organisation),
        verdicts=list(RunVerdict.objects.filter(run=run, subject=organisation)),
        people=[Colleague(row["person"], names[row["person"]], row["total"]) for row in top],
    )


def _stats(run: Run, kind: str, subject: str) -> list[Stat]:
    values = totals(run, kind, STATS, [subject])
    return [
        Stat(
            label=said(metric.name, metric.name_en),
            value=values[subject].get(metric.metric, 0),
            unit=said(metric.unit, metric.unit_en),
            scale=metric.scale,
            href=metric_door(run, metric.metric, **{kind: subject}),
        )
        for metric in sorted(run.metrics.filter(metric__in=STATS), key=lambda metric: STATS.index(metric.metric))
    ]


def _sums(run: Run, person: str, organisation: str) -> list[Stat]:
    rows = RunNumber.objects.filter(run=run, person=person, organisation=organisation, metric__in=STATS)
    sums = dict(rows.values_list("metric").annotate(total=Sum("value")).order_by())
    return [
        Stat(
            label=said(metric.name, metric.name_en),
            value=sums.get(metric.metric, 0),
            unit=said(metric.unit, metric.unit_en),
            scale=metric.scale,
            href=metric_door(run, metric.metric, person=person, organisation=organisation),
        )
        for metric in sorted(run.metrics.filter(metric__in=STATS), key=lambda metric: STATS.index(metric.metric))
    ]


def _months(run: Run, metric: str, kind: str, subject: str) -> list[MonthActivity]:
    definition = run.metrics.filter(metric=metric).first()
    if definition is None:
        return []
    rows = RunNumber.objects.filter(run=run, metric=metric, **{kind: subject}).values_list("key", "value")
    return activity(run, by_key(("", key, value) for key, value in rows).get("", {}), scale=definition.scale)


def _parts(run: Run, rows: QuerySet[RunNumber], *, person: str = "", organisation: str = "") -> list[Part]:
    sums = list(rows.values("repository").annotate(total=Sum("value")).order_by("-total", "repository")[:TOP])
    ids = [row["repository"] for row in sums]
    names = dict(run.repositories.filter(repository__in=ids).values_list("repository", "name"))
    held = Repository.objects.filter(id__in=ids, record__state__in=SHOWN).select_related("record")
    records = {repository.id: repository.record for repository in held}
    return [
        Part(
            row["repository"],
            names.get(row["repository"], row["repository"]),
            records.get(row["repository"]),
            row["total"] or 0,
            metric_door(run, "merged_changes", repository=row["repository"], person=person, organisation=organisation),
        )
        for row in sums
    ]
