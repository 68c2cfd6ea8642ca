"""How is a whole divided so that the parts are integers and lose nothing?"""

from collections.abc import Sequence
from fractions import Fraction

from xingtu.facts.authorship import WHOLE


def apportioned(weights: Sequence[int], whole: int = WHOLE) -> list[int]:
    """``whole`` divided in proportion to the weights by largest remainder; equal remainders are served in the given order."""
    total = sum(weights)
    if total == 0:
        return [0 for _ in weights]
    parts = [weight * whole // total for weight in weights]
    remainders = [weight * whole % total for weight in weights]
    left = whole - sum(parts)
    for place in sorted(range(len(weights)), key=lambda place: -remainders[place])[:left]:
        parts[place] += 1
    return parts


def percent_as_share(text: str) -> int:
    """Millionths of a percentage written as ``60``, ``60%`` or ``33.33``.

    Raises:
        ValueError: not a number, not above 0 and up to 100, or finer than a millionth.
    """
    share = Fraction(text.strip().removesuffix("%").strip()) * WHOLE / 100
    if not 0 < share <= WHOLE or share.denominator != 1:
        raise ValueError(text)
    return int(share)
