import re
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.messages.models import Message
from portal.messages.selectors import inbox, unread
from portal.messages.services import message_read, notify, send_pending
from portal.messages.services.mailing import AT_REST
from tests.portal import city


class DownBackend(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, email_messages: Any) -> None:  # noqa: ARG002 -- the library's signature
        raise ConnectionRefusedError


@pytest.fixture
def li(db: Any) -> Any:
    return city.person("李", "li@people.example")


def told(person: Any, number: int = 1) -> Any:
    return notify(person=person, event="case.opened", subject_id=number, subject="新工单", body="请看。", path=f"/cases/{number}/")


@pytest.mark.django_db(transaction=True)
def test_a_fact_is_told_once_however_often_it_is_reported() -> None:
    li = city.person("李", "li@people.example")
    assert told(li) is not None
    assert told(li) is None
    assert unread(li) == 1
    assert len(mail.outbox) == 1
    assert "/cases/1/" in mail.outbox[0].body
    assert Message.objects.get().mailed_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_down_loses_nothing(settings: Any) -> None:
    li = city.person("李", "li@people.example")
    settings.EMAIL_BACKEND = f"{__name__}.DownBackend"
    told(li)
    assert unread(li) == 1  # the inbox has it all the same
    assert Message.objects.get().mailed_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Message.objects.update(created_at=timezone.now() - AT_REST * 2)
    assert send_pending.call() == 1
    assert [letter.to for letter in mail.outbox] == [["li@people.example"]]
    assert send_pending.call() == 0


def test_a_message_of_an_act_that_fails_was_never_told(li: Acting, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=False) as waiting:
        told(li)
    assert len(waiting) == 1  # mailed only after the commit
    assert mail.outbox == []


def test_who_has_gone_is_not_written_to(li: Acting) -> None:
    li.is_active = False
    li.save()
    assert told(li) is None


def test_nobody_reads_or_marks_the_letters_of_somebody_else(li: Acting, signed_in: Any) -> None:
    wu = city.person("吴")
    message = told(li)
    client = signed_in(city.developer(wu))
    assert client.post(f"/me/messages/{message.pk}/").status_code == 404
    assert "新工单" not in client.get("/me/messages/").text
    assert unread(li) == 1


def test_opening_a_message_marks_it_and_leads_where_it_is_dealt_with(li: Acting, signed_in: Any) -> None:
    message = told(li, 7)
    client = signed_in(city.developer(li))
    assert client.post(f"/en/me/messages/{message.pk}/", {"go": "1"}).url == "/en/cases/7/"
    assert unread(li) == 0
    assert message_read(person=li, message_id=message.pk).read_at is not None


def test_a_path_to_another_place_is_not_followed(li: Acting, signed_in: Any) -> None:
    message = told(li)
    Message.objects.update(path="//elsewhere.example/")
    assert signed_in(city.developer(li)).post(f"/me/messages/{message.pk}/", {"go": "1"}).url == "/me/messages/"


def test_the_inbox_asks_little_of_the_database(li: Acting, signed_in: Any, django_assert_max_num_queries: Any) -> None:
    for number in range(40):
        told(li, number)
    client = signed_in(city.developer(li))
    with django_assert_max_num_queries(9):
        page = client.get("/me/messages/")
    assert len(re.findall(r'<article class="card">', page.text)) == 30
    client.post("/me/messages/read/")
    assert unread(li) == 0
    assert inbox(li).count() == 40


@pytest.mark.django_db(transaction=True)
def test_a_line_break_in_a_name_holds_up_no_letter() -> None:
    li = city.person("李", "li@people.example")
    notify(person=li, event="case.opened", subject_id=1, subject="砺轴\nBcc: all@people.example", body="请看。")
    assert [letter.subject for letter in mail.outbox] == ["[星图] 砺轴 Bcc: all@people.example"]
    assert Message.objects.get().mailed_at is not None
