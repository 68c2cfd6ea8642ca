"""How do the versions of Debian and Ubuntu packages order? As dpkg says.

Not by ``univers`` although its answers were right: it holds 1.0 and 1.00 neither equal nor ordered, and ranks need one of the two.
"""

import re

from xingtu.versions.scheme import Comparable, Scheme

VERSION = re.compile(r"((?P<epoch>[0-9]+):)?(?P<rest>[0-9A-Za-z.+~:-]+)")
PARTS = re.compile(r"([^0-9]*)([0-9]*)")
END = ((0,), 0)

Part = tuple[tuple[int, ...], int]


def parse(text: str) -> Comparable | None:
    """Epoch, upstream version and revision, of which the first and the last may be missing and are then 0."""
    found = VERSION.fullmatch(text)
    if not found or (":" in found["rest"] and found["epoch"] is None):
        return None
    upstream, dash, revision = found["rest"].rpartition("-")
    if not dash:
        upstream, revision = revision, ""
    return (int(found["epoch"] or 0), string(upstream), string(revision)) if upstream else None


def string(text: str) -> tuple[Part, ...]:
    """Non-digits and numbers in turn. The end stands before everything but a tilde; a missing number is 0."""
    parts = [((*map(_place, words), 0), int(number or 0)) for words, number in PARTS.findall(text) if words or number]
    while parts and parts[-1] == END:
        parts.pop()
    return (*parts, END)


def _place(character: str) -> int:
    if character == "~":
        return -1
    return ord(character) if character.isalpha() else ord(character) + 256


SCHEME = Scheme(
    id="debian",
    name="dpkg",
    source="https://www.debian.org/doc/debian-policy/ch-controlfields.html#version",
    parse=parse,
    examples=[
        ("1.0~beta1~svn1245", "<", "1.0~beta1"),
        ("1.0~beta1", "<", "1.0"),
        ("1.0", "<", "1.0-1"),
        ("1.0", "=", "1.0-0"),
        ("1.0", "=", "1.00"),
        ("1.0", "=", "0:1.0"),
        ("1:0.1", ">", "9.9"),
        ("1.0-1~bpo1", "<", "1.0-1"),
        ("1.0a", "<", "1.0+"),
        ("1.0~~", "<", "1.0~~a"),
        ("1.0~~a", "<", "1.0~"),
        ("7.6p2-4", ">", "7.6-0"),
        ("1:1.18.36:5.4", "<", "1:1.18.36:5.5"),
        ("2.4.2-6", "<", "2.4.2-6+lenny1"),
        ("1.0-2", "<", "1.0-10"),
        ("1-2-3", "<", "1-3-1"),
    ],
    unordered=["", "a:1.0", "1.0_1", "1.0 1", "-1"],
)
