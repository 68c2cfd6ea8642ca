"""The public reads how the city stands, without a project's name and without small numbers of troubles; coverage stands beside."""

from collections.abc import Callable

import pytest
from django.test import Client

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.watch.selectors.overview import overview
from tests.portal.city import Town, town
from tests.portal.evidence.licence_answers import AFTER, ALARM, BEFORE, CONFLICT, project, read, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def districts() -> tuple[str, str]:
    from portal.house.context import office  # noqa: PLC0415 - Django's registry first

    here, there = office().districts[:2]
    return here.id, there.id


@pytest.fixture
def city(districts: tuple[str, str]) -> Town:
    made = town(districts)
    for ident in ("gearsim", "minnow"):
        project(ident, made.lizhou)
    for ident in ("sealbox", "tideml"):
        project(ident, made.yaoqiao)
    run(dict.fromkeys(("gearsim", "minnow", "sealbox", "tideml"), AFTER), state="published")
    read("gearsim", BEFORE, concluded="BSD-3-Clause")
    read("gearsim", AFTER, concluded="MIT", conflicts=[CONFLICT], alarms=[ALARM])
    read("minnow", AFTER, concluded="", declared="GPL-3.0-only", complete=False)
    read("sealbox", AFTER, concluded="MIT", conflicts=[{**CONFLICT, "root": f"part-{n}", "answer": "review"} for n in range(5)])
    return made


def test_coverage_stands_beside_every_number(city: Town) -> None:
    shown = overview(whole=True)
    assert (shown.projects, shown.examined, shown.unexamined, shown.incomplete) == (4, 3, 1, 1)
    assert (shown.files, shown.scanned) == (12, 11)
    assert shown.open_projects == 2
    assert [(line.ident, line.projects, line.licences) for line in shown.classes] == [("Permissive", 2, (("MIT", 2),)), ("", 1, ())]


def test_small_numbers_of_troubles_are_told_to_officers_only(city: Town) -> None:
    everybody, officer = overview(whole=False), overview(whole=True)
    assert (everybody.incompatible.shown, everybody.review.shown, everybody.resolved.shown) == ("少于 5", "5", "0")
    assert (officer.incompatible.shown, officer.review.shown) == ("1", "5")
    assert (everybody.months[0].red.shown, officer.months[0].red.shown, officer.months[1].red.shown) == ("少于 5", "1", "0")
    assert len(officer.months) == 12


def test_a_district_is_counted_alone(city: Town, districts: tuple[str, str]) -> None:
    there = overview(district=districts[1], whole=True)
    assert (there.projects, there.examined, there.incompatible.value, there.review.value) == (2, 1, 0, 5)


def test_the_page_names_no_project(city: Town, client: Client) -> None:
    shown = client.get("/watch/").content.decode().partition("<main")[2]
    assert "登记的 4 个项目中，3 个" in shown
    assert "少于 5" in shown
    for name in ("gearsim", "minnow", "sealbox", "third_party"):
        assert name not in shown
    assert "Of 4 registered projects 3" in client.get("/en/watch/").content.decode()


def test_an_empty_city_says_that_nothing_was_examined(db: None, client: Client) -> None:
    assert "还没有检测过任何项目" in client.get("/watch/").content.decode()


def test_queries_do_not_grow_with_the_city(city: Town, client: Client, django_assert_max_num_queries: Callable[..., object]) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert client.get("/watch/").status_code == 200


@pytest.mark.parametrize("role", [Role.WATCH_OFFICER, Role.AUDITOR])
def test_officers_find_the_list_behind_it(city: Town, signed_in: Callable[[Acting], Client], role: Role) -> None:
    assert "/watch/licences/" in signed_in(city.acting[role]).get("/watch/").content.decode()
