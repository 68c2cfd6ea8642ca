from datetime import UTC, datetime

import ibis
import pytest

from xingtu.measure.months import month, quarter_number, quarter_text

CONNECTION = ibis.duckdb.connect()


@pytest.mark.parametrize(
    ("instant", "its_month", "its_quarter"),
    [
        (datetime(2024, 12, 31, 15, 59, 59, tzinfo=UTC), "2024-12", "2024-Q4"),
        (datetime(2024, 12, 31, 16, tzinfo=UTC), "2025-01", "2025-Q1"),
        (datetime(2025, 6, 30, 15, 59, 59, tzinfo=UTC), "2025-06", "2025-Q2"),
        (datetime(2025, 6, 30, 16, tzinfo=UTC), "2025-07", "2025-Q3"),
        (datetime(1969, 12, 31, 16, tzinfo=UTC), "1970-01", "1970-Q1"),
        (datetime(1969, 12, 31, 15, tzinfo=UTC), "1969-12", "1969-Q4"),
        (datetime(2100, 2, 28, 16, tzinfo=UTC), "2100-03", "2100-Q1"),
    ],
)
def test_months_begin_at_midnight_in_shanghai(instant: datetime, its_month: str, its_quarter: str) -> None:
    rows = ibis.memtable([{"at": instant}], schema={"at": "timestamp('UTC')"})
    shown = rows.select(month=month(rows.at), quarter=quarter_text(quarter_number(rows.at)))
    assert CONNECTION.to_pyarrow(shown).to_pylist() == [{"month": its_month, "quarter": its_quarter}]


def test_a_date_no_calendar_holds_is_shown_as_unknown() -> None:
    rows = ibis.memtable([{"at": None}], schema={"at": "timestamp('UTC')"})
    assert CONNECTION.to_pyarrow(rows.select(month=month(rows.at)))["month"].to_pylist() == ["(Unknown)"]
