from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtu.report.numbers import exact_decimal, number, percent, yuan

WHOLE = 1_000_000


@pytest.mark.parametrize(
    ("value", "scale", "shown"),
    [
        (None, 1, "未知"),
        (0, 1, "0"),
        (12345, 1, "12,345"),
        (27 * WHOLE, WHOLE, "27"),
        (22_500_000, WHOLE, "22.5"),
        (1_904_333_333, WHOLE, "1,904.33"),
        (16_875_000, WHOLE, "16.88"),
        (-5_000, WHOLE, "-0.01"),
        (-1, WHOLE, "0"),
    ],
)
def test_a_number_is_readable(value: int | None, scale: int, shown: str) -> None:
    assert number(value, scale=scale) == shown


@given(st.integers(), st.sampled_from([1, 10, 100, WHOLE]))
def test_an_exact_decimal_loses_nothing(value: int, scale: int) -> None:
    assert Fraction(exact_decimal(value, scale)) * scale == value


@given(st.integers(min_value=0, max_value=WHOLE - 1))
def test_less_than_whole_never_reads_as_one_hundred_percent(millionths: int) -> None:
    assert percent(millionths) != percent(WHOLE) == "100%"


def test_money_is_written_in_yuan() -> None:
    assert yuan(5_000_000) == "50,000 元"
    assert yuan(3_333_333) == "33,333.33 元"
    assert yuan(105, "en") == "CNY 1.05"
    assert yuan(None) == "—"
