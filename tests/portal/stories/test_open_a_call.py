"""Journey 2: last year's rules are copied, an award without notice is shown and fixed, they are tried, two sign, the call opens."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.utils import timezone
from docx import Document
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from portal.accounts.roles import Role
from portal.calls.models import Call, CallState, ProgrammeVersion
from portal.calls.programme_text import data_of
from portal.calls.services.programmes import programmes_take_in
from portal.journal.models import Entry
from tests.browser import axe_violations
from tests.portal.stories.conftest import employee, run_now
from tests.stories.office import Office

LAST_YEAR, THIS_YEAR = "adopter-subsidy-2026", "adopter-subsidy-2027"


def test_last_years_file_becomes_this_years_call(  # noqa: PLR0915 -- one journey, read from top to bottom
    city: Office, visit: Callable[..., Page], screenshot: Callable[[Page, str], None], tmp_path: Path
) -> None:
    assert programmes_take_in().refused == []
    run_now()
    clerk = employee(Role.OFFICE_CLERK, "经办", "clerk@office.example")
    head = employee(Role.OFFICE_HEAD, "负责人", "head@office.example")

    page = visit(clerk, f"/programmes/{LAST_YEAR}/")
    assert axe_violations(page) == []
    page.get_by_role("link", name="修改规则或起草下一年").click()
    page.get_by_label("修改理由").fill("新的年度")
    page.get_by_role("button", name="开始起草").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("（2027）")
    draft = page.url
    assert axe_violations(page) == []
    screenshot(page, "draft")

    # an award without notice is shown at its step, and fixed
    page.goto(f"{draft}section/steps/")
    page.get_by_role("link", name="审批", exact=True).click()
    page.get_by_role("group", name="可以转到").get_by_label("已奖励").check()
    page.get_by_role("button", name="保存并核对").click()
    expect(page.locator("main")).to_contain_text("不经公示（notice）就能到达 awarded")
    assert axe_violations(page) == []
    screenshot(page, "award-without-notice")
    page.goto(f"{draft}sign/")
    expect(page.get_by_role("button", name="签署这份文本")).to_have_count(0)
    page.goto(f"{draft}section/steps/")
    page.get_by_role("link", name="审批", exact=True).click()
    page.get_by_role("group", name="可以转到").get_by_label("已奖励").uncheck()
    page.get_by_role("button", name="保存并核对").click()
    expect(page.get_by_text("已保存，核对无误。")).to_be_visible()

    # last year's days came a year later; this city opens now
    page.goto(f"{draft}section/basics/?at=programme")
    page.get_by_label("从哪天起有效").fill(f"{timezone.localdate():%Y-%m-%d}")
    page.get_by_role("button", name="保存并核对").click()
    expect(page.get_by_text("已保存，核对无误。")).to_be_visible()

    # one number is changed on purpose
    page.goto(f"{draft}section/money/?at=budget")
    page.get_by_label("预算（元）").fill("18000000")
    page.get_by_role("button", name="保存并核对").click()
    page.goto(f"{draft}diff/")
    expect(page.locator("main")).to_contain_text("18,000,000 元")
    assert axe_violations(page) == []
    screenshot(page, "difference")

    page.goto(f"{draft}backtest/")
    page.get_by_role("button", name="开始回测").click()
    expect(page.locator("main")).to_contain_text("与现行规则相比")
    assert axe_violations(page) == []
    screenshot(page, "back-test")
    page.goto(f"{draft}sign/")
    page.get_by_role("button", name="签署这份文本").click()
    expect(page.get_by_text("还需负责人签署。")).to_be_visible()

    page = visit(head, draft.replace(page.url.split("/programmes/")[0], "") + "sign/")
    page.get_by_role("button", name="签署这份文本").click()
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator("main")).to_contain_text("第 1 版（本页）")
    version = ProgrammeVersion.objects.get(programme=THIS_YEAR)
    assert data_of(version.text)["budget"]["amount_fen"] == 1_800_000_000
    assert {one["person"] for one in version.signatures} == {clerk.pk, head.pk}
    assert version.backtest["kind"] == "applications"

    page.get_by_role("link", name="筹备征集").click()
    now = timezone.localtime()
    page.get_by_label("开始受理").fill(f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    page.get_by_label("截止时间").fill(f"{now + timedelta(days=20):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="发布通知").click()
    page.get_by_role("button", name="发布通知").click()
    expect(page.locator("main")).to_contain_text("个工作日截止")
    assert axe_violations(page) == []
    screenshot(page, "call")
    call = Call.objects.get(pk=THIS_YEAR)
    assert (call.state, call.version_id) == (CallState.OPEN, version.pk)

    files = {}
    for name in ("通知（Word）", "通知（PDF）", "申报书空白样式"):
        with page.expect_download() as wait:
            page.get_by_role("link", name=name).click()
        path = tmp_path / wait.value.suggested_filename
        wait.value.save_as(path)
        files[name] = path.read_bytes()
    word = Document(BytesIO(files["通知（Word）"]))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(one.text for one in word.paragraphs), *cells])
    assert "关于组织申报" in text
    assert "10 个工作日" in text
    assert version.policy_hash[:16] in text
    assert "公示" in "".join(one.extract_text() for one in PdfReader(BytesIO(files["通知（PDF）"])).pages)

    public = visit(None, f"/calls/{THIS_YEAR}/")
    expect(public.locator("main")).to_contain_text(version.policy_hash)
    kept = list(Entry.objects.filter(event__in=("draft.signed", "programme.published", "call.opened")).values_list("event", flat=True))
    assert kept[-4:] == ["draft.signed", "draft.signed", "programme.published", "call.opened"]
