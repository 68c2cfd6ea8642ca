"""How does the city stand with vulnerabilities: shared components, exposure over time, time to fix? By name for officers alone.

Everybody else reads numbers; a number of findings or projects so small that it could name somebody is not told.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import caches
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.evidence.models import RiskFinding, RiskInventory, RiskLevel, RiskWatch, Standing
from portal.evidence.selectors.advisory_records import holders_of
from portal.evidence.selectors.fix_times import FixLine, fix_lines
from portal.evidence.selectors.risk import TO_DO, Aggregates
from portal.register.models import Record
from portal.watch.letters import level_name
from portal.watch.selectors.overview import SMALLEST_TOLD, Cell

WEEKS = 26
MOST_COMPONENTS = 15
KEPT_SECONDS = 300
MOST_LINES_COMPONENTS, MOST_LINES_PROJECTS = 14, 24
LEVELS = (RiskLevel.CRITICAL, RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW)
RANK = {level: place for place, level in enumerate((*LEVELS, RiskLevel.NONE, ""))}
SIZES = ("1", "2-5", "6+")
"""By how many projects the owner has registered: nobody registers how many people an organisation has."""
MEDIUM_SIZE, SMALL_SIZE = 5, 1


@dataclass(frozen=True, slots=True)
class SharedComponent:
    """A package several projects hold of which some version in use is touched."""

    ecosystem: str
    package: str
    worst: str
    exploited: bool
    malicious: bool
    affected: Cell
    """Projects with an open finding in it."""
    findings: Cell
    holders: int | None
    """Repositories that hold any version; None: not known."""
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeekLine:
    """How many findings were open at the end of a week, by level; None: nothing was looked at yet."""

    week: str
    levels: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class SizeLine:
    """Time to fix of owners of one size; ``told``: not so few that they could be named."""

    size: str
    fixed: Cell
    open: Cell
    unknown: Cell
    mean_days: int | None
    median_days: int | None
    told: bool


@dataclass(frozen=True, slots=True)
class Ray:
    """One project holds a touched version of one component."""

    component: tuple[str, str]
    project: str
    worst: str


@dataclass(frozen=True, slots=True)
class Constellation:
    """Components and projects with the rays between them; ``more``: what is not drawn."""

    components: tuple[tuple[str, str], ...]
    projects: tuple[Record, ...]
    rays: tuple[Ray, ...]
    more_components: int
    more_projects: int


@dataclass(frozen=True, slots=True)
class CityRisks:
    """What the page shows beside freshness and totals."""

    components: list[SharedComponent]
    hidden_components: int
    weeks: list[WeekLine]
    sizes: list[SizeLine]
    constellation: Constellation | None


def city_risks_kept(*, district: str = "", whole: bool, named: bool) -> CityRisks:
    """The same as it was at most five minutes ago: everybody may ask, and it reads every finding there is."""
    loaded = RiskWatch.objects.values_list("loaded_at", flat=True).first()
    key = f"city-risks:{loaded.timestamp() if loaded else 0}:{timezone.localdate()}:{district}:{whole}:{named}"
    kept: CityRisks | None = caches["pieces"].get(key)
    if kept is None:
        kept = city_risks(district=district, whole=whole, named=named)
        caches["pieces"].set(key, kept, KEPT_SECONDS)
    return kept


def city_risks(*, district: str = "", whole: bool, named: bool) -> CityRisks:
    """Of the city or one district. ``whole``: small numbers too; ``named``: projects by name."""
    where = _where(district)
    rows = list(
        RiskFinding.objects.filter(where, closed_at=None, standing__in=TO_DO)
        .select_related("record")
        .only(
            "ecosystem",
            "package",
            "group",
            "level",
            "malicious",
            "kev_added_on",
            "runtime",
            "record__id",
            "record__name",
            "record__name_en",
        )
    )
    components, hidden = _components(rows, whole=whole)
    return CityRisks(
        components=components,
        hidden_components=hidden,
        weeks=_weeks(where, whole=whole),
        sizes=_sizes(where, whole=whole),
        constellation=_constellation(rows) if named else None,
    )


def totals(now: Aggregates, *, district: str = "", whole: bool) -> list[tuple[str, Cell]]:
    """What is to be dealt with now. ``now`` is of the same city or district."""
    rows = RiskFinding.objects.filter(_where(district), closed_at=None, standing__in=TO_DO)
    projects = rows.order_by().aggregate(
        **{level: Count("record", distinct=True, filter=Q(level=level)) for level in LEVELS},
        rest=Count("record", distinct=True, filter=~Q(level__in=LEVELS)),
        exploited=Count("record", distinct=True, filter=Q(kev_added_on__isnull=False)),
        malicious=Count("record", distinct=True, filter=Q(malicious=True)),
        overdue=Count("record", distinct=True, filter=Q(due_on__lt=timezone.localdate())),
    )
    lines = [(level_name(level), now.levels.get(level, 0), projects[level]) for level in LEVELS]
    rest = sum(count for level, count in now.levels.items() if level not in LEVELS)
    lines += [
        (_("未评级或无影响"), rest, projects["rest"]),
        (_("其中：已知被利用"), now.exploited, projects["exploited"]),
        (_("其中：恶意软件包"), now.malicious, projects["malicious"]),
        (_("其中：已逾期"), now.overdue, projects["overdue"]),
    ]
    return [(name, cell(value, projects=held, whole=whole)) for name, value, held in lines]


def few(now: Aggregates, *, district: str, whole: bool) -> bool:
    """So few projects of a district are watched that its numbers, noughts too, would point at them."""
    return bool(district) and not whole and now.watched < SMALLEST_TOLD


def cell(value: int, *, projects: int, whole: bool) -> Cell:
    """A number of findings, told when they come from enough projects: many findings of one project are that project's."""
    return Cell(value, hidden=not whole and value > 0 and projects < SMALLEST_TOLD)


def _where(district: str) -> Q:
    return Q(record__district=district) if district else Q(record__isnull=False)


def _components(rows: Iterable[RiskFinding], *, whole: bool) -> tuple[list[SharedComponent], int]:
    """The worst first; whoever may not read small numbers does not see a component few projects are affected by."""
    together = _by_component(rows)
    ordered = sorted(together, key=lambda key: _order(key, together[key]))
    told = [key for key in ordered if whole or len({one.record_id for one in together[key]}) >= SMALLEST_TOLD]
    shown = told[:MOST_COMPONENTS]
    holders = holders_of(shown)
    return [
        SharedComponent(
            ecosystem=ecosystem,
            package=package,
            worst=_worst(together[ecosystem, package]),
            exploited=any(one.kev_added_on for one in together[ecosystem, package]),
            malicious=any(one.malicious for one in together[ecosystem, package]),
            affected=_told(together[ecosystem, package], len({one.record_id for one in together[ecosystem, package]}), whole=whole),
            findings=_told(together[ecosystem, package], len(together[ecosystem, package]), whole=whole),
            holders=holders.get((ecosystem, package)),
            ids=tuple(sorted({one.group for one in together[ecosystem, package]})),
        )
        for ecosystem, package in shown
    ], len(ordered) - len(shown)


def _told(rows: Iterable[RiskFinding], value: int, *, whole: bool) -> Cell:
    return cell(value, projects=len({one.record_id for one in rows}), whole=whole)


def _by_component(rows: Iterable[RiskFinding]) -> dict[tuple[str, str], list[RiskFinding]]:
    together: dict[tuple[str, str], list[RiskFinding]] = defaultdict(list)
    for one in rows:
        together[one.ecosystem, one.package].append(one)
    return together


def _order(key: tuple[str, str], rows: Sequence[RiskFinding]) -> tuple[object, ...]:
    exploited = any(one.kev_added_on for one in rows)
    malicious = any(one.malicious for one in rows)
    return (not malicious, not exploited, RANK.get(_worst(rows), len(RANK)), -len({one.record_id for one in rows}), key)


def _worst(rows: Iterable[RiskFinding]) -> str:
    return min((one.level for one in rows), key=lambda level: RANK.get(level, len(RANK)), default="")


def _weeks(where: Q, *, whole: bool) -> list[WeekLine]:
    """Newest last. Levels and what was decided are those of today: what was said in between is not kept."""
    first = RiskInventory.objects.filter(where).aggregate(at=Min("taken_at"))["at"]
    began = RiskFinding.objects.filter(where).aggregate(at=Min("opened_at"))["at"]
    began = min((at for at in (first, began) if at is not None), default=None)
    there = RiskFinding.objects.filter(where).filter(Q(standing__in=TO_DO) | Q(standing=Standing.FIXED, closed_at__isnull=False))
    stretches = list(there.values_list("level", "opened_at", "closed_at", "record"))
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    lines = []
    for back in reversed(range(WEEKS)):
        start = monday - timedelta(weeks=back)
        end = min(start + timedelta(weeks=1), timezone.now())
        lines.append(WeekLine(f"{start:%Y-%m-%d}", _open_at(stretches, end, began, whole=whole)))
    return lines


def _open_at(
    stretches: Iterable[tuple[str, datetime, datetime | None, str | None]], at: datetime, began: datetime | None, *, whole: bool
) -> tuple[Cell | None, ...]:
    if began is None or at < began:
        return (None,) * (len(LEVELS) + 1)
    held: dict[str, list[str | None]] = defaultdict(list)
    for level, opened, closed, record in stretches:
        if opened <= at and (closed is None or closed > at):
            held[level if level in LEVELS else ""].append(record)
    return tuple(cell(len(held[level]), projects=len(set(held[level])), whole=whole) for level in (*LEVELS, ""))


def _sizes(where: Q, *, whole: bool) -> list[SizeLine]:
    held: Mapping[str, int] = dict(
        Record.objects.filter(kind="project", organisation__isnull=False).order_by().values_list("organisation_id").annotate(n=Count("pk"))
    )
    rows = (
        RiskFinding.objects.filter(where)
        .select_related("record")
        .only(
            "ecosystem",
            "package",
            "group",
            "versions",
            "published",
            "brought",
            "closed_at",
            "close_cause",
            "record__organisation",
            "record__person",
        )
    )

    def size(row: RiskFinding) -> str:
        body = row.record.organisation_id if row.record else None
        n = held.get(body, 1) if body else 1
        return SIZES[0] if n <= SMALL_SIZE else SIZES[1] if n <= MEDIUM_SIZE else SIZES[2]

    found = list(rows)
    lines = fix_lines(found, size, lambda row: (row.record.organisation_id or row.record.person_id or "") if row.record else "")
    # once more project by project: from how many of them each number comes
    parts: dict[str, list[FixLine]] = defaultdict(list)
    for one in fix_lines(found, lambda row: f"{size(row)}\n{row.record_id}", lambda row: row.record_id or ""):
        parts[one.key.partition("\n")[0]].append(one)
    return [_size_line(one, parts[one.key], whole=whole) for one in lines]


def _size_line(one: FixLine, parts: Sequence[FixLine], *, whole: bool) -> SizeLine:
    told = whole or one.owners >= SMALLEST_TOLD
    return SizeLine(
        size=one.key,
        fixed=cell(one.fixed, projects=sum(part.fixed > 0 for part in parts), whole=whole),
        open=cell(one.open, projects=sum(part.open > 0 for part in parts), whole=whole),
        unknown=cell(one.unknown, projects=sum(part.unknown > 0 for part in parts), whole=whole),
        mean_days=_days(one.mean_seconds) if told else None,
        median_days=_days(one.median_seconds) if told else None,
        told=told,
    )


def _days(seconds: int | None) -> int | None:
    """Begun days: less than one is not nothing."""
    return None if seconds is None else -(-seconds // 86_400)


def _constellation(rows: Sequence[RiskFinding]) -> Constellation:
    """The worst components and the projects that share most of them, each project near its components."""
    together = _by_component(rows)
    ordered = sorted(together, key=lambda key: _order(key, together[key]))
    components = tuple(ordered[:MOST_LINES_COMPONENTS])
    records = {one.record_id: one.record for key in components for one in together[key] if one.record is not None}
    reached: dict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(components):
        for record in {one.record_id for one in together[key]}:
            if record:
                reached[record].append(place)
    busiest = sorted(reached, key=lambda record: (-len(reached[record]), record))[:MOST_LINES_PROJECTS]
    # near the middle of what it holds: fewer rays cross
    placed = sorted(busiest, key=lambda record: (sum(reached[record]) / len(reached[record]), record))
    rays = tuple(
        Ray(key, record, _worst(one for one in together[key] if one.record_id == record))
        for key in components
        for record in placed
        if any(one.record_id == record for one in together[key])
    )
    every = {one.record_id for one in rows}
    return Constellation(components, tuple(records[one] for one in placed), rays, len(ordered) - len(components), len(every) - len(placed))
