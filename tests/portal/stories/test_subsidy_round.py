"""Journey 9: a subsidy is claimed, verified, approved by three, noticed and paid; its check fails later, and half comes back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.accounts.models import Organisation, Person
from portal.accounts.roles import Role
from portal.calls.models import Application, Award, Call, LedgerEntry, Milestone, Notice
from portal.calls.selectors.notices import dates_of, digest_of, rules_of
from portal.calls.services.clock import clock_tick
from portal.calls.services.ledger import imbalances
from portal.calls.services.notices import notice_confirm, notice_draft, notice_publish
from portal.calls.services.results import result_publish
from portal.cases.models import Case
from portal.evidence.models import Job
from portal.evidence.services.jobs import run_request
from portal.evidence.services.programme_texts import programme_put
from portal.register.models import Record
from portal.register.sheets import read_sheets
from tests.browser import axe_violations
from tests.portal.stories.applying import acting, handed_in, handed_up, opened, saved
from tests.portal.stories.conftest import OBSERVATION, employee, run_now
from tests.stories.office import POLICY, Office

Visit = Callable[..., Page]
Picture = Callable[[Page, str], None]
CONTRACT, HARDWARE = 123_456_789, 23_456_783
"""Fen; a tenth of what is no hardware is 100,000.00 yuan and a broken fen, which nobody is paid."""
GRANTED = 10_000_000
ASKED = 12_000_000


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part."""

    clerk: Person
    head: Person
    finance: Person
    auditor: Person
    firm: Person
    district: Person


@pytest.fixture
def cast(city: Office) -> Cast:
    """A firm that bought a product on top of a registered project."""
    run_now()
    Organisation.objects.update(district="yinhan")
    lizhou = Organisation.objects.get(pk="lizhou")
    Record.objects.filter(pk="gearsim").update(organisation=lizhou)
    return Cast(
        clerk=employee(Role.OFFICE_CLERK, "经办", "clerk@office.example"),
        head=employee(Role.OFFICE_HEAD, "负责人", "head@office.example"),
        finance=employee(Role.FINANCE, "财务", "finance@office.example"),
        auditor=employee(Role.AUDITOR, "审计", "auditor@office.example"),
        firm=employee(Role.ORG_ADMIN, "砺轴管理员", "admin@lizhou-office.example", organisation=lizhou),
        district=employee(Role.DISTRICT_OFFICER, "区县经办", "officer@district.example", district="yinhan"),
    )


def test_from_the_contract_to_the_recovered_half(city: Office, cast: Cast, visit: Visit, screenshot: Picture, tmp_path: Path) -> None:
    call = opened("adopter-subsidy-2026", "CN2026", cast.clerk, cast.head, days=None)
    application = claimed(cast, call)
    verified(cast, application, visit, screenshot)
    approved(cast, application, visit, screenshot)
    noticed(cast, call, visit, screenshot)
    paid(cast, application, visit, tmp_path, screenshot)
    half_a_year_later(cast, application, visit, screenshot)
    recovered(cast, application, visit, screenshot)
    to_the_fen(cast, application, visit, tmp_path, screenshot)


def claimed(cast: Cast, call: Call) -> Application:
    """Handed in, stamped and accepted; what was observed is frozen for this application alone."""
    answers = {
        "contract_amount": CONTRACT, "hardware_amount": HARDWARE, "requested_amount": ASKED, "product_name": "齿轮仿真",
        "contract_product_name": "齿轮仿真", "signed_on": "2026-03-02", "deployed_on": "2026-03-10", "paid_on": "2026-03-20",
    }  # fmt: skip
    application = handed_up(handed_in(call, "gearsim", cast.firm, **answers), cast.district, cast.clerk)
    clock_tick()
    application.refresh_from_db()
    assert application.run is not None
    assert application.step == "verify"
    return application


def verified(cast: Cast, application: Application, visit: Visit, screenshot: Picture) -> None:
    """The office looks at the rules' answers and sends the amount to its approvers."""
    page = visit(cast.clerk, f"/applications/{application.pk}/checks/")
    while page.get_by_role("link", name="核实并认定", exact=True).count():
        page.get_by_role("link", name="核实并认定", exact=True).first.click()
        page.get_by_label("符合", exact=True).check()
        page.get_by_label("依据").fill("已核对合同、发票和付款凭证。")
        page.get_by_role("button", name="认定").click()
        page.wait_for_url("**/checks/")
    assert axe_violations(page) == []
    page.goto(f"/applications/{application.pk}/")
    screenshot(page, "subsidy-verify")
    page.locator(f"a[href$='/applications/{application.pk}/move/approval/']").click()
    page.get_by_role("button", name="确认办理").click()
    expect(page.get_by_text("已办理")).to_be_visible()
    award = Award.objects.get(application=application)
    assert (award.applied_fen, award.recommended_fen, award.approved_fen) == (ASKED, GRANTED, 0)
    page.goto(f"/applications/{application.pk}/money/")
    expect(page.locator("main")).to_contain_text("100,000")
    screenshot(page, "subsidy-money")


def approved(cast: Cast, application: Application, visit: Visit, screenshot: Picture) -> None:
    """By three people, each in their turn."""
    firm = visit(cast.firm, f"/applications/{application.pk}/money/")
    firm.get_by_role("link", name="填写收款账户").first.click()
    firm.get_by_label("开户银行").fill("某银行江畔支行")
    firm.get_by_label("账号").fill("5001 0123 4567 8901 2345")
    firm.get_by_role("button", name="加密保存").click()
    expect(firm.get_by_text("末四位 2345")).to_be_visible()
    for approver in (cast.clerk, cast.head, cast.finance):
        page = visit(approver, "/ledger/approvals/")
        page.locator("input[type=checkbox][name=award]").check()
        screenshot(page, f"subsidy-approval-{approver.name}")
        page.get_by_role("button", name="同意勾选的资金").click()
        expect(page.get_by_text("已审批 1 笔")).to_be_visible()
    assert Award.objects.get(application=application).approved_fen == GRANTED


def noticed(cast: Cast, call: Call, visit: Visit, screenshot: Picture) -> None:
    """The amount is public for five working days; then it is awarded."""
    head = acting(cast.head)
    draft = notice_draft(call=call, by=acting(cast.clerk))
    notice_confirm(notice=draft, digest=digest_of(draft, dates_of(rules_of(call), timezone.localdate())), by=head)
    notice = notice_publish(notice=draft, by=head)
    public = visit(None, f"/notices/{notice.pk}/")
    expect(public.locator("main")).to_contain_text("100,000")
    screenshot(public, "subsidy-notice")
    past = timezone.localdate() - timedelta(days=1)
    Notice.objects.filter(pk=notice.pk).update(ends_on=past, objections_until=past)
    clock_tick()
    result_publish(notice=notice, by=head)
    public.goto(f"/results/{notice.pk}/")
    expect(public.locator("main")).to_contain_text("已生效")
    assert set(call.applications.values_list("step", flat=True)) == {"awarded"}


def paid(cast: Cast, application: Application, visit: Visit, folder: Path, screenshot: Picture) -> None:
    """The list goes to finance's own system as Excel; the voucher comes back."""
    page = visit(cast.finance, "/ledger/payments/")
    expect(page.get_by_text("壹拾万元整").first).to_be_visible()
    path = saved(page, page.get_by_role("button", name="导出拨付清单"), folder)
    rows = [[str(cell) for cell in row] for sheet in read_sheets(path.read_bytes()) if sheet.visible for row in sheet.rows]
    (line,) = [row for row in rows if "砺轴工业软件有限公司" in row and application.number in row]
    assert "50010123456789012345" in line
    assert any(cell.replace(",", "") in {"100000", "100000.0", "100000.00"} for cell in line), line
    page.goto(f"/awards/{application.awards.get().pk}/pay/")
    screenshot(page, "subsidy-pay")
    page.get_by_label("凭证号").fill("记-2026-0417")
    page.get_by_role("button", name="登记拨付").click()
    expect(page.get_by_text("已办理并写入台账。")).to_be_visible()
    application.refresh_from_db()
    assert application.step == "tracking"


def half_a_year_later(cast: Cast, application: Application, visit: Visit, screenshot: Picture) -> None:
    """Nothing was merged in the new year: first a warning, on the day a recovery with its case."""
    text = (POLICY / "programmes" / f"{OBSERVATION}.toml").read_text("utf-8")
    text = text.replace("2026-01-01", "2027-01-01").replace("2025-01-01", "2026-07-01")
    text = text.replace(OBSERVATION, "city-evidence-2026")
    job = run_request(programme="city-evidence-2026", policy_hash=programme_put("city-evidence-2026", text), publish=True)
    newer = Job.objects.get(pk=job.pk).run
    assert newer is not None
    milestone = Milestone.objects.get(application=application, milestone="half-year")
    today = timezone.localdate()
    assert milestone.due_on > today + timedelta(days=150)
    Milestone.objects.filter(pk=milestone.pk).update(due_on=today + timedelta(days=20))
    clock_tick()
    milestone.refresh_from_db()
    assert (milestone.state, milestone.run_id) == ("warned", newer.run_id), milestone.reason
    firm = visit(cast.firm, f"/applications/{application.pk}/money/")
    expect(firm.locator("main")).to_contain_text(milestone.reason)
    screenshot(firm, "subsidy-warned")
    Milestone.objects.filter(pk=milestone.pk).update(due_on=today, measured_at=timezone.now() - timedelta(days=20))
    clock_tick()
    application.refresh_from_db()
    assert application.step == "recovery"
    firm.goto(f"/applications/{application.pk}/money/")
    expect(firm.locator("main")).to_contain_text("还应退回 50,000 元")
    assert axe_violations(firm) == []
    screenshot(firm, "subsidy-recovery")


def recovered(cast: Cast, application: Application, visit: Visit, screenshot: Picture) -> None:
    """The case tells ground and amount; what came back is entered with its voucher."""
    case = Case.objects.get(kind="recovery")
    clerk = visit(cast.clerk, f"/applications/{application.pk}/money/")
    clerk.get_by_role("link", name="查看追回工单").click()
    expect(clerk.locator("main")).to_contain_text("50,000")
    screenshot(clerk, "subsidy-case")
    assert case.subject == application.pk
    page = visit(cast.finance, f"/awards/{application.awards.get().pk}/recover/")
    page.get_by_label("凭证号").fill("收-2027-0003")
    page.get_by_label("理由").fill("半年绩效目标未达到，按规则追回一半。")
    page.get_by_role("button", name="登记收回的资金").click()
    expect(page.get_by_text("已办理并写入台账。")).to_be_visible()
    application.refresh_from_db()
    assert application.step == "recovered"


def to_the_fen(cast: Cast, application: Application, visit: Visit, folder: Path, screenshot: Picture) -> None:
    """The auditor's ledger: every amount is the sum of its entries, on the page and in the file."""
    award = application.awards.get()
    amounts = (ASKED, GRANTED, GRANTED, GRANTED, GRANTED // 2)
    assert (award.applied_fen, award.recommended_fen, award.approved_fen, award.paid_fen, award.recovered_fen) == amounts
    assert imbalances() == []
    assert sum(LedgerEntry.objects.filter(award=award, kind="paid").values_list("amount_fen", flat=True)) == GRANTED
    page = visit(cast.auditor, "/ledger/")
    expect(page.get_by_text("账实相符", exact=True)).to_be_visible()
    foot = page.locator("tfoot").inner_text()
    for told in ("120,000 元", "100,000 元", "50,000 元"):
        assert told in foot
    assert "50010123456789012345" not in page.content()
    assert axe_violations(page) == []
    screenshot(page, "subsidy-ledger")
    page.locator("tbody a[href$='#recovered']").first.click()
    expect(page.locator("#recovered")).to_contain_text("收-2027-0003")
    screenshot(page, "subsidy-award")
    page.goto("/ledger/")
    book = read_sheets(saved(page, page.get_by_role("link", name="导出 Excel"), folder).read_bytes())
    told = "|".join(str(cell) for sheet in book if sheet.visible for row in sheet.rows for cell in row)
    for cell in ("120000", "100000", "50000", str(application.number)):
        assert cell in told.replace(",", "")
