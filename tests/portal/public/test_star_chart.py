"""The drawing, and what the pages say around it."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.public.charts import Chart, chart_of
from portal.public.models import StarMap
from portal.public.selectors.policy import vocabulary
from portal.public.selectors.sky import register_state, sky_of
from portal.public.star_chart import TALL, WIDE, ChartStar, field_colours, star_chart
from portal.register.models import Listing, Project, Record, Repository, State
from tests.portal.public.filled_city import City

SVG = "{http://www.w3.org/2000/svg}"


def drawn(**changes: object) -> str:
    star: dict[str, Any] = {
        "id": "a",
        "href": "/projects/a/",
        "name": "齿轮",
        "said": "齿轮 · 1 行",
        "field": 0,
        "x": 300.0,
        "y": 300.0,
        "radius": 12.0,
    }
    return star_chart([ChartStar(**{**star, **changes})], [], ["工业软件"], WIDE, title="星图", description="一颗星")


def chart(city: City) -> Chart:
    found = chart_of(city.observation)
    assert found
    return found


def test_every_star_is_a_link_with_its_meaning_in_a_sentence() -> None:
    tree = ET.fromstring(drawn())  # noqa: S314 -- our own drawing
    link = tree.find(f".//{SVG}a")
    assert link is not None
    assert link.get("href") == "/projects/a/"
    assert link.findtext(f"{SVG}title") == "齿轮 · 1 行"


def test_a_drawing_says_its_title_and_description() -> None:
    tree = ET.fromstring(drawn())  # noqa: S314
    assert tree.findtext(f"{SVG}title") == "星图"
    assert tree.findtext(f"{SVG}desc") == "一颗星"


def test_a_hostile_name_draws_no_tag() -> None:
    assert "<script" not in drawn(name="<script>", said='"><script>alert(1)</script>', href='"><script>')


def test_ring_dash_and_dimness_mean_what_the_key_says() -> None:
    assert 'class="ring"' in drawn(listed=True)
    assert "star f0 dim" in drawn(dormant=True)
    assert "star f0 gap" in drawn(incomplete=True)
    assert "gap blank" in drawn(known=False)
    assert 'class="halo"' not in drawn(dormant=True)


@pytest.mark.parametrize("look", [WIDE, TALL])
def test_names_neither_overlap_nor_leave_the_frame(look: Any) -> None:
    stars = [
        ChartStar(str(place), "/", f"项目名称{place}", "", place % 3, 120 + place * 37 % 1400, 90 + place * 61 % 850, 6.0)
        for place in range(60)
    ]
    tree = ET.fromstring(star_chart(stars, [], ["甲", "乙", "丙"], look, title="t", description="d"))  # noqa: S314
    boxes = []
    for text in tree.findall(f".//{SVG}g[@class='names']/{SVG}text"):
        wide = sum(2 if ord(letter) > 255 else 1 for letter in text.text or "") * look.type_size * 0.56
        x, y = float(text.get("x", 0)), float(text.get("y", 0))
        left = {"start": x, "end": x - wide, "middle": x - wide / 2}[text.get("text-anchor", "")]
        boxes.append((left, y - look.type_size * 0.8, left + wide, y + look.type_size * 0.2))
    assert boxes
    for place, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= (1000 if look.tall else 1600)
        assert all(left >= r or right <= l or top >= b or bottom <= t for l, t, r, b in boxes[place + 1 :])  # noqa: E741


def test_colours_are_those_of_the_policy_by_night_and_on_paper() -> None:
    night, _print, paper = field_colours(vocabulary()).partition("@media print")
    assert f".f5{{--c:{vocabulary().fields[5].colour_dark}" in night
    assert f".f5{{--c:{vocabulary().fields[5].colour}}}" in paper


def test_the_list_stands_in_the_order_of_the_sky(city: City) -> None:
    found = chart(city)
    tree = ET.fromstring(found.drawings[0])  # noqa: S314
    assert [link.get("data-star") for link in tree.iter(f"{SVG}a")] == [line.star.id for line in found.stars]
    known = [line.star.value for line in found.stars if line.star.value is not None]
    assert known == sorted(known, reverse=True)


def test_a_project_without_evidence_is_unknown_and_last(city: City) -> None:
    last = chart(city).stars[-1]
    assert last.star.id == city.projects[-1]
    assert last.star.value is None
    assert "尚无证据" in last.marks


def test_incomplete_dormant_and_listed_are_seen(city: City) -> None:
    stars = {star.id: star for star in sky_of(city.observation, "credited_lines", register_state()).stars}
    assert stars["project-4"].incomplete
    assert stars["project-5"].dormant
    assert {ident for ident, star in stars.items() if star.listed} == set(
        Listing.objects.filter(removed_on=None, record__kind="project")
        .exclude(record__state=State.SUBMITTED)
        .values_list("record_id", flat=True)
    )


def test_what_is_not_registered_yet_is_no_star(city: City) -> None:
    assert Record.objects.get(id="project-6").state == State.SUBMITTED
    assert "project-6" not in {line.star.id for line in chart(city).stars}


def test_a_new_project_appears_and_moves_nobody(city: City, client: Client) -> None:
    client.get("/")
    before = StarMap.objects.get(run=city.observation).places
    Project.objects.create(id="newborn", kind="project", state=State.REGISTERED, name="新星", serial=9_000_000, fields=["security"])
    Repository.objects.create(
        id="newborn-repo", record_id="newborn", name="新星", url="https://git.xinghe.example/newborn", serial=9_000_000
    )
    assert 'data-star="newborn"' in client.get("/").content.decode()
    after = StarMap.objects.get(run=city.observation).places
    assert {ident: after[ident] for ident in before} == before


def test_stars_are_placed_when_an_observation_is_published(city: City, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    StarMap.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        city.observation.save()
    assert StarMap.objects.filter(run=city.observation).exists()
    assert not StarMap.objects.filter(run=city.award).exists()


def test_two_dates_show_what_rose_and_what_is_new(city: City, client: Client) -> None:
    found = chart_of(city.observation, then=city.earlier)
    assert found
    changes = {line.change for line in found.stars}
    assert "rose" in changes
    page = client.get(f"/chart/?with={city.earlier.short}").content.decode()
    assert 'class="before"' in page
    assert "▲ 升" in page


def test_another_number_gives_other_areas(city: City, client: Client) -> None:
    assert "按合入变更数画出面积" in client.get("/chart/?metric=merged_changes").content.decode()
    assert "按计入行数（新增）画出面积" in client.get("/chart/?metric=no-such-thing").content.decode()


def test_without_a_published_observation_the_page_says_what_to_do(db: None, client: Client) -> None:
    for address in ("/", "/chart/", "/en/chart/"):
        page = client.get(address)
        assert page.status_code == 200
        assert b"<svg xmlns" not in page.content
    assert "还没有公布过全市观测" in client.get("/").content.decode()
