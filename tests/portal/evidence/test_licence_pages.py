"""Everybody reads a project's headline licence and how much of it was examined; findings are for owners and officers, each look kept."""

from collections.abc import Callable

import pytest
from django.test import Client

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.evidence.models import LicenceReading, LicenceRuling, ReadingState
from portal.journal.models import Entry
from portal.register.models import Record
from tests.portal.city import Town, town
from tests.portal.evidence.licence_answers import AFTER, ALARM, BEFORE, BLOB, CONFLICT, GPL_RULE, project, read, run

pytestmark = pytest.mark.django_db
TAB = "/projects/gearsim/licences/"
SECRET = ("third_party/gears", "第 2 条 b 款", "SSPL-1.0，不再是开源许可证", "REUSE", "print-1")
"""What only those see to whom findings are open."""


@pytest.fixture
def city(districts: tuple[str, str]) -> Town:
    return town(districts)


@pytest.fixture
def gearsim(city: Town) -> Record:
    made = project("gearsim", city.lizhou)
    run({"gearsim": AFTER}, state="published")
    read("gearsim", BEFORE, concluded="BSD-3-Clause")
    read("gearsim", AFTER, concluded="MIT", conflicts=[CONFLICT], alarms=[ALARM])
    return made


def main(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2]


def test_everybody_reads_headline_and_coverage_and_no_finding(gearsim: Record, client: Client) -> None:
    shown = main(client, TAB)
    for text in ("MIT", "宽松", "算作开源", "随附许可证全文", "100", AFTER[:12]):
        assert text in shown
    for text in SECRET:
        assert text not in shown
    assert not Entry.objects.filter(event="finding.seen").exists()


@pytest.mark.parametrize("role", [Role.ORG_ADMIN, Role.DISTRICT_OFFICER, Role.OFFICE_CLERK, Role.OFFICE_HEAD, Role.EXPERT, Role.DEVELOPER])
def test_others_read_no_more_than_everybody(city: Town, gearsim: Record, signed_in: Callable[[Acting], Client], role: Role) -> None:
    acting = city.elsewhere[role] if role is Role.ORG_ADMIN else city.acting[role]
    client = signed_in(acting)
    shown = main(client, TAB)
    assert all(text not in shown for text in SECRET)
    for address in (f"{TAB}files/", f"{TAB}files/?path=LICENSE", f"{TAB}reports/spdx/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{TAB}again/").status_code == 404


@pytest.mark.parametrize("role", [Role.ORG_ADMIN, Role.WATCH_OFFICER, Role.AUDITOR])
def test_owners_and_officers_read_the_findings_and_every_look_is_kept(
    city: Town, gearsim: Record, signed_in: Callable[[Acting], Client], role: Role
) -> None:
    client = signed_in(city.acting[role])
    shown = main(client, TAB)
    for text in SECRET:
        assert text in shown
    assert "third_party/gears/gear.c:1-3" in shown
    assert Entry.objects.filter(event="finding.seen", actor=city.acting[role].actor_id).count() == 1
    main(client, TAB)
    assert Entry.objects.filter(event="finding.seen").count() == 2
    assert ("起草裁定" in shown) == (role is Role.WATCH_OFFICER)


def test_a_file_shows_its_matches_and_one_click_says_it_is_no_licence(
    city: Town, gearsim: Record, signed_in: Callable[[Acting], Client]
) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    listed = main(client, f"{TAB}files/?q=gear")
    assert "third_party/gears/gear.c" in listed
    assert "src/main.c" not in listed
    shown = main(client, f"{TAB}files/?path=third_party/gears/gear.c")
    for text in (GPL_RULE, "100.00", "1–3", "这不是许可证", "Copyright 2024 Somebody"):
        assert text in shown
    assert client.get(f"{TAB}files/?path=no/such").status_code == 404
    assert client.get(f"{TAB}files/?repository=elsewhere").status_code == 404
    sent = {"repository": "gearsim", "blob": BLOB, "rule": GPL_RULE}
    assert client.post(f"{TAB}not-a-licence/", sent | {"rule": "never-matched"}).status_code == 404
    assert client.post(f"{TAB}not-a-licence/", sent).status_code == 302
    ruling = LicenceRuling.objects.get()
    assert (ruling.state, ruling.blob, ruling.rule) == ("draft", BLOB, GPL_RULE)
    assert "这不是许可证" not in main(signed_in(city.acting[Role.AUDITOR]), f"{TAB}files/?path=third_party/gears/gear.c")


def test_reports_are_taken_home_by_those_who_may_and_that_is_kept(
    city: Town, gearsim: Record, signed_in: Callable[[Acting], Client]
) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    for form, ending in (("html", "html"), ("xlsx", "xlsx"), ("notice", "txt"), ("spdx", "json"), ("cyclonedx", "json"), ("json", "json")):
        answer = client.get(f"{TAB}reports/{form}/?repository=gearsim")
        assert answer.status_code == 200
        assert answer.content.decode() == f"{form} gearsim"
        assert answer.headers["Content-Disposition"].endswith(f".{ending}")
    assert client.get(f"{TAB}reports/exe/").status_code == 404
    assert Entry.objects.filter(event="findings.exported").count() == 6


def test_a_failed_attempt_says_why_and_what_was_known_stays(city: Town, gearsim: Record, signed_in: Callable[[Acting], Client]) -> None:
    LicenceReading.objects.create(repository_id="gearsim", commit=BEFORE, state=ReadingState.FAILED, problem="内存不足；请稍后重新请求")
    client = signed_in(city.acting[Role.ORG_ADMIN])
    shown = main(client, TAB)
    assert "内存不足" in shown
    assert "下面仍是上一次成功的结果" in shown
    assert client.post(f"{TAB}again/").status_code == 302
    assert "正在检测" in main(client, TAB)
    assert client.post(f"{TAB}again/").status_code == 409


def test_details_that_are_lost_say_so_and_what_to_do(city: Town, gearsim: Record, signed_in: Callable[[Acting], Client]) -> None:
    LicenceReading.objects.filter(current=True).update(evidence="0" * 16)
    client = signed_in(city.acting[Role.ORG_ADMIN])
    assert "这次检测的明细不在本机" in main(client, TAB)
    for address in (f"{TAB}files/", f"{TAB}files/?path=LICENSE"):
        answer = client.get(address)
        assert answer.status_code == 409
        assert "从备份恢复" in answer.content.decode()


def test_what_nobody_examined_is_no_zero(city: Town, client: Client) -> None:
    project("minnow", city.lizhou)
    shown = main(client, "/projects/minnow/licences/")
    assert "未检测不等于没有问题" in shown
    assert "project" in main(client, "/en/projects/minnow/licences/").lower()


def test_a_project_without_headline_says_so(city: Town, client: Client) -> None:
    project("minnow", city.lizhou)
    run({"minnow": AFTER}, state="published")
    read("minnow", AFTER, concluded="", declared="", complete=False)
    shown = main(client, "/projects/minnow/licences/")
    assert "没有许可证就没有授权" in shown
    assert "检测不完整，不能作为决定的依据" in shown


def test_the_tab_is_spoken_in_english_too(city: Town, gearsim: Record, signed_in: Callable[[Acting], Client]) -> None:
    shown = main(signed_in(city.acting[Role.WATCH_OFFICER]), f"/en{TAB}")
    for text in ("Declared, detected, concluded", "GPL-2.0-only asks that the whole", "not open source", "OSADL matrix"):
        assert text in shown


def test_no_more_queries_for_more_conflicts(
    city: Town, gearsim: Record, signed_in: Callable[[Acting], Client], django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    read("gearsim", AFTER, conflicts=[{**CONFLICT, "root": f"part-{place}"} for place in range(30)], fingerprint="print-3")
    client.get(TAB)
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        client.get(TAB)
