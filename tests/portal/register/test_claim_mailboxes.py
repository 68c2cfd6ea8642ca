import re
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.accounts.sign_in import host_bound, host_released
from portal.cases.models import Case
from portal.errors import Invalid, NotAllowed, Unreachable
from portal.journal.models import Entry
from portal.register.mailbox_address import identifies_somebody, normalised_mailbox
from portal.register.models import HostAccount, Mailbox, Proof
from portal.register.services import mailbox_prove
from portal.register.services.mailbox_codes import BETWEEN, GOOD_FOR, MOST_AN_HOUR, MOST_TRIES, mailbox_confirm, mailbox_send_code
from portal.register.services.mailboxes import mailbox_award, mailbox_claim, mailbox_withdraw
from tests.portal import city
from xingtu.resolve.addresses import normalise_address

OLD = "li.old@mail.example"


class DownBackend(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, email_messages: Any) -> None:  # noqa: ARG002 -- the library's signature
        raise ConnectionRefusedError


@pytest.fixture
def li(db: Any) -> Any:
    return city.developer(city.person("李", "li@people.example"))


@pytest.fixture
def wu(db: Any) -> Any:
    return city.developer(city.person("吴", "wu@people.example"))


def code_of(letter: Any) -> Any:
    return re.search(r"验证码：(\d{6})", letter.body).group(1)


def wrong(code: str) -> Any:
    return f"{(int(code) + 1) % 10**6:06d}"


def claimed(acting: Any, address: str = OLD) -> Any:
    mailbox = mailbox_claim(address=address, by=acting)
    mailbox_send_code(mailbox_id=mailbox.pk, by=acting)
    return mailbox, code_of(mail.outbox[-1])


@given(st.text(alphabet="aBÉ1+-@. \t_", max_size=12), st.sampled_from(["", "@users.noreply.github.com", "@X.Example", " at x.example"]))
def test_mailboxes_are_compared_as_runs_compare_them(local: str, rest: str) -> None:
    assert normalised_mailbox(local + rest) == normalise_address(local + rest)


@pytest.mark.parametrize("text", ["", "li", "root@localhost", "noreply@firm.example", "a b@x.example", "li@x"])
def test_what_identifies_nobody_cannot_be_claimed(li: Acting, text: str) -> None:
    assert not identifies_somebody(normalised_mailbox(text))
    with pytest.raises(Invalid):
        mailbox_claim(address=text, by=li)


def test_the_code_from_the_letter_proves_a_mailbox(li: Acting) -> None:
    mailbox, code = claimed(li)
    assert mail.outbox[-1].to == [OLD]
    proven = mailbox_confirm(mailbox_id=mailbox.pk, code=f" {code} ", by=li).mailbox
    assert (proven.proof, proven.counts) == (Proof.MAIL_CODE, True)


def test_a_code_is_kept_only_as_a_hash_and_the_journal_knows_no_mailbox(li: Acting) -> None:
    mailbox, code = claimed(li)
    mailbox.refresh_from_db()
    assert code not in mailbox.code_hash
    assert not [entry for entry in Entry.objects.all() if OLD in f"{entry.details}{entry.subject}{entry.reason}"]


def test_guessing_is_refused_after_five_tries_even_with_the_right_code(li: Acting) -> None:
    mailbox, code = claimed(li)
    for _try in range(MOST_TRIES):
        with pytest.raises(Invalid):
            mailbox_confirm(mailbox_id=mailbox.pk, code=wrong(code), by=li)
    with pytest.raises(Invalid):
        mailbox_confirm(mailbox_id=mailbox.pk, code=code, by=li)
    mailbox.refresh_from_db()
    assert not mailbox.counts


def test_claiming_anew_does_not_give_endless_letters(li: Acting) -> None:
    letters = 0
    with pytest.raises(Invalid):  # noqa: PT012 -- how many pass before it is what matters
        for number in range(MOST_AN_HOUR + 1):
            mailbox = mailbox_claim(address=f"guess{number}@mail.example", by=li)
            mailbox_send_code(mailbox_id=mailbox.pk, by=li)
            letters += 1
    assert letters == MOST_AN_HOUR


def test_nobody_is_flooded_with_codes_through_us(li: Acting, wu: Acting) -> None:
    letters = 0
    with pytest.raises(Invalid):  # noqa: PT012 -- likewise
        for _round in range(20):
            for acting in (li, wu):
                mailbox, _code = claimed(acting)
                letters += 1
                mailbox_withdraw(mailbox_id=mailbox.pk, by=acting)
    assert letters == 5


def test_a_code_is_not_sent_twice_in_a_minute(li: Acting) -> None:
    mailbox, _code = claimed(li)
    with pytest.raises(Invalid):
        mailbox_send_code(mailbox_id=mailbox.pk, by=li)
    Mailbox.objects.update(code_sent_at=timezone.now() - BETWEEN)
    mailbox_send_code(mailbox_id=mailbox.pk, by=li)
    assert len(mail.outbox) == 2


def test_an_old_code_is_void(li: Acting) -> None:
    mailbox, code = claimed(li)
    Mailbox.objects.update(code_sent_at=timezone.now() - GOOD_FOR * 2)
    with pytest.raises(Invalid):
        mailbox_confirm(mailbox_id=mailbox.pk, code=code, by=li)


def test_a_mail_server_that_is_down_keeps_the_claim_and_may_be_asked_again(li: Acting, settings: Any) -> None:
    mailbox = mailbox_claim(address=OLD, by=li)
    settings.EMAIL_BACKEND = f"{__name__}.DownBackend"
    with pytest.raises(Unreachable):
        mailbox_send_code(mailbox_id=mailbox.pk, by=li)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mailbox_send_code(mailbox_id=mailbox.pk, by=li)
    assert len(mail.outbox) == 1


def test_the_sign_in_mailbox_is_proven_at_once(li: Acting) -> None:
    assert mailbox_claim(address="LI@people.example", by=li).counts
    assert mail.outbox == []


def test_a_mailbox_proven_by_another_becomes_a_case_that_does_not_say_whose_it_is(li: Acting, wu: Acting) -> None:
    mailbox_prove(person=li.person, address=OLD, proof=Proof.SIGNED_COMMIT, by=li)
    mailbox, code = claimed(wu)
    assert not mailbox.counts  # the claim itself tells nothing
    proven = mailbox_confirm(mailbox_id=mailbox.pk, code=code, by=wu)
    assert not proven.mailbox.counts
    case = Case.objects.get(pk=proven.case_id)
    assert (case.kind, case.opened_by) == ("dispute", wu.person)
    told = f"{case.title}{case.statement}{case.evidence}{case.subject}"
    assert li.person.name not in told
    assert li.actor_id not in told
    assert OLD not in told
    assert Mailbox.objects.get(person=li.person, address=OLD).counts


def test_the_same_dispute_is_opened_once(li: Acting, wu: Acting) -> None:
    mailbox_prove(person=li.person, address=OLD, proof=Proof.SIGNED_COMMIT, by=li)
    for _again in range(2):
        mailbox_prove(person=wu.person, address=OLD, proof=Proof.HOST_SIGN_IN, by=wu)
    assert Case.objects.count() == 1


def test_the_desk_rules_and_the_other_proof_ends(li: Acting, wu: Acting) -> None:
    town = city.town(("yinhan", "lanyue"))
    mailbox_prove(person=li.person, address=OLD, proof=Proof.SIGNED_COMMIT, by=li)
    contested = mailbox_prove(person=wu.person, address=OLD, proof=Proof.HOST_SIGN_IN, by=wu).mailbox
    for stranger in (wu, town.acting[Role.DISTRICT_OFFICER], town.acting[Role.AUDITOR]):
        with pytest.raises(NotAllowed):
            mailbox_award(mailbox_id=contested.pk, by=stranger, reason="…")
    mailbox_award(mailbox_id=contested.pk, by=town.acting[Role.OFFICE_CLERK], reason="合同与工作证明")
    contested.refresh_from_db()
    assert (contested.proof, contested.counts) == (Proof.OFFICER, True)
    assert not Mailbox.objects.get(person=li.person, address=OLD).counts


def test_a_host_that_is_signed_in_to_proves_its_mailboxes_and_its_noreply_ones(li: Acting) -> None:
    mailbox_claim(address="77+old-login@users.noreply.github.com", by=li)
    host_bound.send(sender=None, person=li.person, provider="github", login="li-dev", native_id="77", mailboxes=["Li.Old@mail.example"])
    proven = set(Mailbox.objects.filter(person=li.person, proven_at__isnull=False).values_list("address", flat=True))
    assert proven == {OLD, "77+@users.noreply.github.com", "li-dev@users.noreply.github.com"}
    assert HostAccount.objects.get().login == "li-dev"
    host_bound.send(sender=None, person=li.person, provider="github", login="li-dev", native_id="77", mailboxes=[])
    assert HostAccount.objects.count() == 1


def test_releasing_an_account_keeps_what_it_proved(li: Acting, wu: Acting) -> None:
    host_bound.send(sender=None, person=li.person, provider="gitee", login="li", native_id="5", mailboxes=[OLD])
    host_released.send(sender=None, person=wu.person, provider="gitee", login="li", native_id="5")
    assert HostAccount.objects.get().released_at is None  # not theirs
    host_released.send(sender=None, person=li.person, provider="gitee", login="li", native_id="5")
    assert HostAccount.objects.get().released_at is not None
    assert Mailbox.objects.get(address=OLD).counts


def test_the_account_of_somebody_else_is_not_found(li: Acting, wu: Acting, signed_in: Any) -> None:
    host_bound.send(sender=None, person=li.person, provider="gitee", login="li", native_id="5", mailboxes=[])
    there = f"/me/identities/accounts/{HostAccount.objects.get().pk}/release/"
    client = signed_in(wu)
    assert client.get(there).status_code == 404
    assert client.post(there).status_code == 404
    client = signed_in(li)
    assert "gitee:li" in client.get(there).text
    client.post(there)
    assert HostAccount.objects.get().released_at is not None


def test_an_account_bound_to_another_becomes_a_case(li: Acting, wu: Acting) -> None:
    for acting in (li, wu):
        host_bound.send(sender=None, person=acting.person, provider="gitee", login="li", native_id="5", mailboxes=[])
    assert HostAccount.objects.get().person == li.person
    assert Case.objects.get().opened_by == wu.person


def test_a_withdrawn_mailbox_counts_no_more_and_may_be_claimed_again(li: Acting) -> None:
    mailbox_prove(person=li.person, address=OLD, proof=Proof.MAIL_CODE, by=li)
    mailbox = Mailbox.objects.get()
    assert not mailbox_withdraw(mailbox_id=mailbox.pk, by=li).counts
    assert not mailbox_claim(address=OLD, by=li).counts


def test_the_mailboxes_of_somebody_else_are_not_found(li: Acting, wu: Acting, signed_in: Any) -> None:
    mailbox, code = claimed(li)
    client = signed_in(wu)
    for path in ("", "withdraw/"):
        assert client.get(f"/me/identities/mailboxes/{mailbox.pk}/{path}").status_code == 404
    assert client.post(f"/me/identities/mailboxes/{mailbox.pk}/code/").status_code == 404
    with pytest.raises(NotAllowed):
        mailbox_confirm(mailbox_id=mailbox.pk, code=code, by=wu)
    assert OLD not in client.get("/me/identities/").text


def test_a_developer_proves_a_mailbox_on_the_pages(li: Acting, signed_in: Any) -> None:
    client = signed_in(li)
    there = client.post("/me/identities/mailboxes/", {"address": OLD}).url
    code = code_of(mail.outbox[-1])
    assert client.post(there, {"code": wrong(code)}).status_code == 400
    page = client.post(there, {"code": code}, follow=True)
    assert "从下一次运行起" in page.text
    assert Mailbox.objects.get().counts
    assert client.post("/me/identities/mailboxes/", {"address": OLD}).status_code == 400
