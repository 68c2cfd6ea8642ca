"""How does a test use the portal as people do? Debian's Chromium without a window, Chinese, on the live server.

``browser_page`` is a page of its own browser context (no cookies); ``new_page`` opens further ones: another person, a phone,
the dark theme. A page whose scripts fail, or that the content security policy had to stop, fails its test.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
GRAVE = {"serious", "critical"}
BY_POLICY = re.compile("Content Security Policy")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser a session."""
    # Playwright's loop stands still while a test runs, but Django only sees that there is one
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def new_page(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens a page in a context of its own; named arguments are Playwright's (``viewport=PHONE``, ``color_scheme="dark"``)."""
    problems: list[str] = []
    with ExitStack() as stack:

        def open_page(**context: Any) -> Page:
            settings = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": DESK, "base_url": live_server.url} | context
            made = chromium.new_context(**settings)
            stack.callback(made.close)
            page = made.new_page()
            page.set_default_timeout(15_000)
            # the first page of a process waits for its imports, and on a busy machine long
            page.set_default_navigation_timeout(60_000)
            page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
            page.on("console", lambda message: problems.extend(_stopped(page, message)))
            return page

        yield open_page
    assert not problems, "\n".join(problems)


@pytest.fixture
def browser_page(new_page: Callable[..., Page]) -> Page:
    """One page at a desk."""
    return new_page()


def sign_in(page: Page, email: str, password: str) -> None:
    """Through the real form."""
    page.goto("/accounts/login/")
    form = page.locator("form:has(input[name=login])")
    form.locator("input[name=login]").fill(email)
    form.locator("input[name=password]").fill(password)
    form.locator("[type=submit]").first.click()
    page.wait_for_url(re.compile(r"^(?!.*/accounts/login/)"))


def axe_violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds serious or critical, a line each with the places; empty is good. ``rules``: only these are asked about."""
    options = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else None
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: " + "; ".join(" ".join(map(str, node["target"])) for node in one["nodes"][:5])
        for one in found
        if one["impact"] in GRAVE
    ]


@pytest.fixture
def screenshot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Lay a picture of the whole page in the folder of ``--screenshots``; without the option, do nothing."""
    folder = request.config.getoption("--screenshots")

    def take(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)

    return take


def _stopped(page: Page, message: ConsoleMessage) -> list[str]:
    return [f"{page.url}: {message.text}"] if message.type == "error" and BY_POLICY.search(message.text) else []
