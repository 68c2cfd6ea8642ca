"""The city's vulnerabilities: officers read names, districts their own numbers, everybody else numbers that point at nobody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.register.models import Record
from portal.watch.selectors.city import city_risks, totals
from tests.portal.city import Town, town
from tests.portal.evidence.licence_answers import project
from tests.portal.watch.risks import finding, watched

pytestmark = pytest.mark.django_db
NAMES = ("gearsim", "minnow", "p3", "p4", "p5", "p6")


@pytest.fixture
def districts() -> tuple[str, str]:
    from portal.house.context import office  # noqa: PLC0415 - Django's registry first

    here, there = office().districts[:2]
    return here.id, there.id


@pytest.fixture
def city(districts: tuple[str, str]) -> Town:
    made = town(districts)
    records = [project(ident, made.yaoqiao if ident == "minnow" else made.lizhou) for ident in NAMES]
    watched(*records)
    began = timezone.now() - timedelta(weeks=4)
    for record in records:
        finding(record, "CVE-2026-1", package="urllib3", level="high", opened_at=began, runtime=True)
    finding(records[0], "CVE-2026-2", package="secret-lib", level="critical", opened_at=began)
    finding(records[1], "CVE-2026-3", package="urllib3", level="", opened_at=began, closed_at=timezone.now(), close_cause="upgraded",
            brought={"since_commit": "a" * 40, "since_at": "2026-11-01T00:00:00Z", "until_commit": "b" * 40,
                     "until_at": "2026-11-11T12:00:00Z", "complete": True, "path": "x"}, published="2026-10-01T00:00:00Z")  # fmt: skip
    return made


def shown(client: Client, query: str = "") -> str:
    answer = client.get(f"/watch/city/{query}")
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2]


def test_everybody_reads_numbers_that_point_at_nobody(city: Town, client: Client) -> None:
    page = shown(client)
    assert "urllib3" in page
    assert "少于 5" in page
    assert "共 120 个组件，其中 100 个属于已覆盖生态" in page
    for word in (*NAMES, "secret-lib", "依赖星座"):
        assert word not in page
    assert "Most dangerous shared components" in client.get("/en/watch/city/").content.decode()


def test_officers_read_names_and_the_look_is_kept(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    from portal.journal.models import Entry  # noqa: PLC0415 - Django's registry first

    page = shown(signed_in(city.acting[Role.WATCH_OFFICER]))
    for word in ("项目 gearsim", "secret-lib", "依赖星座", "少于"):
        assert (word in page) == (word != "少于"), word
    assert Entry.objects.filter(event="finding.seen", subject="city").count() == 1


def test_a_district_reads_its_own_numbers_and_no_others(
    city: Town, districts: tuple[str, str], signed_in: Callable[[Acting], Client]
) -> None:
    client = signed_in(city.acting[Role.DISTRICT_OFFICER])
    assert "少于 5" not in shown(client, f"?district={districts[0]}")
    for query in ("", f"?district={districts[1]}"):
        page = shown(client, query)
        assert "少于 5" in page
        assert "minnow" not in page


def test_the_worst_component_stands_first_with_its_projects(city: Town) -> None:
    whole = city_risks(whole=True, named=True)
    assert [(one.package, one.worst, one.affected.value) for one in whole.components] == [
        ("secret-lib", "critical", 1),
        ("urllib3", "high", 6),
    ]
    assert whole.constellation is not None
    assert len(whole.constellation.rays) == 7
    assert whole.constellation.projects[0].pk == "gearsim"
    everybody = city_risks(whole=False, named=False)
    assert [(one.package, one.affected.shown) for one in everybody.components] == [("urllib3", "6")]
    assert (everybody.hidden_components, everybody.constellation) == (1, None)


def test_exposure_is_counted_week_by_week_and_unknown_before_the_first_look(city: Town) -> None:
    weeks = city_risks(whole=True, named=False).weeks
    assert len(weeks) == 26
    assert weeks[0].levels == (None,) * 5
    assert [one.value for one in weeks[-1].levels if one] == [1, 6, 0, 0, 0]
    assert [one.value for one in weeks[-2].levels if one] == [1, 6, 0, 0, 1]
    assert [one.shown for one in city_risks(whole=False, named=False).weeks[-1].levels if one] == ["少于 5", "6", "0", "0", "0"]


def test_time_to_fix_is_that_of_the_commits(city: Town) -> None:
    (yaoqiao, lizhou) = city_risks(whole=True, named=False).sizes
    assert (yaoqiao.size, yaoqiao.median_days, yaoqiao.mean_days, yaoqiao.fixed.value) == ("1", 11, 11, 1)
    assert (lizhou.size, lizhou.median_days, lizhou.open.value) == ("2-5", None, 6)
    assert [(one.told, one.median_days) for one in city_risks(whole=False, named=False).sizes] == [(False, None), (False, None)]


def test_the_first_page_of_watch_tells_counts_without_names(city: Town, client: Client) -> None:
    page = client.get("/watch/").content.decode().partition("<main")[2]
    assert "共 120 个组件" in page
    assert "少于 5" in page
    assert not any(name in page for name in NAMES)


def test_queries_do_not_grow_with_the_city(city: Town, client: Client, django_assert_max_num_queries: Callable[..., object]) -> None:
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        shown(client)
    assert Record.objects.count() == len(NAMES)


def test_what_two_people_signed_away_is_no_danger_any_more(city: Town) -> None:
    from portal.evidence.models import RiskFinding  # noqa: PLC0415 - Django's registry first

    RiskFinding.objects.filter(package="secret-lib").update(standing="not_affected")
    assert [one.package for one in city_risks(whole=True, named=True).components] == ["urllib3"]


def test_many_findings_of_few_projects_are_told_to_nobody_else(city: Town) -> None:
    from portal.evidence.selectors.risk import aggregates  # noqa: PLC0415 - Django's registry first

    for number in range(7):
        finding(Record.objects.get(pk="gearsim"), f"CVE-2026-4{number}", package=f"lib-{number}", level="low")
    low = 3
    assert totals(aggregates(), whole=True)[low][1].shown == "7"
    assert totals(aggregates(), whole=False)[low][1].shown == "少于 5"
    last = city_risks(whole=False, named=False).weeks[-1].levels[low]
    assert last is not None
    assert last.hidden


def test_a_district_with_few_watched_projects_shows_no_number(city: Town, districts: tuple[str, str], client: Client) -> None:
    for page in (shown(client, f"?district={districts[1]}"), client.get(f"/watch/?district={districts[1]}").content.decode()):
        assert "已读取依赖清单的项目少于 5 个" in page
        assert "个项目的依赖清单已读取" not in page
        assert "其中：已知被利用" not in page
    assert "其中：已知被利用" in shown(client)


def test_what_was_settled_is_no_exposure_and_a_district_nobody_looked_at_is_unknown(city: Town, districts: tuple[str, str]) -> None:
    from portal.evidence.models import RiskFinding, RiskInventory  # noqa: PLC0415 - Django's registry first

    RiskFinding.objects.filter(package="secret-lib").update(standing="waived")
    assert [one.value for one in city_risks(whole=True, named=False).weeks[-1].levels if one] == [0, 6, 0, 0, 0]
    RiskFinding.objects.filter(record="minnow").update(record=None)
    RiskInventory.objects.filter(record="minnow").delete()
    assert city_risks(district=districts[1], whole=True, named=False).weeks[-1].levels == (None,) * 5
