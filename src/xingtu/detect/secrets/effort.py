"""How much work can a regular expression cost at one place of a text, at worst?

Python's engine goes back and tries again. A pattern is linear in the text when the number of ways to try one place is bounded whatever
stands there: every repetition has an upper limit, and where one of several lengths may be tried, what follows is tried once for each.
"""

import re
from re import _constants as opcodes  # type: ignore[attr-defined] # the parse tree has no public name
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MOST_STEPS = 60_000
"""Steps at one place. The dearest of the rules costs half of it."""
HUGE = 10**12

ONE = {opcodes.LITERAL, opcodes.NOT_LITERAL, opcodes.ANY, opcodes.IN, opcodes.AT, opcodes.GROUPREF}


def steps(pattern: str) -> int:
    """An upper bound of what one attempt costs; ``HUGE`` where there is none."""
    return min(_sequence(parser.parse(pattern))[1], HUGE)


def _sequence(parts: Any) -> tuple[int, int]:  # noqa: ANN401 -- the parse tree has no types
    """(ways to match, steps to try them all)."""
    ways, cost = 1, 0
    for opcode, argument in parts:
        more, each = _one(opcode, argument)
        cost += ways * each
        ways = min(ways * more, HUGE)
    return ways, min(cost, HUGE)


def _one(opcode: Any, argument: Any) -> tuple[int, int]:  # noqa: ANN401 -- as above
    ways, cost = HUGE, HUGE
    if opcode in ONE:
        ways, cost = 1, 1
    elif opcode is opcodes.SUBPATTERN:
        ways, cost = _sequence(argument[-1])
    elif opcode is opcodes.ATOMIC_GROUP:
        ways, cost = 1, _sequence(argument)[1]
    elif opcode in {opcodes.ASSERT, opcodes.ASSERT_NOT}:
        ways, cost = 1, _sequence(argument[1])[1]
    elif opcode is opcodes.BRANCH:
        sides = [_sequence(side) for side in argument[1]]
        ways, cost = sum(side for side, _ in sides), sum(side for _, side in sides)
    elif opcode in {opcodes.MAX_REPEAT, opcodes.MIN_REPEAT, opcodes.POSSESSIVE_REPEAT} and argument[1] is not opcodes.MAXREPEAT:
        ways, cost = _repeated(*_sequence(argument[2]), argument[0], argument[1])
        ways = 1 if opcode is opcodes.POSSESSIVE_REPEAT else ways
    return ways, cost


def _repeated(ways: int, cost: int, least: int, most: int) -> tuple[int, int]:
    if ways == 1:
        return most - least + 1, cost * most
    total, spent, power = 0, 0, 1
    for count in range(most + 1):
        total += power if count >= least else 0
        spent += power * cost
        power *= ways
        if power > HUGE:
            return HUGE, HUGE
    return total, spent


def compiled(pattern: str) -> "re.Pattern[bytes]":
    """The pattern, for bytes.

    Raises:
        ValueError: it is no pattern, or may cost more than ``MOST_STEPS`` at one place.
    """
    try:
        cost = steps(pattern)
        done = re.compile(pattern.encode("utf-8"))
    except re.error as wrong:
        raise ValueError(f"不是正则表达式：{wrong}") from None
    if cost > MOST_STEPS:
        raise ValueError(f"在一处最多要试 {cost:,} 步，超过 {MOST_STEPS:,}；请给每个重复加上限，或用占有量词（{{0,9}}+）")
    return done
