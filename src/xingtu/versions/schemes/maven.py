"""How do the versions of Maven artifacts order? As Maven's version order specification says.

A version is a list of numbers and qualifiers with lists inside it: a hyphen, or a change between digits and letters, opens one.
Maven changed the rare cases several times (2.0.a, 1.0.RC1 beside 1.0-RC2); where its releases differ, the published specification and
the public vers-spec suite decide. The specification itself goes round in a circle (1.0.alpha < 1 < 1.foo < 1.0.alpha): an order keeps
the first two, as Maven 4 does. Not by ``univers``, which knows no ``release`` and holds 1--0 > 1sp > 1ga and 1--0 = 1ga.
"""

from collections.abc import Sequence
from typing import Any

from xingtu.versions.scheme import Comparable, Scheme

BEFORE = ("alpha", "beta", "milestone", "rc", "snapshot")
RELEASE = ("", "ga", "final", "release")
SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}
"""What one letter before a digit stands for."""
DIGITS = frozenset("0123456789")
NUMBER, MORE, END, LESS = 2, 1, 0, -1

Item = int | str | list[Any]
Token = tuple[Any, ...]
Key = tuple[Token, ...]


def parse(text: str) -> Comparable | None:
    """Every text without white space is a version to Maven."""
    if not text or any(character.isspace() for character in text):
        return None
    return _key(_items(text.lower()))


def _items(text: str) -> list[Item]:
    """The list of lists; each opened list is the last item of the one it stands in. What says nothing is 0."""
    lists: list[list[Item]] = [[]]
    begin = 0
    for place, character in enumerate(text):
        changes = place > begin and character not in ".-" and (character in DIGITS) is not (text[begin] in DIGITS)
        if character in ".-":
            lists[-1].append(_item(text[begin:place], before_digit=False) if place > begin else 0)
            begin = place + 1
        elif changes:
            lists[-1].append(_item(text[begin:place], before_digit=character in DIGITS))
            begin = place
        if character == "-" or changes:
            inner: list[Item] = []
            lists[-1].append(inner)
            lists.append(inner)
    if begin < len(text):
        lists[-1].append(_item(text[begin:], before_digit=False))
    for items in reversed(lists):
        _trim(items)
        if items is not lists[0] and len(items) == 1 and isinstance(items[0], list):
            items[:] = items[0]  # 1-ga-1 is 1-1
    return lists[0]


def _item(text: str, *, before_digit: bool) -> Item:
    if text[0] in DIGITS:
        return int(text)
    word = SHORT.get(text, text) if before_digit else text
    if word in RELEASE:
        return 0
    return "rc" if word == "cr" else word


def _trim(items: list[Item]) -> None:
    """Take out what says nothing at the end, also before a list."""
    for place in range(len(items) - 1, -1, -1):
        if items[place] in (0, []):
            del items[place]
        elif not isinstance(items[place], list):
            return


def _key(items: list[Item]) -> Key:
    """Each item with the zeros before it: the list that ends is compared as if zeros followed for ever.

    A number after fewer zeros is the greater one, a qualifier or list after fewer zeros the lesser one; of these, what says "before the
    release" comes before the end, the rest after it. A list is the last item of the one it stands in, so its key follows its token.
    """
    lists = [items]
    while lists[-1] and isinstance(lists[-1][-1], list):
        lists.append(lists[-1][-1])
    key: list[Token] = [(END,)]
    for inner in reversed(lists):
        key = _tokens(inner, after=key[0][0]) + key
    return tuple(key)


def _tokens(items: list[Item], *, after: int) -> list[Token]:
    """The tokens of one list without those of the list within; ``after`` is the kind of that list's first one."""
    tokens: list[Token] = []
    zeros = 0
    for item in items:
        if item == 0:
            zeros += 1
            continue
        if isinstance(item, int):
            tokens.append((NUMBER, -zeros, item))
        elif isinstance(item, str):
            tokens.append((LESS, zeros, 0, BEFORE.index(item), "") if item in BEFORE else (MORE, zeros, 0, int(item != "sp"), item))
        else:
            tokens.append((LESS if after == LESS else MORE, zeros, 1))
        zeros = 0
    return tokens


EXAMPLES: Sequence[tuple[str, Any, str]] = [
    ("1", "=", "1.0.0"),
    ("1", "=", "1-ga"),
    ("1", "=", "1-0"),
    ("1", "=", "1.release"),
    ("1.0-alpha", "=", "1.0.0-ALPHA"),
    ("1-a1", "=", "1-alpha-1"),
    ("1-cr1", "=", "1-rc-1"),
    ("1-alpha2snapshot", "<", "1-alpha2"),
    ("1-alpha2", "<", "1-alpha-123"),
    ("1-alpha-123", "<", "1-beta-2"),
    ("1-beta123", "<", "1-m2"),
    ("1-m11", "<", "1-rc"),
    ("1-rc", "<", "1-cr2"),
    ("1-rc123", "<", "1-SNAPSHOT"),
    ("1-SNAPSHOT", "<", "1"),
    ("1", "<", "1-sp"),
    ("1-sp123", "<", "1-abc"),
    ("1-abc", "<", "1-def"),
    ("1-pom-1", "<", "1-1"),
    ("1-1-snapshot", "<", "1-1"),
    ("1-123", "<", "1.1"),
    ("2.0.1", "<", "2.0.1-123"),
    ("2.0.1-xyz", "<", "2.0.1-123"),
    ("2.0.0.Final", "=", "2.0.0"),
    ("5.0.7", "<", "5.0.10"),
    ("1.5.9.RC1", "<", "1.5.9-RC0"),
    ("1.0.0.20250101", ">", "1.0.0"),
]

SCHEME = Scheme(
    id="maven",
    name="Maven ComparableVersion",
    source="https://maven.apache.org/pom.html#version-order-specification and ComparableVersion of Maven 4",
    parse=parse,
    examples=EXAMPLES,
    unordered=["", "1 0"],
)
