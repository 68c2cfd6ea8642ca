"""Whatever anybody types into any form, no page breaks: it is taken, refused with a reason, or not found."""

from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from random import Random

import pytest
from django.test import Client

from portal.accounts.acting import Acting
from portal.accounts.roles import Role
from tests.portal.city import Town, town
from tests.portal.estate import Estate, estate
from tests.portal.test_authorisation import EVERY_PAGE, HERE, THERE, Page

pytestmark = pytest.mark.django_db
BROKEN = 500

NASTY = (
    "", " ", "0", "-1", "1e9", "9" * 40, "NaN", "true", "null", "[]", "{}", "\x00", "a\x00b", "\ud7ff", "𠮷" * 300, "x" * 20_000,
    "２０２５年１３月４５日", "2025-02-30", "0001-01-01", "9999-12-31", "<script>alert(1)</script>", "{{ 7*7 }}", "' OR 1=1 --",
    "%s%n", "../../etc/passwd", "file:///etc/passwd", "https://127.0.0.1/a/b", "https://[::1]/a/b", "javascript:alert(1)", "a@b",
    "a@b.example\r\nBcc: x@y.example", "=1+1", "\u202e\u0000\ufeff", "—", "project-mine",
)  # fmt: skip
"""What people, spreadsheets and attackers type."""


class Forms(HTMLParser):
    """The forms of a page: method, address, names of the fields."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("method", "get").lower(), given.get("action", ""), {}))
        elif self.found and tag in {"input", "select", "textarea", "button"} and given.get("name"):
            self.found[-1][2].setdefault(given["name"], given.get("value", ""))


def forms_of(html: str) -> list[tuple[str, str, dict[str, str]]]:
    """All forms of a page but the ones every page has (language, theme, search)."""
    parser = Forms()
    parser.feed(html.partition("<main")[2])
    return parser.found


def typed(fields: Mapping[str, str], chance: Random) -> Iterator[dict[str, str]]:
    """Values to send: all fields nasty, then single fields nasty beside the page's own values."""
    yield {name: chance.choice(NASTY) for name in fields}
    for name in chance.sample(sorted(fields), min(len(fields), 4)):
        yield {**fields, name: chance.choice(NASTY)}


def try_page(client: Client, page: Page, things: Estate, chance: Random) -> tuple[int, list[str]]:
    """How many requests were answered, and what broke."""
    address = things.address(page.name, page.converters, mine=True)
    broken: list[str] = []
    answered = 1

    def sent(method: str, to: str, values: Mapping[str, str]) -> None:
        nonlocal answered
        try:
            answer = client.post(to, values) if method == "post" else client.get(to, values)
        except UnicodeEncodeError:
            return  # not something a browser could send
        answered += 1
        if answer.status_code >= BROKEN:
            broken.append(f"{page.name}: {method} {to} {answer.status_code} { ({name: value[:40] for name, value in values.items()})!r}")

    opened = client.get(address)
    if opened.status_code >= BROKEN:
        broken.append(f"{page.name}: get {address} {opened.status_code}")
    html = opened.content.decode("utf-8", "replace") if not opened.streaming and "html" in opened.headers.get("Content-Type", "") else ""
    for method, action, fields in forms_of(html):
        to = address if not action or action.startswith(("?", "#")) else action
        for values in typed(fields, chance):
            sent(method, to, values)
    for value in chance.sample(NASTY, 2):
        sent(
            "get",
            address,
            {"q": value, "page": value, "kind": value, "state": value, "sort": value, "id": value, "run": value, "from_on": value},
        )
        sent("post", address, {"reason": value, "version": value, "next": value})
    return answered, broken


@pytest.mark.parametrize("role", [Role.OFFICE_CLERK, Role.ORG_ADMIN], ids=str)
def test_no_form_breaks_whatever_is_typed_into_it(role: Role, signed_in: Callable[[Acting], Client]) -> None:
    city: Town = town((HERE, THERE))
    things = estate(city)
    client = signed_in(city.acting[role])
    client.raise_request_exception = False
    chance = Random(20260101)  # noqa: S311 - the same nonsense each time
    tried = [try_page(client, page, things, chance) for page in EVERY_PAGE]
    assert [fault for _answered, broken in tried for fault in broken] == []
    assert sum(answered for answered, _broken in tried) > len(EVERY_PAGE) * 5  # forms were found and sent


def test_no_form_of_risks_breaks_for_those_who_watch_them(signed_in: Callable[[Acting], Client]) -> None:
    city: Town = town((HERE, THERE))
    things = estate(city)
    client = signed_in(city.acting[Role.WATCH_OFFICER])
    client.raise_request_exception = False
    chance = Random(20260102)  # noqa: S311 - the same nonsense each time
    pages = [page for page in EVERY_PAGE if page.name.startswith(("watch:finding", "watch:statement", "evidence:risks"))]
    assert [fault for page in pages for fault in try_page(client, page, things, chance)[1]] == []
