"""Is the same the same, and is everything else something else?"""

import json
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xingtu.store.canonical import ALGORITHMS, canonical_json, digest, table_digest

SCHEMA = pa.schema(
    [("id", pa.string()), ("count", pa.int64()), ("path", pa.binary()), ("is_bot", pa.bool_()), ("tags", pa.list_(pa.string()))]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)
ROWS = st.tuples(
    st.none() | st.text(max_size=5), st.none() | st.integers(-(2**63), 2**63 - 1), st.none() | st.binary(max_size=5),
    st.none() | st.booleans(),
    st.none() | st.lists(st.text(max_size=3), max_size=2),
)  # fmt: skip
Row = tuple[Any, ...]


def table(rows: list[Row]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    return pa.Table.from_arrays(
        [pa.array(list(column), type=field.type) for column, field in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )


@given(JSON)
def test_canonical_json_says_what_was_said(value: object) -> None:
    assert json.loads(canonical_json(value)) == value


def test_the_order_of_keys_is_not_seen_and_nothing_is_padded() -> None:
    assert canonical_json({"b": 1, "a": [True, None, "星"]}) == canonical_json({"a": (True, None, "星"), "b": 1})
    assert canonical_json({"b": 1, "a": "星"}) == '{"a":"星","b":1}'.encode()


@pytest.mark.parametrize("value", [1.0, float("nan"), {"a": 0.5}, [[1, (2.5,)]], {"a": [{"b": 1e300}]}])
def test_floats_are_refused_wherever_they_hide(value: object) -> None:
    with pytest.raises(TypeError, match="浮点数"):
        canonical_json(value)


def test_names_that_are_no_utf8_stay_apart() -> None:
    raw, spelled = b"caf\xe9".decode("utf-8", "surrogateescape"), "caf\\udce9"
    assert canonical_json(raw) != canonical_json(spelled)
    assert json.loads(canonical_json({raw: spelled})) == {raw: spelled}


def test_hashes_are_the_published_ones() -> None:
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    if "sm3" in ALGORITHMS:
        # example 1 of GB/T 32905-2016
        assert digest(b"abc", "sm3") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@given(st.lists(ROWS, max_size=6), st.randoms(use_true_random=False), st.integers(1, 4))
def test_neither_the_order_of_rows_nor_chunks_change_a_tables_digest(rows: list[Row], random: Random, size: int) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    chunks = [table(shuffled[start : start + size]) for start in range(0, len(shuffled), size)]
    assert table_digest(pa.concat_tables([table([]), *chunks])) == table_digest(table(rows))


@settings(max_examples=300)
@given(st.lists(ROWS, min_size=1, max_size=3), ROWS, st.integers(0, 4))
def test_any_cell_changes_a_tables_digest(rows: list[Row], other: Row, place: int) -> None:
    changed = [(*rows[0][:place], other[place], *rows[0][place + 1 :]), *rows[1:]]
    assert (table_digest(table(rows)) == table_digest(table(changed))) == (rows == changed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"\xff", b"\\xff"), (b"\xff", b"\\udcff"), (b"\xed\xb3\xbf", b"\xff"), (b"", None), (b"null", None), (b"a\nb", b"a\\nb"),
    ],
)  # fmt: skip
def test_bytes_that_look_alike_stay_apart(one: bytes | None, other: bytes | None) -> None:
    assert table_digest(table([("x", 1, one, True, [])])) != table_digest(table([("x", 1, other, True, [])]))


def test_a_row_met_twice_is_not_a_row_met_once() -> None:
    row = ("x", 1, b"", True, ["a"])
    assert table_digest(table([row])) != table_digest(table([row, row]))


def test_names_and_types_of_columns_belong_to_the_digest() -> None:
    one = pa.table({"a": pa.array([1], pa.int64())})
    assert len({table_digest(one), table_digest(one.rename_columns(["b"])), table_digest(pa.table({"a": pa.array([1], pa.int32())}))}) == 3


def test_instants_and_days_count_to_the_microsecond() -> None:
    def at(microsecond: int) -> pa.Table:
        moment = datetime(2025, 1, 1, 0, 0, 0, microsecond, tzinfo=UTC)
        return pa.table({"at": pa.array([moment], pa.timestamp("us", tz="UTC")), "on": pa.array([date(2025, 1, 1)], pa.date32())})

    assert table_digest(at(0)) == table_digest(at(0)) != table_digest(at(1))


def test_a_column_of_floats_is_refused() -> None:
    with pytest.raises(TypeError, match="浮点数"):
        table_digest(pa.table({"a": [0.5]}))
