"""Does signing in with Gitee, GitCode and AtomGit let in exactly the owner of the account, against a real OAuth2 server?"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from portal.accounts.hosts.addresses import form_targets, providers_from
from portal.accounts.models import Person
from portal.accounts.sign_in import host_bound, host_released
from tests.portal.accounts.oauth_host import Host, running_host
from tests.portal.accounts.test_joining import code_in
from tests.portal.city import PASSWORD, Acting, developer, person

pytestmark = pytest.mark.django_db
GITEE = {"id": 1335980, "login": "lin", "name": "林星", "html_url": "https://gitee.example/lin", "email": None, "followers": 3}
GITCODE = {"id": "64e5ed8f7e20aa73efcbc302", "login": "lin-gc", "name": "林星", "email": "lin@lizhou.example", "type": "User"}
every_host = pytest.mark.parametrize("name", ["gitee", "gitcode", "atomgit"])


@pytest.fixture
def host(settings: Any) -> Iterator[Host]:
    with running_host() as running:
        given = {"client_id": "the-client", "secret": "the-secret", "url": running.address}
        settings.SOCIALACCOUNT_PROVIDERS = providers_from(dict.fromkeys(("gitee", "gitcode", "atomgit", "gitlab", "oidc"), given))
        running.account, running.mailboxes = dict(GITEE), [{"email": "Lin@lizhou.example", "state": "confirmed", "scope": ["primary"]}]
        yield running


@pytest.fixture
def bound() -> Iterator[list[dict[str, Any]]]:
    """What ``register`` is told."""
    told: list[dict[str, Any]] = []

    def listen(**said: Any) -> None:
        told.append({key: said[key] for key in ("provider", "login", "native_id", "mailboxes", "person")})

    host_bound.connect(listen)
    yield told
    host_bound.disconnect(listen)


def through(client: Client, host: Host, name: str = "gitee", *, process: str = "login") -> Any:
    sent = client.post(f"/accounts/{'oidc/oidc' if name == 'oidc' else name}/login/?process={process}")
    assert sent.status_code == 302
    back = urlsplit(host.authorize(sent["Location"]))
    return client.get(f"{back.path}?{back.query}")


@every_host
def test_whoever_comes_for_the_first_time_confirms_name_and_mailbox_and_has_an_account(
    client: Client, host: Host, bound: list[dict[str, Any]], name: str
) -> None:
    if name != "gitee":
        host.account, host.mailboxes = dict(GITCODE), {"email": "lin@lizhou.example", "state": "confirmed"}
    assert through(client, host, name)["Location"] == "/accounts/3rdparty/signup/"
    page = client.get("/accounts/3rdparty/signup/").content.decode()
    assert 'value="林星"' in page
    assert not Person.objects.exists()

    client.post("/accounts/3rdparty/signup/", {"name": "林星", "email": "lin@lizhou.example"})

    joined = Person.objects.get()
    assert client.session["_auth_user_id"] == joined.id
    account = SocialAccount.objects.get(user=joined)
    assert account.uid == str(host.account["id"])
    assert not {"email", "mailboxes", "followers"} & account.extra_data.keys()
    assert not SocialToken.objects.exists()
    assert bound == [
        {
            "provider": name,
            "login": host.account["login"],
            "native_id": str(host.account["id"]),
            "mailboxes": ["lin@lizhou.example"],
            "person": joined,
        }
    ]


def test_an_instance_of_gitlab_signs_in_at_its_own_address(client: Client, host: Host, bound: list[dict[str, Any]]) -> None:
    host.account = {
        "id": 7,
        "username": "lin-gl",
        "name": "林星",
        "email": "lin@lizhou.example",
        "web_url": "https://gitlab.example/lin-gl",
    }
    through(client, host, "gitlab")
    client.post("/accounts/3rdparty/signup/", {"name": "林星", "email": "lin@lizhou.example"})
    assert "_auth_user_id" not in client.session
    client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[-1])})
    assert client.session["_auth_user_id"] == Person.objects.get().id
    assert [(told["provider"], told["login"], told["native_id"], told["mailboxes"]) for told in bound] == [("gitlab", "lin-gl", "7", [])]


def test_the_citys_identity_service_signs_in_and_binds_no_code_host(client: Client, host: Host, bound: list[dict[str, Any]]) -> None:
    host.claims = {"sub": "u-1", "preferred_username": "lin", "name": "林星", "email": "lin@lizhou.example", "email_verified": True}
    through(client, host, "oidc")
    client.post("/accounts/3rdparty/signup/", {"name": "林星", "email": "lin@lizhou.example"})
    joined = Person.objects.get()
    assert client.session["_auth_user_id"] == joined.id
    assert SocialAccount.objects.get().extra_data == {"userinfo": {"sub": "u-1", "preferred_username": "lin", "name": "林星"}}
    assert bound == []

    again = Client()
    through(again, host, "oidc")
    assert again.session["_auth_user_id"] == joined.id


def test_a_token_meant_for_another_client_lets_nobody_in(client: Client, host: Host) -> None:
    host.claims = {"sub": "u-1", "email": "lin@lizhou.example", "email_verified": True}
    host.audience = "somebody-else"
    assert "平台登录没有成功" in through(client, host, "oidc").content.decode()
    assert not Person.objects.exists()


def test_the_secret_goes_to_the_token_address_and_nowhere_else(client: Client, host: Host) -> None:
    sent = client.post("/accounts/gitee/login/")["Location"]
    assert "the-secret" not in sent
    asked = parse_qs(urlsplit(sent).query)
    assert set(asked["scope"][0].split()) == {"user_info", "emails"}
    back = urlsplit(host.authorize(sent))
    client.get(f"{back.path}?{back.query}")
    assert host.asked[0]["client_id"] == "the-client"
    assert host.asked[0]["grant_type"] == "authorization_code"


def test_the_address_to_come_back_to_is_the_same_in_every_language(client: Client, host: Host) -> None:
    asked = [parse_qs(urlsplit(client.post(f"{prefix}/accounts/gitee/login/")["Location"]).query)["redirect_uri"] for prefix in ("", "/en")]
    assert asked[0] == asked[1] == ["http://testserver/accounts/gitee/login/callback/"]


def test_a_mailbox_that_the_host_did_not_confirm_is_proven_by_a_code(client: Client, host: Host, bound: list[dict[str, Any]]) -> None:
    host.mailboxes = [{"email": "lin@lizhou.example", "state": "unconfirmed"}]
    through(client, host)
    answer = client.post("/accounts/3rdparty/signup/", {"name": "林星", "email": "lin@lizhou.example"})
    assert answer["Location"] == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session
    client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[-1])})
    assert client.session["_auth_user_id"] == Person.objects.get().id
    assert bound[0]["mailboxes"] == []


def test_signing_in_with_a_host_never_merges_accounts_by_mailbox(client: Client, host: Host) -> None:
    owner = person("本人", "lin@lizhou.example")
    through(client, host)
    client.post("/accounts/3rdparty/signup/", {"name": "冒名的", "email": "lin@lizhou.example"})
    assert "_auth_user_id" not in client.session
    assert Person.objects.get() == owner
    assert not SocialAccount.objects.exists()
    assert mail.outbox[-1].subject == "【星图】这个邮箱已经注册"


def test_somebody_signed_in_binds_an_account_and_signs_in_with_it_later(client: Client, host: Host, bound: list[dict[str, Any]]) -> None:
    owner = person("本人", "me@people.example")
    client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    through(client, host, process="connect")
    assert [(told["login"], told["person"], told["mailboxes"]) for told in bound] == [("lin", owner, ["lin@lizhou.example"])]
    assert not EmailAddress.objects.filter(email="lin@lizhou.example").exists()

    again = Client()
    through(again, host)
    assert again.session["_auth_user_id"] == owner.id
    assert len(bound) == 1


def test_an_account_that_is_bound_to_somebody_else_is_not_taken_over(client: Client, host: Host, bound: list[dict[str, Any]]) -> None:
    first, second = person("先", "first@people.example"), person("后", "second@people.example")
    for one in (first, second):
        browser = Client()
        browser.post("/accounts/login/", {"login": one.email, "password": PASSWORD})
        browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
        through(browser, host, process="connect")
    assert SocialAccount.objects.get().user == first
    assert len(bound) == 1


def test_a_state_that_is_not_ours_lets_nobody_in(client: Client, host: Host) -> None:
    victim = Client()
    back = urlsplit(host.authorize(client.post("/accounts/gitee/login/")["Location"]))
    answer = victim.get(f"{back.path}?{back.query}")
    assert "平台登录没有成功" in answer.content.decode()
    assert not host.asked
    assert "_auth_user_id" not in victim.session


@pytest.mark.parametrize("answered", [{"message": "gone"}, {"id": 7}, []])
def test_an_answer_that_is_no_account_is_told_and_changes_nothing(client: Client, host: Host, answered: Any) -> None:
    host.account = answered
    assert "平台登录没有成功" in through(client, host).content.decode()
    assert not Person.objects.exists()


def test_a_host_that_keeps_its_mailboxes_to_itself_still_signs_in(client: Client, host: Host) -> None:
    host.mailboxes_allowed = False
    assert through(client, host)["Location"] == "/accounts/3rdparty/signup/"


def test_whoever_cancels_at_the_host_is_told_that_nothing_changed(client: Client, host: Host) -> None:
    state = parse_qs(urlsplit(client.post("/accounts/gitee/login/")["Location"]).query)["state"][0]
    answer = client.get("/accounts/gitee/login/callback/", {"error": "access_denied", "state": state}, follow=True)
    assert "登录已取消" in answer.content.decode()


def test_releasing_an_account_is_told_too_and_not_without_another_way_in(
    client: Client, host: Host, signed_in: Callable[[Acting], Client]
) -> None:
    released: list[str] = []

    def listen(**said: Any) -> None:
        released.append(said["login"])

    host_released.connect(listen)
    owner = person("本人", "me@people.example")
    client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    through(client, host, process="connect")
    owner.set_unusable_password()
    owner.save()
    signed_in(developer(owner))
    account = SocialAccount.objects.get()
    assert "您还没有设置密码" in client.post("/accounts/3rdparty/", {"account": account.pk}).content.decode()
    owner.set_password(PASSWORD)
    owner.save()
    signed_in(developer(owner))
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/3rdparty/", {"account": account.pk})
    host_released.disconnect(listen)
    assert released == ["lin"]


def test_only_configured_hosts_are_offered(client: Client, host: Host) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "用 Gitee 登录" in page
    assert "GitHub" not in page


def test_endpoints_follow_the_configuration() -> None:
    given = {"client_id": "c", "secret": "s"}
    made = providers_from(
        {
            "gitee": given,
            "gitcode": given,
            "atomgit": {**given, "authorize": "https://id.example/a", "token": "https://id.example/t", "api": "https://api.example/v5/"},
            "gitlab": {**given, "url": "https://gitlab.example/"},
            "oidc": {**given, "url": "https://id.example", "name": "统一身份"},
        }
    )
    assert made["gitee"]["APPS"][0]["settings"]["api"] == "https://gitee.com/api/v5"
    assert made["gitcode"]["APPS"][0]["settings"]["api"] == "https://api.gitcode.com/api/v5"
    assert made["atomgit"]["APPS"][0]["settings"] == {
        "authorize": "https://id.example/a",
        "token": "https://id.example/t",
        "api": "https://api.example/v5",
    }
    assert made["gitlab"]["APPS"][0]["settings"] == {"gitlab_url": "https://gitlab.example"}
    assert made["openid_connect"]["APPS"][0]["provider_id"] == "oidc"
    assert form_targets({"gitcode": given, "gitee": given}) == ["https://gitcode.com", "https://gitee.com"]


@pytest.mark.parametrize("address", ["http://gitee.example", "ftp://x", "gitee.example"])
def test_credentials_never_go_in_clear_text(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="https"):
        providers_from({"gitee": {"client_id": "c", "secret": "s", "url": address}})
