"""How is a large JSON document written fast, the same every time, and with one row of a table a line?

Python's encoder is quick only without indentation. So the frame is written here and each row of a list by the encoder: 50,000 files
take a second, and two versions of a document can be compared line by line.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any


def document(content: Mapping[str, Any], opened: Collection[str] = ()) -> str:
    """The content in its own order of keys, with a final newline; what stands under an ``opened`` key is laid out as the top is."""
    return _laid_out(content, frozenset(opened), "") + "\n"


def _laid_out(content: Mapping[str, Any], opened: frozenset[str], indent: str) -> str:
    inner = indent + " "
    entries = [f"{inner}{_line(key)}: {_value(value, opened, inner, is_open=key in opened)}" for key, value in content.items()]
    return "{\n" + ",\n".join(entries) + f"\n{indent}}}"


def _value(value: Any, opened: frozenset[str], indent: str, *, is_open: bool) -> str:  # noqa: ANN401 -- whatever JSON can hold
    if is_open and isinstance(value, Mapping):
        return _laid_out(value, opened, indent)
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        inner = indent + " "
        rows = (_laid_out(row, opened, inner) if is_open and isinstance(row, Mapping) else _line(row) for row in value)
        return "[\n" + ",\n".join(inner + row for row in rows) + f"\n{indent}]"
    return _line(value)


def _line(value: Any) -> str:  # noqa: ANN401 -- as above
    return json.dumps(value, ensure_ascii=False)
