"""Where the money goes: given by the applicant, sealed, opened for finance alone, deleted when it is no longer needed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.calls.models import Account, Application, LedgerEntry
from portal.calls.services.accounts import account_give, account_open, accounts_expire, passes_luhn
from portal.errors import Invalid, NotAllowed, WrongState
from portal.house.sealing import SealBroken
from portal.journal.models import Entry
from tests.portal.calls.money.books import BANK, CARD, paid, to_pay, waiting
from tests.portal.calls.round import application, open_call
from tests.portal.city import Town, developer, town

NUMBER = "5001 0123-4567 8901 2345"
DIGITS = "50010123456789012345"
SignIn = Callable[[Acting], Client]


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def give(city: Town, one: Application, **fields: str) -> Account:
    details = {"holder": one.organisation.name if one.organisation else "", "bank": BANK, "number": NUMBER} | fields
    return account_give(application=one, by=city.acting[Role.ORG_ADMIN], **details)


@pytest.mark.django_db
def test_what_lies_in_the_database_and_the_journal_does_not_say_the_number(city: Town) -> None:
    one = waiting(city).application
    kept = give(city, one)
    assert kept.tail == DIGITS[-4:]
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM calls_account")
        (sealed,) = cursor.fetchone()
    assert DIGITS not in sealed
    assert BANK not in sealed
    assert account_open(application=one, by=city.acting[Role.FINANCE]).number == DIGITS
    entries = Entry.objects.filter(event__startswith="account.").order_by("sequence")
    assert [(entry.event, entry.actor) for entry in entries] == [
        ("account.given", city.acting[Role.ORG_ADMIN].actor_id),
        ("account.seen", city.acting[Role.FINANCE].actor_id),
    ]
    assert not any(DIGITS[-4:] in str(entry.details) for entry in entries)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.FINANCE, Role.PUBLIC}])
def test_nobody_but_finance_opens_it(city: Town, role: Role) -> None:
    one = waiting(city).application
    give(city, one)
    with pytest.raises(NotAllowed):
        account_open(application=one, by=city.acting[role])


@pytest.mark.django_db
def test_a_sealed_account_opens_for_its_own_application_only(city: Town) -> None:
    mine, other = waiting(city).application, waiting(city).application
    give(city, mine)
    give(city, other)
    Account.objects.filter(application=other).update(sealed=Account.objects.get(application=mine).sealed)
    with pytest.raises(SealBroken):
        account_open(application=other, by=city.acting[Role.FINANCE])


@pytest.mark.django_db
def test_an_account_must_be_one_of_this_applicant(city: Town) -> None:
    one = waiting(city).application
    with pytest.raises(Invalid) as refused:
        give(city, one, holder="别的公司", bank="行", number="12ab")
    assert sorted(refused.value.problems) == ["bank", "holder", "number"]
    with pytest.raises(NotAllowed):
        account_give(application=one, holder=city.lizhou.name, bank=BANK, number=DIGITS, by=city.elsewhere[Role.ORG_ADMIN])
    with pytest.raises(NotAllowed):
        account_give(application=one, holder=city.lizhou.name, bank=BANK, number=DIGITS, by=city.acting[Role.FINANCE])


@pytest.mark.django_db
def test_a_persons_card_has_a_check_digit_that_fits(city: Town) -> None:
    somebody = city.acting[Role.DEVELOPER].person
    assert somebody is not None
    one = application(open_call(), person=somebody, step="approval")
    with pytest.raises(Invalid, match="校验"):
        account_give(application=one, holder="某人", bank=BANK, number=f"{CARD[:-1]}9", by=developer(somebody))
    assert account_give(application=one, holder="某人", bank=BANK, number=CARD, by=developer(somebody)).tail == CARD[-4:]


@given(number=st.text("0123456789", min_size=15, max_size=18))
def test_one_check_digit_of_ten_fits_and_a_single_wrong_digit_is_found(number: str) -> None:
    fitting = [digit for digit in "0123456789" if passes_luhn(number + digit)]
    assert len(fitting) == 1
    whole = number + fitting[0]
    changed = str((int(whole[0]) + 1) % 10) + whole[1:]
    assert not passes_luhn(changed)


@pytest.mark.django_db
def test_it_is_deleted_when_the_days_of_the_programme_are_over(city: Town) -> None:
    award = waiting(city)
    give(city, award.application)
    paid(city, award)
    assert accounts_expire() == 0
    LedgerEntry.objects.filter(kind="paid").update(voucher_on=timezone.localdate() - timedelta(days=30))
    assert accounts_expire() == 0
    LedgerEntry.objects.filter(kind="paid").update(voucher_on=timezone.localdate() - timedelta(days=31))
    assert accounts_expire() == 1
    assert not Account.objects.exists()
    assert Entry.objects.filter(event="account.removed").count() == 1
    with pytest.raises(WrongState):
        give(city, award.application)


@pytest.mark.django_db
def test_the_number_stands_on_no_page_but_the_one_finance_opened(city: Town, signed_in: SignIn) -> None:
    award = waiting(city)
    give(city, award.application)
    to_pay(city, award)
    pages = [
        "/ledger/", "/ledger/ledger.xlsx", "/ledger/payments/", f"/awards/{award.pk}/", f"/awards/{award.pk}/pay/",
        f"/applications/{award.application_id}/", f"/applications/{award.application_id}/money/",
        f"/applications/{award.application_id}/account/", f"/desk/{award.application.call_id}/arrangement.docx",
        f"/desk/{award.application.call_id}/arrangement.xlsx", f"/desk/{award.application.call_id}/summary.xlsx",
    ]  # fmt: skip
    for role in (Role.FINANCE, Role.OFFICE_HEAD, Role.AUDITOR, Role.DISTRICT_OFFICER, Role.ORG_ADMIN):
        client = signed_in(city.acting[role])
        for page in pages:
            answer = client.get(page)
            assert answer.status_code in {200, 404}, page
            assert DIGITS.encode() not in answer.content, (role, page)
            assert BANK.encode() not in answer.content, (role, page)
    opened = signed_in(city.acting[Role.FINANCE]).post(f"/applications/{award.application_id}/account/open/")
    assert DIGITS in opened.content.decode()
    assert opened.headers["Cache-Control"] == "private, no-store"
    for role in (Role.OFFICE_HEAD, Role.AUDITOR, Role.ORG_ADMIN):
        assert signed_in(city.acting[role]).post(f"/applications/{award.application_id}/account/open/").status_code == 404
