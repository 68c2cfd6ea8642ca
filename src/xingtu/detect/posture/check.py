"""What is a check: what does it look at, and what may it answer?

A check is pure: it sees a tree and the facts given with it, and neither a clock nor a host.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xingtu.detect.posture.tree import Tree
from xingtu.facts.posture import BEST, PosturePlace


@dataclass(frozen=True, slots=True)
class Outcome:
    """``score``: 0 to 10; None: unknown. Of places the first ones are kept, and how many there are."""

    score: int | None
    reason: str
    reason_en: str
    places: tuple[PosturePlace, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A self-describing check. ``examples`` are its first tests.

    id:        the file's name
    own_name:  as Scorecard names it
    risk:      how bad it is when it fails, as Scorecard grades it: critical, high, medium, low
    differs:   in what it deliberately differs from Scorecard
    examples:  (tree, score expected)
    """

    id: str
    own_name: str
    name: str
    name_en: str
    risk: str
    look: Callable[[Tree], Outcome]
    examples: Sequence[tuple[Tree, int | None]]
    differs: tuple[str, ...] = ()
    differs_en: tuple[str, ...] = ()


def proportion(part: int, whole: int) -> int:
    """So much of 10, cut to a whole number and never above."""
    return min(BEST, part * BEST // whole)
