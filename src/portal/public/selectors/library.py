"""Who is in a library, narrowed by what the reader ticked, in the order they asked for?"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.translation import get_language, gettext

from portal.evidence.models import Run
from portal.house.context import office
from portal.house.parts import Choice, Facet
from portal.house.search import matching
from portal.public import addresses
from portal.public.plain_text import public_text
from portal.public.selectors.numbers import (
    measured,
    metrics_of,
    project_completeness,
    project_value,
    repositories_by_record,
    repository_values,
)
from portal.public.selectors.policy import fields_by_id, libraries, vocabulary
from portal.register.models import Kind, Listing, ListingState, Record
from portal.register.models.record import SHOWN
from portal.register.selectors.records import public_records
from xingtu.policy.libraries import Library

PAGE = 50
MOST_COMPARED = 4
SORTS = ("name", "-name", "on", "-on", "lines", "-lines", "changes", "-changes")
MEASURES = {"lines": "credited_lines", "changes": "merged_changes"}
Kept = TypeVar("Kept", bound=Record)
SLUG = re.compile(r"[A-Za-z0-9_-]{1,80}")
ALL = "all"
"""The list of everything that is registered, beside the city's libraries."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record in a list, with what the newest observation measured; None: unknown or not measurable."""

    record: Record
    name: str
    href: str
    fields: tuple[str, ...]
    district: str
    listing: Listing | None
    lines: int | None
    changes: int | None
    completeness: int | None
    measurable: bool
    scales: Mapping[str, int]
    """By the names of the two numbers: what is shown is the value divided by it."""


def library_named(ident: str) -> Library | None:
    """The library of that id."""
    return next((library for library in libraries() if library.id == ident), None)


def library_counts() -> list[tuple[Library, int]]:
    """Every library with the number of records in it."""
    rows = Listing.objects.filter(_standing(), record__state__in=SHOWN).values_list("library").annotate(count=Count("record"))
    counts = dict(rows.order_by())
    return [(library, counts.get(library.id, 0)) for library in libraries()]


def registered_counts() -> dict[str, int]:
    """How many of each kind are registered."""
    rows = public_records().order_by().values_list("kind").annotate(count=Count("id"))
    return dict(rows)


def listed_records(library: str, *, removed: bool = False) -> QuerySet[Record]:
    """Records of a library; with ``removed``, those that left it."""
    if library == ALL:
        return public_records()
    held = Listing.objects.filter(record=OuterRef("pk"), library=library)
    inside = held.filter(_standing())
    return public_records().filter(Exists(held) & ~Exists(inside) if removed else Exists(inside))


def narrowed(records: QuerySet[Record], asked: QueryDict) -> QuerySet[Record]:
    """By words and by ticked boxes; what is ticked in one group is "or", groups are "and"."""
    query = asked.get("q", "")
    if query.strip():
        records = records.filter(matching(query, column="search_text"))
    if kinds := [kind for kind in asked.getlist("kind") if kind in Kind.values]:
        records = records.filter(kind__in=kinds)
    if districts := [ident for ident in asked.getlist("district") if ident in {place.id for place in office().districts}]:
        records = records.filter(district__in=districts)
    if fields := [ident for ident in asked.getlist("field") if ident in fields_by_id()]:
        records = narrowed_by(records, fields)
    return records


def narrowed_by(records: QuerySet[Kept], fields: Sequence[str]) -> QuerySet[Kept]:
    """Those of any of these fields."""
    # a JSON array of ids, asked as text: the same on SQLite and PostgreSQL
    condition = Q(pk__in=[])
    for field in fields:
        condition |= Q(fields_text__contains=f'"{field}"')
    narrowed: QuerySet[Kept] = records.annotate(fields_text=Cast("fields", TextField())).filter(condition)  # type: ignore[assignment]
    return narrowed


def facets_of(library: str, records: QuerySet[Record], asked: QueryDict) -> list[Facet]:
    """The groups beside the list, each choice with the number of records of the whole library."""
    rows = list(records.order_by().values_list("kind", "district", "fields"))
    kinds, districts = Counter(row[0] for row in rows), Counter(row[1] for row in rows)
    fields = Counter(field for row in rows for field in row[2])
    english = _english()
    groups = [
        Facet("field", gettext("重点领域"), [
            Choice(field.id, field.name_en if english else field.name, fields[field.id], field.id in asked.getlist("field"))
            for field in vocabulary().fields if fields[field.id]
        ]),
        Facet("district", gettext("区县、园区"), [
            Choice(place.id, place.name_en if english else place.name, districts[place.id], place.id in asked.getlist("district"))
            for place in office().districts if districts[place.id]
        ]),
    ]  # fmt: skip
    if library == ALL or len(kinds) > 1:
        choices = [
            Choice(kind.value, kind.label, kinds[kind.value], kind.value in asked.getlist("kind")) for kind in Kind if kinds[kind.value]
        ]
        groups.insert(0, Facet("kind", gettext("类别"), choices))
    return [group for group in groups if group.choices]


def ordered(records: QuerySet[Record], sort: str, library: str, run: Run | None) -> list[str]:
    """Ids in the asked order: as registered unless asked otherwise; the unknown always last."""
    sort = sort if sort in SORTS else ""
    key, down = sort.lstrip("-"), sort.startswith("-")
    if key == "name":
        return list(records.order_by("-name" if down else "name", "serial").values_list("id", flat=True))
    idents = list(records.order_by("serial").values_list("id", flat=True))
    if key == "on":
        since = dict(Listing.objects.filter(_standing(), library=library).values_list("record_id", "listed_on"))
        known = [ident for ident in idents if ident in since]
        return [*sorted(known, key=since.__getitem__, reverse=down), *(ident for ident in idents if ident not in since)]
    if key in MEASURES and run:
        owned, values = repositories_by_record(), repository_values(run, MEASURES[key])
        found = {ident: project_value(owned.get(ident, ()), values) for ident in idents}
        known = sorted((ident for ident in idents if found[ident] is not None), key=lambda ident: found[ident] or 0, reverse=down)
        return [*known, *(ident for ident in idents if found[ident] is None)]
    return idents


def rows_of(idents: Sequence[str], library: str, run: Run | None) -> list[Row]:
    """Those records as lines, in that order; as many questions for fifty as for one."""
    records = {record.id: record for record in Record.objects.filter(id__in=idents).select_related("organisation")}
    listings: dict[str, Listing] = {}
    rows = Listing.objects.filter(record__in=idents).order_by("listed_on", "id")
    for listing in rows if library == ALL else rows.filter(library=library):
        listings[listing.record_id] = listing
    owned = repositories_by_record(idents)
    values = {name: repository_values(run, metric) if run else {} for name, metric in MEASURES.items()}
    held = metrics_of(run) if run else {}
    scales = {name: held[metric].scale if metric in held else 1 for name, metric in MEASURES.items()}
    return [_row(records[ident], listings.get(ident), owned.get(ident, []), values, scales, run) for ident in idents if ident in records]


def _row(
    record: Record,
    listing: Listing | None,
    repositories: list[str],
    values: Mapping[str, Mapping[str, int | None]],
    scales: Mapping[str, int],
    run: Run | None,
) -> Row:
    english = _english()
    named = {field.id: field.name_en if english else field.name for field in vocabulary().fields}
    project = record.kind == Kind.PROJECT
    return Row(
        record=record,
        name=public_text(record.name_en if english and record.name_en else record.name),
        href=addresses.project(record.id) if project else addresses.organisation(record.organisation_id) if record.organisation_id else "",
        fields=tuple(named[field] for field in record.fields if field in named),
        district=next((place.name_en if english else place.name for place in office().districts if place.id == record.district), ""),
        listing=listing,
        lines=project_value(repositories, values["lines"]),
        changes=project_value(repositories, values["changes"]),
        completeness=project_completeness(repositories, measured(run)) if run and project else None,
        measurable=project,
        scales=scales,
    )


def comparable(asked: Sequence[str]) -> list[str]:
    """Those that everybody may see, four at most."""
    idents = [ident for ident in asked if SLUG.fullmatch(ident)]
    shown = set(public_records().filter(id__in=list(idents)).values_list("id", flat=True))
    return [ident for ident in idents if ident in shown][:MOST_COMPARED]


def comparison(idents: Sequence[str], run: Run | None) -> tuple[list[tuple[str, str]], list[tuple[str, list[Any]]]]:
    """Records side by side: (name, href) each, then (label, values) a line."""
    rows = rows_of(idents, ALL, run)
    typed = [row.record.typed() for row in rows]
    lines: list[tuple[str, list[Any]]] = [
        (gettext("类别"), [row.record.get_kind_display() for row in rows]),
        (gettext("状态"), [row.record.get_state_display() for row in rows]),
        (gettext("介绍"), [public_text((row.record.summary_en if _english() else "") or row.record.summary) or None for row in rows]),
        (gettext("重点领域"), ["、".join(row.fields) or None for row in rows]),
        (gettext("所属单位"), [_organisation(row.record) for row in rows]),
        (gettext("区县（园区）"), [row.district or None for row in rows]),
        (gettext("许可证"), [_own(record, "licence") for record in typed]),
        (gettext("编程语言"), [_own(record, "languages") for record in typed]),
    ]
    return [(row.name, row.href) for row in rows], lines


def compared_values(idents: Sequence[str], run: Run, metrics: Sequence[str]) -> dict[str, dict[str, int | None]]:
    """Metric → record → value, for additive metrics of the run."""
    owned = repositories_by_record(idents)
    return {
        metric: {ident: project_value(owned.get(ident, ()), values) for ident in idents}
        for metric in metrics
        for values in (repository_values(run, metric),)
    }


def _own(record: Record, name: str) -> str | None:
    """What only one kind has; None: it could be told and is not."""
    if not hasattr(record, name):
        return gettext("不适用")
    value = getattr(record, name)
    return ("、".join(value) if isinstance(value, list) else public_text(value)) or None


def _organisation(record: Record) -> str | None:
    body = record.organisation
    return public_text(body.name_en if _english() and body.name_en else body.name) if body else None


def _standing() -> Q:
    return Q(removed_on__isnull=True) & ~Q(state=ListingState.REMOVED)


def _english() -> bool:
    return (get_language() or "").startswith("en")
