from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.errors import Invalid, NotAllowed, WrongState
from portal.messages.models import Message
from portal.register.employment_days import Stretch, overfull
from portal.register.models import Employment
from portal.register.services.employments import (
    Period,
    employment_accept_end,
    employment_claim,
    employment_confirm,
    employment_contest,
    employment_propose_end,
    employment_withdraw,
)
from tests.portal import city

WHOLE_YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))


@pytest.fixture
def town(db: Any) -> Any:
    return city.town(("yinhan", "lanyue"))


def claim(town: city.Town, period: Period = WHOLE_YEAR, where: Any = "lizhou", **more: Any) -> Any:
    return employment_claim(organisation=getattr(town, where), period=period, by=town.acting[Role.DEVELOPER], **more)


def day(number: int) -> Any:
    return date(2024, 1, 1) + timedelta(days=number)


stretches = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 10), st.integers(1, 100)).map(lambda it: Stretch(day(it[0]), day(it[0] + it[1]), it[2])),
    max_size=5,
)


@given(stretches)
def test_the_days_named_as_too_much_are_just_those_on_which_it_is_too_much(claims: Any) -> None:
    named = {number for one in overfull(claims) for number in range(40) if one.from_on <= day(number) < one.until_on}
    sums = {number: sum(one.percent for one in claims if one.from_on <= day(number) < one.until_on) for number in range(40)}
    assert named == {number for number, percent in sums.items() if percent > 100}


def test_the_organisations_admins_are_told_once(town: city.Town) -> None:
    claim(town)
    letters = Message.objects.filter(event="employment.claimed")
    assert [letter.person for letter in letters] == [town.acting[Role.ORG_ADMIN].person]


def test_a_share_above_the_whole_is_refused_and_the_days_are_named(town: city.Town) -> None:
    claim(town)
    with pytest.raises(Invalid) as refused:
        claim(town, Period(date(2024, 6, 1), date(2024, 9, 1), 50), where="yaoqiao")
    assert "2024-06-01 至 2024-09-01 合计 150%" in str(refused.value)
    claim(town, Period(date(2025, 1, 1), None, 50), where="yaoqiao")  # begins on the day the other ends


def test_only_a_confirmed_employment_counts(town: city.Town) -> None:
    claimed = claim(town)
    assert claimed.state == "claimed"
    assert employment_confirm(employment_id=claimed.pk, by=town.acting[Role.ORG_ADMIN]).state == "confirmed"
    assert Message.objects.filter(person=town.acting[Role.DEVELOPER].person, event="employment.confirmed").count() == 1
    with pytest.raises(WrongState):
        employment_confirm(employment_id=claimed.pk, by=town.acting[Role.ORG_ADMIN])


@pytest.mark.parametrize("role", [Role.DEVELOPER, Role.ORG_MEMBER, Role.OFFICE_HEAD, Role.AUDITOR, Role.DISTRICT_OFFICER])
def test_nobody_but_the_organisations_admin_confirms(town: city.Town, role: Role) -> None:
    claimed = claim(town)
    with pytest.raises(NotAllowed):
        employment_confirm(employment_id=claimed.pk, by=town.acting[role])


def test_the_admin_of_another_organisation_does_not_find_it(town: city.Town, signed_in: Any) -> None:
    claimed = claim(town)
    client = signed_in(town.elsewhere[Role.ORG_ADMIN])
    for path in ("", f"{claimed.pk}/contest/", f"{claimed.pk}/end/"):
        assert client.get(f"/organisations/lizhou/employments/{path}").status_code == 404
    assert client.post(f"/organisations/lizhou/employments/{claimed.pk}/confirm/").status_code == 404
    assert client.post(f"/organisations/yaoqiao/employments/{claimed.pk}/confirm/").status_code == 404
    assert client.get(f"/me/identities/employments/{claimed.pk}/").status_code == 404
    claimed.refresh_from_db()
    assert claimed.state == "claimed"


def test_an_admin_does_not_confirm_oneself_while_another_could(town: city.Town) -> None:
    admin = town.acting[Role.ORG_ADMIN]
    claimed = employment_claim(organisation=town.lizhou, period=WHOLE_YEAR, by=admin)
    second = city.grant(city.person("另一位"), Role.ORG_ADMIN, organisation=town.lizhou)
    with pytest.raises(WrongState):
        employment_confirm(employment_id=claimed.pk, by=admin)
    assert employment_confirm(employment_id=claimed.pk, by=second).state == "confirmed"


def test_a_contested_claim_opens_a_case_with_both_sides(town: city.Town) -> None:
    claimed = claim(town, note="研发部")
    with pytest.raises(Invalid):
        employment_contest(employment_id=claimed.pk, by=town.acting[Role.ORG_ADMIN], answer=" ")
    case = employment_contest(employment_id=claimed.pk, by=town.acting[Role.ORG_ADMIN], answer="只到六月")
    assert "研发部" in case.statement
    assert "只到六月" in case.statement
    assert (case.opened_by, case.organisation) == (town.acting[Role.DEVELOPER].person, town.lizhou)
    claimed.refresh_from_db()
    assert claimed.state == "contested"
    assert Case.objects.count() == 1


def test_a_correction_is_a_new_claim_that_takes_the_place_once_confirmed(town: city.Town) -> None:
    first = claim(town, Period(date(2024, 1, 1), None))
    employment_confirm(employment_id=first.pk, by=town.acting[Role.ORG_ADMIN])
    second = claim(town, WHOLE_YEAR, corrects_id=first.pk)
    first.refresh_from_db()
    assert first.state == "confirmed"  # until then the old one counts
    employment_confirm(employment_id=second.pk, by=town.acting[Role.ORG_ADMIN])
    first.refresh_from_db()
    assert first.state == "withdrawn"


def test_somebody_elses_claim_cannot_be_corrected(town: city.Town) -> None:
    first = claim(town)
    with pytest.raises(NotAllowed):
        employment_claim(organisation=town.lizhou, period=WHOLE_YEAR, by=town.elsewhere[Role.DEVELOPER], corrects_id=first.pk)


def test_an_end_the_organisation_proposes_holds_when_the_person_agrees(town: city.Town) -> None:
    first = claim(town, Period(date(2024, 1, 1), None))
    employment_confirm(employment_id=first.pk, by=town.acting[Role.ORG_ADMIN])
    employment_propose_end(employment_id=first.pk, until_on=date(2024, 7, 1), by=town.acting[Role.ORG_ADMIN])
    assert Employment.objects.get().until_on is None
    with pytest.raises(NotAllowed):
        employment_accept_end(employment_id=first.pk, by=town.acting[Role.ORG_ADMIN])
    ended = employment_accept_end(employment_id=first.pk, by=town.acting[Role.DEVELOPER])
    first.refresh_from_db()
    assert (ended.until_on, ended.state, first.state) == (date(2024, 7, 1), "confirmed", "withdrawn")


def test_a_claim_is_withdrawn_by_its_person_only(town: city.Town) -> None:
    claimed = claim(town)
    with pytest.raises(NotAllowed):
        employment_withdraw(employment_id=claimed.pk, by=town.acting[Role.ORG_ADMIN])
    assert employment_withdraw(employment_id=claimed.pk, by=town.acting[Role.DEVELOPER]).state == "withdrawn"


@pytest.mark.parametrize(
    "period",
    [
        Period(date(2024, 5, 1), date(2024, 5, 1)),
        Period(date(2024, 5, 1), date(2024, 4, 1)),
        Period(date(2024, 5, 1), None, 0),
        Period(date(2999, 1, 1), None),
    ],
)
def test_an_impossible_period_is_refused(town: city.Town, period: Period) -> None:
    with pytest.raises(Invalid):
        claim(town, period)


def test_journey_five_on_the_pages(town: city.Town, signed_in: Any) -> None:
    client = signed_in(town.acting[Role.DEVELOPER])
    given = {"organisation": "砺轴工业软件", "from_on": "2024-01-01", "until_on": "", "percent": "100", "note": ""}
    assert client.post("/me/identities/employments/new/", given | {"organisation": "没有这家"}).status_code == 400
    assert client.post("/me/identities/employments/new/", given).url == "/me/identities/"
    assert client.post("/me/identities/employments/new/", given).status_code == 400  # the same again is more than the whole
    claimed = Employment.objects.get()
    assert "等单位确认" in client.get(f"/me/identities/employments/{claimed.pk}/").text
    office = signed_in(town.acting[Role.ORG_ADMIN])
    assert claimed.person.name in office.get("/organisations/lizhou/employments/").text
    office.post(f"/organisations/lizhou/employments/{claimed.pk}/confirm/")
    end = (timezone.localdate() - timedelta(days=3)).isoformat()
    office.post(f"/organisations/lizhou/employments/{claimed.pk}/end/", {"until_on": end})
    client = signed_in(town.acting[Role.DEVELOPER])
    assert end in client.get(f"/me/identities/employments/{claimed.pk}/").text
    assert f'value="{end}"' in client.get(f"/me/identities/employments/new/?corrects={claimed.pk}").text
    client.post(f"/me/identities/employments/{claimed.pk}/accept-end/")
    assert Employment.objects.get(state="confirmed").until_on.isoformat() == end


def test_the_confirmations_ask_little_of_the_database(town: city.Town, signed_in: Any, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        employment_claim(organisation=town.lizhou, period=WHOLE_YEAR, by=city.developer(city.person(f"员工{number}")))
    client = signed_in(town.acting[Role.ORG_ADMIN])
    with django_assert_max_num_queries(11):
        client.get("/organisations/lizhou/employments/")
