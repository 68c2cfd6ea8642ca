"""Does a legal body come in once, as its licence says, and is it verified by those whose district it lies in?"""

from collections.abc import Callable

import pytest
from django.test import Client

from portal.accounts.acting import Acting
from portal.accounts.models import Grant, Organisation, OrganisationKind, Standing
from portal.accounts.roles import Act, Role
from portal.accounts.selectors import organisations_visible, own_organisations, people_of
from portal.accounts.services import membership_leave, organisation_edit, organisation_register, organisation_verify
from portal.accounts.uscc import check_character
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.events import Event
from portal.journal.models import Entry
from tests.portal.city import Town, developer, grant, organisation, person, town

pytestmark = pytest.mark.django_db
CODE = "91500000MA5U00001" + check_character("91500000MA5U00001")
FORM = {
    "name": "砺轴工业软件有限公司",
    "uscc": CODE,
    "kind": "enterprise",
    "district": "yinhan",
    "name_en": "",
    "domains": "lizhou.example",
}


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def test_whoever_registers_a_body_administers_it_and_it_waits_to_be_verified(signed_in: Callable[[Acting], Client]) -> None:
    founder = person("登记人")
    answer = signed_in(developer(founder)).post("/me/organisations/new/", FORM)
    made = Organisation.objects.get()
    assert answer["Location"] == f"/organisations/{made.id}/members/"
    assert (made.uscc, made.standing, made.domains) == (CODE, Standing.DECLARED, ["lizhou.example"])
    assert list(people_of(made).values_list("person", "role")) == [(founder.id, Role.ORG_ADMIN)]
    assert Entry.objects.get(event=Event.ORGANISATION_REGISTERED).subject == made.id


def test_a_mistyped_code_is_refused_and_the_answer_names_the_character(signed_in: Callable[[Acting], Client]) -> None:
    wrong = CODE[:-1] + ("A" if CODE[-1] != "A" else "B")
    page = signed_in(developer(person("登记人"))).post("/me/organisations/new/", {**FORM, "uscc": wrong}).content.decode()
    assert f"末位应为“{CODE[-1]}”" in page
    assert not Organisation.objects.exists()


def test_the_same_body_is_not_registered_twice_however_the_code_is_typed() -> None:
    first, second = developer(person("先")), developer(person("后"))
    organisation_register(by=first, name="砺轴", kind="enterprise", uscc=CODE, district="yinhan")
    with pytest.raises(Invalid, match="已经登记"):
        organisation_register(by=second, name="砺轴公司", kind="enterprise", uscc=f" {CODE.lower()} ", district="yinhan")


def test_a_body_of_the_city_needs_a_code_and_one_from_abroad_does_not() -> None:
    by = developer(person("登记人"))
    with pytest.raises(Invalid, match="统一社会信用代码"):
        organisation_register(by=by, name="本市公司", kind="enterprise", district="yinhan")
    assert organisation_register(by=by, name="Abroad Foundation", kind=OrganisationKind.FOUNDATION).uscc is None


@pytest.mark.parametrize(
    ("domain", "said"), [("qq.com", "人人都能注册"), ("not a domain", "不是邮箱域名"), ("x@lizhou.example", "不是邮箱域名")]
)
def test_a_domain_that_says_nothing_about_an_employer_is_refused(domain: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        organisation_register(by=developer(person("登记人")), name="境外", kind="enterprise", domains=[domain])


def test_a_domain_of_a_verified_body_is_not_claimed_by_another(city: Town) -> None:
    Organisation.objects.filter(pk="lizhou").update(domains=["lizhou.example"])
    with pytest.raises(Invalid, match=r"lizhou\.example"):
        organisation_register(by=developer(person("登记人")), name="境外", kind="enterprise", domains=["@LIZHOU.example"])


@pytest.mark.parametrize("name", ["快来 https://bad.example 领奖", "WWW.bad.example", "x@bad.example"])
def test_a_name_carries_no_address_into_letters(name: str) -> None:
    with pytest.raises(Invalid, match="不能有网址"):
        organisation_register(by=developer(person("登记人")), name=name, kind="enterprise")


def test_a_district_verifies_its_own_bodies_and_not_those_of_another(city: Town) -> None:
    organisation_verify(by=city.acting[Role.DISTRICT_OFFICER], organisation=city.lizhou, standing=Standing.DECLARED, reason="名称不符")
    city.lizhou.refresh_from_db()
    assert city.lizhou.standing == Standing.DECLARED
    entry = Entry.objects.get(event=Event.ORGANISATION_VERIFIED)
    assert entry.details == {"standing": ["verified", "declared"]}
    assert entry.reason == "名称不符"
    with pytest.raises(NotAllowed):
        organisation_verify(by=city.elsewhere[Role.DISTRICT_OFFICER], organisation=city.lizhou, standing=Standing.VERIFIED, reason="看过")


@pytest.mark.parametrize("role", [Role.ORG_ADMIN, Role.ORG_MEMBER, Role.PLATFORM_ADMIN, Role.AUDITOR, Role.PARK_OFFICER, Role.DEVELOPER])
def test_those_whose_office_it_is_not_do_not_verify(city: Town, role: Role) -> None:
    with pytest.raises(NotAllowed):
        organisation_verify(by=city.acting[role], organisation=city.lizhou, standing=Standing.DECLARED, reason="x")


def test_a_verified_body_that_changes_its_name_or_code_is_verified_anew(city: Town) -> None:
    said = {"kind": "enterprise", "uscc": CODE, "name_en": "Lizhou", "district": "yinhan", "domains": []}
    admin = city.acting[Role.ORG_ADMIN]
    Organisation.objects.filter(pk="lizhou").update(uscc=CODE)
    same = organisation_edit(by=admin, organisation=city.lizhou, name=city.lizhou.name, **said)
    assert same.standing == Standing.VERIFIED
    renamed = organisation_edit(by=admin, organisation=city.lizhou, name="砺轴软件股份有限公司", **said)
    assert renamed.standing == Standing.DECLARED
    assert Entry.objects.filter(event=Event.ORGANISATION_CHANGED).latest("sequence").details["standing"] == ["verified", "declared"]


def test_another_bodys_administrator_finds_nothing(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    stranger = signed_in(city.elsewhere[Role.ORG_ADMIN])
    for page in ("members", "edit", "verify", "leave"):
        assert stranger.get(f"/organisations/lizhou/{page}/").status_code == 404, page
    assert stranger.post("/organisations/lizhou/members/", {"email": "x@y.example", "role": "org_admin"}).status_code == 404
    own = Grant.objects.get(organisation="lizhou", role=Role.ORG_ADMIN)
    assert stranger.post(f"/organisations/lizhou/members/{own.pk}/end/", {"reason": "x"}).status_code == 404
    assert "砺轴" not in stranger.get("/organisations/").content.decode()


def test_what_does_not_exist_answers_the_same_as_what_is_not_ones_own(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    stranger = signed_in(city.elsewhere[Role.ORG_ADMIN])
    answers = [stranger.get(f"/organisations/{ident}/members/") for ident in ("lizhou", "nowhere")]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_the_platform_administrator_reads_no_bodys_affairs(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    admin = signed_in(city.acting[Role.PLATFORM_ADMIN])
    assert admin.get("/organisations/").status_code == 404
    assert admin.get("/organisations/lizhou/members/").status_code == 404
    assert not organisations_visible(city.acting[Role.PLATFORM_ADMIN]).exists()


def test_each_role_sees_the_bodies_of_its_scope(city: Town) -> None:
    seen = {
        role: set(organisations_visible(acting, Act.ORGANISATION_VIEW).values_list("pk", flat=True)) for role, acting in city.acting.items()
    }
    everything = {"lizhou", "yaoqiao"}
    for role in (Role.OFFICE_CLERK, Role.OFFICE_HEAD, Role.AUDITOR):
        assert seen[role] == everything
    for role in (Role.DISTRICT_OFFICER, Role.PARK_OFFICER, Role.ORG_ADMIN, Role.ORG_MEMBER, Role.COMMUNITY_OPERATOR):
        assert seen[role] == {"lizhou"}
    for role in (Role.DEVELOPER, Role.EXPERT, Role.FINANCE, Role.WATCH_OFFICER, Role.PLATFORM_ADMIN):
        assert seen[role] == set()


def test_leaving_ends_every_access_the_same_day(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    member = city.acting[Role.ORG_MEMBER]
    browser = signed_in(member)
    assert browser.get("/organisations/lizhou/members/").status_code == 200
    browser.post("/organisations/lizhou/leave/")
    assert browser.get("/organisations/lizhou/members/").status_code == 404
    assert member.person is not None
    assert not own_organisations(member.person).exists()
    assert Entry.objects.get(event=Event.ROLE_ENDED).reason == "本人离开单位"


def test_the_last_administrator_cannot_leave_until_there_is_another(city: Town) -> None:
    admin = city.acting[Role.ORG_ADMIN]
    with pytest.raises(WrongState, match="唯一的管理员"):
        membership_leave(by=admin, organisation=city.lizhou)
    closed = grant(person("停用的", is_active=False), Role.ORG_ADMIN, organisation=city.lizhou)
    with pytest.raises(WrongState):
        membership_leave(by=admin, organisation=city.lizhou)
    assert closed.person is not None
    grant(person("接手的"), Role.ORG_ADMIN, organisation=city.lizhou)
    membership_leave(by=admin, organisation=city.lizhou)


def test_nobody_leaves_a_body_they_are_not_in(city: Town) -> None:
    with pytest.raises(NotAllowed):
        membership_leave(by=city.elsewhere[Role.ORG_ADMIN], organisation=city.lizhou)


def test_closing_a_body_ends_every_role_in_it_the_same_day(city: Town, signed_in: Callable[[Acting], Client]) -> None:
    organisation_verify(by=city.acting[Role.DISTRICT_OFFICER], organisation=city.lizhou, standing=Standing.CLOSED, reason="已注销")
    assert not people_of(city.lizhou).exists()
    assert people_of(city.yaoqiao).exists()
    assert signed_in(city.acting[Role.ORG_ADMIN]).get("/organisations/lizhou/members/").status_code == 404
    assert Entry.objects.filter(event=Event.ROLE_ENDED, reason="单位注销").count() == 5


def test_a_closed_body_is_no_longer_changed(city: Town) -> None:
    organisation_verify(by=city.acting[Role.OFFICE_HEAD], organisation=city.lizhou, standing=Standing.CLOSED, reason="已注销")
    with pytest.raises(WrongState, match="已注销"):
        organisation_edit(
            by=city.acting[Role.ORG_ADMIN],
            organisation=city.lizhou,
            name="新",
            kind="enterprise",
            uscc=CODE,
            name_en="",
            district="yinhan",
            domains=[],
        )


def test_the_page_of_members_asks_the_database_the_same_few_questions_however_many_they_are(
    city: Town, signed_in: Callable[[Acting], Client], django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(30):
        grant(person(f"成员{number}", f"m{number}@people.example"), Role.ORG_MEMBER, organisation=city.lizhou)
        organisation(f"more-{number}", f"公司{number}", district="yinhan")
    admin = signed_in(city.acting[Role.ORG_ADMIN])
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        admin.get("/organisations/lizhou/members/")
    officer = signed_in(city.acting[Role.DISTRICT_OFFICER])
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        officer.get("/organisations/")
