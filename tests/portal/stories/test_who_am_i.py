"""Journey 5: a developer claims two identities and an employer, the company confirms, the next run shows it, and no other row moves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.evidence.models import Run, RunVerdict
from portal.journal.verification import verify
from tests.browser import axe_violations
from tests.portal.city import person
from tests.portal.stories.conftest import employee, last_code, load_without, run_now
from tests.stories.office import Office

SHEN = ("shen@lizhou.example", "shen.ruochuan@mail.example")


@pytest.fixture
def city_without_shen(example: Office, tmp_path: Path) -> Office:
    """沈若川 never came to the office: the file does not know him."""
    load_without(example, tmp_path, '[[person]]\nid = "citizen-02"', '[[person]]\nid = "citizen-03"')
    return example


def test_a_developer_claims_two_identities_and_an_employer(
    city_without_shen: Office, visit: Callable[..., Page], screenshot: Callable[[Page, str], None]
) -> None:
    before = run_now()
    shen = person("沈若川", "shen@sign-in.example")
    admin = employee(Role.ORG_ADMIN, "砺轴管理员", "admin@lizhou-office.example", organisation=Organisation.objects.get(id="lizhou"))

    page = visit(shen, "/me/identities/")
    for address in SHEN:
        page.goto("/me/identities/")
        page.get_by_label("邮箱", exact=False).last.fill(address)
        page.get_by_role("button", name="认领并发送验证码").click()
        page.locator("input[name=code]").fill(last_code(address))
        page.get_by_role("button", name="证明", exact=True).click()
    page.goto("/me/identities/")
    expect(page.get_by_text("已证明 2 个邮箱")).to_be_visible()
    assert axe_violations(page) == []
    screenshot(page, "identities")

    page.get_by_role("link", name="声明一段任职").click()
    page.locator("input[name=organisation]").fill("砺轴工业软件有限公司")
    page.locator("input[name=from_on]").fill("2024-01-01")
    page.locator("input[name=until_on]").fill("2025-07-01")
    page.get_by_role("button", name="提交给单位确认").click()
    screenshot(page, "employment-claimed")

    firm = visit(admin, "/organisations/lizhou/employments/")
    expect(firm.get_by_text("有 1 人声明在本单位任职")).to_be_visible()
    screenshot(firm, "employment-confirmations")
    firm.get_by_role("button", name="确认 沈若川").click()
    expect(firm.get_by_text("没有等待确认的声明")).to_be_visible()

    after = run_now()
    page.goto("/me/work/")
    expect(page.get_by_role("heading", name="我的全部工作")).to_be_visible()
    text = page.locator("main").inner_text()
    assert "没有计入" in text
    assert "齿轮仿真" in text
    assert axe_violations(page) == []
    screenshot(page, "work")

    old, new = standings(before), standings(after)
    assert new["沈若川"] is not None
    # who stays unknown is named by the run's salt, and 沈 was a stranger whose name stood masked
    told = {name for name in old.keys() | new.keys() if not name.startswith(("匿名", "沈"))}
    assert {name: new.get(name) for name in told} == {name: old.get(name) for name in told}
    assert verify().holds


def standings(run: Run) -> dict[str, int | None]:
    """Name → value of the people's ranking."""
    return {verdict.name: verdict.value for verdict in RunVerdict.objects.filter(run=run, track="people")}
