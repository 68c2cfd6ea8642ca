"""In which dress is a page looked at, and what may not be wrong with it in any of them?"""

from collections.abc import Callable, Iterable
from typing import Any

from playwright.sync_api import Page

from portal.accounts.models import Person
from tests.browser import PHONE, axe_violations

DRESSES: dict[str, dict[str, Any]] = {"light": {}, "dark": {"color_scheme": "dark"}, "phone": {"viewport": PHONE}, "care": {}}


def faults(
    visit: Callable[..., Page], who: Person | None, dress: str, paths: Iterable[str], picture: Callable[[Page, str], None]
) -> dict[str, list[str]]:
    """Path → what is wrong: not answered, serious for axe, or scrolling sideways."""
    page = visit(who, "/", **DRESSES[dress])
    if dress == "care":
        page.context.add_cookies([{"name": "care", "value": "1", "url": page.url}])
    found = {}
    for path in paths:
        answer = page.goto(path)
        problems = [] if answer and answer.ok else [f"answered {answer.status if answer else 'nothing'}"]
        problems += axe_violations(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            problems.append("scrolls sideways")
        if problems:
            found[path] = problems
        picture(page, f"{dress}{path.replace('/', '-').replace('?', '-')}")
    return found
