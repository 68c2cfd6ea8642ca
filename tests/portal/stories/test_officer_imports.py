"""An officer imports 200 projects from Excel; three bad cells are named, put right, and all 200 are there."""

import io
from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from playwright.sync_api import Page, expect

from portal.accounts.roles import Role
from portal.journal.models import Entry
from portal.register.models import Project, Record
from tests.browser import axe_violations
from tests.portal.stories.conftest import employee

HEADING = ("名称", "一句话介绍", "区县（园区）", "统一社会信用代码", "编程语言", "代码仓库")
BAD = {5: (2, "银河区"), 100: (3, "91500000MA5U000016"), 200: (5, "gitee.com/only-owner")}


def workbook(*, bad: bool) -> bytes:
    """200 projects as somebody types them in WPS."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("项目")
    for place, label in enumerate(HEADING):
        sheet.write_string(0, place, label)
    for number in range(1, 201):
        row = [f"开源项目第{number}号", "一个示例项目", "银汉区", "", "Rust、Go", f"https://gitee.com/xinghe/p{number}"]
        if bad and number in BAD:
            column, value = BAD[number]
            row[column] = value
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell)
    book.close()
    return out.getvalue()


def test_an_officer_imports_two_hundred_projects_with_three_bad_cells(
    transactional_db: None, visit: Callable[..., Page], screenshot: Callable[[Page, str], None], tmp_path: Path
) -> None:
    clerk = employee(Role.OFFICE_CLERK, "经办人", "clerk@office.example")
    page = visit(clerk, "/register/import/")
    assert axe_violations(page) == []
    screenshot(page, "import")

    def send(content: bytes) -> None:
        page.goto("/register/import/")
        kind = page.locator("select[name=kind]")
        if kind.count():
            kind.select_option("project")
        page.locator("input[type=file]").set_input_files({"name": "项目.xlsx", "mimeType": "application/octet-stream", "buffer": content})
        page.get_by_role("button", name="上传并核对").click()

    send(workbook(bad=True))
    expect(page.get_by_text("有 3 行、3 处要改")).to_be_visible()
    for cell in ("项目!C6", "项目!D101", "项目!F201"):
        expect(page.get_by_text(cell)).to_be_visible()
    assert axe_violations(page) == []
    screenshot(page, "import-problems")
    assert not Record.objects.exists()
    with page.expect_download() as wait:
        page.get_by_role("link", name="下载标出错误的表").click()
    assert wait.value.suggested_filename.endswith(".xlsx")

    send(workbook(bad=False))
    page.get_by_role("button", name="导入 200 条").click(timeout=120_000)
    expect(page.locator("main")).to_be_visible()
    assert Project.objects.count() == 200
    assert Entry.objects.filter(event="records.imported").count() == 1
    page.goto("/register/?q=第137号")
    expect(page.locator("main").get_by_text("开源项目第137号")).to_be_visible()
    assert axe_violations(page) == []
    screenshot(page, "register")
