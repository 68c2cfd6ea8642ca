"""Money to the fen: proposed by the rules, approved by three people, committed once, paid, recovered."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from portal.calls.models import Application, Award, Budget, Call, LedgerEntry, Milestone
from portal.calls.selectors.awards import next_approval
from portal.calls.services.awards import (
    approval_withdraw,
    award_approve,
    award_pay,
    award_propose,
    award_recover,
    award_release,
)
from portal.calls.services.ledger import imbalances
from portal.calls.services.milestones import milestone_extend, milestone_measured, months_after
from portal.cases.models import Case
from portal.errors import Invalid, NotAllowed, WrongState
from tests.portal.calls.round import ANSWERS, application, open_call, project
from tests.portal.city import Town, grant, person, town

CHAIN = (Role.OFFICE_CLERK, Role.OFFICE_HEAD, Role.FINANCE)
HALF_OF_RENT = 6_172_800


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def waiting(city: Town, call: Call | None = None, rent: int = ANSWERS["rent"]) -> Award:
    call = call or open_call()
    record = project(f"room-{Application.objects.count()}", city.lizhou)
    one = application(call, organisation=city.lizhou, step="approval", answers=ANSWERS | {"rent": rent}, record=record)
    return award_propose(application=one)


def approved(city: Town, award: Award) -> Award:
    for role in CHAIN:
        award_approve(award=award, amount_fen=award.recommended_fen, by=city.acting[role])
    award.refresh_from_db()
    return award


def paid(city: Town, award: Award) -> Award:
    approved(city, award)
    Application.objects.filter(pk=award.application_id).update(step="awarded")
    return award_pay(award=award, voucher="记-2026-1", paid_on=timezone.localdate(), by=city.acting[Role.FINANCE])


pytestmark = pytest.mark.django_db


def test_the_amount_is_what_the_file_says_and_shows_its_arithmetic(city: Town) -> None:
    award = waiting(city)
    assert (award.applied_fen, award.recommended_fen, award.approved_fen) == (HALF_OF_RENT, HALF_OF_RENT, 0)
    assert any("61,728.00" in zh for zh, _en in award.workings)
    assert waiting(city, award.application.call, rent=90_000_000).recommended_fen == 10_000_000


def test_three_different_people_approve_in_the_order_of_the_file(city: Town) -> None:
    award = waiting(city)
    with pytest.raises(NotAllowed):
        award_approve(award=award, amount_fen=HALF_OF_RENT, by=city.acting[Role.OFFICE_HEAD])
    award_approve(award=award, amount_fen=HALF_OF_RENT, by=city.acting[Role.OFFICE_CLERK])
    also_head = grant(city.acting[Role.OFFICE_CLERK].person, Role.OFFICE_HEAD)
    with pytest.raises(WrongState, match="另外的人"):
        award_approve(award=award, amount_fen=HALF_OF_RENT, by=also_head)
    with pytest.raises(WrongState, match="金额已改"):
        award_approve(award=award, amount_fen=HALF_OF_RENT - 1, by=city.acting[Role.OFFICE_HEAD])
    award_approve(award=award, amount_fen=HALF_OF_RENT, by=city.acting[Role.OFFICE_HEAD])
    award.refresh_from_db()
    assert award.approved_fen == 0
    award_approve(award=award, amount_fen=HALF_OF_RENT, by=city.acting[Role.FINANCE])
    award.refresh_from_db()
    assert award.approved_fen == HALF_OF_RENT
    assert next_approval(award) is None
    assert Budget.objects.get().committed_fen == HALF_OF_RENT
    with pytest.raises(WrongState):
        award_propose(application=award.application)


def test_the_budget_refuses_what_it_cannot_carry_and_nothing_of_it_stays(city: Town) -> None:
    award = waiting(city)
    Budget.objects.create(programme=award.application.call.version.programme, year=timezone.localdate().year, total_fen=HALF_OF_RENT - 1)
    for role in CHAIN[:2]:
        award_approve(award=award, amount_fen=HALF_OF_RENT, by=city.acting[role])
    with pytest.raises(WrongState, match="预算剩余"):
        award_approve(award=award, amount_fen=HALF_OF_RENT, by=city.acting[Role.FINANCE])
    award.refresh_from_db()
    assert (award.approved_fen, Budget.objects.get().committed_fen, award.approvals.count()) == (0, 0, 2)


def test_the_last_approval_is_taken_back_and_the_budget_with_it(city: Town) -> None:
    award = approved(city, waiting(city))
    with pytest.raises(WrongState):
        approval_withdraw(award=award, by=city.acting[Role.OFFICE_HEAD])
    approval_withdraw(award=award, by=city.acting[Role.FINANCE], reason="金额有误")
    award.refresh_from_db()
    assert (award.approved_fen, Budget.objects.get().committed_fen) == (0, 0)
    assert imbalances() == []
    assert [entry.amount_fen for entry in award.entries.filter(kind="approved")] == [HALF_OF_RENT, -HALF_OF_RENT]


def test_whoever_left_the_list_gives_the_budget_back(city: Town) -> None:
    award = approved(city, waiting(city))
    award_release(application=award.application, by=city.acting[Role.OFFICE_HEAD], reason="异议成立，移出名单")
    award.refresh_from_db()
    assert (award.approved_fen, Budget.objects.get().committed_fen) == (0, 0)


def test_nothing_is_paid_before_the_notice_or_without_a_voucher(city: Town) -> None:
    award = approved(city, waiting(city))
    with pytest.raises(WrongState):
        award_pay(award=award, voucher="1", paid_on=timezone.localdate(), by=city.acting[Role.FINANCE])
    Application.objects.filter(pk=award.application_id).update(step="awarded")
    with pytest.raises(Invalid):
        award_pay(award=award, voucher=" ", paid_on=timezone.localdate(), by=city.acting[Role.FINANCE])
    with pytest.raises(Invalid):
        award_pay(award=award, voucher="1", paid_on=timezone.localdate() + timedelta(days=1), by=city.acting[Role.FINANCE])
    with pytest.raises(NotAllowed):
        award_pay(award=award, voucher="1", paid_on=timezone.localdate(), by=city.acting[Role.OFFICE_HEAD])
    award_pay(award=award, voucher="1", paid_on=timezone.localdate(), by=city.acting[Role.FINANCE])
    award.application.refresh_from_db()
    assert award.application.step == "tracking"
    assert Milestone.objects.get().due_on == months_after(timezone.localdate(), 6)


def test_a_missed_milestone_opens_a_recovery_and_what_comes_back_is_entered(city: Town) -> None:
    award = paid(city, waiting(city))
    milestone = Milestone.objects.get()
    milestone_measured(milestone=milestone)
    milestone.refresh_from_db()
    assert (milestone.state, milestone.outcome) == ("warned", "unknown")
    Milestone.objects.update(due_on=timezone.localdate())
    milestone_measured(milestone=milestone)
    milestone.refresh_from_db()
    assert milestone.state == "warned"  # unknown is neither met nor missed
    with pytest.raises(Invalid):
        milestone_extend(milestone=milestone, until_on=timezone.localdate(), reason="再等等看", by=city.acting[Role.OFFICE_HEAD])
    assert not Case.objects.exists()
    Application.objects.filter(pk=award.application_id).update(step="recovery")
    with pytest.raises(Invalid, match="最多"):
        award_recover(
            award=award,
            amount_fen=HALF_OF_RENT + 1,
            voucher="1",
            recovered_on=date(2026, 11, 1),
            by=city.acting[Role.FINANCE],
            reason="未达到",
        )
    award_recover(
        award=award,
        amount_fen=HALF_OF_RENT // 2,
        voucher="1",
        recovered_on=date(2026, 11, 1),
        by=city.acting[Role.FINANCE],
        reason="未达到",
    )
    award.refresh_from_db()
    assert (award.paid_fen, award.recovered_fen) == (HALF_OF_RENT, HALF_OF_RENT // 2)
    assert imbalances() == []


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


ACTS = st.lists(st.sampled_from(["clerk", "head", "finance", "withdraw", "release", "propose", "pay", "recover"]), max_size=14)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, rent=st.integers(0, 30_000_000))
def test_whatever_is_done_in_whatever_order_the_ledger_balances(city: Town, acts: list[str], rent: int) -> None:
    Budget.objects.all().update(committed_fen=0)
    call = Call.objects.first() or open_call()
    award = waiting(city, call, rent)
    before = Budget.objects.filter(programme=call.version.programme).values_list("committed_fen", flat=True).first() or 0
    for act in acts:
        try:
            _do(city, award, act)
        except (WrongState, Invalid, NotAllowed):
            continue
    award.refresh_from_db()
    assert imbalances([award]) == []
    committed = Budget.objects.filter(programme=call.version.programme).values_list("committed_fen", flat=True).first() or 0
    assert committed - before == award.approved_fen
    assert 0 <= award.recovered_fen <= award.paid_fen <= award.approved_fen <= 10_000_000


def _do(city: Town, award: Award, act: str) -> None:
    acting: dict[str, Acting] = {"clerk": city.acting[Role.OFFICE_CLERK], "head": city.acting[Role.OFFICE_HEAD]}
    finance = city.acting[Role.FINANCE]
    award.refresh_from_db()
    match act:
        case "clerk" | "head":
            award_approve(award=award, amount_fen=award.recommended_fen, by=acting[act])
        case "finance":
            award_approve(award=award, amount_fen=award.recommended_fen, by=finance)
        case "withdraw":
            for one in (finance, *acting.values()):
                approval_withdraw(award=award, by=one)
        case "release":
            award_release(application=award.application, by=acting["head"], reason="移出名单")
        case "propose":
            award_propose(application=award.application)
        case "pay":
            Application.objects.filter(pk=award.application_id, step="approval").update(step="awarded")
            award_pay(award=award, voucher="1", paid_on=timezone.localdate(), by=finance)
        case "recover":
            Application.objects.filter(pk=award.application_id, step="tracking").update(step="recovery")
            award_recover(award=award, amount_fen=1, voucher="1", recovered_on=timezone.localdate(), by=finance, reason="未达到")


@pytest.mark.django_db(transaction=True)
def test_approvals_at_the_same_moment_never_exceed_the_budget() -> None:
    city = town(("yinhan", "lanyue"))
    call = open_call()
    awards = [waiting(city, call, rent=20_000_000) for _number in range(6)]
    Budget.objects.create(programme=call.version.programme, year=timezone.localdate().year, total_fen=35_000_000)
    for award in awards:
        for role in CHAIN[:2]:
            award_approve(award=award, amount_fen=award.recommended_fen, by=city.acting[role])
    payers = [grant(person(f"财务{number}"), Role.FINANCE) for number in range(6)]
    refused: list[str] = []

    def approve(award: Award, by: Acting) -> None:
        try:
            award_approve(award=award, amount_fen=award.recommended_fen, by=by)
        except WrongState as error:
            refused.append(str(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve, args=pair) for pair in zip(awards, payers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 3
    assert Budget.objects.get().committed_fen == 30_000_000
    assert sum(award.approved_fen for award in Award.objects.all()) == 30_000_000
    assert imbalances() == []
    assert LedgerEntry.objects.filter(kind="approved").count() == 3
