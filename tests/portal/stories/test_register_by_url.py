"""A new project registered by its URL gets its evidence and appears on the star chart."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.register.models import Project, Repository
from tests.browser import axe_violations
from tests.portal.stories.conftest import employee, load_without, run_now
from tests.stories.office import Office

URL = "https://git.xinghe.example/chenggang/sealbox"


@pytest.fixture
def city_without_sealbox(example: Office, tmp_path: Path) -> Office:
    """The office never heard of sealbox."""
    load_without(example, tmp_path, '[[repository]]\nid = "sealbox"', '[[repository]]\nid = "minnow"')
    return example


def test_a_project_registered_by_url_gets_its_evidence_and_its_star(
    city_without_sealbox: Office, visit: Callable[..., Page], screenshot: Callable[[Page, str], None]
) -> None:
    run_now()
    owner = employee(Role.ORG_ADMIN, "澄纲管理员", "admin@chenggang-office.example", organisation=Organisation.objects.get(id="chenggang"))
    clerk = employee(Role.OFFICE_CLERK, "经办人", "clerk@office.example")

    page = visit(owner, "/me/records/from-url/")
    assert axe_violations(page) == []
    page.locator("main input[type=url], main input[name=url]").first.fill(URL + ".git")
    page.locator("main form button[type=submit]").first.click()
    screenshot(page, "from-url-1")
    expect(page.locator("main")).to_contain_text("sealbox")
    assert axe_violations(page) == []
    page.locator("select[name=district]").select_option("yinhan")
    page.get_by_label("信息安全").check()
    page.get_by_role("button", name="确认并起草登记").click()
    screenshot(page, "from-url-2")
    project = Project.objects.get(repositories__url__icontains="chenggang/sealbox")
    assert Repository.objects.filter(record=project).count() == 1

    # the owner hands it in, the office checks it
    page.goto(f"/register/{project.id}/")
    screenshot(page, "record-draft")
    page.goto(f"/register/{project.id}/move/submit/")
    page.locator("main form button[type=submit]").first.click()
    desk = visit(clerk, f"/register/{project.id}/move/register/")
    desk.locator("main form button[type=submit]").first.click()
    project.refresh_from_db()
    assert project.state == "registered"

    run_now()
    everybody = visit(None, "/")
    # one drawing for wide screens and one for tall ones, of which a reader sees one
    expect(everybody.locator(f"svg:visible a[href*='/projects/{project.id}/']")).to_have_count(1)
    everybody.goto(f"/projects/{project.id}/")
    expect(everybody.get_by_role("heading", level=1)).to_contain_text("sealbox", ignore_case=True)
    assert axe_violations(everybody) == []
    screenshot(everybody, "dossier-sealbox")
