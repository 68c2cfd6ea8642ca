from collections.abc import Sequence
from typing import Any

import hypothesis.strategies as st
import ibis
import pytest
from hypothesis import given, settings

from xingtu import catalogue
from xingtu.measure.rollup import rollup
from xingtu.measure.share import millionths

CONNECTION = ibis.duckdb.connect()
METRIC = catalogue.metrics()["merged_changes"]


def rolled(rows: Sequence[tuple[str, str, str, int | None]], by: tuple[str, ...]) -> list[tuple[Any, ...]]:
    schema = {"repository": "string", "person": "string", "organisation": "string", "value": "int64"}
    table = ibis.memtable([dict(zip(schema, row, strict=True)) for row in rows], schema=schema)
    answer = rollup(table, METRIC, by=by)
    return [tuple(row.values()) for row in answer.order_by(*by, "volume").to_pyarrow().to_pylist()]


def test_an_organisation_never_has_less_than_its_members_together() -> None:
    rows = [("r", "li", "tianqi", 3), ("r", "wu", "tianqi", 1), ("s", "li", "(Unknown)", 4)]
    assert rolled(rows, ("organisation",)) == [("(Unknown)", 4, 500_000, 0), ("tianqi", 4, 500_000, 0)]
    assert rolled(rows, ("person",)) == [("li", 7, 875_000, 0), ("wu", 1, 125_000, 0)]
    assert rolled(rows, ()) == [(8, 1_000_000, 0)]


def test_an_unknown_part_is_counted_not_read_as_nothing() -> None:
    assert rolled([("r", "li", "t", None), ("r", "wu", "t", None), ("s", "wu", "t", 5)], ("person",)) == [
        ("li", None, None, 1),
        ("wu", 5, 1_000_000, 1),
    ]


def test_of_nothing_there_is_no_share() -> None:
    assert rolled([("r", "li", "t", 0)], ("person",)) == [("li", 0, None, 0)]


def test_a_metric_that_may_not_be_summed_is_not() -> None:
    with pytest.raises(ValueError, match="changes_by_area 不可相加"):
        rollup(ibis.table({"value": "int64"}, name="t"), catalogue.metrics()["changes_by_area"])


def test_a_column_outside_the_grain_is_refused() -> None:
    with pytest.raises(ValueError, match="没有 area 这一列"):
        rollup(ibis.table({"value": "int64"}, name="t"), METRIC, by=("area",))


@settings(max_examples=60, deadline=None)
@given(part=st.integers(0, 10**18), rest=st.integers(0, 8 * 10**18))
def test_a_share_is_rounded_half_up_exactly(part: int, rest: int) -> None:
    whole = part + rest
    expected = (2 * part * 1_000_000 + whole) // (2 * whole) if whole else None
    share = millionths(ibis.literal(part, "int64"), ibis.literal(whole, "int64"))
    assert CONNECTION.to_pyarrow(share.name("share")).as_py() == expected
