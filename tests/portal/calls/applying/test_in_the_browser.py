"""Journey 1, the applicant's part: from a repository's address to a receipt, in a real browser."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.calls.models import Application, Call, CallState, ProgrammeVersion
from portal.calls.programmes import programme_of
from portal.calls.selectors.folder import Folder
from tests.browser import PHONE, axe_violations
from tests.portal.stories.conftest import employee, example, load_without, run_now, visit
from tests.stories.office import Office
from xingtu.settings import settings

__all__ = ["example", "visit"]
URL = "https://git.xinghe.example/chenggang/sealbox"
USCC = "11500000009276281J"


def open_call(programme: str) -> Call:
    text = (settings().policy / "programmes" / f"{programme}.toml").read_text("utf-8")
    version = ProgrammeVersion.objects.create(
        programme=programme, version=1, policy_hash=hashlib.sha256(text.encode()).hexdigest(), text=text, name=programme, name_en=programme,
        in_force_on=date(2026, 1, 1),
    )  # fmt: skip
    now = timezone.now()
    name = programme_of(version).name
    return Call.objects.create(
        id=programme, version=version, name=name, name_en=name, prefix="ZZ2026", state=CallState.OPEN, opens_at=now - timedelta(days=1),
        opened_at=now, deadline_at=now + timedelta(days=9),
    )  # fmt: skip


def filled_in(page: Page) -> None:
    """Write something that fits into every question that is still blank; what conditions ask more is there once it is saved."""
    for _again in range(2):
        page.locator(".actions button[value=save]").click()
        page.wait_for_load_state()
        for question in page.locator(".question:not([hidden])").all():
            for box in question.locator("input[type=text], input[type=tel], textarea").all():
                if len(box.input_value()) < (100 if box.evaluate("e => e.tagName") == "TEXTAREA" else 1):
                    box.fill(_words(box, question))
            for choice in question.locator("select").all():
                if not choice.input_value():
                    choice.select_option(index=1)
            ticks = question.locator("input[type=radio], input[type=checkbox]")
            if ticks.count() and not question.locator("input:checked").count():
                ticks.first.check()


def _words(box: object, question: object) -> str:
    name = str(box.get_attribute("name"))  # type: ignore[attr-defined]
    mode = str(box.get_attribute("inputmode"))  # type: ignore[attr-defined]
    if "uscc" in name:
        return USCC
    if mode in {"tel", "numeric", "decimal", "url"}:
        return {"tel": "023-63000000", "url": "https://example.org/"}.get(mode, "12")
    asked = f"{box.get_attribute('aria-label')} {question.locator('.help').first.inner_text()}"  # type: ignore[attr-defined]
    if "2026-03-01" in asked or "开始" in asked or "日期" in asked:
        return "2025年3月1日"
    return (
        "封印盒给工业软件加上可以核验的签名，已有三家单位使用，计划每季度发布一个版本。" * 4
        if box.evaluate("e => e.tagName") == "TEXTAREA"
        else "封印盒"
    )  # type: ignore[attr-defined]


def every_section_filled_in(page: Page, application: Application, screenshot: Callable[[Page, str], None]) -> None:
    """Page by page, each saved by the button that leads on."""
    sections = [section.id for section in Folder(application).form.sections]
    for place, section in enumerate(sections):
        assert f"/edit/{section}/" in page.url
        filled_in(page)
        assert axe_violations(page) == []
        screenshot(page, f"section-{section}")
        page.locator("button[value=next]").click()
        page.wait_for_url(f"**/edit/{sections[place + 1]}/" if place + 1 < len(sections) else "**/submit/")


def contradictions_answered(page: Page) -> None:
    """One after the other, until none is open."""
    while page.get_by_role("button", name="记下说明").count():
        card = page.locator("section.card", has=page.get_by_role("button", name="记下说明")).first
        card.locator("textarea").fill("仓库是从内部平台迁移来的，历史已经一并导入，登记随后更新。")
        card.get_by_role("button", name="记下说明").click()
        page.wait_for_load_state()


@pytest.mark.slow
def test_a_pasted_address_becomes_an_application_that_is_handed_in(
    example: Office, tmp_path: Path, visit: Callable[..., Page], screenshot: Callable[[Page, str], None]
) -> None:
    load_without(example, tmp_path, '[[repository]]\nid = "sealbox"', '[[repository]]\nid = "minnow"')
    run_now()
    firm = Organisation.objects.get(id="chenggang")
    admin = employee(Role.ORG_ADMIN, "澄纲管理员", "admin@chenggang-office.example", organisation=firm)
    call = open_call("seed-projects-2026")

    page = visit(admin, f"/calls/{call.pk}/apply/?url={URL}.git")
    assert axe_violations(page) == []
    page.get_by_role("button", name="开始填写").click()
    expect(page.locator("main")).to_contain_text("把握")
    screenshot(page, "reading")
    if page.locator("select[name=district]").count():
        page.locator("select[name=district]").select_option(firm.district or "yinhan")
    page.get_by_role("button", name="确认并开始申报").click()

    application = Application.objects.get()
    assert application.record is not None
    assert application.record.repositories.count() == 1
    every_section_filled_in(page, application, screenshot)
    screenshot(page, "check")
    application.refresh_from_db()
    assert Folder(application).faults() == (), Folder(application).faults()

    page.goto(f"/applications/{application.pk}/clarify/")
    screenshot(page, "contradictions")
    assert axe_violations(page) == []
    contradictions_answered(page)
    page.goto(f"/applications/{application.pk}/submit/")
    page.get_by_label("我已核对全部内容").check()
    page.get_by_role("button", name="提交申报").click()
    page.wait_for_url("**/receipt/")
    assert axe_violations(page) == []
    application.refresh_from_db()
    expect(page.locator("main")).to_contain_text(str(application.number))
    screenshot(page, "receipt")
    assert application.content_code == Folder(application).content_code()
    with page.expect_download() as taken:
        page.get_by_role("link", name="申报书（PDF）").first.click()
    assert taken.value.suggested_filename.endswith(".pdf")

    phone = visit(admin, f"/applications/{application.pk}/", viewport=PHONE, color_scheme="dark")
    assert not phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    screenshot(phone, "overview-phone")
    page.goto(f"/applications/{application.pk}/")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("main")).to_contain_text("继续填写")
