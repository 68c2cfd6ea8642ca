"""Does the house hold in a real browser: on a phone, enlarged, in the dark, in 关怀版, by keyboard, without JavaScript?"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import PHONE, axe_violations

LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": PHONE},
    "enlarged to 200 %": {"viewport": {"width": 640, "height": 450}},
    "without JavaScript": {"java_script_enabled": False},
}
NewPage = Callable[..., Page]


def too_wide(page: Page) -> int:
    """Pixels by which the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("look", ["light", "dark", "phone", "enlarged to 200 %"])
def test_axe_finds_nothing_grave_and_nothing_is_too_wide(new_page: NewPage, look: str) -> None:
    page = new_page(**LOOKS[look])
    for address in ("/house/", "/en/house/", "/house/accessibility/"):
        page.goto(address)
        assert axe_violations(page) == []
        assert too_wide(page) == 0


@pytest.mark.parametrize("look", LOOKS)
def test_care_is_chosen_by_a_button_and_fits(new_page: NewPage, look: str, screenshot: Callable[[Page, str], None]) -> None:
    page = new_page(**LOOKS[look])
    page.goto("/house/")
    if page.locator(".menu-button").is_visible():
        page.locator(".menu-button").click()
    page.get_by_role("button", name="关怀版").click()
    page.wait_for_url("**/house/")
    assert page.locator("html.care").count() == 1
    screenshot(page, f"house-care-{look.split(maxsplit=1)[0]}")
    if look != "without JavaScript":
        assert axe_violations(page) == []
        assert too_wide(page) == 0
        assert float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")) >= 20


def test_targets_in_care_are_as_large_as_a_thumb(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/house/")
    page.get_by_role("button", name="关怀版").click()
    page.wait_for_url("**/house/")
    heights = page.eval_on_selector_all("main .button", "buttons => buttons.map(one => one.getBoundingClientRect().height)")
    assert min(heights) >= 44


def test_the_first_stop_of_the_keyboard_skips_to_the_content(browser_page: Page) -> None:
    browser_page.goto("/house/")
    browser_page.keyboard.press("Tab")
    assert browser_page.locator(":focus").inner_text() == "跳到正文"
    browser_page.keyboard.press("Enter")
    assert browser_page.locator(":focus").get_attribute("id") == "content"


def test_a_folded_panel_opens_and_closes_by_keyboard(browser_page: Page) -> None:
    browser_page.goto("/house/")
    summary = browser_page.locator(".masthead summary").first
    summary.focus()
    browser_page.keyboard.press("Enter")
    assert browser_page.get_by_role("button", name="深色（夜空）").is_visible()
    browser_page.keyboard.press("Escape")
    assert not browser_page.get_by_role("button", name="深色（夜空）").is_visible()


def test_the_readers_theme_wins_over_the_systems(new_page: NewPage) -> None:
    page = new_page(color_scheme="light")
    page.goto("/house/")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.locator(".masthead summary").first.click()
    page.get_by_role("button", name="深色（夜空）").click()
    page.wait_for_url("**/house/")
    assert page.evaluate(paper) != light
    page.emulate_media(color_scheme="dark")
    assert page.locator("html[data-theme=dark]").count() == 1


def test_the_reading_aids_read_enlarge_and_widen(browser_page: Page) -> None:
    browser_page.goto("/house/accessibility/")
    browser_page.get_by_role("button", name="关怀版").click()
    browser_page.wait_for_url("**/accessibility/")
    browser_page.get_by_role("button", name="大字幕").click()
    browser_page.get_by_role("button", name="加宽行距").click()
    browser_page.locator("main h2").first.hover()
    assert browser_page.locator(".captions").inner_text() == browser_page.locator("main h2").first.inner_text()
    assert browser_page.locator("html.loose").count() == 1
    browser_page.reload()
    assert browser_page.locator("html.loose").count() == 1


def test_a_wide_table_scrolls_within_itself_and_by_keyboard(new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    page.goto("/house/")
    region = page.get_by_role("region", name="两个项目的对比")
    assert region.evaluate("region => region.scrollWidth > region.clientWidth")
    assert region.get_attribute("tabindex") == "0"


def test_an_error_leads_to_its_field(browser_page: Page) -> None:
    browser_page.goto("/house/")
    browser_page.get_by_role("link", name="请填写“项目名称”。").click()
    assert browser_page.locator(":focus").get_attribute("name") == "name"


def test_paper_carries_no_navigation(browser_page: Page) -> None:
    browser_page.goto("/house/")
    browser_page.emulate_media(media="print")
    assert not browser_page.locator(".masthead").is_visible()
    assert browser_page.locator(".print-head").is_visible()
    assert browser_page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
