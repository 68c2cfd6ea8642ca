"""How do the versions of Conan packages order? As Conan 2 compares them."""

import re

from xingtu.versions.scheme import Comparable, Scheme

END, ZERO = (-1, 0, ""), (0, 0, "")


def parse(text: str) -> Comparable | None:
    """Items between dots, then the pre-release after a hyphen, then the build after a plus.

    A release comes after its pre-releases, a build after its release.
    """
    if not text or not text.isascii() or re.search(r"\s", text):
        return None
    rest, plus, build = text.partition("+")
    value, dash, pre = rest.partition("-")
    return _items(value), (0, *_items(pre)) if dash else (1,), (1, *_items(build)) if plus else (0,)


def _items(text: str) -> tuple[tuple[int, int, str], ...]:
    """Zeros at the end say nothing."""
    items = [_item(item) for item in text.lower().split(".")]
    while items and items[-1] == ZERO:
        items.pop()
    return (*items, END)


def _item(text: str) -> tuple[int, int, str]:
    """By the number it begins with, then by the rest; what begins with no number comes after.

    Conan compares 2 and 10 as numbers but 10 and 1a, 1a and 2 as texts, which goes round in a circle; ranks need an order.
    """
    digits = len(text) - len(text.lstrip("0123456789"))
    return (0, int(text[:digits]), text[digits:]) if digits else (1, 0, text)


SCHEME = Scheme(
    id="conan",
    name="Conan 2",
    source="https://docs.conan.io/2/tutorial/versioning/version_ranges.html",
    parse=parse,
    examples=[
        ("1.0", "=", "1"),
        ("1.2", "<", "1.10"),
        ("1.2.b", "<", "1.2.c"),
        ("1.0-alpha", "<", "1.0"),
        ("1.0-alpha", "<", "1.0-beta"),
        ("1.0-alpha1", "<", "1.0.1"),
        ("1.0", "<", "1.0+build"),
        ("1.1.2w", ">", "1.1.2"),
        ("1.1*", "<", "1.20"),
    ],
    unordered=["", "1.0 2"],
)
