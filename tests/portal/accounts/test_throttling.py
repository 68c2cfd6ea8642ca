"""Are guesses and letters limited, for all processes together, and is it said until when?"""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client

from tests.portal.city import PASSWORD, person

pytestmark = pytest.mark.django_db
UNTIL = re.compile(r"请在 \d\d:\d\d:\d\d 以后再试")


def test_guessing_a_password_ends_after_five_tries_and_says_until_when(client: Client) -> None:
    owner = person("被猜的", "guessed@people.example")
    pages = [client.post("/accounts/login/", {"login": owner.email, "password": f"wrong {n}"}).content.decode() for n in range(6)]
    assert "邮箱或密码不对" in pages[4]
    assert UNTIL.search(pages[5])
    assert UNTIL.search(client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD}).content.decode())
    assert "_auth_user_id" not in client.session


def test_a_mailbox_without_account_is_limited_just_the_same(client: Client) -> None:
    pages = [client.post("/accounts/login/", {"login": "no@people.example", "password": f"wrong {n}"}).content.decode() for n in range(6)]
    assert UNTIL.search(pages[5])


def test_signing_in_rightly_uses_up_no_try() -> None:
    owner = person("勤快的", "often@people.example")
    for _time in range(7):
        browser = Client()
        browser.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
        assert browser.session["_auth_user_id"] == owner.id


def test_letters_of_reset_are_limited_for_a_mailbox_and_the_page_says_until_when(client: Client) -> None:
    person("健忘的", "forgot@people.example")
    answers = [client.post("/accounts/password/reset/", {"email": "forgot@people.example"}) for _time in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert UNTIL.search(answers[3].content.decode())
    assert 0 < int(answers[3]["Retry-After"]) <= 601
    assert len(mail.outbox) == 3


def test_the_count_is_shared_by_all_processes(client: Client, settings: Any) -> None:
    """Two processes share nothing but the table."""
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_of_the_test"},
    }
    call_command("createcachetable", verbosity=0)
    for process in range(6):
        if process % 2:
            del caches["default"]  # a process that has just started
        page = Client().post("/accounts/login/", {"login": "no@people.example", "password": "wrong"}).content.decode()
    assert UNTIL.search(page)


def test_the_page_speaks_the_readers_language(client: Client) -> None:
    for _time in range(4):
        answer = client.post("/en/accounts/password/reset/", {"email": "forgot@people.example"})
    assert answer.status_code == 429
    assert not re.search(
        r"[一-鿿]{4,}", re.sub(r"<(head|header|footer).*?</\1>", "", answer.content.decode(), flags=re.DOTALL).replace("中文", "")
    )
