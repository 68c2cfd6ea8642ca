"""Does somebody get an account, get in, and get back in, and does nobody learn who else has one?"""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from portal.accounts.models import Person
from portal.journal.events import Event
from portal.journal.models import Entry
from tests.portal.city import PASSWORD, Acting, developer, person

pytestmark = pytest.mark.django_db
NEW = "another long password"
CODE = re.compile(r"^ {4}(\S+)$", re.MULTILINE)


def join(client: Client, email: str, name: str = "欧阳星") -> None:
    answer = client.post("/accounts/signup/", {"name": name, "email": email, "password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == "/accounts/confirm-email/"


def code_in(letter: mail.EmailMessage) -> str:
    found = CODE.search(letter.body)
    assert found, letter.body
    return found[1]


def test_whoever_joins_proves_their_mailbox_before_they_are_in(client: Client) -> None:
    join(client, "Ouyang@new.example")
    assert "_auth_user_id" not in client.session
    assert mail.outbox[0].subject == "【星图】证实邮箱的验证码"
    assert mail.outbox[0].to == ["ouyang@new.example"]

    answer = client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[0])})

    assert answer["Location"].endswith("/me/") or answer["Location"] == "/me/profile/"
    joined = Person.objects.get(email="ouyang@new.example")
    assert client.session["_auth_user_id"] == joined.id
    assert joined.name == "欧阳星"
    assert EmailAddress.objects.get(user=joined).verified


def test_a_wrong_code_lets_nobody_in(client: Client) -> None:
    join(client, "ouyang@new.example")
    answer = client.post("/accounts/confirm-email/", {"code": "wrong"})
    assert "验证码不对" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_joining_with_a_mailbox_that_has_an_account_looks_the_same_and_tells_its_owner(client: Client) -> None:
    owner = person("先来的", "first@new.example")
    fresh, taken = Client(), client
    join(fresh, "fresh@new.example")
    join(taken, "first@new.example")

    pages = [one.get("/accounts/confirm-email/").content.decode() for one in (fresh, taken)]
    seen = [re.sub(r'(csrfmiddlewaretoken" value=")[^"]*|nonce="[^"]*"|\w+@new\.example', "", page) for page in pages]

    assert seen[0] == seen[1]
    assert Person.objects.filter(email="first@new.example").get() == owner
    assert mail.outbox[1].subject == "【星图】这个邮箱已经注册"


def test_a_name_cannot_carry_an_address_into_letters(client: Client) -> None:
    answer = client.post(
        "/accounts/signup/", {"name": "看 http://bad.example", "email": "x@new.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert "请不要写网址或邮箱" in answer.content.decode()
    assert not Person.objects.exists()


def test_the_journal_knows_the_joining_and_the_sign_in_by_opaque_id_alone(client: Client) -> None:
    join(client, "ouyang@new.example")
    client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[0])})
    joined = Person.objects.get()
    entries = list(Entry.objects.order_by("sequence"))
    assert [entry.event for entry in entries] == [Event.PERSON_JOINED, Event.PERSON_SIGNED_IN]
    assert {entry.subject for entry in entries} == {entry.actor for entry in entries} == {joined.id}
    kept = "".join(f"{entry.details}{entry.reason}" for entry in entries)
    assert "new.example" not in kept
    assert "欧阳" not in kept


def test_signing_in_with_a_wrong_password_says_no_more_than_for_a_mailbox_without_account(client: Client) -> None:
    person("有账号的", "here@people.example")
    said = [
        re.sub(r'value="[^"]*"|nonce="[^"]*"', "", client.post("/accounts/login/", {"login": email, "password": "wrong"}).content.decode())
        for email in ("here@people.example", "nobody@people.example")
    ]
    assert said[0] == said[1]
    assert "邮箱或密码不对" in said[0]


def test_a_forgotten_password_is_replaced_with_a_code_from_the_mailbox(client: Client) -> None:
    owner = person("健忘的", "forgot@people.example")
    client.post("/accounts/password/reset/", {"email": "forgot@people.example"})
    answer = client.post("/accounts/password/reset/confirm/", {"code": code_in(mail.outbox[0])})
    assert answer["Location"] == "/accounts/password/reset/complete/"
    client.post("/accounts/password/reset/complete/", {"password1": NEW, "password2": NEW})
    owner.refresh_from_db()
    assert owner.check_password(NEW)
    assert Entry.objects.filter(event=Event.PERSON_CHANGED, subject=owner.id, details={"sign_in": "password"}).exists()


def test_asking_for_a_reset_looks_the_same_for_a_mailbox_without_account(client: Client) -> None:
    person("健忘的", "forgot@people.example")
    ways = [
        client.post("/accounts/password/reset/", {"email": email})["Location"] for email in ("forgot@people.example", "no@people.example")
    ]
    assert ways[0] == ways[1]
    assert mail.outbox[1].subject == "【星图】这个邮箱没有注册"


def test_a_password_is_changed_only_with_the_present_one(client: Client, signed_in: Callable[[Acting], Client]) -> None:
    owner = person("谨慎的")
    signed_in(developer(owner))
    answer = client.post("/accounts/password/change/", {"oldpassword": "wrong", "password1": NEW, "password2": NEW})
    assert "现在的密码不对" in answer.content.decode()
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    owner.refresh_from_db()
    assert owner.check_password(NEW)
    assert mail.outbox[-1].subject == "【星图】密码已修改"


def test_a_short_or_common_password_is_refused_in_plain_words(client: Client) -> None:
    answer = client.post("/accounts/signup/", {"name": "星", "email": "x@new.example", "password1": "password", "password2": "other"})
    page = answer.content.decode()
    assert "密码" in page
    assert not re.search(r"This password|You must type", page)


def test_the_sign_in_mailbox_changes_only_when_the_new_one_is_proven(client: Client) -> None:
    owner = person("搬家的", "old@people.example")
    client.post("/accounts/login/", {"login": "old@people.example", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"email": "new@people.example", "action_add": ""})
    owner.refresh_from_db()
    assert owner.email == "old@people.example"
    client.post("/accounts/confirm-email/", {"code": code_in(next(one for one in mail.outbox if one.to == ["new@people.example"]))})
    owner.refresh_from_db()
    assert owner.email == "new@people.example"
    assert Entry.objects.filter(event=Event.PERSON_CHANGED, details={"sign_in": "mailbox"}).exists()


def test_a_person_changes_their_name_and_the_journal_keeps_only_that_they_did(signed_in: Callable[[Acting], Client]) -> None:
    owner = person("旧名")
    signed_in(developer(owner)).post("/me/profile/", {"name": "新名", "name_en": "Xin Ming"})
    owner.refresh_from_db()
    assert owner.name == "新名"
    assert Entry.objects.get(event=Event.PERSON_CHANGED).details == {"fields": ["name", "name_en"]}


def test_somebody_whose_account_is_closed_cannot_sign_in(client: Client) -> None:
    owner = person("离开的", "gone@people.example", is_active=False)
    answer = client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert answer.status_code in {200, 302}
