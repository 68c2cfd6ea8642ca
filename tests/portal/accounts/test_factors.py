"""Does a second factor keep out whoever knows only the password, and does a passkey let its owner in without one?"""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from portal.accounts.models import Person
from portal.journal.events import Event
from portal.journal.models import Entry
from tests.portal.accounts.authenticator import SoftKey
from tests.portal.city import PASSWORD, person

pytestmark = pytest.mark.django_db
SECRET = re.compile(r"<code>([A-Z2-7]{16,})</code>")
DATA = re.compile(r'<script id="js_data" type="application/json">(.*?)</script>')


def now_on_the_phone(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()) + 1))


@pytest.fixture
def owner() -> Person:
    return person("有两样的", "two@people.example")


def enter(client: Client, owner: Person) -> str:
    return client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})["Location"]


def enter_twice(client: Client, owner: Person) -> None:
    """Sign in, and confirm again as every change of a factor asks for."""
    enter(client, owner)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def switch_on(client: Client, owner: Person) -> str:
    enter_twice(client, owner)
    secret = SECRET.search(client.get("/accounts/2fa/totp/activate/").content.decode())
    assert secret
    answer = client.post("/accounts/2fa/totp/activate/", {"code": now_on_the_phone(secret[1])})
    assert answer.status_code == 302
    return secret[1]


def test_with_an_authenticator_app_the_password_alone_lets_nobody_in(client: Client, owner: Person) -> None:
    switch_on(client, owner)
    thief = Client()
    assert enter(thief, owner).startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in thief.session
    assert "口令不对" in thief.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "_auth_user_id" not in thief.session


def test_a_factor_is_changed_only_after_confirming_once_more_who_one_is(client: Client, owner: Person) -> None:
    enter(client, owner)
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")


def test_a_recovery_code_lets_its_owner_in_once(client: Client, owner: Person) -> None:
    switch_on(client, owner)
    code = RecoveryCodes(Authenticator.objects.get(user=owner, type=Authenticator.Type.RECOVERY_CODES)).get_unused_codes()[0]
    for expected in (True, False):
        again = Client()
        enter(again, owner)
        again.post("/accounts/2fa/authenticate/", {"code": code})
        assert ("_auth_user_id" in again.session) is expected


@pytest.mark.django_db(transaction=True)  # the library tells of a new factor once it is committed
def test_switching_a_factor_on_and_off_is_journalled_and_told_by_mail(client: Client, owner: Person) -> None:
    switch_on(client, owner)
    client.post("/accounts/2fa/totp/deactivate/")
    kept = [entry.details["sign_in"] for entry in Entry.objects.filter(event=Event.PERSON_CHANGED).order_by("sequence")]
    assert kept == ["totp_added", "recovery_codes_added", "totp_removed", "recovery_codes_removed"]
    assert "【星图】已停用身份验证器应用" in [letter.subject for letter in mail.outbox]


def test_a_passkey_is_added_and_then_signs_in_without_a_password(client: Client, owner: Person) -> None:
    enter_twice(client, owner)
    page = client.get("/accounts/2fa/webauthn/add/")
    key = SoftKey()
    found = DATA.search(page.content.decode())
    assert found
    credential = key.create(json.loads(found[1])["creation_options"])
    answer = client.post("/accounts/2fa/webauthn/add/", {"name": "手机", "passwordless": "on", "credential": json.dumps(credential)})
    assert answer.status_code == 302, answer.content.decode()
    assert "直接登录（通行密钥）" in client.get("/accounts/2fa/webauthn/").content.decode()

    again = Client()
    options = again.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"}).json()["request_options"]
    answer = again.post("/accounts/2fa/webauthn/login/", {"credential": json.dumps(key.get(options))})
    assert answer.status_code == 302
    assert again.session["_auth_user_id"] == owner.id
    assert Entry.objects.filter(event=Event.PERSON_SIGNED_IN, details={"methods": ["mfa"]}).exists()


def test_somebody_elses_key_does_not_open_the_account(client: Client, owner: Person) -> None:
    enter_twice(client, owner)
    found = DATA.search(client.get("/accounts/2fa/webauthn/add/").content.decode())
    assert found
    key, forged = SoftKey(), SoftKey()
    client.post(
        "/accounts/2fa/webauthn/add/",
        {"name": "手机", "passwordless": "on", "credential": json.dumps(key.create(json.loads(found[1])["creation_options"]))},
    )
    forged.id, forged.handle = key.id, key.handle
    thief = Client()
    options = thief.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"}).json()["request_options"]
    thief.post("/accounts/2fa/webauthn/login/", {"credential": json.dumps(forged.get(options))})
    assert "_auth_user_id" not in thief.session


def test_the_pages_of_keys_run_only_scripts_that_the_content_policy_knows(client: Client, owner: Person) -> None:
    enter_twice(client, owner)
    for page in ("/accounts/2fa/webauthn/add/", "/accounts/login/"):
        answer = (client if "2fa" in page else Client()).get(page)
        for attributes, inline in re.findall(r"<script([^>]*)>(.*?)</script>", answer.content.decode(), re.DOTALL):
            runs = 'type="application/json"' not in attributes
            assert not (runs and inline.strip()), attributes
            assert not runs or 'src="/static/' in attributes or "src=" in attributes
        assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
