"""Where stars stand."""

from itertools import combinations
from math import dist

import pytest

from portal.public.stars import EDGE, HEIGHT, SMALLEST_RADIUS, WIDTH, Body, field_centre, layout, radii


def bodies(count: int) -> list[Body]:
    return [Body(f"project-{place}", (place % 5,), 4 + place % 12) for place in range(count)]


LINKS = [(f"project-{place}", f"project-{place * 3 % 40}", 1 + place % 4) for place in range(40)]


def test_the_same_city_gives_the_same_sky() -> None:
    assert layout(bodies(40), LINKS, fields=5) == layout(bodies(40), LINKS, fields=5)


@pytest.mark.parametrize("count", [1, 2, 40, 300])
def test_no_two_stars_touch_and_none_leaves_the_frame(count: int) -> None:
    stars = bodies(count)
    places = layout(stars, LINKS, fields=5)
    for one, other in combinations(stars, 2):
        assert dist(places[one.id], places[other.id]) >= one.radius + other.radius
    for x, y in places.values():
        assert EDGE <= x <= WIDTH - EDGE
        assert EDGE <= y <= HEIGHT - EDGE


def test_stars_born_on_one_spot_part() -> None:
    twins = [Body("a", (0,), 9), Body("b", (0,), 9)]
    places = layout(twins, [], fields=5, earlier={"a": (400, 400), "b": (400, 400)})
    assert dist(places["a"], places["b"]) >= 18


def test_a_newcomer_moves_nobody() -> None:
    before = layout(bodies(40), LINKS, fields=5)
    after = layout([*bodies(40), Body("newborn", (2,), 6)], LINKS, fields=5, earlier=before, keep=True)
    assert {ident: after[ident] for ident in before} == before
    assert "newborn" in after


def test_next_month_the_sky_is_familiar() -> None:
    before = layout(bodies(40), LINKS, fields=5)
    grown = [Body(body.id, body.fields, body.radius * 1.1) for body in bodies(40)]
    after = layout(grown, LINKS, fields=5, earlier=before)
    moved = sorted(dist(before[ident], after[ident]) for ident in before)
    assert moved[len(moved) // 2] < 30


def test_stars_of_one_field_gather() -> None:
    places = layout(bodies(60), [], fields=5)
    for body in bodies(60):
        nearest = min(range(5), key=lambda field: dist(places[body.id], field_centre(field, 5)))
        assert nearest == body.fields[0]


def test_area_is_as_the_number() -> None:
    small, large = radii([100, 400])
    assert large == pytest.approx(2 * small, rel=0.02)


def test_what_is_unknown_is_as_small_as_a_star_can_be() -> None:
    assert radii([None, 0, 10_000])[:2] == [SMALLEST_RADIUS, SMALLEST_RADIUS]


def test_an_empty_city_has_an_empty_sky() -> None:
    assert layout([], [], fields=5) == {}
    assert radii([]) == []
