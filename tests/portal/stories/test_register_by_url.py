"""A new project registered by its URL gets its evidence and appears on the star chart."""

import subprocess
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.evidence.services.city_loading import city_load
from portal.register.models import Project, Repository
from tests.browser import axe_violations
from tests.portal.stories.conftest import employee, run_now
from tests.stories.office import Office

URL = "https://git.xinghe.example/chenggang/sealbox"


@pytest.fixture
def city_without_sealbox(example: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The office never heard of sealbox."""
    folder = tmp_path_factory.mktemp("city")
    text = example.city_file.read_text("utf-8")
    begin = text.index('[[repository]]\nid = "sealbox"')
    end = text.index('[[repository]]\nid = "minnow"')
    (folder / "city.toml").write_text(text[:begin] + text[end:], "utf-8")
    for name in ("aliases", "affiliations.csv", "email-map"):
        (folder / name).write_bytes((example.city_file.parent / name).read_bytes())
    (folder / "hosts").symlink_to(example.city_file.parent / "hosts")
    city_load(path=folder / "city.toml")
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
    tip = subprocess.run(
        ["git", f"--git-dir={city_without_sealbox.city_file.parent}/hosts/git.xinghe.example/chenggang/sealbox.git", "rev-parse", "HEAD"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert tip
    page.locator("main form button[type=submit]").first.click()
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
    expect(everybody.locator(f"svg a[href*='/projects/{project.id}/']")).to_have_count(1)
    everybody.goto(f"/projects/{project.id}/")
    expect(everybody.get_by_role("heading", level=1)).to_contain_text("sealbox", ignore_case=True)
    assert axe_violations(everybody) == []
    screenshot(everybody, "dossier-sealbox")
