"""Do all pages of signing in speak our Chinese and our English, in our layout, with no word of the library's own left over?"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import allauth
import pytest
from django.template.loader import get_template
from django.test import Client

from portal.accounts.acting import Acting
from portal.accounts.hosts.addresses import providers_from
from portal.accounts.roles import Role
from tests.portal.city import PASSWORD, Town, developer, person, town

pytestmark = pytest.mark.django_db
ENTRANCE = ("login/", "signup/", "password/reset/", "inactive/", "gitee/login/", "3rdparty/login/cancelled/", "3rdparty/login/error/")
OWN = (
    "email/",
    "password/change/",
    "logout/",
    "reauthenticate/",
    "2fa/",
    "2fa/totp/activate/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
    "3rdparty/",
)
OURS = ("me/profile/", "acting/", "me/organisations/", "me/organisations/new/", "organisations/", "organisations/lizhou/members/")
WORDLESS = {"mfa/recovery_codes/download.txt"}
TEXT = re.compile(r"<[^>]+>|&[a-z]+;|&#x?[0-9a-f]+;", re.IGNORECASE)
PHRASE = re.compile(r"[A-Za-z]{3,} [A-Za-z]{3,}")
CHINESE = re.compile(r"[一-鿿]{3,}")
SHIPPED = Path(allauth.__file__).parent / "templates"
NEVER_SHOWN = (
    "phone",
    "passkey",
    "password_reset_key",
    "signup_form",
    "login_code",
    "email_confirm.html",
    "base_",
    "base.html",
    "snippets/",
    "idp/",
    "openid/",
    "usersessions/",
    "saml",
)


def shown(page: str) -> str:
    """What stands on a page between masthead and foot."""
    found = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert found, "not in our layout"
    return TEXT.sub(" | ", re.sub(r"<script.*?</script>", "", found[0], flags=re.DOTALL))


@pytest.fixture
def _hosts(settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = providers_from({"gitee": {"client_id": "c", "secret": "s"}})


@pytest.mark.usefixtures("_hosts")
@pytest.mark.parametrize("page", ENTRANCE)
def test_pages_before_signing_in_speak_both_languages(client: Client, page: str) -> None:
    assert not PHRASE.search(shown(client.get(f"/accounts/{page}").content.decode()))
    english = shown(client.get(f"/en/accounts/{page}").content.decode())
    assert not CHINESE.search(english), english


@pytest.mark.usefixtures("_hosts")
@pytest.mark.parametrize("page", OWN)
def test_pages_of_ones_own_account_speak_both_languages(client: Client, page: str) -> None:
    owner = person("Lin", "lin@people.example")
    client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert not PHRASE.search(shown(client.get(f"/accounts/{page}").content.decode()).replace("Master key", ""))
    english = shown(client.get(f"/en/accounts/{page}").content.decode())
    assert not CHINESE.search(english), english


@pytest.mark.parametrize("page", OURS)
def test_our_own_pages_speak_english(signed_in: Callable[[Acting], Client], page: str) -> None:
    city: Town = town(("yinhan", "lanyue"))
    browser = signed_in(city.acting[Role.ORG_ADMIN])
    english = shown(browser.get(f"/en/{page}").content.decode())
    for name in ("砺轴工业软件有限公司", "单位管理员甲", *(f"{role.label}甲" for role in Role)):
        english = english.replace(str(name), "")
    for acting in city.acting.values():
        english = english.replace(acting.person.name if acting.person else "", "")
    assert not CHINESE.search(english), english


@pytest.mark.parametrize(
    "name",
    [
        str(path.relative_to(SHIPPED))
        for path in sorted(SHIPPED.rglob("*"))
        if path.is_file()
        and path.parts[-2] not in {"elements", "layouts"}
        and not any(part in str(path.relative_to(SHIPPED)) for part in NEVER_SHOWN)
    ],
)
def test_every_template_of_the_library_that_can_be_shown_is_ours(name: str) -> None:
    made = Path(get_template(name).origin.name)
    assert "portal" in made.parts or name in WORDLESS, made


def test_ones_own_pages_need_a_sign_in(client: Client) -> None:
    assert client.get("/accounts/2fa/")["Location"].startswith("/accounts/login/")
    assert client.get("/me/profile/")["Location"].startswith("/accounts/login/")


def test_the_profile_asks_the_database_few_questions(
    signed_in: Callable[[Acting], Client], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    browser = signed_in(developer(person("某人")))
    with django_assert_max_num_queries(12):
        browser.get("/me/profile/")


def test_what_somebody_signed_in_has_seen_stays_in_no_cache(signed_in: Callable[[Acting], Client]) -> None:
    answer = signed_in(developer(person("林"))).get("/me/profile/")
    assert answer["Cache-Control"] == "private, no-store"
