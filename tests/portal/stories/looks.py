"""In which dress is a page looked at, and what may not be wrong with it in any of them?

A page is fetched once and changes its dress where it stands: colours are asked about again in the dark, what depends on the width
on a phone, and everything in 关怀版, which is another page.
"""

from collections.abc import Callable, Iterable

from playwright.sync_api import Page

from portal.accounts.models import Person
from tests.browser import DESK, PHONE, axe_violations

OF_COLOURS = ("color-contrast", "link-in-text-block")
OF_WIDTH = ("scrollable-region-focusable", "target-size", "color-contrast")


def faults(
    visit: Callable[..., Page], who: Person | None, paths: Iterable[str], picture: Callable[[Page, str], None]
) -> dict[str, list[str]]:
    """Path → what is wrong: not answered, serious for axe, or scrolling sideways; after the dress in which it is."""
    # colours that fade into one another would be asked about half way
    plain, care = visit(who, "/", reduced_motion="reduce"), visit(who, "/")
    care.context.add_cookies([{"name": "care", "value": "1", "url": care.url}])
    found: dict[str, list[str]] = {}
    for path in paths:
        answer = plain.goto(path)
        problems = [] if answer and answer.ok else [f"answered {answer.status if answer else 'nothing'}"]
        problems += _seen(plain, "light", path, picture)
        plain.emulate_media(color_scheme="dark")
        problems += _seen(plain, "dark", path, picture, OF_COLOURS)
        plain.emulate_media(color_scheme="light")
        plain.set_viewport_size(PHONE)
        problems += _seen(plain, "phone", path, picture, OF_WIDTH)
        plain.set_viewport_size(DESK)
        care.goto(path)
        problems += _seen(care, "care", path, picture)
        if problems:
            found[path] = problems
    return found


def _seen(page: Page, dress: str, path: str, picture: Callable[[Page, str], None], rules: tuple[str, ...] = ()) -> list[str]:
    problems = axe_violations(page, rules)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        problems.append("scrolls sideways")
    picture(page, f"{dress}{path.replace('/', '-').replace('?', '-')}")
    return [f"{dress}: {problem}" for problem in problems]
