import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.models import Consent, Grant, Person, Purpose
from portal.accounts.roles import Role
from portal.cases.models import Case, CaseKind
from portal.cases.services import case_open
from portal.errors import WrongState
from portal.journal.models import Entry
from portal.messages.models import Message
from portal.register.models import Employment, Erasure, HostAccount, Mailbox, Proof
from portal.register.services import host_account_bind
from portal.register.services.employments import Period, employment_claim, employment_confirm
from portal.register.services.erasures import ERASED_NAME, erase_due, erasure_ask, erasure_take_back
from portal.register.services.privacy import consent_give, consent_withdraw, person_export
from tests.portal import city

OLD = "li.old@mail.example"


@pytest.fixture
def town(db: Any) -> Any:
    return city.town(("yinhan", "lanyue"))


@pytest.fixture
def li(town: city.Town) -> Any:
    """Somebody with a little of everything."""
    acting = city.developer(city.person("李小明", "li@people.example"))
    host_account_bind(person=acting.person, host="gitee", login="li-ming", native_id="5", mailboxes=[OLD], by=acting)
    claimed = employment_claim(organisation=town.lizhou, period=Period(date(2024, 1, 1), None), note="研发部李", by=acting)
    employment_confirm(employment_id=claimed.pk, by=town.acting[Role.ORG_ADMIN])
    consent_give(purpose=Purpose.PUBLIC_NAME, by=acting)
    city.grant(acting.person, Role.ORG_MEMBER, organisation=town.lizhou)
    case_open(kind=CaseKind.OBJECTION, title="异议", statement="…", subject_kind="person", subject=acting.actor_id, by=acting)
    return acting


def lately_proven(client: Any) -> Any:
    client.post("/accounts/reauthenticate/", {"password": city.PASSWORD})
    return client


def test_a_consent_holds_from_now_and_its_withdrawal_at_once(li: Acting) -> None:
    consent_give(purpose=Purpose.PUBLIC_NAME, by=li)
    is_open = Consent.objects.filter(person=li.person, purpose=Purpose.PUBLIC_NAME, withdrawn_at__isnull=True)
    assert is_open.count() == 1
    consent_withdraw(purpose=Purpose.PUBLIC_NAME, by=li)
    assert not is_open.exists()
    assert Consent.objects.filter(person=li.person).count() == 1  # that it was given stays known
    consent_withdraw(purpose=Purpose.PUBLIC_NAME, by=li)
    events = Entry.objects.filter(actor=li.actor_id, event__startswith="consent.").values_list("event", flat=True)
    assert list(events) == ["consent.given", "consent.withdrawn"]


def test_consent_is_given_and_withdrawn_on_the_page(li: Acting, signed_in: Any) -> None:
    client = signed_in(li)
    client.post("/me/privacy/consents/employer_view/", {"give": "1"})
    assert Consent.objects.filter(purpose="employer_view", withdrawn_at__isnull=True).exists()
    client.post("/me/privacy/consents/employer_view/", {"give": "0"})
    assert not Consent.objects.filter(purpose="employer_view", withdrawn_at__isnull=True).exists()
    assert client.post("/me/privacy/consents/everything/", {"give": "1"}).status_code == 404


def test_the_export_holds_all_that_is_kept_and_no_secret(li: Acting) -> None:
    Mailbox.objects.filter(address=OLD).update(code_hash="f" * 64)
    archive = zipfile.ZipFile(io.BytesIO(person_export(by=li)))
    tables = {name.removesuffix(".json"): json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}
    assert OLD in {row["address"] for row in tables["mailboxes"]}
    assert all(
        tables[name] for name in ("account", "sign_in", "roles", "host_accounts", "employments", "consents", "messages", "cases", "journal")
    )
    everything = json.dumps(tables, ensure_ascii=False)
    assert li.person.password not in everything
    assert "f" * 64 not in everything
    assert Entry.objects.filter(event="person.exported").count() == 1


def test_the_export_and_the_erasure_ask_who_is_there(li: Acting, signed_in: Any) -> None:
    client = signed_in(li)
    for path in ("export/", "erase/"):
        answer = client.post(f"/me/privacy/{path}")
        assert answer.status_code == 302
        assert "reauthenticate" in answer.url
    assert not Erasure.objects.exists()
    lately_proven(client)
    assert client.post("/me/privacy/export/")["Content-Type"] == "application/zip"
    assert "不能恢复" in client.get("/me/privacy/erase/").text
    client.post("/me/privacy/erase/")
    assert Erasure.objects.count() == 1


def test_an_erasure_waits_ten_minutes_and_can_be_taken_back(li: Acting, signed_in: Any) -> None:
    erasure_ask(by=li)
    assert erase_due.call() == 0
    page = signed_in(li).post("/me/privacy/keep/", follow=True)
    assert "一切照旧" in page.text
    Erasure.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert erase_due.call() == 0
    assert Person.objects.get(pk=li.actor_id).name == "李小明"
    with pytest.raises(WrongState):
        erasure_take_back(by=li)


def test_what_tells_who_somebody_is_goes_and_the_journal_stays(li: Acting, town: city.Town) -> None:
    before = list(Entry.objects.order_by("sequence").values_list("digest", flat=True))
    erasure_ask(by=li)
    Erasure.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert erase_due.call() == 1
    assert erase_due.call() == 0
    gone = Person.objects.get(pk=li.actor_id)
    assert (gone.name, gone.is_active, gone.has_usable_password()) == (ERASED_NAME, False, False)
    assert "li@people.example" not in gone.email
    for table in (Mailbox, HostAccount, Consent, Message):
        assert not table.objects.filter(person=gone).exists()
    assert not EmailAddress.objects.filter(user=gone).exists()
    assert not Grant.objects.held_on(timezone.localdate()).filter(person=gone).exists()
    employment = Employment.objects.get(person=gone)
    assert (employment.state, employment.note) == ("withdrawn", "")
    assert str(Case.objects.get(kind="objection").opened_by) == ERASED_NAME
    after = list(Entry.objects.order_by("sequence").values_list("digest", flat=True))
    assert after[: len(before)] == before
    assert Entry.objects.filter(event="person.erased", actor=li.actor_id).count() == 1
    told = "".join(f"{entry.subject}{entry.reason}{entry.details}" for entry in Entry.objects.all())
    assert not [one for one in ("李小明", OLD, "li@people.example", "li-ming") if one in told]


def test_a_mailbox_of_somebody_erased_may_be_claimed_anew(li: Acting) -> None:
    erasure_ask(by=li)
    Erasure.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    erase_due.call()
    again = city.developer(city.person("李又来", "li2@people.example"))
    host_account_bind(person=again.person, host="gitee", login="li-ming", native_id="5", mailboxes=[OLD], by=again)
    assert Mailbox.objects.get(address=OLD).proof == Proof.HOST_SIGN_IN


def test_the_only_admin_is_warned(town: city.Town, signed_in: Any) -> None:
    client = lately_proven(signed_in(town.acting[Role.ORG_ADMIN]))
    assert "唯一的管理员" in client.get("/me/privacy/erase/").text


def test_asking_for_erasure_and_thinking_better_of_it_are_kept(li: Acting) -> None:
    erasure_ask(by=li)
    erasure_ask(by=li)
    erasure_take_back(by=li)
    told = [entry.details for entry in Entry.objects.filter(event="person.changed", subject=li.actor_id).order_by("sequence")]
    assert told == [{"erasure": "asked"}, {"erasure": "taken back"}]
