"""How does a run get its star map, and a new project its place in it?

Derived from frozen rows and made again at any time, so it writes no journal entry.
"""

from django.db import transaction
from django_tasks import task

from portal.evidence.models import Run
from portal.public.models import StarMap
from portal.public.selectors.numbers import CHART_METRICS
from portal.public.selectors.observation import observations
from portal.public.selectors.policy import vocabulary
from portal.public.selectors.sky import Sky, register_state, sky_of
from portal.public.stars import Body, Place, layout, radii


@task()
def make_star_map(run_id: str) -> None:
    """Place the stars of a run in the background, as soon as it is published."""
    run = Run.objects.get(run_id=run_id)
    star_map_places(run=run, sky=sky_of(run, CHART_METRICS[0], register_state()))


def star_map_places(*, run: Run, sky: Sky) -> dict[str, Place]:
    """Where each star of the sky stands; what is missing is placed once and kept."""
    kept = StarMap.objects.filter(run=run).first()
    places = _read(kept)
    if all(star.id in places for star in sky.stars):
        return places
    made = _placed(sky, earlier=places or _earlier(run), keep=bool(places))
    with transaction.atomic():
        # whoever comes second keeps what the first one placed: a star never stands in two places
        row, new = StarMap.objects.select_for_update().get_or_create(run=run, defaults={"places": made})
        if new:
            return made
        merged = {**made, **_read(row)}
        row.places = merged
        row.save(update_fields=["places"])
        return merged


def _earlier(run: Run) -> dict[str, Place]:
    """Places of the observation before this one."""
    before = StarMap.objects.filter(run__in=observations().exclude(pk=run.pk), run__loaded_at__lt=run.loaded_at)
    return _read(before.order_by("-run__loaded_at").first())


def _read(row: StarMap | None) -> dict[str, Place]:
    return {ident: (float(place[0]), float(place[1])) for ident, place in row.places.items()} if row else {}


def _placed(sky: Sky, *, earlier: dict[str, Place], keep: bool) -> dict[str, Place]:
    number = {field.id: place for place, field in enumerate(vocabulary().fields)}
    sizes = radii([star.value for star in sky.stars])
    bodies = [Body(star.id, tuple(number[field] for field in star.fields), size) for star, size in zip(sky.stars, sizes, strict=True)]
    return layout(bodies, sky.links, fields=len(number), earlier=earlier, keep=keep)
