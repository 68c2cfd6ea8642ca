"""What is the same? One canonical text for inputs and one canonical hash for tables, whatever file held them.

Never a hash over Parquet bytes: those depend on the writer's version (design.md, decision 5).
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

ALGORITHMS: dict[str, Callable[[], Any]] = {"sha256": hashlib.sha256}
if "sm3" in hashlib.algorithms_available:
    # GB/T 32905-2016; OpenSSL builds may lack it
    ALGORITHMS["sm3"] = lambda: hashlib.new("sm3")


def canonical_json(value: object) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; floats are refused, because they do not repeat everywhere."""
    _refuse_floats(value)
    return _utf8(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def digest(data: bytes, algorithm: str = "sha256") -> str:
    """Hexadecimal hash; ``algorithm`` is sha256 or sm3."""
    hasher = ALGORITHMS[algorithm]()
    hasher.update(data)
    return str(hasher.hexdigest())


def table_digest(table: "pa.Table", algorithm: str = "sha256") -> str:
    """Hash over the table's rows, ordered and typed: column names, then each row as canonical JSON, sorted."""
    hasher = ALGORITHMS[algorithm]()
    hasher.update(canonical_json([[field.name, _type_name(field.type)] for field in table.schema]))
    for row in sorted(canonical_rows(table)):
        hasher.update(b"\n" + row)
    return str(hasher.hexdigest())


def canonical_rows(table: "pa.Table") -> Iterable[bytes]:
    """Each row as canonical JSON, in the table's order."""
    columns = [_plain(table.column(name)) for name in table.column_names]
    for row in zip(*columns, strict=True):
        yield _utf8(json.dumps(row, ensure_ascii=False, separators=(",", ":")))


def _type_name(kind: "pa.DataType") -> str:
    """The type as people know it: files and engines name list items and zones differently for the same type."""
    import pyarrow as pa  # noqa: PLC0415 - takes half a second to load, and most who hash hash no table

    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"list of {_type_name(kind.value_type)}"
    if pa.types.is_timestamp(kind):
        return "instant"
    return "string" if pa.types.is_large_string(kind) else str(kind)


def _utf8(text: str) -> bytes:
    """JSON as UTF-8; a byte of a path or ref name that is no UTF-8 (a lone surrogate in Python) becomes a JSON escape."""
    return text.encode("utf-8", "backslashreplace")


def _plain(column: "pa.ChunkedArray") -> list[Any]:
    import pyarrow as pa  # noqa: PLC0415 - as above

    kind = column.type
    if pa.types.is_timestamp(kind):
        return list(column.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).to_pylist())
    if pa.types.is_date(kind):
        return list(column.cast(pa.string()).to_pylist())
    if pa.types.is_binary(kind):
        return [None if value is None else value.decode("utf-8", "surrogateescape") for value in column.to_pylist()]
    if pa.types.is_floating(kind):
        raise TypeError(f"{kind}：结果表里不允许浮点数；请用整数（例如百万分之一）")
    return list(column.to_pylist())


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError(f"规范化文本里不允许浮点数 {value!r}")
    if isinstance(value, dict):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)
