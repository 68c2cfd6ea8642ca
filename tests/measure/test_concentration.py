import hypothesis.strategies as st
import ibis
from hypothesis import given, settings

from xingtu.measure.concentration import fewest_holding_half, onion

CONNECTION = ibis.duckdb.connect()
SCHEMA = {"repository": "string", "subject": "string", "volume": "int64"}


def volumes(amounts: dict[str, int]) -> ibis.Table:
    return ibis.memtable([{"repository": "r", "subject": name, "volume": volume} for name, volume in amounts.items()], schema=SCHEMA)


def factor(amounts: dict[str, int]) -> int | None:
    (row,) = CONNECTION.to_pyarrow(fewest_holding_half(volumes(amounts))).to_pylist()
    value: int | None = row["value"]
    return value


def roles(amounts: dict[str, int]) -> dict[str, str]:
    return {row["subject"]: row["role"] for row in CONNECTION.to_pyarrow(onion(volumes(amounts))).to_pylist()}


def test_two_equal_people_have_factor_one() -> None:
    assert factor({"li": 5, "wu": 5}) == 1


def test_a_hundred_equal_people_have_factor_fifty() -> None:
    assert factor({f"p{n:03}": 7 for n in range(100)}) == 50


def test_half_of_what_is_known_is_not_half() -> None:
    assert factor({"tianqi": 2, "yunfan": 1, "(Unknown)": 3}) == 2
    assert factor({"tianqi": 2, "yunfan": 1, "(Unknown)": 4}) is None


def test_who_holds_nearly_all_alone_is_core() -> None:
    assert roles({"li": 96, "wu": 4}) == {"li": "core", "wu": "casual"}


def test_equal_volumes_are_ordered_by_id() -> None:
    assert roles({"d": 40, "c": 40, "b": 15, "a": 5}) == {"c": "core", "d": "core", "b": "regular", "a": "casual"}
    assert roles({"b": 1, "a": 1, "big": 38}) == {"big": "core", "a": "casual", "b": "casual"}


@settings(max_examples=25, deadline=None)
@given(amounts=st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 50), min_size=1, max_size=8))
def test_the_factor_is_the_smallest_number_that_reaches_half(amounts: dict[str, int]) -> None:
    biggest = sorted(amounts.values(), reverse=True)
    reaching = next(n for n in range(len(biggest) + 1) if 2 * sum(biggest[:n]) >= sum(biggest))
    assert factor(amounts) == reaching
