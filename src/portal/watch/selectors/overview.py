"""How does the city stand with licences, in numbers everybody may see? No project is named, and no small number of troubles told."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.evidence.doors import said
from portal.evidence.models import LicenceAlarm, LicenceConflict, LicenceReading, Run, RunLicence
from portal.evidence.selectors.runs import observation
from portal.register.models import Repository
from portal.register.models.record import SHOWN

SMALLEST_TOLD = 5
"""Cells of troubles below it could name somebody; the public reads "fewer"."""
MONTHS = 12
UNDECIDED = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of troubles; ``hidden``: there are some, and fewer than may be told."""

    value: int
    hidden: bool

    @property
    def shown(self) -> str:
        """As it is read."""
        return _("少于 %(n)d") % {"n": SMALLEST_TOLD} if self.hidden else f"{self.value:,}"


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class of headline licences, with the licences that make it up."""

    ident: str
    name: str
    projects: int
    licences: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class MonthLine:
    """Alarms of one month, by level."""

    month: str
    red: Cell
    yellow: Cell
    green: Cell


@dataclass(frozen=True, slots=True)
class Overview:
    """All the page shows."""

    run: Run | None
    projects: int
    examined: int
    incomplete: int
    open_projects: int
    files: int
    scanned: int
    classes: list[ClassLine]
    incompatible: Cell
    review: Cell
    resolved: Cell
    months: list[MonthLine]
    as_of: Any

    @property
    def unexamined(self) -> int:
        """Projects of which at least one repository was not read."""
        return self.projects - self.examined


def overview(*, district: str = "", whole: bool) -> Overview:
    """Over all registered projects, or those of one district. ``whole``: small numbers of troubles are told too."""
    run = observation()
    records: dict[str, list[str]] = defaultdict(list)
    shown = Repository.objects.filter(removed_at=None, record__kind="project", record__state__in=SHOWN)
    for repository, record in (shown.filter(record__district=district) if district else shown).values_list("pk", "record_id"):
        records[str(record)].append(repository)
    ours = {repository for repositories in records.values() for repository in repositories}
    readings = {repository: reading for repository, reading in _spoken(run).items() if repository in ours}
    examined = {
        record: [readings[one] for one in repositories]
        for record, repositories in records.items()
        if all(one in readings for one in repositories)
    }
    troubles = Counter(
        (answer, resolved is not None)
        for repository, answer, resolved in LicenceConflict.objects.values_list("repository", "answer", "resolved_at")
        if repository in ours
    )
    return Overview(
        run=run,
        projects=len(records),
        examined=len(examined),
        incomplete=sum(not all(one.complete for one in parts) for parts in examined.values()),
        open_projects=sum(all(one.open is True for one in parts) for parts in examined.values()),
        files=sum(one.files for one in readings.values()),
        scanned=sum(one.scanned for one in readings.values()),
        classes=_classes(examined),
        incompatible=_cell(troubles["incompatible", False], whole=whole),
        review=_cell(troubles["review", False], whole=whole),
        resolved=_cell(sum(count for (_answer, resolved), count in troubles.items() if resolved), whole=whole),
        months=_months(ours, whole=whole),
        as_of=max((one.made_at for one in readings.values() if one.made_at), default=None),
    )


def _spoken(run: Run | None) -> dict[str, LicenceReading]:
    """One query, whatever the size of the city: rows of headlines, not of files."""
    if run is None:
        return {}
    fields = ("concluded", "declared", "licence_class", "judged", "open", "complete", "files", "counts", "made_at")
    rows = RunLicence.objects.filter(run=run).select_related("reading").only("repository", *(f"reading__{name}" for name in fields))
    return {row.repository: row.reading for row in rows}


def _classes(examined: Mapping[str, Sequence[LicenceReading]]) -> list[ClassLine]:
    """A project of several repositories counts where its headline stands together; undecided ones are a line of their own."""
    names: dict[str, str] = {UNDECIDED: _("尚未认定或没有许可证")}
    licences: dict[str, Counter[str]] = defaultdict(Counter)
    for parts in examined.values():
        first = parts[0]
        together = len({(one.licence_class, one.concluded) for one in parts}) == 1
        ident = first.licence_class if together and first.concluded else UNDECIDED
        if ident != UNDECIDED:
            pair = first.judged.get("class") or {}
            names.setdefault(ident, said(pair.get("zh", ident), pair.get("en", ident)))
        licences[ident][first.concluded if ident != UNDECIDED else ""] += 1
    lines = [
        ClassLine(ident, names[ident], sum(counted.values()), tuple((name, n) for name, n in counted.most_common() if name))
        for ident, counted in licences.items()
    ]
    return sorted(lines, key=lambda line: (line.ident == UNDECIDED, -line.projects, line.ident))


def _months(repositories: set[str], *, whole: bool) -> list[MonthLine]:
    """The last twelve months, those without an alarm too."""
    first = _back(timezone.localdate().replace(day=1), MONTHS - 1)
    rows = (
        LicenceAlarm.objects.filter(raised_at__date__gte=first)
        .annotate(month=TruncMonth("raised_at"))
        .values_list("month", "level", "repository")
        .annotate(n=Count("pk"))
        .order_by()
    )
    counted: Counter[tuple[str, str]] = Counter()
    for month, level, repository, n in rows:
        if repository in repositories:
            counted[f"{timezone.localtime(month):%Y-%m}", level] += n
    months = [f"{_back(timezone.localdate().replace(day=1), back):%Y-%m}" for back in range(MONTHS)]
    return [MonthLine(month, *(_cell(counted[month, level], whole=whole) for level in ("red", "yellow", "green"))) for month in months]


def _back(month: date, by: int) -> date:
    index = month.year * 12 + month.month - 1 - by
    return date(index // 12, index % 12 + 1, 1)


def _cell(value: int, *, whole: bool) -> Cell:
    return Cell(value, hidden=not whole and 0 < value < SMALLEST_TOLD)
