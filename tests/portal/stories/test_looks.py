"""The main pages of a filled city: no serious finding of axe, no sideways scrolling on a phone, readable in every dress."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from portal.accounts.roles import Role
from tests.browser import PHONE, axe_violations
from tests.portal.stories.conftest import employee, run_now
from tests.stories.office import Office

PUBLIC = (
    "/", "/libraries/", "/libraries/seed_library/", "/rankings/", "/pillars/", "/data/", "/data/api/", "/verify/", "/about/",
    "/search/?q=仿真", "/projects/gearsim/", "/organisations/lizhou/", "/compare/?id=gearsim&id=minnow", "/accounts/login/",
)  # fmt: skip
DESK = (
    "/me/", "/me/work/", "/me/identities/", "/me/privacy/", "/me/messages/", "/register/", "/register/gearsim/", "/leads/", "/cases/",
    "/runs/", "/journal/", "/acting/", "/roles/",
)  # fmt: skip
DRESSES = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": PHONE},
    "care": {"care": True},
}


def put_on(page: Page, dress: str) -> None:
    """关怀版 is a cookie of the reader's own."""
    if dress == "care":
        page.context.add_cookies([{"name": "care", "value": "1", "url": page.context.pages[0].url}])


@pytest.mark.parametrize("dress", DRESSES)
def test_the_pages_everybody_sees(city: Office, visit: Callable[..., Page], screenshot: Callable[[Page, str], None], dress: str) -> None:
    run_now()
    page = visit(None, "/", **{name: value for name, value in DRESSES[dress].items() if name != "care"})
    put_on(page, dress)
    found = {}
    for path in (*PUBLIC, *(f"/en{path}" for path in PUBLIC[:7])):
        page.goto(path)
        problems = axe_violations(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            problems.append("scrolls sideways")
        if problems:
            found[path] = problems
        screenshot(page, f"{dress}{path.replace('/', '-').replace('?', '-')}")
    assert found == {}


@pytest.mark.parametrize("dress", DRESSES)
def test_the_pages_of_an_office_head(city: Office, visit: Callable[..., Page], screenshot: Callable[[Page, str], None], dress: str) -> None:
    run_now()
    head = employee(Role.OFFICE_HEAD, "负责人", "head@office.example")
    page = visit(head, "/me/", **{name: value for name, value in DRESSES[dress].items() if name != "care"})
    put_on(page, dress)
    found = {}
    for path in (*DESK, *(f"/en{path}" for path in DESK[:4])):
        answer = page.goto(path)
        problems = axe_violations(page) + ([] if answer and answer.ok else [f"answered {answer.status if answer else None}"])
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            problems.append("scrolls sideways")
        if problems:
            found[path] = problems
        screenshot(page, f"desk-{dress}{path.replace('/', '-')}")
    assert found == {}
