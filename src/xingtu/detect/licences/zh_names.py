"""Which licences does a Chinese file name, and where?

Latin names alone are ScanCode's; here they count in a Chinese sentence.
"""

from bisect import bisect_left, insort
from dataclasses import dataclass

from xingtu.detect.licences.zh_name_patterns import FAMILIES

UNSEEN = frozenset({"mulanpsl-1.0"})
"""Licences whose Latin name, too, has no rule in ScanCode: "Mulan PSL v1" is an unknown licence to it."""
MOST_NAMES = 1_000
"""A file that names more is a list of licences; its first names say so."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text. ``sure`` is False where it does not say which licence: Apache without a version."""

    start: int
    end: int
    expression: str
    name: str
    chinese: bool
    """ScanCode cannot see this name, whatever stands around it."""
    sure: bool = True


def names(text: str) -> tuple[Named, ...]:
    """Every licence named, in the order of the text; where two patterns meet, the first in the table has it."""
    taken: list[tuple[int, int]] = []
    found: list[Named] = []
    for family in FAMILIES:
        if not any(word in text for word in family.needs):
            continue
        for match in family.pattern.finditer(text):
            if len(found) >= MOST_NAMES:
                break
            if _is_taken(taken, match.start(), match.end()):
                continue
            insort(taken, match.span())
            expression, sure = family.read(match)
            found.append(Named(match.start(), match.end(), expression, family.name, family.chinese or expression in UNSEEN, sure))
    return tuple(sorted(found, key=lambda named: named.start))


def _is_taken(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a span meets one of those before, which do not meet each other."""
    place = bisect_left(taken, (start, start))
    return (place < len(taken) and taken[place][0] < end) or (place > 0 and taken[place - 1][1] > start)


def may_name(text: str) -> bool:
    """Whether any family can match, in text whose traditional characters still stand."""
    return any(word in text for word in _ANY_NEED)


_ANY_NEED = (*dict.fromkeys(word for family in FAMILIES for word in family.needs), "木蘭", "知識共享", "創作共用")
