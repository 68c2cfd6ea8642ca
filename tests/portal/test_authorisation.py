"""Every role against every page and action, including the other district and the other organisation.

The addresses are read from the running URL table: a page that is new must say here whose it is, or the test fails.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from portal.accounts.acting import Acting
from portal.accounts.roles import TABLE, Act, Role, Scope, scope_of
from tests.portal.city import Town, town
from tests.portal.estate import Estate, estate

pytestmark = pytest.mark.django_db

HERE, THERE = "yinhan", "lanyue"
OURS = {"accounts", "calls", "cases", "evidence", "house", "journal", "letters", "public", "register", "watch"}
SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True)
class Page:
    """One address of ours."""

    name: str
    act: str | None
    """None: for everybody."""
    converters: tuple[str, ...]


def pages() -> Iterator[Page]:
    """All named addresses of our apps, as the resolver knows them."""

    def walk(patterns: list[URLPattern | URLResolver], namespace: str, converters: tuple[str, ...]) -> Iterator[Page]:
        for pattern in patterns:
            here = (*converters, *pattern.pattern.converters)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, pattern.namespace or namespace, here)
            elif namespace in OURS and pattern.name:
                yield Page(f"{namespace}:{pattern.name}", getattr(pattern.callback, "act", None), here)

    yield from walk(get_resolver().url_patterns, "", ())


EVERY_PAGE = sorted(pages(), key=lambda page: page.name)
every_role = pytest.mark.parametrize("role", list(Role), ids=str)

FOR_EVERYBODY = {
    "accounts:invitation",  # the secret in the address is the key
}
"""Besides house and public, and the pages of things that are public."""
FOR_THE_WHOLE_CITY = {"calls:budgets", "evidence:statements", "watch:ruling_new"}
"""There for those whose act reaches the whole city."""
NEED_A_QUERY = {"evidence:objection"}
"""Not there without a query that says what it is about."""


@pytest.fixture
def city() -> Town:
    return town((HERE, THERE))


def test_no_role_but_the_listed_ones_reaches_an_act_of_the_whole_city() -> None:
    reach = {(role, act) for role in Role for act in Act if scope_of(role, act) is Scope.CITY}
    assert {role for role, _act in reach} == {
        Role.OFFICE_CLERK, Role.OFFICE_HEAD, Role.WATCH_OFFICER, Role.FINANCE, Role.AUDITOR, Role.PLATFORM_ADMIN,
    }  # fmt: skip


def test_the_auditor_changes_nothing_but_what_is_their_own() -> None:
    changing = {
        Act.RECORD_EDIT, Act.RECORD_CONFIRM, Act.RECORD_REMOVE, Act.RECORD_IMPORT, Act.LISTING_DECIDE, Act.LEAD_EDIT, Act.CASE_ACT,
        Act.RUN_PUBLISH, Act.ORGANISATION_EDIT, Act.ORGANISATION_VERIFY, Act.MEMBER_MANAGE, Act.ROLE_GRANT, Act.EMPLOYMENT_CONFIRM,
    }  # fmt: skip
    assert {act for act in changing if scope_of(Role.AUDITOR, act) not in {Scope.NONE, Scope.SELF}} == set()


def test_the_public_may_do_nothing_that_is_guarded() -> None:
    assert TABLE[Role.PUBLIC] == {}
    assert {scope_of(Role.PUBLIC, act) for act in Act} == {Scope.NONE}


@pytest.mark.parametrize("page", [page for page in EVERY_PAGE if page.act], ids=lambda page: page.name)
def test_the_public_is_asked_to_sign_in_at_every_guarded_page(page: Page, client: Client, city: Town) -> None:
    address = estate(city).address(page.name, page.converters, mine=True)
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code in {302, 405}, page.name
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "page", [page for page in EVERY_PAGE if not page.act and page.name.split(":")[0] not in {"house", "public"}], ids=lambda page: page.name
)
def test_a_page_without_guard_is_meant_to_be_public(page: Page) -> None:
    assert page.name in FOR_EVERYBODY | set(Estate.public_things), f"{page.name} has no @needs/@signed_in"


@every_role
def test_every_guarded_page_opens_for_whom_the_table_says_and_is_not_there_for_everybody_else(
    role: Role, city: Town, signed_in: Callable[[Acting], Client]
) -> None:
    if role is Role.PUBLIC:
        return  # the test above
    things, acting = estate(city), city.acting[role]
    client = signed_in(acting)
    wrong = []
    for page in (page for page in EVERY_PAGE if page.act and not page.converters and page.name not in NEED_A_QUERY):
        answer = client.get(things.address(page.name, (), mine=True))
        scope = acting.scope(page.act or "")
        allowed = page.act == SIGNED_IN or scope is Scope.CITY or (scope is not Scope.NONE and page.name not in FOR_THE_WHOLE_CITY)
        if (allowed and answer.status_code not in {200, 302, 405, 400}) or (not allowed and answer.status_code not in {404, 405}):
            wrong.append(f"{page.name}: {answer.status_code}, act {page.act}")
    assert wrong == []


@every_role
def test_a_guessed_address_of_somebody_elses_thing_is_not_there(role: Role, city: Town, signed_in: Callable[[Acting], Client]) -> None:
    if role is Role.PUBLIC:
        return
    things, acting = estate(city), city.acting[role]
    client = signed_in(acting)
    wrong = []
    for page in (page for page in EVERY_PAGE if page.act and page.converters and page.name not in Estate.keyed_by_public_things):
        if page.act != SIGNED_IN and acting.scope(page.act or "") is Scope.CITY:
            continue
        address = things.address(page.name, page.converters, mine=False)
        wrong += [
            f"{page.name}: {answer.request['REQUEST_METHOD']} {answer.status_code}, act {page.act}"
            for answer in (client.get(address), client.post(address))
            if answer.status_code not in {404, 405}
        ]
    assert wrong == []


def test_english_pages_are_guarded_like_chinese_ones(client: Client) -> None:
    assert client.get("/en/register/").status_code == 302
    assert django_settings.LANGUAGES[1][0] == "en"
