"""Does money add up to the fen, whoever shares a place?"""

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.policy.money import Award, AwardTable, amount_of_place, amounts_by_place, fault_of_table, worst_case_fen

YUAN = 100
TABLE = AwardTable((Award(1, 1, 5_000 * YUAN), Award(2, 3, 3_000 * YUAN), Award(4, 10, 1_000 * YUAN)))


@st.composite
def tables(draw: st.DrawFn) -> AwardTable:
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    falling = sorted(draw(st.lists(st.integers(1, 10**12), min_size=len(sizes), max_size=len(sizes))), reverse=True)
    awards, place = [], 1
    for size, amount in zip(sizes, falling, strict=True):
        awards.append(Award(place, place + size - 1, amount))
        place += size
    if draw(st.booleans()):
        return AwardTable(tuple(awards), "split")
    return AwardTable(tuple(awards), "each", draw(st.integers(place - 1, place + 5)))


def places(values: list[int]) -> Counter[int]:
    """Competition ranking by value, highest first: place -> holders."""
    return Counter(1 + sum(other > value for other in values) for value in values)


rankings = st.lists(st.integers(0, 6), max_size=20).map(places)


@given(table=tables(), holders=rankings)
def test_no_ranking_costs_more_than_the_worst_case(table: AwardTable, holders: Counter[int]) -> None:
    assert fault_of_table(table) == ""
    amounts = amounts_by_place(table, holders)
    assert sum((amount or 0) * holders[place] for place, amount in amounts.items()) <= worst_case_fen(table)


@given(table=tables(), holders=rankings)
def test_a_better_place_never_earns_less(table: AwardTable, holders: Counter[int]) -> None:
    amounts = [amount for _, amount in sorted(amounts_by_place(table, holders).items()) if amount is not None]
    assert amounts == sorted(amounts, reverse=True)


@given(table=tables(), holders=rankings)
def test_the_order_in_which_places_are_given_changes_nothing(table: AwardTable, holders: Counter[int]) -> None:
    assert amounts_by_place(table, dict(reversed(holders.items()))) == amounts_by_place(table, dict(holders))


def test_two_at_the_top_pool_the_first_and_second_amount() -> None:
    assert amounts_by_place(TABLE, {1: 2, 3: 1}) == {1: 4_000 * YUAN, 3: 3_000 * YUAN}


def test_two_at_the_last_place_divide_what_is_left() -> None:
    assert amounts_by_place(TABLE, {**dict.fromkeys(range(1, 10), 1), 10: 2})[10] == 500 * YUAN


def test_a_rest_of_fen_is_not_paid_because_equals_earn_equally() -> None:
    assert amounts_by_place(AwardTable((Award(1, 1, 100),)), {1: 3}) == {1: 33}


def test_each_gives_the_whole_amount_and_leaves_the_filled_place_vacant() -> None:
    table = AwardTable(TABLE.awards, "each", at_most=12)
    assert amounts_by_place(table, {1: 2, 3: 1}) == {1: 5_000 * YUAN, 3: 3_000 * YUAN}


def test_equals_that_do_not_fit_are_left_to_people() -> None:
    table = AwardTable((Award(1, 2, 100),), "each", at_most=2)
    assert amounts_by_place(table, {1: 1, 2: 2}) == {1: 100, 2: None}


def test_places_outside_the_table_earn_nothing() -> None:
    assert amount_of_place(TABLE, 11) == 0
    assert 11 not in amounts_by_place(TABLE, {11: 1})


def test_amounts_beyond_32_bits_are_exact() -> None:
    assert worst_case_fen(AwardTable((Award(1, 1, 3_000_000_000),))) == 3_000_000_000


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (AwardTable((Award(2, 1, 5),)), "起始名次在终止名次之后"),
        (AwardTable((Award(2, 3, 5),)), "名次应从 1 起"),
        (AwardTable((Award(1, 2, 5), Award(2, 3, 5))), "不重叠"),
        (AwardTable((Award(1, 1, 5), Award(2, 2, 6))), "比前面的名次还高"),
        (AwardTable((Award(1, 1, 5),), "each"), "at_most"),
        (AwardTable((Award(1, 3, 5),), "each", 2), "少于奖项表"),
        (AwardTable((Award(1, 1, 5),), "split", 2), "只用于 each"),
    ],
)
def test_a_table_that_cannot_be_carried_out_says_why(table: AwardTable, fault: str) -> None:
    assert fault in fault_of_table(table)


def test_every_small_ranking_of_a_split_table_stays_within_it() -> None:
    table = AwardTable((Award(1, 1, 100), Award(2, 3, 33)))
    for values in {order for size in range(1, 5) for order in permutations([1, 1, 2, 2, 3][: size + 1])}:
        holders = places(list(values))
        assert sum((amount or 0) * holders[place] for place, amount in amounts_by_place(table, holders).items()) <= 166
