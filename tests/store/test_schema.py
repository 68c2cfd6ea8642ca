"""Does a row type make the table it describes?"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from xingtu.facts.commits import Commit
from xingtu.facts.file_changes import FileChange
from xingtu.facts.trailers import Trailer
from xingtu.store.schema import arrow_schema, arrow_table


@dataclass(frozen=True, slots=True)
class Everything:
    text: str
    raw: bytes | None
    count: int
    claim: bool
    day_on: date
    moment_at: datetime | None
    names: tuple[str, ...]


def test_each_type_has_its_column() -> None:
    assert arrow_schema(Everything) == pa.schema(
        [
            pa.field("text", pa.string(), nullable=False), pa.field("raw", pa.binary()), pa.field("count", pa.int64(), nullable=False),
            pa.field("claim", pa.bool_(), nullable=False), pa.field("day_on", pa.date32(), nullable=False),
            pa.field("moment_at", pa.timestamp("us", tz="UTC")), pa.field("names", pa.list_(pa.string()), nullable=False),
        ]
    )  # fmt: skip


def test_rows_come_back_as_they_went_in() -> None:
    row = Everything("文", None, 2**62, True, date(2025, 1, 1), datetime(2025, 1, 1, tzinfo=UTC), ("a", "b"))  # noqa: FBT003 - a row
    (found,) = arrow_table(Everything, [row]).to_pylist()
    assert Everything(**found | {"names": tuple(found["names"])}) == row


def test_no_rows_make_an_empty_table_of_the_same_schema() -> None:
    assert arrow_table(Everything, []).schema == arrow_schema(Everything)


@pytest.mark.parametrize("row_type", [Commit, FileChange, Trailer])
def test_every_fact_table_has_a_schema(row_type: type) -> None:
    assert arrow_schema(row_type).names[:2] == ["repository", "commit"]
