"""Which projects are the stars of a run, how bright is each, and what joins them?"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import Count, Max, Q

from portal.evidence.models import Run
from portal.public.selectors.numbers import (
    MILLIONTHS,
    is_dormant,
    kept,
    measured,
    project_completeness,
    project_value,
    repositories_by_record,
    repository_values,
    shared_contributors,
)
from portal.public.selectors.policy import fields_by_id
from portal.register.models import Kind, Listing, ListingState, Record, Repository
from portal.register.models.record import SHOWN

MOST_LINKS = 900
LINKS_A_STAR = 1.6
"""So many of the strongest lines are drawn, on average: more is fog."""


@dataclass(frozen=True, slots=True)
class SkyStar:
    """A registered project. ``value`` before the metric's scale; None: unknown. ``completeness`` None: not in the run at all."""

    id: str
    name: str
    name_en: str
    fields: tuple[str, ...]
    value: int | None
    completeness: int | None
    listed: bool
    dormant: bool
    before: int | None = None

    @property
    def incomplete(self) -> bool:
        """Whether some of its history could not be read."""
        return self.completeness is not None and self.completeness < MILLIONTHS


@dataclass(frozen=True, slots=True)
class Sky:
    """Stars in the order of the list: brightest first, the unknown last."""

    stars: tuple[SkyStar, ...]
    links: tuple[tuple[str, str, int], ...]


def register_state() -> str:
    """A mark that changes whenever a public page made from the register would."""
    records = Record.objects.aggregate(at=Max("updated_at"), count=Count("id"), shown=Count("id", filter=Q(state__in=SHOWN)))
    listings = Listing.objects.aggregate(
        last=Max("id"), count=Count("id"), listed=Count("id", filter=Q(state=ListingState.LISTED)), left=Count("removed_on")
    )
    repositories = Repository.objects.aggregate(last=Max("serial"), count=Count("id"), left=Count("removed_at"))
    text = "-".join(str(value) for part in (records, listings, repositories) for value in part.values())
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def sky_of(run: Run, metric: str, state: str) -> Sky:
    """All public projects as stars. ``state``: of the register (``register_state``)."""
    return kept(f"sky:{run.run_id}:{metric}:{state}", lambda: _sky(run, metric))


def compared(now: Sky, then: Sky) -> Sky:
    """The newer sky, each star with its value at the earlier date."""
    before = {star.id: star.value for star in then.stars}
    return Sky(tuple(replace(star, before=before.get(star.id)) for star in now.stars), now.links)


def _sky(run: Run, metric: str) -> Sky:
    values, found, owned = repository_values(run, metric), measured(run), repositories_by_record()
    listed = set(Listing.objects.filter(removed_on__isnull=True).exclude(state=ListingState.REMOVED).values_list("record_id", flat=True))
    known_fields = fields_by_id()
    rows = Record.objects.filter(kind=Kind.PROJECT, state__in=SHOWN).values_list("id", "name", "name_en", "fields", "serial")
    stars = []
    for ident, name, name_en, fields, serial in rows:
        mine = owned.get(ident, [])
        completeness = project_completeness(mine, found)
        star = SkyStar(
            id=ident,
            name=name,
            name_en=name_en,
            fields=tuple(field for field in fields if field in known_fields),
            value=project_value(mine, values),
            completeness=completeness,
            listed=ident in listed,
            dormant=completeness is not None and is_dormant(run, mine, found),
        )
        stars.append((star, serial))
    stars.sort(key=lambda pair: (pair[0].value is None, -(pair[0].value or 0), pair[1]))
    ordered = tuple(star for star, _serial in stars)
    return Sky(ordered, _links(run, ordered, owned))


def _links(run: Run, stars: tuple[SkyStar, ...], owned: Mapping[str, list[str]]) -> tuple[tuple[str, str, int], ...]:
    shown = {star.id for star in stars}
    record_of = {repository: record for record, repositories in owned.items() for repository in repositories if record in shown}
    joined: dict[tuple[str, str], int] = {}
    for one, other, people in shared_contributors(run):
        ends = sorted({record_of.get(one, ""), record_of.get(other, "")} - {""})
        if len(ends) == 2:  # noqa: PLR2004 -- a line has two ends
            # not additive over repositories: the same person may work on all of them
            joined[ends[0], ends[1]] = max(joined.get((ends[0], ends[1]), 0), people)
    most = min(MOST_LINKS, int(LINKS_A_STAR * len(stars)) + 1)
    strongest = sorted(joined.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return tuple((one, other, people) for (one, other), people in strongest)
