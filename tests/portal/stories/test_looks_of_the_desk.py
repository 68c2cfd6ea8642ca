"""The pages of an office head, of a filled city, in every dress."""

from collections.abc import Callable

from playwright.sync_api import Page

from portal.accounts.roles import Role
from tests.portal.stories.conftest import employee, run_now
from tests.portal.stories.looks import faults
from tests.stories.office import Office

PAGES = (
    "/me/", "/me/work/", "/me/identities/", "/me/privacy/", "/me/messages/", "/register/", "/register/gearsim/", "/leads/", "/cases/",
    "/runs/", "/journal/", "/acting/", "/roles/",
)  # fmt: skip


def test_the_pages_of_an_office_head(city: Office, visit: Callable[..., Page], screenshot: Callable[[Page, str], None]) -> None:
    run_now()
    head = employee(Role.OFFICE_HEAD, "负责人", "head@office.example")
    assert faults(visit, head, (*PAGES, *(f"/en{path}" for path in PAGES[:4])), screenshot) == {}
