"""How does a row type become an Arrow schema, rows become a table, and a table come back from disk?"""

from collections.abc import Iterable
from dataclasses import astuple, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq

ARROW_TYPES: dict[type, pa.DataType] = {
    str: pa.string(),
    bytes: pa.binary(),
    int: pa.int64(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
}


@cache
def arrow_schema(row_type: type) -> pa.Schema:
    """The Arrow schema of a row type in ``xingtu.facts``; ``X | None`` is nullable, ``tuple[X, ...]`` a list."""
    hints = get_type_hints(row_type)
    return pa.schema([_arrow_field(column.name, hints[column.name]) for column in fields(row_type)])


def _arrow_field(name: str, hint: Any) -> pa.Field:  # noqa: ANN401 - a type hint is any object
    nullable = get_origin(hint) is UnionType
    if nullable:
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    if get_origin(hint) is tuple:
        return pa.field(name, pa.list_(ARROW_TYPES[get_args(hint)[0]]), nullable=nullable)
    return pa.field(name, ARROW_TYPES[hint], nullable=nullable)


def arrow_table(row_type: type, rows: Iterable[Any]) -> pa.Table:
    """Rows of one type as an Arrow table, columns in the order of the fields."""
    schema = arrow_schema(row_type)
    columns = list(zip(*(astuple(row) for row in rows), strict=True)) or [()] * len(schema)
    return pa.table([pa.array(list(column), type=field.type) for column, field in zip(columns, schema, strict=True)], schema=schema)


def read_parquet(path: Path, columns: list[str] | None = None) -> pa.Table:
    """One Parquet file. ``pyarrow.parquet.read_table`` would do, but loads its dataset machinery and pandas first."""
    with pq.ParquetFile(path) as file:
        return file.read(columns=columns)
