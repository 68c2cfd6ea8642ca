"""On which days is more than the whole of a person's work claimed?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which a share holds; None: without beginning, or still going on. ``until_on`` is the first day without."""

    from_on: date | None
    until_on: date | None
    percent: int


def overfull(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Where the shares add up to more than 100 %, each with the highest sum there; adjoining days are one stretch."""
    found: list[Stretch] = []
    for part in _sums(list(stretches)):
        if part.percent <= WHOLE:
            continue
        if found and found[-1].until_on == part.from_on and found[-1].until_on is not None:
            found[-1] = Stretch(found[-1].from_on, part.until_on, max(found[-1].percent, part.percent))
        else:
            found.append(part)
    return found


def _sums(stretches: list[Stretch]) -> Iterator[Stretch]:
    """The sum between each two neighbouring days on which something begins or ends."""
    edges = sorted({day for one in stretches for day in (one.from_on or date.min, one.until_on or date.max)})
    for begin, end in pairwise(edges):
        percent = sum(one.percent for one in stretches if (one.from_on or date.min) <= begin and (one.until_on or date.max) >= end)
        yield Stretch(None if begin == date.min else begin, None if end == date.max else end, percent)
