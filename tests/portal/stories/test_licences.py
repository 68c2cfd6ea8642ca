"""A copied file does not fit in: its owner reads why, two people rule on it, and everybody else reads numbers only."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import Person
from portal.accounts.roles import Role
from portal.evidence.models import LicenceConflict, LicenceReading, LicenceRuling, ReadingState
from portal.journal.models import Entry
from tests.browser import axe_violations
from tests.portal.city import organisation
from tests.portal.evidence.licence_answers import AFTER, ALARM, BEFORE, CONFLICT, project, read, run
from tests.portal.stories.conftest import employee
from tests.portal.stories.looks import faults

TAB = "/projects/gearsim/licences/"


@pytest.fixture
def owner(transactional_db: None) -> Person:
    """Of a project that was examined twice: its licence changed, and a copied file does not fit in."""
    body = organisation("lizhou", "砺轴工业软件有限公司", district="yinhan")
    project("gearsim", body)
    run({"gearsim": AFTER}, state="published")
    read("gearsim", BEFORE, concluded="BSD-3-Clause")
    read("gearsim", AFTER, concluded="MIT", conflicts=[CONFLICT], alarms=[ALARM])
    return employee(Role.ORG_ADMIN, "砺轴管理员", "admin@lizhou-office.example", organisation=body)


def test_a_conflict_is_explained_and_ruled_on_by_two_people(
    owner: Person, visit: Callable[..., Page], screenshot: Callable[[Page, str], None]
) -> None:
    officer = employee(Role.WATCH_OFFICER, "江望潮", "watch@office.example")
    colleague = employee(Role.WATCH_OFFICER, "顾明台", "second@office.example")

    # the owner: from the dossier to the lines
    page = visit(owner, "/projects/gearsim/")
    page.get_by_role("link", name="许可证", exact=True).click()
    expect(page.locator("main")).to_contain_text("第 2 条 b 款")
    screenshot(page, "licences-owner")
    page.get_by_role("link", name="third_party/gears/gear.c:1-3").click()
    expect(page.locator("main")).to_contain_text("GPL-2.0-only")
    assert axe_violations(page) == []

    # one officer writes, and cannot sign
    desk = visit(officer, TAB)
    desk.get_by_role("link", name="起草裁定").first.click()
    desk.get_by_label("兼容", exact=True).check()
    desk.get_by_label("理由", exact=True).fill("作者另行书面许可以 MIT 提供，见其 2024 年 3 月的声明。")
    screenshot(desk, "licences-ruling-new")
    assert axe_violations(desk) == []
    desk.get_by_role("button", name="保存，等另一人签署").click()
    expect(desk.locator("main")).to_contain_text("您参与了起草")
    ruling = LicenceRuling.objects.get()

    # another signs, and the project is concluded anew
    other = visit(colleague, f"/watch/rulings/{ruling.pk}/")
    other.get_by_role("link", name="签署").click()
    screenshot(other, "licences-ruling-sign")
    other.get_by_role("button", name="签署").click()
    expect(other.locator("main")).to_contain_text("已生效")
    assert LicenceReading.objects.filter(state=ReadingState.WAITING, repository="gearsim").exists()
    read("gearsim", AFTER, concluded="MIT", conflicts=[{**CONFLICT, "answer": "compatible"}], fingerprint="print-2")
    assert not LicenceConflict.objects.get().open
    page.goto(TAB)
    expect(page.locator("main")).to_contain_text("没有不兼容或待复核的组合")

    # everybody else: the headline, and how much was examined
    everybody = visit(None, TAB)
    expect(everybody.locator("main")).to_contain_text("MIT")
    assert "third_party" not in everybody.content()
    everybody.goto("/watch/")
    expect(everybody.locator("main")).to_contain_text("登记的 1 个项目中，1 个")
    assert "gearsim" not in everybody.locator("main").inner_html()
    looks = Entry.objects.filter(event="finding.seen", subject="gearsim")
    assert {owner.pk, officer.pk} <= set(looks.values_list("actor", flat=True))


def test_the_pages_of_licences_in_every_dress(owner: Person, visit: Callable[..., Page], screenshot: Callable[[Page, str], None]) -> None:
    officer = employee(Role.WATCH_OFFICER, "江望潮", "watch@office.example")
    ruling = LicenceRuling.objects.create(
        kind="compatibility", inbound="GPL-2.0-only", outbound="MIT", answer="review", reason="等作者答复。", writers=[officer.pk]
    )
    conflict = LicenceConflict.objects.get()
    paths = (
        "/watch/", TAB, f"{TAB}files/", f"{TAB}files/?path=third_party/gears/gear.c", "/watch/licences/", "/watch/licences/search/?q=GPL",
        "/watch/alarms/", "/watch/rulings/", f"/watch/rulings/{ruling.pk}/", f"/watch/rulings/new/?conflict={conflict.pk}", f"/en{TAB}",
        "/en/watch/",
    )  # fmt: skip
    assert faults(visit, officer, paths, screenshot) == {}
