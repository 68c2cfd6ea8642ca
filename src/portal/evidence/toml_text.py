"""How is a table written so that ``tomllib`` reads exactly what was meant, whatever stands in a name?

The standard library reads TOML and does not write it. Only what ``city.toml`` needs is written: texts, lists of texts,
whole numbers, dates, and tables one level deep.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeAlias

Value: TypeAlias = str | int | date | Iterable[str]

ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
FIRST_PRINTABLE, DELETE = 0x20, 0x7F


def quoted(text: str) -> str:
    """A basic string. Half of a surrogate pair is no character and becomes a question mark."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return '"' + "".join(ESCAPES.get(sign) or _sign(sign) for sign in whole) + '"'


def _sign(sign: str) -> str:
    code = ord(sign)
    return f"\\u{code:04X}" if code < FIRST_PRINTABLE or code == DELETE else sign


def value_text(value: Value) -> str:
    """A value as it stands behind the equals sign."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return "[" + ", ".join(quoted(item) for item in value) + "]"


def stanza(header: str, content: Mapping[str, Value | None], *, blank: bool = True) -> str:
    """``[header]`` or ``[[header]]`` as given, and its keys in the order given; None and empty values are left out."""
    lines = [f"{quoted_key(key)} = {value_text(value)}" for key, value in content.items() if value not in (None, "", [], ())]
    return ("\n" if blank else "") + "\n".join([header, *lines]) + "\n"


def quoted_key(key: str) -> str:
    """A key, quoted unless it is bare."""
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else quoted(key)
