"""Officers see the whole list, owners their own; it is narrowed, sorted, searched by licence and path, and taken away with a trace."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.journal.models import Entry
from portal.watch.selectors.projects import containing
from tests.portal.city import Town, town
from tests.portal.evidence.licence_answers import AFTER, ALARM, BEFORE, CONFLICT, project, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Town:
    from portal.house.context import office  # noqa: PLC0415 - Django's registry first

    here, there = office().districts[:2]
    made = town((here.id, there.id))
    project("gearsim", made.lizhou)
    project("minnow", made.yaoqiao)
    project("tideml", made.yaoqiao)
    read("gearsim", BEFORE, concluded="BSD-3-Clause")
    read("gearsim", AFTER, concluded="MIT", conflicts=[CONFLICT], alarms=[ALARM])
    read("minnow", AFTER, concluded="AGPL-3.0-only", complete=False)
    return made


def listed(client: Client, query: str = "") -> list[str]:
    shown = client.get(f"/watch/licences/{query}").content.decode().partition("<tbody")[2].partition("</tbody")[0]
    places = {name: shown.find(f"/projects/{name}/licences/") for name in ("gearsim", "minnow", "tideml")}
    return sorted((name for name, place in places.items() if place >= 0), key=lambda name: places[name])


def test_officers_see_all_of_it_the_worst_first(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(city.acting[Role.WATCH_OFFICER])
    assert listed(client) == ["gearsim", "minnow", "tideml"]
    assert Entry.objects.filter(event="finding.seen", subject="projects").count() == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?trouble=incompatible", ["gearsim"]),
        ("?trouble=none", ["minnow"]),
        ("?standing=unexamined", ["tideml"]),
        ("?standing=incomplete", ["minnow"]),
        ("?standing=concluded&sort=licence", ["minnow", "gearsim"]),
        ("?class=Permissive&sort=-name", ["minnow", "gearsim"]),
        ("?q=tide", ["tideml"]),
        ("?sort=name", ["gearsim", "minnow", "tideml"]),
        ("?trouble=nonsense", []),
    ],
)
def test_the_list_is_narrowed_and_sorted(city: Town, signed_in: Callable[[Acting], Client], query: str, names: list[str]) -> None:
    assert listed(signed_in(city.acting[Role.WATCH_OFFICER]), query) == names


def test_owners_see_their_own_and_others_nothing(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    assert listed(signed_in(city.acting[Role.ORG_ADMIN])) == ["gearsim"]
    assert listed(signed_in(city.elsewhere[Role.ORG_ADMIN])) == ["minnow", "tideml"]
    assert listed(signed_in(city.acting[Role.OFFICE_CLERK])) == []
    assert listed(signed_in(city.acting[Role.DISTRICT_OFFICER])) == []


def test_officers_take_the_list_away_with_a_trace(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(city.acting[Role.AUDITOR])
    text = client.get("/watch/licences/export/?form=csv&sort=name").content.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("项目,仓库")
    assert ",MIT,MIT,MIT,Permissive,1,0,4,4,是," in lines[1]
    assert "未检测" in lines[3]
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/watch/licences/export/?sort=name").content))
    assert book.get_sheet_by_name("许可证").to_python()[1][:2] == ["项目 gearsim", "gearsim"]
    assert [one.details["form"] for one in Entry.objects.filter(event="findings.exported").order_by("sequence")] == ["csv", "xlsx"]
    assert signed_in(city.acting[Role.ORG_ADMIN]).get("/watch/licences/export/").status_code == 404


@pytest.mark.parametrize(
    ("text", "by_path", "names"),
    [("GPL", False, {"gearsim", "minnow"}), ("agpl-3.0", False, {"minnow"}), ("gears/", True, {"gearsim", "minnow"}), ("G", False, set())],
)
def test_a_licence_its_family_or_a_path_is_found_within_reach(city: Town, text: str, by_path: bool, names: set[str]) -> None:  # noqa: FBT001
    found, total = containing(city.acting[Role.WATCH_OFFICER], text, by_path=by_path)
    assert {one.repository.pk for one in found} == names
    assert total == len(names)
    mine, _total = containing(city.acting[Role.ORG_ADMIN], text, by_path=by_path)
    assert {one.repository.pk for one in mine} == names & {"gearsim"}


def test_a_copy_of_somebody_elses_work_is_told_apart(city: Town) -> None:
    (one,) = containing(city.acting[Role.ORG_ADMIN], "GPL-2.0", by_path=False)[0]
    assert (one.files, one.own, one.paths) == (1, 0, ("third_party/gears/gear.c",))


def test_a_search_is_kept_with_what_was_looked_for(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    client = signed_in(city.acting[Role.WATCH_OFFICER])
    shown = client.get("/watch/licences/search/?q=AGPL").content.decode()
    assert "minnow" in shown
    client.get("/watch/licences/search/")
    (entry,) = Entry.objects.filter(event="finding.seen", subject="search")
    assert entry.details == {"text": "AGPL", "by": "licence", "found": 1}


def test_alarms_are_listed_within_reach(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    assert ALARM["reason"] in signed_in(city.acting[Role.ORG_ADMIN]).get("/watch/alarms/").content.decode()
    assert ALARM["reason"] not in signed_in(city.elsewhere[Role.ORG_ADMIN]).get("/watch/alarms/").content.decode()
    assert ALARM["reason"] not in signed_in(city.acting[Role.WATCH_OFFICER]).get("/watch/alarms/?level=green").content.decode()
