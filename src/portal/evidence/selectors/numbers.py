"""What stands behind one number: definition, parts, and the subject it is about?"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.errors import NotAllowed
from portal.evidence.doors import said
from portal.evidence.models import Run, RunMetric, RunNumber, RunOrganisation
from portal.evidence.selectors.commits import Wanted
from portal.evidence.selectors.names import shown_names
from portal.register.models import Record, Repository
from portal.register.models.record import SHOWN

MOST_PARTS = 200
COMMIT_METRICS = frozenset({"merged_changes", "activity_by_month", "person_activity_by_month", "organisation_activity_by_month"})
"""Their parts are the counted commits themselves; of the other metrics the page shows all commits they were computed from."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a number is about; empty: the whole run."""

    record: str = ""
    repository: str = ""
    person: str = ""
    organisation: str = ""
    month: str = ""
    line_class: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Subject":
        """As it stands in the address."""
        return cls(**{name: given.get(name, "") for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class PartRow:
    """One row of the metric's table."""

    repository: str
    person: str
    organisation: str
    key: str
    value: int | None
    beside: list[tuple[str, int | None, str, int]]


@dataclass(frozen=True, slots=True)
class Number:
    """A number with all that stands behind it."""

    metric: RunMetric
    value: int | None
    lone: bool
    """Whether ``value`` is one number: what may not be summed has several."""
    parts: list[PartRow]
    more: int
    """Rows that are not shown."""
    wanted: Wanted


def number_of(run: Run, metric: str, subject: Subject, acting: Acting) -> Number:
    """Look a number up.

    Raises:
        NotAllowed: the run has no such metric, or the project is not public.
    """
    definition = run.metrics.filter(metric=metric).first()
    if definition is None:
        raise NotAllowed(Act.RUN_VIEW)
    repositories = repositories_of(subject)
    rows = _rows(run, metric, subject, repositories)
    count = rows.count()
    shown = list(rows.order_by("-value", "repository", "person", "organisation", "key")[:MOST_PARTS])
    gaps = rows.filter(value=None).exists()
    value: int | None = rows.aggregate(total=Sum("value"))["total"] or 0
    if not definition.additive:
        value = shown[0].value if count == 1 else None
    return Number(
        metric=definition,
        value=None if gaps or _unread(run, repositories) else value,
        lone=definition.additive or count <= 1,
        parts=_parts(run, definition, shown, acting),
        more=max(0, count - MOST_PARTS),
        wanted=Wanted(
            repositories=repositories,
            person=subject.person,
            organisation=subject.organisation,
            month=subject.month,
            line_class=subject.line_class,
            state="counted" if metric in COMMIT_METRICS else "",
        ),
    )


def repositories_of(subject: Subject) -> list[str]:
    """The repositories a number is about; empty: all of the run."""
    if subject.record:
        found = list(Repository.objects.filter(record_id=subject.record, removed_at=None).order_by("serial").values_list("id", flat=True))
        return found or ["-"]
    return [subject.repository] if subject.repository else []


def record_of(subject: Subject) -> Record | None:
    """The public project a number is about."""
    if subject.record:
        return Record.objects.filter(pk=subject.record, state__in=SHOWN).first()
    held = Repository.objects.filter(pk=subject.repository, record__state__in=SHOWN).select_related("record").first()
    return held.record if held else None


def _unread(run: Run, repositories: list[str]) -> bool:
    """Whether a repository the number is about could not be read: then nobody knows, and it is not 0."""
    return bool(repositories) and run.repositories.filter(repository__in=repositories, tip="").exclude(missing=[]).exists()


def _rows(run: Run, metric: str, subject: Subject, repositories: list[str]) -> QuerySet[RunNumber]:
    rows = RunNumber.objects.filter(run=run, metric=metric)
    if repositories:
        rows = rows.filter(repository__in=repositories)
    for column in ("person", "organisation"):
        if value := getattr(subject, column):
            rows = rows.filter(**{column: value})
    for value in (subject.month, subject.line_class):
        if value:
            rows = rows.filter(key=value)
    return rows


def _parts(run: Run, definition: RunMetric, rows: list[RunNumber], acting: Acting) -> list[PartRow]:
    people = shown_names(run, [row.person for row in rows if row.person], acting)
    bodies = {row.organisation: said(row.name, row.name_en) for row in RunOrganisation.objects.filter(run=run)}
    repositories = dict(run.repositories.values_list("repository", "name"))
    return [
        PartRow(
            repositories.get(row.repository, row.repository),
            people.get(row.person, row.person),
            bodies.get(row.organisation, row.organisation),
            repositories.get(row.key, row.key),
            row.value,
            [
                (
                    said(other["name"], other["name_en"]),
                    (row.beside or {}).get(other["column"]),
                    said(other["unit"], other["unit_en"]),
                    other["scale"],
                )
                for other in definition.beside
            ],
        )
        for row in rows
    ]
