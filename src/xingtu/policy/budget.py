"""Who gets how much when a year's budget does not carry everybody, and how is a sum written in words?

Nobody gets more than was claimed, all together never get more than the budget, and the order of the claims changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from xingtu.policy.grant_facts import Workings, yuan

Overflow = Literal["refuse", "pro_rata", "by_rank", "next_year"]
OVERFLOWS: tuple[Overflow, ...] = ("refuse", "pro_rata", "by_rank", "next_year")
DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ("", "拾", "佰", "仟")
MOST_IN_WORDS_FEN = 10**18
"""From here on Chinese offices do not agree on the names of numbers."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An amount that was decided; ``place`` 1 is first, None comes after all places."""

    id: str
    amount_fen: int
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What one claim gets now, and what waits for the next year's budget."""

    id: str
    claimed_fen: int
    amount_fen: int
    deferred_fen: int = 0


@dataclass(frozen=True, slots=True)
class Allocation:
    """Shares in the order of place, then id; ``fits``: everybody gets everything."""

    fits: bool
    shares: tuple[Share, ...]
    left_fen: int
    workings: Workings

    @property
    def total_fen(self) -> int:
        """What leaves the budget."""
        return sum(share.amount_fen for share in self.shares)


def allocate(budget_fen: int, claims: Sequence[Claim], overflow: Overflow) -> Allocation:
    """Divide what is left of a budget.

    refuse: nobody gets anything until people lower the claims or raise the budget
    pro_rata: the same part of every claim, odd fen by the largest remainder
    by_rank: in full by place while it lasts; those at the place where it ends divide the rest pro rata
    next_year: in full by place; from the first place that does not fit on, whole claims wait for the next budget

    Raises:
        ValueError: an id comes twice, or an amount is negative.
    """
    if len({claim.id for claim in claims}) < len(claims):
        raise ValueError("同一申请出现了两次")
    if budget_fen < 0 or any(claim.amount_fen < 0 for claim in claims):
        raise ValueError("预算和金额不能是负数")
    ordered = sorted(claims, key=lambda claim: (*_place(claim), claim.id))
    claimed = sum(claim.amount_fen for claim in claims)
    first = f"合计 {yuan(claimed)} 元，可用预算 {yuan(budget_fen)} 元。", f"Claimed: {yuan(claimed)} yuan; budget: {yuan(budget_fen)} yuan."
    if claimed <= budget_fen:
        shares, line = _in_full(ordered), ("预算足够，全额安排。", "The budget carries everything in full.")
    elif overflow == "pro_rata":
        shares = _pro_rata(budget_fen, ordered)
        line = (
            "超出预算，按同一比例安排，零头按余数大小分到分。",
            "Above the budget: the same part of each, odd fen by the largest remainder.",
        )
    elif overflow == "by_rank":
        shares = _by_rank(budget_fen, ordered)
        line = ("超出预算，按名次全额安排，安排完为止。", "Above the budget: in full by place, until it is used up.")
    elif overflow == "next_year":
        shares = _next_year(budget_fen, ordered)
        line = (
            "超出预算，按名次全额安排，排不下的列入下一年度。",
            "Above the budget: in full by place, what does not fit waits for the next year.",
        )
    else:
        shares = tuple(Share(claim.id, claim.amount_fen, 0) for claim in ordered)
        line = ("超出预算，暂不安排；请调整金额或追加预算。", "Above the budget: nothing is allotted until claims or budget change.")
    left = budget_fen - sum(share.amount_fen for share in shares)
    return Allocation(fits=claimed <= budget_fen, shares=shares, left_fen=left, workings=(first, line))


def _place(claim: Claim) -> tuple[bool, int]:
    return claim.place is None, claim.place or 0


def _in_full(claims: Sequence[Claim]) -> tuple[Share, ...]:
    return tuple(Share(claim.id, claim.amount_fen, claim.amount_fen) for claim in claims)


def _pro_rata(budget_fen: int, claims: Sequence[Claim]) -> tuple[Share, ...]:
    claimed = sum(claim.amount_fen for claim in claims)
    parts = {claim.id: divmod(budget_fen * claim.amount_fen, claimed) for claim in claims}
    odd_fen = budget_fen - sum(whole for whole, _ in parts.values())
    # there are always fewer odd fen than remainders above 0, so nobody is lifted above the claim
    lifted = {claim.id for claim in sorted(claims, key=lambda claim: (-parts[claim.id][1], claim.id))[:odd_fen]}
    return tuple(Share(claim.id, claim.amount_fen, parts[claim.id][0] + (claim.id in lifted)) for claim in claims)


def _by_rank(budget_fen: int, claims: Sequence[Claim]) -> tuple[Share, ...]:
    shares: tuple[Share, ...] = ()
    left = budget_fen
    for equals in _equals(claims):
        wanted = sum(claim.amount_fen for claim in equals)
        shares += _in_full(equals) if wanted <= left else _pro_rata(left, equals)
        left -= min(wanted, left)
    return shares


def _next_year(budget_fen: int, claims: Sequence[Claim]) -> tuple[Share, ...]:
    shares: tuple[Share, ...] = ()
    left, waiting = budget_fen, False
    for equals in _equals(claims):
        wanted = sum(claim.amount_fen for claim in equals)
        # a later, smaller claim must not overtake one that waits
        waiting = waiting or wanted > left
        if waiting:
            shares += tuple(Share(claim.id, claim.amount_fen, 0, claim.amount_fen) for claim in equals)
        else:
            shares, left = shares + _in_full(equals), left - wanted
    return shares


def _equals(claims: Sequence[Claim]) -> Iterable[list[Claim]]:
    """Claims at the same place stand or fall together."""
    return (list(group) for _, group in groupby(claims, key=_place))


def amount_in_words(fen: int) -> str:
    """As it stands on a payment list, 人民币大写 without the name of the currency: 壹佰万元整, 伍角整, 壹元零陆分.

    Raises:
        ValueError: the amount is negative or 10^16 yuan and more.
    """
    if not 0 <= fen < MOST_IN_WORDS_FEN:
        raise ValueError(f"{fen} 分不能写成大写金额")
    whole, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    words = f"{_whole_in_words(whole)}元" if whole or not fen else ""
    if not (jiao or rest):
        return f"{words}整"
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif whole:
        words += "零"
    return f"{words}{DIGITS[rest]}分" if rest else f"{words}整"


def _whole_in_words(number: int) -> str:
    """Digits in groups of four; a gap of zeros inside is one 零, zeros at the end are none."""
    if not number:
        return DIGITS[0]
    words, gap = "", False
    for power in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**power % 10
        if digit:
            words += ("零" if gap else "") + DIGITS[digit] + UNITS[power % 4]
            gap = False
        else:
            gap = bool(words)
        if power and power % 4 == 0:
            words += _group_name(number, power)
            # 壹拾万伍仟: zeros that only end a group need no 零 when the next group begins with a thousand, 壹亿零伍仟 does
            gap = gap and not (number // 10**power % 10**4 and number // 10 ** (power - 1) % 10)
    return words


def _group_name(number: int, power: int) -> str:
    """万 and 亿 after their group of digits; 万 is silent when its group is empty, 亿 never is when anything stands before it."""
    if power in {4, 12}:
        return "万" if number // 10**power % 10**4 else ""
    return "亿" if power == 8 else ""  # noqa: PLR2004 -- 10^8 is what 亿 means
