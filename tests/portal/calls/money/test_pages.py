"""The pages of money: who sees which rows, what they come to, and that every act asks for the amount that was on the page."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Role
from portal.calls.models import Account, Application, Award, Budget, Milestone
from portal.calls.papers.payments import payments_workbook
from portal.calls.selectors.ledger import awards_visible
from portal.calls.selectors.money import approvals_waiting, money_waiting
from portal.calls.services.awards import award_approve, award_recover
from portal.calls.services.ledger import imbalances, overcommitted
from portal.calls.services.payments import payments_export
from portal.evidence.selectors.milestones import milestone_measure
from portal.journal.models import Entry
from portal.messages.models import Message
from portal.register.sheets import read_sheets
from tests.portal.calls.money.books import BANK, CHAIN, approved, paid, to_pay, waiting
from tests.portal.calls.round import application, open_call
from tests.portal.city import Town, developer, town
from xingtu.policy.rule_use import RuleUse

pytestmark = pytest.mark.django_db
SignIn = Callable[[Acting], Client]
DIGITS = "50010123456789012345"
HALF_OF_RENT = 6_172_800


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def test_everybody_sees_the_awards_of_their_scope_and_no_others(city: Town) -> None:
    home, away = waiting(city), waiting(city, home=False)
    somebody = city.acting[Role.DEVELOPER].person
    own = waiting(city, person=somebody)
    Application.objects.filter(pk=own.application_id).update(organisation=None, district="")
    seen = {role: {award.pk for award in awards_visible(city.acting[role])} for role in Role if role is not Role.PUBLIC}
    every = {home.pk, away.pk, own.pk}
    for role in (Role.OFFICE_CLERK, Role.OFFICE_HEAD, Role.FINANCE, Role.AUDITOR):
        assert seen.pop(role) == every
    assert seen.pop(Role.DISTRICT_OFFICER) == {home.pk}
    assert seen.pop(Role.ORG_ADMIN) == {home.pk}
    assert seen.pop(Role.COMMUNITY_OPERATOR) == {home.pk}
    assert seen.pop(Role.DEVELOPER) == {own.pk}
    assert set().union(*seen.values()) == set()
    assert somebody is not None
    assert {award.pk for award in awards_visible(developer(somebody))} == {own.pk}


ACTS = {
    "ledger": ("/ledger/", Act.LEDGER_VIEW),
    "ledger_file": ("/ledger/ledger.xlsx", Act.CALL_EXPORT),
    "approvals": ("/ledger/approvals/", Act.AWARD_APPROVE),
    "payments": ("/ledger/payments/", Act.AWARD_PAY),
    "milestones": ("/milestones/", Act.LEDGER_VIEW),
}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
def test_each_role_opens_the_pages_of_its_acts(city: Town, signed_in: SignIn, role: Role) -> None:
    award = to_pay(city, waiting(city))
    acting = city.acting[role]
    client = signed_in(acting)
    for path, act in ACTS.values():
        assert client.get(path).status_code == (200 if acting.may(act) else 404), path
    official = role in {Role.OFFICE_CLERK, Role.OFFICE_HEAD, Role.FINANCE, Role.AUDITOR, Role.DISTRICT_OFFICER}
    reads = official or role in {Role.ORG_ADMIN, Role.COMMUNITY_OPERATOR}
    assert client.get(f"/applications/{award.application_id}/money/").status_code == (200 if reads else 404)
    assert client.get(f"/awards/{award.pk}/").status_code == (200 if reads else 404)
    assert client.get("/ledger/budgets/").status_code == (200 if official and role is not Role.DISTRICT_OFFICER else 404)
    programme, year = award.application.call.version.programme, timezone.localdate().year
    assert client.get(f"/ledger/budgets/{programme}/{year}/").status_code == (200 if role is Role.OFFICE_HEAD else 404)
    assert client.get(f"/awards/{award.pk}/pay/").status_code == (200 if role is Role.FINANCE else 404)
    assert client.get(f"/desk/{award.application.call_id}/awards/").status_code == (200 if acting.may(Act.CALL_RUN) else 404)
    assert client.get(f"/desk/{award.application.call_id}/arrangement.docx").status_code == (200 if official else 404)
    assert client.post("/ledger/payments/payments.xlsx").status_code == (200 if role is Role.FINANCE else 404)


def test_the_public_is_asked_to_sign_in(client: Client, city: Town) -> None:
    award = waiting(city)
    for path in ("/ledger/", "/milestones/", f"/awards/{award.pk}/", f"/applications/{award.application_id}/money/"):
        assert client.get(path).status_code == 302


def test_the_totals_of_the_page_are_those_of_its_rows(city: Town, signed_in: SignIn) -> None:
    first, second = approved(city, waiting(city)), waiting(city, rent=2_000_000)
    client = signed_in(city.acting[Role.AUDITOR])
    page = client.get("/ledger/").content.decode()
    rows = [int(fen.replace(",", "")) for fen in re.findall(r'#recommended">([\d,]+) 元', page)]
    foot = page[page.index("<tfoot>") :]
    totals = [int(fen.replace(",", "")) for fen in re.findall(r"([\d,]+) 元", foot)]
    assert rows == [61_728, 10_000]
    assert totals == [71_728, 71_728, 61_728, 0, 0]
    assert "账实相符" in page
    narrowed = client.get("/ledger/?state=approved").content.decode()
    assert (first.application.number in narrowed, second.application.number in narrowed) == (True, False)
    assert "合计 1 笔" in narrowed
    (sheet, *_rest) = read_sheets(client.get("/ledger/ledger.xlsx").content)
    assert list(sheet.rows[3][5:10]) == [71_728, 71_728, 61_728, 0, 0]


def test_a_sum_that_is_not_that_of_its_entries_is_shown_to_whoever_audits(city: Town, signed_in: SignIn) -> None:
    award = approved(city, waiting(city))
    assert (imbalances(), overcommitted()) == ([], [])
    Award.objects.filter(pk=award.pk).update(approved_fen=HALF_OF_RENT - 1)
    assert [(kind, kept) for _award, kind, kept, _entered in imbalances()] == [("approved", HALF_OF_RENT - 1)]
    assert [approved for _budget, approved in overcommitted()] == [HALF_OF_RENT - 1]
    assert "账实不符" in signed_in(city.acting[Role.AUDITOR]).get("/ledger/").content.decode()
    assert "账实不符" not in signed_in(city.acting[Role.DISTRICT_OFFICER]).get("/ledger/").content.decode()


def test_an_approval_is_of_the_amount_that_stood_on_the_page(city: Town, signed_in: SignIn) -> None:
    award = waiting(city)
    client = signed_in(city.acting[Role.OFFICE_CLERK])
    path = f"/awards/{award.pk}/approve/"
    page = client.get(path).content.decode()
    assert "61,728.00" in page
    assert "陆万壹仟柒佰贰拾捌元整" in page
    assert f'value="{HALF_OF_RENT}"' in page
    assert client.post(path, {"amount_fen": HALF_OF_RENT - 1}).status_code == 409
    assert client.post(path, {"amount_fen": HALF_OF_RENT, "reason": "已核对"}).status_code == 302
    assert client.get(path).status_code == 404
    assert signed_in(city.acting[Role.FINANCE]).post(path, {"amount_fen": HALF_OF_RENT}).status_code == 404
    shown = signed_in(city.acting[Role.AUDITOR]).get(f"/applications/{award.application_id}/money/").content.decode()
    name = city.acting[Role.OFFICE_CLERK].person.name  # type: ignore[union-attr]
    assert name in shown
    assert name not in signed_in(city.acting[Role.ORG_ADMIN]).get(f"/applications/{award.application_id}/money/").content.decode()


def test_one_approver_approves_a_list_and_what_cannot_be_says_why(city: Town, signed_in: SignIn) -> None:
    good, changed, left = waiting(city), waiting(city), waiting(city)
    clerk = city.acting[Role.OFFICE_CLERK]
    assert approvals_waiting(clerk) == [good, changed, left]
    answer = signed_in(clerk).post(
        "/ledger/approvals/",
        {"award": [good.pk, changed.pk], f"amount_{good.pk}": HALF_OF_RENT, f"amount_{changed.pk}": 1, f"amount_{left.pk}": HALF_OF_RENT},
        follow=True,
    )
    page = answer.content.decode()
    assert "已审批 1 笔" in page
    assert "金额已改" in page
    assert [award.approvals.count() for award in (good, changed, left)] == [1, 0, 0]
    assert approvals_waiting(clerk) == [changed, left]
    assert approvals_waiting(city.acting[Role.OFFICE_HEAD]) == [good]
    assert [one.count for one in money_waiting(city.acting[Role.OFFICE_HEAD])] == [1, 0]


def test_an_approval_is_taken_back_on_its_page(city: Town, signed_in: SignIn) -> None:
    award = approved(city, waiting(city))
    path = f"/awards/{award.pk}/withdraw/"
    assert signed_in(city.acting[Role.OFFICE_HEAD]).get(path).status_code == 404
    assert signed_in(city.acting[Role.FINANCE]).post(path, {"reason": "金额有误"}).status_code == 302
    award.refresh_from_db()
    assert (award.approved_fen, Budget.objects.get().committed_fen) == (0, 0)


def test_a_list_is_approved_with_as_many_queries_as_one_award(
    city: Town, signed_in: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for _number in range(8):
        waiting(city)
    for role, path in ((Role.OFFICE_CLERK, "/ledger/approvals/"), (Role.AUDITOR, "/ledger/"), (Role.OFFICE_HEAD, "/milestones/")):
        client = signed_in(city.acting[role])
        with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
            assert client.get(path).status_code == 200


def test_the_money_goes_its_whole_way_through_the_pages(city: Town, signed_in: SignIn) -> None:
    award = waiting(city)
    one = award.application
    admin, finance = city.acting[Role.ORG_ADMIN], city.acting[Role.FINANCE]
    money, account = f"/applications/{one.pk}/money/", f"/applications/{one.pk}/account/"
    assert "请填写收款账户" in signed_in(admin).get(money).content.decode()
    assert signed_in(admin).post(account, {"holder": "别人", "bank": BANK, "number": DIGITS}).status_code == 400
    assert signed_in(admin).post(account, {"holder": city.lizhou.name, "bank": BANK, "number": DIGITS}).status_code == 302
    assert "末四位 2345" in signed_in(admin).get(money).content.decode()
    assert "2345" not in signed_in(city.acting[Role.OFFICE_HEAD]).get(money).content.decode()
    for role in CHAIN:
        assert signed_in(city.acting[role]).post(f"/awards/{award.pk}/approve/", {"amount_fen": HALF_OF_RENT}).status_code == 302
    Application.objects.filter(pk=one.pk).update(step="awarded")
    assert "拨付清单" in signed_in(finance).get("/ledger/payments/").content.decode()
    paying = {"amount": "61728.00", "voucher": "记-1", "paid_on": timezone.localdate().isoformat()}
    assert signed_in(finance).post(f"/awards/{award.pk}/pay/", paying | {"amount": "61728.01"}).status_code == 400
    assert signed_in(finance).post(f"/awards/{award.pk}/pay/", paying).status_code == 302
    award.refresh_from_db()
    assert award.paid_fen == HALF_OF_RENT
    assert "记-1" in signed_in(finance).get(f"/awards/{award.pk}/").content.decode()
    assert "记-1" not in signed_in(admin).get(f"/awards/{award.pk}/").content.decode()
    assert Milestone.objects.get(application=one).state == "waiting"


def test_a_wrong_list_of_payments_names_its_cells_on_the_page(city: Town, signed_in: SignIn) -> None:
    to_pay(city, waiting(city))
    content = payments_workbook(payments_export(by=city.acting[Role.FINANCE]))
    client = signed_in(city.acting[Role.FINANCE])
    answer = client.post("/ledger/payments/", {"file": SimpleUploadedFile("a.xlsx", content)})
    assert answer.status_code == 400
    assert "没有一行填了" in answer.content.decode()
    assert client.post("/ledger/payments/", {"file": SimpleUploadedFile("a.xlsx", b"nothing")}).status_code == 400


def test_a_missed_promise_ends_when_its_share_has_come_back(city: Town, signed_in: SignIn) -> None:
    award = paid(city, waiting(city))
    one = award.application
    Milestone.objects.update(state="recovering", reason="没有合并的变更", due_on=timezone.localdate())
    Application.objects.filter(pk=one.pk).update(step="recovery")
    page = signed_in(city.acting[Role.ORG_ADMIN]).get(f"/applications/{one.pk}/money/").content.decode()
    assert "还应退回 30,864 元" in page
    paper = signed_in(city.acting[Role.OFFICE_CLERK]).get(f"/applications/{one.pk}/money/recovery.docx")
    assert paper.status_code == 200
    finance = city.acting[Role.FINANCE]
    given = {"voucher": "收-1", "recovered_on": timezone.localdate(), "by": finance, "reason": "退回"}
    award_recover(award=award, amount_fen=1_000_000, **given)  # type: ignore[arg-type]
    one.refresh_from_db()
    assert one.step == "recovery"
    award_recover(award=award, amount_fen=HALF_OF_RENT // 2 - 1_000_000, **given)  # type: ignore[arg-type]
    one.refresh_from_db()
    assert (one.step, Milestone.objects.get().state) == ("recovered", "closed")
    assert imbalances() == []


def test_more_time_is_given_by_the_head_of_the_office_and_told(city: Town, signed_in: SignIn) -> None:
    paid(city, waiting(city, person=city.acting[Role.ORG_ADMIN].person))
    milestone = Milestone.objects.get()
    path = f"/milestones/{milestone.pk}/"
    until = (milestone.due_on + timedelta(days=60)).isoformat()
    for role in (Role.OFFICE_CLERK, Role.ORG_ADMIN, Role.FINANCE):
        assert signed_in(city.acting[role]).post(path, {"until_on": until, "reason": "疫情影响"}).status_code == 404
    head = signed_in(city.acting[Role.OFFICE_HEAD])
    assert head.post(path, {"until_on": "2020-01-01", "reason": "疫情影响"}).status_code == 400
    assert head.post(path, {"until_on": until, "reason": "上游改版，延后核查"}).status_code == 302
    milestone.refresh_from_db()
    assert milestone.due_on == date.fromisoformat(until)
    assert Message.objects.filter(event="milestone.extended", person=city.acting[Role.ORG_ADMIN].person).count() == 1
    assert signed_in(city.acting[Role.OFFICE_CLERK]).post(f"{path}measure/").status_code == 302
    assert Entry.objects.filter(event="milestone.measured").count() == 1


def test_the_money_page_of_somebody_elses_draft_is_not_found(city: Town, signed_in: SignIn) -> None:
    draft = application(open_call(), organisation=city.lizhou, person=city.acting[Role.ORG_ADMIN].person)
    path = f"/applications/{draft.pk}/money/"
    assert signed_in(city.acting[Role.ORG_ADMIN]).get(path).status_code == 200
    for acting in (city.acting[Role.OFFICE_HEAD], city.acting[Role.FINANCE], city.elsewhere[Role.ORG_ADMIN], city.acting[Role.EXPERT]):
        assert signed_in(acting).get(path).status_code == 404
    assert not Account.objects.exists()


def test_entries_are_shown_in_english_too(city: Town, signed_in: SignIn) -> None:
    award = waiting(city)
    award_approve(award=award, amount_fen=HALF_OF_RENT, by=city.acting[Role.OFFICE_CLERK])
    page = signed_in(city.acting[Role.AUDITOR]).get(f"/en/awards/{award.pk}/").content.decode()
    assert "CNY 61,728" in page


def test_a_promise_of_a_body_without_a_record_is_measured_by_the_body(city: Town) -> None:
    here = RuleUse("registered_here", {})
    assert milestone_measure(here, "", organisation=city.lizhou).outcome == "pass"
    assert milestone_measure(here, "").outcome == "unknown"
    assert milestone_measure(here, "gone", organisation=city.lizhou).outcome == "unknown"
