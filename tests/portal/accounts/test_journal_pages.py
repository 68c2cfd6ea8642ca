"""Who reads what of the journal."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.accounts.selectors.journal import entries_visible
from portal.journal.events import Event
from portal.journal.models import Entry
from portal.journal.services import record
from tests.portal.city import Town, town

pytestmark = pytest.mark.django_db
SignIn = Callable[[Acting], Client]


@pytest.fixture
def city() -> Town:
    made = town(("yinhan", "lanyue"))
    with transaction.atomic():
        for place in (made.acting, made.elsewhere):
            record(event=Event.RECORD_CHANGED, by=place[Role.ORG_ADMIN], subject_kind="record", subject="gearsim", reason="内部理由")
        record(event=Event.PERSON_CHANGED, by=made.acting[Role.DEVELOPER], subject_kind="person", subject="p-x")
    return made


def test_the_auditor_reads_everything_with_names(city: Town, signed_in: SignIn) -> None:
    page = signed_in(city.acting[Role.AUDITOR]).get("/journal/").content.decode()
    assert "内部理由" in page
    assert str(city.acting[Role.ORG_ADMIN].person) in page
    assert str(city.elsewhere[Role.ORG_ADMIN].person) in page


def test_an_organisation_reads_what_was_done_in_its_name_and_nothing_of_another(city: Town, signed_in: SignIn) -> None:
    client = signed_in(city.acting[Role.ORG_ADMIN])
    page = client.get("/journal/").content.decode()
    assert "单位管理员 · 砺轴工业软件有限公司" in page
    assert "yaoqiao" not in page
    other = Entry.objects.get(role="org_admin@yaoqiao")
    assert client.get(f"/journal/{other.sequence}/").status_code == 404


def test_an_organisation_does_not_read_its_members_own_affairs(city: Town, signed_in: SignIn) -> None:
    member = city.acting[Role.ORG_MEMBER]
    with transaction.atomic():
        record(event=Event.EMPLOYMENT_CLAIMED, by=member, subject_kind="employment", subject="7", details={"organisation": "yaoqiao"})
        record(event=Event.CONSENT_WITHDRAWN, by=member, subject_kind="person", subject=member.actor_id)
        worked = record(event=Event.RECORD_CHANGED, by=member, subject_kind="record", subject="gearsim")
    mine = [entry.sequence for entry in entries_visible(member)]
    theirs = [entry.sequence for entry in entries_visible(city.acting[Role.ORG_ADMIN])]
    assert [worked.sequence - 2, worked.sequence - 1, worked.sequence] == sorted(mine)
    assert worked.sequence in theirs
    assert not {worked.sequence - 1, worked.sequence - 2} & set(theirs)


def test_everybody_reads_their_own_acts_only(city: Town, signed_in: SignIn) -> None:
    page = signed_in(city.acting[Role.DEVELOPER]).get("/journal/").content.decode()
    assert "p-x" in page
    assert "gearsim" not in page


def test_platform_staff_see_that_something_happened_but_not_what(city: Town, signed_in: SignIn) -> None:
    page = signed_in(city.acting[Role.PLATFORM_ADMIN]).get("/journal/").content.decode()
    assert "gearsim" in page
    assert "内部理由" not in page


def test_the_public_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/journal/").status_code == 302


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.PUBLIC, Role.AUDITOR}])
def test_only_the_auditor_carries_the_journal_away(city: Town, signed_in: SignIn, role: Role) -> None:
    client = signed_in(city.acting[role])
    assert client.post("/journal/export/", {"purpose": "审计"}).status_code == 404
    assert client.post("/journal/check/").status_code == 404


def test_carrying_it_away_is_itself_an_entry(city: Town, signed_in: SignIn) -> None:
    answer = signed_in(city.acting[Role.AUDITOR]).post("/journal/export/", {"purpose": "年度审计"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 3 + 2
    last = Entry.objects.order_by("-sequence")[0]
    assert (last.event, last.reason) == ("journal.exported", "年度审计")


def test_the_auditor_walks_the_chain_from_the_page(city: Town, signed_in: SignIn) -> None:
    assert "整条链完好" in signed_in(city.acting[Role.AUDITOR]).post("/journal/check/").content.decode()


def test_a_filter_that_makes_no_sense_is_no_error(city: Town, signed_in: SignIn) -> None:
    client = signed_in(city.acting[Role.AUDITOR])
    assert client.get("/journal/?from_on=yesterday&event=nothing&page=999").status_code == 200
    assert "没有符合条件" in client.get("/journal/?subject=nowhere").content.decode()


def test_an_entry_leads_to_the_thing_it_is_about_by_its_name(city: Town, signed_in: SignIn) -> None:
    with transaction.atomic():
        record(event=Event.ORGANISATION_CHANGED, by=city.acting[Role.ORG_ADMIN], subject_kind="organisation", subject="lizhou")
    link = f'<a href="/organisations/lizhou/">{city.lizhou.name}</a>'
    client = signed_in(city.acting[Role.AUDITOR])
    assert link in client.get("/journal/").text
    assert link in client.get(f"/journal/{Entry.objects.latest('sequence').sequence}/").text
    assert link not in signed_in(city.acting[Role.PLATFORM_ADMIN]).get("/journal/").text


def test_to_whom_something_was_done_the_office_reads_by_name_and_others_do_not(city: Town, signed_in: SignIn) -> None:
    somebody = city.acting[Role.EXPERT].person
    with transaction.atomic():
        record(event=Event.PERSON_CHANGED, by=city.acting[Role.ORG_ADMIN], subject_kind="person", subject=somebody.pk)
    assert somebody.name in signed_in(city.acting[Role.AUDITOR]).get("/journal/").text
    assert somebody.name not in signed_in(city.acting[Role.ORG_ADMIN]).get("/journal/").text
    assert somebody.name not in signed_in(city.acting[Role.PLATFORM_ADMIN]).get("/journal/").text


def test_of_findings_only_those_who_read_them_all_see_what_was_said(city: Town, signed_in: SignIn) -> None:
    with transaction.atomic():
        made = record(
            event=Event.VEX_ENDED, by=city.acting[Role.WATCH_OFFICER], subject_kind="vex", subject="7", reason="入口会解压",
            details={"status": "fixed"},
        )  # fmt: skip
    for role, sees in ((Role.AUDITOR, True), (Role.OFFICE_HEAD, False), (Role.PLATFORM_ADMIN, False)):
        client = signed_in(city.acting[role])
        for address in ("/journal/", f"/journal/{made.sequence}/"):
            page = client.get(address).text
            assert ("入口会解压" in page) is sees
            assert ("fixed" in page) is (sees and address != "/journal/")
    assert "内部理由" in signed_in(city.acting[Role.OFFICE_HEAD]).get("/journal/").text
