"""Does a role reach from its first day to the day before its end, and does nobody hand out more than they may?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from portal.accounts.acting import Acting, acting_of
from portal.accounts.models import Grant
from portal.accounts.roles import GRANTABLE, HELD_IN_DISTRICT, HELD_IN_ORGANISATION, Act, Role
from portal.accounts.selectors import grants_visible, held_grants
from portal.accounts.services import acting_choose, role_end, role_grant
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.events import Event
from portal.journal.models import Entry
from tests.portal.city import Town, developer, grant, person, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def place(city: Town, role: Role) -> dict[str, Any]:
    return {"organisation": city.lizhou} if role in HELD_IN_ORGANISATION else {"district": "yinhan"} if role in HELD_IN_DISTRICT else {}


class Period(TestCase):
    """The edges of a grant's days."""

    @given(st.integers(-400, 400), st.one_of(st.none(), st.integers(0, 400)), st.integers(-900, 900))
    def test_a_role_is_held_from_its_first_day_to_the_day_before_its_end(self, begins: int, length: int | None, day: int) -> None:
        zero = date(2026, 11, 25)
        from_on = zero + timedelta(days=begins)
        until_on = None if length is None else from_on + timedelta(days=length)
        made = Grant.objects.create(
            person=person("某人", f"{begins}.{length}.{day}@people.example"), role=Role.EXPERT, from_on=from_on, until_on=until_on
        )
        asked = zero + timedelta(days=day)
        expected = from_on <= asked and (until_on is None or asked < until_on)
        assert Grant.objects.held_on(asked).filter(pk=made.pk).exists() is expected


@pytest.mark.parametrize("giver", [Role.PLATFORM_ADMIN, Role.OFFICE_HEAD, Role.DISTRICT_OFFICER])
def test_each_office_hands_out_what_the_table_says_and_no_more(city: Town, giver: Role) -> None:
    for role in Role:
        if role in {Role.PUBLIC, Role.DEVELOPER}:
            continue
        somebody = person(f"新人{role}", f"{role}@new.example")
        if role in GRANTABLE[giver]:
            role_grant(by=city.acting[giver], person=somebody, role=role, reason="任命", **place(city, role))
            assert held_grants(somebody).get().role == role
        else:
            with pytest.raises(NotAllowed):
                role_grant(by=city.acting[giver], person=somebody, role=role, reason="任命", **place(city, role))


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.PLATFORM_ADMIN, Role.OFFICE_HEAD, Role.DISTRICT_OFFICER}])
def test_nobody_else_hands_out_roles(city: Town, role: Role) -> None:
    acting = city.acting.get(role, Acting(None))
    with pytest.raises(NotAllowed):
        role_grant(by=acting, person=person("新人"), role=Role.ORG_MEMBER, organisation=city.lizhou, reason="x")


@pytest.mark.parametrize("giver", [Role.PLATFORM_ADMIN, Role.OFFICE_HEAD, Role.DISTRICT_OFFICER])
def test_nobody_hands_a_role_to_themselves(city: Town, giver: Role, signed_in: Callable[[Acting], Client]) -> None:
    by = city.acting[giver]
    assert by.person is not None
    with pytest.raises(NotAllowed):
        role_grant(by=by, person=by.person, role=Role.PARK_OFFICER, district="yinhan", reason="x")
    page = signed_in(by).post("/roles/new/", {"person": by.person.email, "role": "park_officer", "district": "yinhan", "reason": "x"})
    assert "不能给自己授予角色" in page.content.decode()


def test_a_district_hands_out_roles_in_itself_alone(city: Town) -> None:
    with pytest.raises(NotAllowed):
        role_grant(by=city.acting[Role.DISTRICT_OFFICER], person=person("新人"), role=Role.PARK_OFFICER, district="lanyue", reason="x")


def test_a_grant_is_journalled_with_place_and_period_and_without_names(city: Town) -> None:
    newcomer = person("某专家", "expert@new.example")
    until = timezone.localdate() + timedelta(days=30)
    made = role_grant(by=city.acting[Role.OFFICE_HEAD], person=newcomer, role=Role.EXPERT, until_on=until, reason="聘书 3 号")
    entry = Entry.objects.get(event=Event.ROLE_GRANTED)
    assert (entry.subject, entry.role, entry.reason) == (newcomer.id, "office_head", "聘书 3 号")
    assert entry.details["grant"] == made.pk
    assert entry.details["until_on"] == until.isoformat()
    assert "某专家" not in str(entry.details)


def test_a_role_is_not_antedated_nor_given_twice(city: Town) -> None:
    by, newcomer = city.acting[Role.OFFICE_HEAD], person("新人")
    with pytest.raises(Invalid, match="倒签"):
        role_grant(by=by, person=newcomer, role=Role.EXPERT, from_on=timezone.localdate() - timedelta(days=1), reason="x")
    role_grant(by=by, person=newcomer, role=Role.EXPERT, reason="x")
    with pytest.raises(Invalid, match="已有这个角色"):
        role_grant(by=by, person=newcomer, role=Role.EXPERT, from_on=timezone.localdate() + timedelta(days=9), reason="x")


def test_a_role_needs_its_place(city: Town) -> None:
    by = city.acting[Role.PLATFORM_ADMIN]
    with pytest.raises(Invalid, match="指明单位"):
        role_grant(by=by, person=person("甲", "a@new.example"), role=Role.ORG_ADMIN, reason="x")
    with pytest.raises(Invalid, match="指明区县"):
        role_grant(by=by, person=person("乙", "b@new.example"), role=Role.DISTRICT_OFFICER, district="nowhere", reason="x")


def test_an_ended_role_gives_no_access_the_same_day(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    clerk = city.acting[Role.OFFICE_CLERK]
    browser = signed_in(clerk)
    assert browser.get("/organisations/").status_code == 200
    role_end(by=city.acting[Role.OFFICE_HEAD], grant=Grant.objects.get(pk=clerk.grant_id), reason="调离")
    assert browser.get("/organisations/").status_code == 404
    with pytest.raises(WrongState):
        role_end(by=city.acting[Role.OFFICE_HEAD], grant=Grant.objects.get(pk=clerk.grant_id), reason="调离")


def test_a_role_that_runs_out_today_is_gone_today(signed_in: Callable[[Acting], Client]) -> None:
    somebody = person("到期的")
    held = Grant.objects.create(person=somebody, role=Role.OFFICE_CLERK, from_on=date(2020, 1, 1), until_on=timezone.localdate())
    assert signed_in(acting_of(somebody, held)).get("/organisations/").status_code == 404


def test_a_role_that_has_not_begun_never_begins_once_ended(city: Town) -> None:
    by, newcomer = city.acting[Role.OFFICE_HEAD], person("新人")
    made = role_grant(by=by, person=newcomer, role=Role.EXPERT, from_on=timezone.localdate() + timedelta(days=5), reason="x")
    role_end(by=by, grant=made, reason="取消")
    assert not Grant.objects.held_on(timezone.localdate() + timedelta(days=5)).filter(pk=made.pk).exists()


def test_nobody_ends_a_role_they_could_not_hand_out_nor_their_own(city: Town) -> None:
    head = city.acting[Role.OFFICE_HEAD]
    for role in (Role.AUDITOR, Role.PLATFORM_ADMIN, Role.ORG_ADMIN, Role.OFFICE_HEAD):
        with pytest.raises(NotAllowed):
            role_end(by=head, grant=Grant.objects.get(pk=city.acting[role].grant_id), reason="x")
    admin = city.acting[Role.PLATFORM_ADMIN]
    with pytest.raises(NotAllowed):
        role_end(by=admin, grant=Grant.objects.get(pk=admin.grant_id), reason="x")


def test_the_last_platform_administrator_stays(city: Town) -> None:
    first, second = city.acting[Role.PLATFORM_ADMIN], city.elsewhere[Role.PLATFORM_ADMIN]
    role_end(by=first, grant=Grant.objects.get(pk=second.grant_id), reason="调离")
    with pytest.raises(WrongState, match="最后一位"):
        role_end(by=second, grant=Grant.objects.get(pk=first.grant_id), reason="x")


def test_an_officer_sees_only_grants_they_manage(city: Town) -> None:
    seen = {(one.role, one.district) for one in grants_visible(city.acting[Role.DISTRICT_OFFICER])}
    assert seen == {(Role.DISTRICT_OFFICER, "yinhan"), (Role.PARK_OFFICER, "yinhan")}
    for role in (Role.OFFICE_CLERK, Role.ORG_ADMIN, Role.AUDITOR, Role.DEVELOPER):
        assert not grants_visible(city.acting[role]).exists()


def test_a_grant_out_of_reach_is_not_found(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    elsewhere = city.elsewhere[Role.DISTRICT_OFFICER].grant_id
    assert signed_in(city.acting[Role.DISTRICT_OFFICER]).post(f"/roles/{elsewhere}/end/", {"reason": "x"}).status_code == 404


def test_the_acting_role_is_chosen_and_journalled(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    admin = city.acting[Role.ORG_ADMIN]
    assert admin.person is not None
    expert = grant(admin.person, Role.EXPERT)
    browser = signed_in(admin)
    assert "单位管理员" in browser.get("/acting/").content.decode()
    browser.post("/acting/", {"grant": expert.grant_id})
    assert Entry.objects.get(event=Event.ACTING_CHOSEN).details == {"acting": ["org_admin@lizhou", "expert"]}
    assert browser.get("/organisations/lizhou/members/").status_code == 404
    browser.post("/acting/", {"grant": "0", "next": "https://evil.example/"})
    assert Entry.objects.filter(event=Event.ACTING_CHOSEN).count() == 2


@pytest.mark.parametrize("chosen", ["999999999", "-1", "x", "", "٣", "9" * 40])
def test_a_role_that_is_not_held_is_not_acted_in(city: Town, signed_in: Callable[[Acting], Client], chosen: str) -> None:
    assert signed_in(city.acting[Role.ORG_ADMIN]).post("/acting/", {"grant": chosen}).status_code == 404
    with pytest.raises(NotAllowed):
        acting_choose(by=developer(person("某人")), grant_id=city.acting[Role.OFFICE_HEAD].grant_id or 0)


def test_an_officer_grants_a_role_on_the_page(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    newcomer = person("某专家", "expert@new.example")
    browser = signed_in(city.acting[Role.OFFICE_HEAD])
    answer = browser.post("/roles/new/", {"person": "Expert@new.example", "role": "expert", "reason": "聘书"})
    assert answer.status_code == 302, answer.content.decode()
    assert held_grants(newcomer).get().role == Role.EXPERT
    assert "某专家" in browser.get("/roles/?q=某专家&role=expert").content.decode()
    page = browser.post("/roles/new/", {"person": "nobody@new.example", "role": "expert", "reason": "聘书"}).content.decode()
    assert "没有这个人" in page


def test_the_page_of_roles_asks_the_database_few_questions(
    city: Town, signed_in: Callable[[Acting], Client], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for number in range(40):
        grant(person(f"专家{number}", f"e{number}@people.example"), Role.EXPERT)
    browser = signed_in(city.acting[Role.OFFICE_HEAD])
    with django_assert_max_num_queries(8):
        browser.get("/roles/")


def test_reaching_is_by_scope_alone(city: Town) -> None:
    assert city.acting[Role.PLATFORM_ADMIN].reaches(Act.ROLE_GRANT)
    assert not city.acting[Role.DISTRICT_OFFICER].reaches(Act.ROLE_GRANT, district="lanyue")
