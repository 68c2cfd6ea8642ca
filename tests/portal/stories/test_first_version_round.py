"""Journey 10: the first version of a product, its dates, names and versions cross-checked, stamped, and packed for the office."""

import json
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from django.utils import timezone
from docx import Document
from playwright.sync_api import Page, expect

from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.calls.models import Application
from portal.calls.selectors.folder import Folder
from portal.calls.services.applications import application_draft
from portal.house.documents import Paper, Paragraph, pdf
from portal.house.file_texts import text_in
from portal.register.models import Product, Project, State
from portal.register.sheets import read_sheets
from tests.browser import axe_violations
from tests.portal.stories.applying import acting, filled, opened, saved
from tests.portal.stories.conftest import employee, run_now
from tests.stories.office import Office

NAME = "齿轮仿真企业版"
SAID = {
    "version": "2.1", "certificate_name": NAME, "certificate_version": "2.0", "report_name": "齿轮仿真平台", "report_version": "2.1",
    "contract_product_name": NAME, "developed_on": "2026-05-01", "certified_on": "2026-03-02", "first_sold_on": "2026-04-20",
}  # fmt: skip
"""As papers of several hands are: another name in the report, another version in the certificate, a date out of order."""


def test_a_first_version_is_cross_checked_stamped_and_packed(  # noqa: PLR0915 -- one journey, read from top to bottom
    city: Office, visit: Callable[..., Page], screenshot: Callable[[Page, str], None], tmp_path: Path
) -> None:
    run_now()
    clerk = employee(Role.OFFICE_CLERK, "经办", "clerk@office.example")
    head = employee(Role.OFFICE_HEAD, "负责人", "head@office.example")
    Organisation.objects.update(district="yinhan")
    lizhou = Organisation.objects.get(pk="lizhou")
    firm = employee(Role.ORG_ADMIN, "砺轴管理员", "admin@lizhou-office.example", organisation=lizhou)
    officer = employee(Role.DISTRICT_OFFICER, "区县经办", "officer@district.example", district="yinhan")
    product = Product.objects.create(
        id="gearsim-pro", kind="product", name=NAME, serial=999_001, state=State.REGISTERED, organisation=lizhou, district="yinhan",
        registered_at=timezone.now(), release="2.1", description="面向企业的齿轮仿真产品，用于传动系统的设计和校核。" * 6,
    )  # fmt: skip
    product.builds_on.add(Project.objects.get(pk="gearsim"))
    call = opened("first-version-list-2026", "SB2026", clerk, head)

    # papers of several hands disagree; each disagreement is shown at once
    application = application_draft(call=call, organisation=lizhou, record=product, by=acting(firm))
    filled(application, acting(firm), **SAID)
    page = visit(firm, f"/applications/{application.pk}/clarify/")
    told = page.locator("main").inner_text()
    for words in ("齿轮仿真平台", "2.0", "2026-03-02", "突破"):
        assert words in told, words
    reasons = {judged.rule_id: judged.reason for judged in Folder(application).judged()}
    for rule in ("version_tagged", "first_commit_before"):
        assert "不知道" not in reasons[rule], reasons  # asked of the repository of the project it builds on
    assert axe_violations(page) == []
    screenshot(page, "first-version-contradictions")

    # “not 1.0” asks for proof, and the proof ends it
    proof = tmp_path / "proof.pdf"
    proof.write_bytes(pdf(Paper(title="重大突破证明", blocks=(Paragraph("求解速度提高一个数量级。"),))))
    page.goto(f"/applications/{application.pk}/edit/papers/")
    page.locator("input[type=file][name='f.breakthrough']").set_input_files(proof)
    page.locator(".actions button[value=save]").click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("proof.pdf")
    page.goto(f"/applications/{application.pk}/clarify/")
    while page.get_by_role("button", name="记下说明").count():
        card = page.locator("section.card", has=page.get_by_role("button", name="记下说明")).first
        assert "突破" not in card.inner_text()
        card.locator("textarea").fill("证书登记时用的是内部名称和版本，已向检测机构申请更正。")
        card.get_by_role("button", name="记下说明").click()
        page.wait_for_load_state()
    page.goto(f"/applications/{application.pk}/submit/")
    screenshot(page, "first-version-submit")
    expect(page.locator("main")).to_contain_text("可以提交")
    page.get_by_label("我已核对全部内容").check()
    page.get_by_role("button", name="提交申报").click()
    page.wait_for_url("**/receipt/")
    application = Application.objects.get(pk=application.pk)

    # the district stamps exactly this
    desk = visit(officer, f"/applications/{application.pk}/")
    printed = saved(desk, desk.get_by_role("link", name="申报书（PDF）"), tmp_path)
    desk.get_by_role("link", name="上传盖章扫描件").click()
    desk.get_by_label("扫描件页脚上的内容码").fill(application.content_code)
    desk.locator("input[type=file]").set_input_files(printed)
    desk.get_by_role("button", name="上传").click()
    expect(desk.get_by_text("盖章扫描件已保存，内容码一致。")).to_be_visible()
    screenshot(desk, "first-version-stamped")

    # the package: the same text twice, the scan with its code, every paper in the list
    page.goto(f"/applications/{application.pk}/")
    with zipfile.ZipFile(saved(page, page.get_by_role("link", name="全部材料（zip）"), tmp_path)) as held:
        files = {name: held.read(name) for name in held.namelist()}
    word, paper = text_in(files["01-申报书.docx"], "docx"), text_in(files["02-申报书.pdf"], "pdf")
    for answer in (NAME, "齿轮仿真平台", "砺轴工业软件有限公司", "2.1"):
        assert answer in flat(word)
        assert answer in flat(paper)
    body = "".join(Document(BytesIO(files["01-申报书.docx"])).element.body.itertext())
    assert characters(body) <= characters(paper) <= characters(word)
    assert Folder(application).content_code() == application.content_code
    for text in (word, paper, text_in(files["03-盖章扫描件.pdf"], "pdf")):
        assert application.content_code in text
    rows = json.loads(files["04-附件清单.json"])
    assert {row["file"] for row in rows} == {name for name in files if name.startswith("附件/")}
    assert any("突破" in row["material"] for row in rows)
    listed = "".join(str(cell) for sheet in read_sheets(files["04-附件清单.xlsx"]) for row in sheet.rows for cell in row)
    assert all(row["sha256"] in listed for row in rows)
    dossier = json.loads(files["05-证据档案.json"])
    assert len(dossier["contradictions"]) >= 3
    assert all(one["answer"] for one in dossier["contradictions"])


def flat(text: str) -> str:
    """Without the breaks a page makes."""
    return "".join(text.split())


def characters(text: str) -> set[str]:
    """What both papers are written with, whatever their layout puts between it; a Word file names its fonts besides."""
    return set(re.findall(r"[\u4e00-\u9fff]", text))
