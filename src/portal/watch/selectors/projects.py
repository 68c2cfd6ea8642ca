"""Which projects are within somebody's reach, how does each stand, and which of them contain a licence or a file?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, FilteredRelation, Max, Q, QuerySet
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.evidence.doors import said
from portal.evidence.models import LicenceHolding, LicenceReading
from portal.evidence.selectors.licences import projects_of_findings
from portal.house.parts import Facet
from portal.register.models import Repository
from portal.watch.selectors.facets import any_of, facet

PER_PAGE = 30
MOST_FOUND = 100
MOST_PLACES, MOST_PATHS = 2_000, 5
"""Files that are looked at for examples, and shown of each project; files are counted whole."""
SHORTEST = 2
SORTS: Mapping[str, tuple[Any, ...]] = {
    "name": ("record__name", "serial"),
    "licence": ("reading__concluded", "serial"),
    "trouble": ("reading__incompatible", "reading__review", "serial"),
    "coverage": ("reading__complete", "serial"),
    "made": ("reading__made_at", "serial"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for; each narrowing holds any number of values, of which one must fit."""

    query: str
    chosen: Mapping[str, tuple[str, ...]]
    sort: str


@dataclass(frozen=True, slots=True)
class Found:
    """One repository that contains what was looked for."""

    repository: Repository
    files: int
    own: int
    paths: tuple[str, ...]
    licences: tuple[str, ...]


def wanted_of(given: Any) -> Wanted:  # noqa: ANN401 - a QueryDict
    """As the address asks."""
    names = ("class", "trouble", "standing", "district")
    return Wanted(given.get("q", "").strip()[:100], {name: tuple(given.getlist(name)) for name in names}, given.get("sort", "-trouble"))


def repositories_seen(acting: Acting) -> QuerySet[Repository]:
    """Repositories whose findings are open to somebody, each with its current reading (``reading``)."""
    reach = Repository.objects.filter(record__in=projects_of_findings(acting), removed_at=None)
    return reach.annotate(reading=FilteredRelation("licence_readings", condition=Q(licence_readings__current=True)))


def narrowed(rows: QuerySet[Repository], wanted: Wanted) -> QuerySet[Repository]:
    """Those that fit, in the order asked for."""
    if wanted.query:
        rows = rows.filter(Q(record__name__icontains=wanted.query) | Q(name__icontains=wanted.query) | Q(pk__icontains=wanted.query))
    if classes := wanted.chosen["class"]:
        rows = rows.filter(reading__licence_class__in=classes)  # type: ignore[misc] # the plugin knows no FilteredRelation
    if districts := wanted.chosen["district"]:
        rows = rows.filter(record__district__in=districts)
    if troubles := wanted.chosen["trouble"]:
        rows = rows.filter(any_of(_trouble(one) for one in troubles))
    if standings := wanted.chosen["standing"]:
        rows = rows.filter(any_of(_standing(one) for one in standings))
    down = wanted.sort.startswith("-")
    keys = SORTS.get(wanted.sort.removeprefix("-"), SORTS["trouble"])
    ordered = [F(key).desc(nulls_last=True) if down else F(key).asc(nulls_last=True) for key in keys[:-1]]
    return rows.order_by(*ordered, keys[-1])


def with_readings(rows: Iterable[Repository]) -> list[tuple[Repository, LicenceReading | None]]:
    """A page of them with what was read; two queries."""
    listed = list(rows)
    current = {one.repository_id: one for one in LicenceReading.objects.filter(current=True, repository__in=[row.pk for row in listed])}
    return [(row, current.get(row.pk)) for row in listed]


def facets(rows: QuerySet[Repository], wanted: Wanted, districts: Iterable[tuple[str, str]]) -> list[Facet]:
    """By trouble, standing, class and district."""
    trouble = {"any": _("有冲突或待复核"), "incompatible": _("不兼容"), "review": _("待专家复核"), "none": _("没有")}
    standing = {"concluded": _("已认定"), "undecided": _("尚未认定"), "incomplete": _("检测不完整"), "unexamined": _("未检测")}
    return [
        facet("trouble", _("冲突"), trouble, wanted.chosen),
        facet("standing", _("状态"), standing, wanted.chosen),
        facet("class", _("类别"), class_names(rows), wanted.chosen),
        facet("district", _("区县（园区）"), dict(districts), wanted.chosen),
    ]


def class_names(rows: QuerySet[Repository]) -> dict[str, str]:
    """Classes of headline licences among them, as the policy named them then."""
    samples = rows.exclude(reading__licence_class="").order_by().values("reading__licence_class").annotate(one=Max("reading__pk"))  # type: ignore[misc] # the plugin knows no FilteredRelation
    readings = LicenceReading.objects.filter(pk__in=[row["one"] for row in samples if row["one"]]).only("licence_class", "judged")
    named = {one.licence_class: one.judged.get("class") or {} for one in readings}
    return {ident: said(pair.get("zh", ident), pair.get("en", ident)) for ident, pair in sorted(named.items())}


def containing(acting: Acting, text: str, *, by_path: bool) -> tuple[list[Found], int]:
    """Repositories within reach that contain a licence (or its family: ``GPL`` finds all of them) or a path, and how many there are."""
    if len(text) < SHORTEST:
        return [], 0
    current = LicenceHolding.objects.filter(reading__current=True, reading__repository__in=repositories_seen(acting).values("pk"))
    fits = Q(path__icontains=text) if by_path else Q(licence__iexact=text) | Q(licence__istartswith=text)
    counted = (
        current.filter(fits)
        .order_by()
        .values("reading__repository")
        .annotate(files=Count("path", distinct=True), own=Count("path", distinct=True, filter=Q(vendored=False)))
    )
    rows = list(counted.order_by("-own", "-files", "reading__repository")[: MOST_FOUND + 1])
    total = counted.count() if len(rows) > MOST_FOUND else len(rows)
    shown = rows[:MOST_FOUND]
    held = Repository.objects.select_related("record").in_bulk([row["reading__repository"] for row in shown])
    places: dict[str, list[tuple[str, str]]] = defaultdict(list)
    listed = current.filter(fits, reading__repository__in=list(held)).order_by("vendored", "path", "pk")
    for repository, path, licence in listed.values_list("reading__repository", "path", "licence")[:MOST_PLACES]:
        places[repository].append((path, licence))
    return [
        Found(
            held[row["reading__repository"]],
            row["files"],
            row["own"],
            tuple(dict.fromkeys(path for path, _licence in places[row["reading__repository"]]))[:MOST_PATHS],
            tuple(dict.fromkeys(licence for _path, licence in places[row["reading__repository"]])),
        )
        for row in shown
    ], total


def _trouble(name: str) -> Q:
    bad, unclear = Q(reading__incompatible__gt=0), Q(reading__review__gt=0)
    made = Q(reading__isnull=False)
    return {"any": bad | unclear, "incompatible": bad, "review": unclear, "none": made & ~bad & ~unclear}.get(name, Q(pk__in=()))


def _standing(name: str) -> Q:
    made, concluded = Q(reading__isnull=False), ~Q(reading__concluded="")
    return {
        "concluded": made & concluded,
        "undecided": made & ~concluded,
        "incomplete": Q(reading__complete=False),
        "unexamined": ~made,
    }.get(name, Q(pk__in=()))
