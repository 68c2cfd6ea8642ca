"""The pages everybody sees, of a filled city, in every dress."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.portal.stories.conftest import run_now
from tests.portal.stories.looks import faults
from tests.stories.office import Office

PAGES = (
    "/", "/libraries/", "/libraries/seed_library/", "/rankings/", "/pillars/", "/data/", "/data/api/", "/verify/", "/about/",
    "/search/?q=仿真", "/projects/gearsim/", "/organisations/lizhou/", "/compare/?id=gearsim&id=minnow", "/accounts/login/",
)  # fmt: skip


def test_the_pages_everybody_sees(city: Office, visit: Callable[..., Page], screenshot: Callable[[Page, str], None]) -> None:
    run_now()
    assert faults(visit, None, (*PAGES, *(f"/en{path}" for path in PAGES[:7])), screenshot) == {}
