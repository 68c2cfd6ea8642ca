"""Is a budget that does not carry everybody divided exactly, and does the sum in words read back to the same fen?"""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.policy.budget import OVERFLOWS, Allocation, Claim, Overflow, allocate, amount_in_words

YUAN = 100
WAN = 10_000 * YUAN
DIGITS, UNITS = "零壹贰叁肆伍陆柒捌玖", {"拾": 10, "佰": 100, "仟": 1000}


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    amounts = draw(st.lists(st.integers(0, 10**13), max_size=8))
    places = draw(st.lists(st.none() | st.integers(1, 5), min_size=len(amounts), max_size=len(amounts)))
    return [Claim(f"{n}", amount, place) for n, (amount, place) in enumerate(zip(amounts, places, strict=True))]


budgets = st.integers(0, 5 * 10**13)
overflows = st.sampled_from(OVERFLOWS)


def given_to(allocation: Allocation) -> dict[str, int]:
    return {share.id: share.amount_fen for share in allocation.shares}


@given(budget=budgets, wanted=claims(), overflow=overflows)
def test_the_budget_is_never_exceeded_and_what_is_left_is_exact(budget: int, wanted: list[Claim], overflow: Overflow) -> None:
    allocation = allocate(budget, wanted, overflow)
    assert allocation.total_fen + allocation.left_fen == budget
    assert allocation.left_fen >= 0


@given(budget=budgets, wanted=claims(), overflow=overflows)
def test_nobody_gets_more_than_was_claimed(budget: int, wanted: list[Claim], overflow: Overflow) -> None:
    for share in allocate(budget, wanted, overflow).shares:
        assert 0 <= share.amount_fen + share.deferred_fen <= share.claimed_fen


@given(budget=budgets, wanted=claims(), overflow=overflows, data=st.data())
def test_the_order_of_claims_changes_nothing(budget: int, wanted: list[Claim], overflow: Overflow, data: st.DataObject) -> None:
    assert allocate(budget, data.draw(st.permutations(wanted)), overflow) == allocate(budget, wanted, overflow)


@given(budget=budgets, wanted=claims())
def test_pro_rata_uses_the_budget_to_the_last_fen(budget: int, wanted: list[Claim]) -> None:
    claimed = sum(claim.amount_fen for claim in wanted)
    allocation = allocate(budget, wanted, "pro_rata")
    assert allocation.total_fen == min(budget, claimed)
    for share in allocation.shares:
        if claimed > budget:
            assert abs(share.amount_fen * claimed - share.claimed_fen * budget) < claimed  # less than a fen from the exact part


@given(budget=budgets, wanted=claims())
def test_by_rank_the_better_place_is_served_in_full_first(budget: int, wanted: list[Claim]) -> None:
    allocation = allocate(budget, wanted, "by_rank")
    assert allocation.total_fen == min(budget, sum(claim.amount_fen for claim in wanted))
    place = {claim.id: claim.place or 99 for claim in wanted}
    for better, worse in pairwise(allocation.shares):
        if place[better.id] < place[worse.id] and worse.amount_fen:
            assert better.amount_fen == better.claimed_fen


@given(budget=budgets, wanted=claims())
def test_next_year_takes_whole_claims_and_nobody_overtakes(budget: int, wanted: list[Claim]) -> None:
    allocation = allocate(budget, wanted, "next_year")
    waits = [share.deferred_fen > 0 for share in allocation.shares if share.claimed_fen]
    assert waits == sorted(waits)
    assert all(share.amount_fen + share.deferred_fen == share.claimed_fen for share in allocation.shares)


def test_two_and_a_half_million_over_three_claims_of_a_million_leaves_no_fen() -> None:
    allocation = allocate(250 * WAN, [Claim(name, 100 * WAN) for name in "abc"], "pro_rata")
    assert given_to(allocation) == {"a": 83_333_334, "b": 83_333_333, "c": 83_333_333}
    assert allocation.total_fen == 250 * WAN


def test_the_odd_fen_goes_to_the_largest_remainder() -> None:
    # 10 fen over 5 and 7 and 8: 2.5, 3.5 and 4 — one fen is left for the larger of two equal remainders by id
    assert given_to(allocate(10, [Claim("x", 5), Claim("y", 7), Claim("z", 8)], "pro_rata")) == {"x": 3, "y": 3, "z": 4}
    # 10 fen over 3 and 8: 2.73 and 7.27
    assert given_to(allocate(10, [Claim("x", 3), Claim("y", 8)], "pro_rata")) == {"x": 3, "y": 7}


def test_those_where_the_money_ends_divide_the_rest() -> None:
    wanted = [Claim("first", 60, 1), Claim("tied-a", 60, 2), Claim("tied-b", 20, 2), Claim("last", 10, 4), Claim("unplaced", 10)]
    assert given_to(allocate(100, wanted, "by_rank")) == {"first": 60, "tied-a": 30, "tied-b": 10, "last": 0, "unplaced": 0}


def test_a_smaller_claim_does_not_overtake_one_that_waits_for_the_next_year() -> None:
    allocation = allocate(100, [Claim("first", 60, 1), Claim("second", 60, 2), Claim("third", 10, 3)], "next_year")
    assert given_to(allocation) == {"first": 60, "second": 0, "third": 0}
    assert [share.deferred_fen for share in allocation.shares] == [0, 60, 10]
    assert allocation.left_fen == 40


def test_refusing_gives_nobody_anything() -> None:
    allocation = allocate(100, [Claim("a", 60), Claim("b", 60)], "refuse")
    assert (allocation.fits, allocation.total_fen, allocation.left_fen) == (False, 0, 100)
    assert "超出预算，暂不安排" in allocation.workings[-1][0]


@given(overflow=overflows)
def test_a_budget_that_carries_everything_is_paid_in_full_to_the_last_fen(overflow: Overflow) -> None:
    allocation = allocate(120, [Claim("b", 60), Claim("a", 60)], overflow)
    assert (allocation.fits, given_to(allocation), allocation.left_fen) == (True, {"a": 60, "b": 60}, 0)


def test_the_workings_name_claims_and_budget() -> None:
    workings = allocate(250 * WAN, [Claim("a", 300 * WAN)], "pro_rata").workings
    assert workings[0] == ("合计 3,000,000.00 元，可用预算 2,500,000.00 元。", "Claimed: 3,000,000.00 yuan; budget: 2,500,000.00 yuan.")


def test_a_claim_made_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="两次"):
        allocate(1, [Claim("a", 1), Claim("a", 1)], "refuse")


@pytest.mark.parametrize(("budget", "amount"), [(-1, 1), (1, -1)])
def test_negative_money_is_refused(budget: int, amount: int) -> None:
    with pytest.raises(ValueError, match="负数"):
        allocate(budget, [Claim("a", amount)], "refuse")


# ── in words ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_back(words: str) -> int:
    """Fen of a sum in words, by a reader that shares nothing with the writer: units multiply the digit before them."""
    whole, yuan, small = words.rpartition("元")
    total, section, digit, hundred_million = 0, 0, 0, 0
    for sign in whole:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in UNITS:
            section, digit = section + digit * UNITS[sign], 0
        elif sign == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        elif sign == "亿":
            hundred_million, total, section, digit = total + section + digit, 0, 0, 0
    fen = (hundred_million * 10**8 + total + section + digit) * 100
    for before, unit in pairwise(small if yuan else words):
        fen += DIGITS.index(before) * {"角": 10, "分": 1}[unit] if unit in "角分" else 0
    return fen


@given(
    fen=st.integers(0, 10**18 - 1)
    | st.builds(lambda digit, power: digit * 10**power, st.integers(1, 9), st.integers(0, 17))
    | st.builds(lambda high, low, power: high * 10**power + low, st.integers(1, 999), st.integers(0, 99_999), st.integers(5, 15))
)
def test_a_sum_in_words_reads_back_to_the_same_fen(fen: int) -> None:
    words = amount_in_words(fen)
    assert read_back(words) == fen
    assert "零零" not in words
    assert not (fen and "零元" in words)
    assert words.endswith("整") == (fen % 10 == 0)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (106, "壹元零陆分"),
        (100 * WAN, "壹佰万元整"),
        (3_000 * WAN, "叁仟万元整"),
        (10 * YUAN, "壹拾元整"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (100_500 * YUAN, "壹拾万零伍佰元整"),
        (1_000_005 * YUAN, "壹佰万零伍元整"),
        (100_005_000 * YUAN, "壹亿零伍仟元整"),
        (105_000_000 * YUAN, "壹亿零伍佰万元整"),
        (100_010_000 * YUAN, "壹亿零壹万元整"),
        (1_000_000_000_005 * YUAN, "壹万亿零伍元整"),
        (1_000_300_040_005 * YUAN, "壹万零叁亿零肆万零伍元整"),
    ],
)
def test_sums_are_written_as_offices_write_them(fen: int, words: str) -> None:
    assert amount_in_words(fen) == words


@pytest.mark.parametrize("fen", [-1, 10**18])
def test_what_has_no_agreed_words_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match="不能写成大写金额"):
        amount_in_words(fen)
