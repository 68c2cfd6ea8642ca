"""Journey 9's money: approved by three people, paid from the exported list, looked at by the auditor, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from portal.accounts.roles import Role
from portal.calls.models import Application, Award, Budget, Milestone
from portal.calls.services.awards import award_approve
from portal.calls.services.ledger import imbalances
from portal.register.sheets import read_sheets
from tests.portal.calls.money.books import BANK, CHAIN, paid, waiting
from tests.portal.calls.round import application
from tests.portal.city import Town, town
from tests.portal.stories.conftest import visit
from tests.portal.stories.looks import faults

__all__ = ["visit"]
DIGITS = "50010123456789012345"


@pytest.fixture
def city(transactional_db: None) -> Town:
    return town(("yinhan", "lanyue"))


def with_vouchers(path: Path, voucher: str, paid_on: str) -> Path:
    """The list as finance's own program saves it, every payment with its voucher."""
    rows = [list(row) for row in next(sheet for sheet in read_sheets(path.read_bytes()) if sheet.visible).rows]
    filled = path.with_name("paid.xlsx")
    with xlsxwriter.Workbook(filled) as book:
        page = book.add_worksheet("拨付清单")
        for number, row in enumerate(rows):
            if number and str(row[0]).isdigit():
                row[10:12] = [f"{voucher}-{number}", paid_on]
            page.write_row(number, 0, row)
    return filled


def test_from_the_account_to_the_voucher(city: Town, visit: Callable[..., Page], tmp_path: Path) -> None:
    awards = [waiting(city, person=city.acting[Role.ORG_ADMIN].person), waiting(city, rent=3_000_000)]
    admin = visit(city.acting[Role.ORG_ADMIN].person, f"/applications/{awards[0].application_id}/money/")
    admin.get_by_role("link", name="填写收款账户").first.click()
    admin.get_by_label("开户银行").fill(BANK)
    admin.get_by_label("账号").fill("5001 0123 4567 8901 2345")
    admin.get_by_role("button", name="加密保存").click()
    expect(admin.get_by_text("已填写，末四位 2345")).to_be_visible()
    for role in CHAIN:
        approver = visit(city.acting[role].person, "/ledger/approvals/")
        for box in approver.locator("input[type=checkbox][name=award]").all():
            box.check()
        approver.get_by_role("button", name="同意勾选的资金").click()
        expect(approver.get_by_text("已审批 2 笔")).to_be_visible()
    Application.objects.update(step="awarded")
    finance = visit(city.acting[Role.FINANCE].person, "/ledger/payments/")
    expect(finance.get_by_text("柒万陆仟柒佰贰拾捌元整")).to_be_visible()
    with finance.expect_download() as download:
        finance.get_by_role("button", name="导出拨付清单").click()
    download.value.save_as(tmp_path / "payments.xlsx")
    finance.locator("input[type=file]").set_input_files(with_vouchers(tmp_path / "payments.xlsx", "记", "昨天"))
    finance.get_by_role("button", name="上传并登记").click()
    expect(finance.get_by_text("拨付清单!L2")).to_be_visible()
    finance.locator("input[type=file]").set_input_files(with_vouchers(tmp_path / "payments.xlsx", "记", "2026-11-02"))
    finance.get_by_role("button", name="上传并登记").click()
    expect(finance.get_by_text("已登记 2 笔拨付")).to_be_visible()
    auditor = visit(city.acting[Role.AUDITOR].person, "/ledger/")
    expect(auditor.get_by_text("账实相符", exact=True)).to_be_visible()
    auditor.locator("tbody a[href$='#paid']").first.click()
    expect(auditor.locator("#paid")).to_contain_text("记-1")
    assert imbalances() == []
    assert [award.paid_fen for award in Award.objects.order_by("pk")] == [6_172_800, 1_500_000]
    assert DIGITS not in auditor.content()


def test_the_pages_of_money_in_every_dress(city: Town, visit: Callable[..., Page], screenshot: Callable[[Page, str], None]) -> None:
    paid(city, waiting(city))
    award = waiting(city, rent=30_000_000)
    call = award.application.call
    application(call, organisation=city.yaoqiao, step="shortlist")
    award_approve(award=award, amount_fen=award.recommended_fen, by=city.acting[Role.OFFICE_CLERK])
    Milestone.objects.update(state="warned", reason="合并的变更 0 个，要求至少 1 个", reason_en="0 merged changes, at least 1 asked for")
    programme, year = call.version.programme, Budget.objects.get().year
    milestone = Milestone.objects.get().pk
    pages = (
        "/ledger/", "/ledger/approvals/", "/ledger/budgets/", f"/ledger/budgets/{programme}/{year}/", "/milestones/",
        f"/milestones/{milestone}/", f"/applications/{award.application_id}/money/", f"/awards/{award.pk}/",
        f"/awards/{award.pk}/approve/", f"/desk/{call.pk}/awards/", "/en/ledger/", f"/en/applications/{award.application_id}/money/",
    )  # fmt: skip
    assert faults(visit, city.acting[Role.OFFICE_HEAD].person, pages, screenshot) == {}
    Application.objects.filter(pk=award.application_id).update(step="awarded")
    for role in CHAIN[1:]:
        Application.objects.filter(pk=award.application_id).update(step="approval")
        award_approve(award=award, amount_fen=award.recommended_fen, by=city.acting[role])
    Application.objects.filter(pk=award.application_id).update(step="awarded")
    assert faults(visit, city.acting[Role.FINANCE].person, ("/ledger/payments/", f"/awards/{award.pk}/pay/"), screenshot) == {}
    account = f"/applications/{award.application_id}/account/"
    assert faults(visit, city.acting[Role.ORG_ADMIN].person, (account,), screenshot) == {}
