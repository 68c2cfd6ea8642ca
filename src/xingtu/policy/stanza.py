"""How is a policy file read so that a slip of the pen is named, with its place, before anything happens?

A ``Stanza`` is one TOML table. Each key is asked for by type; ``close`` refuses the keys nobody asked for.
"""

import difflib
import re
import tomllib
from collections.abc import Collection
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NoReturn

from xingtu.errors import PolicyError

DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
IDENTIFIER = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")


def near(word: str, known: Collection[str]) -> str:
    """``'; did you mean "paid"?'`` when one of ``known`` is close to ``word``, else ``''``."""
    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return f'; did you mean "{close[0]}"?' if close else ""


def near_zh(word: str, known: Collection[str]) -> str:
    """The same hint in Chinese; without a close one, all that would be right."""
    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return f"；是不是 “{close[0]}”？" if close else f"；可用的有：{'、'.join(sorted(known)) or '（无）'}"


def read_stanza(text: str, file_name: str) -> "Stanza":
    """The whole file as one stanza.

    Raises:
        PolicyError: the text is not TOML; the message keeps line and column.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{file_name}：不是合法的 TOML（{error}）；请改正该处后重试。") from error
    return Stanza(file_name, "", table)


class Stanza:
    """One table of a policy file, with the place it stands at, for messages."""

    def __init__(self, file_name: str, label: str, table: dict[str, Any]) -> None:
        self.file_name, self.label = file_name, label
        self._table = table
        self._asked: set[str] = set()

    def refuse(self, what: str) -> NoReturn:
        """Raise PolicyError: file, place, ``what``."""
        place = f"{self.file_name}, {self.label}" if self.label else self.file_name
        raise PolicyError(f"{place}: {what}")

    def has(self, key: str) -> bool:
        """Whether the key is written at all."""
        self._asked.add(key)
        return key in self._table

    def names(self) -> tuple[str, ...]:
        """Every key, for a table whose keys are data."""
        return tuple(self._table)

    def text(self, key: str, *, default: str | None = None, one_of: Collection[str] = ()) -> str:
        """Not empty, and one of ``one_of`` when that is given."""
        value = self._value(key, str, "文字（加引号）", default)
        if not value.strip() and default is None:
            self.refuse(f"键 {key} 是空的；请写上内容。")
        if one_of and value not in one_of:
            self.refuse(f"{key} = “{value}” 不在可选值之内{near_zh(value, one_of)}")
        return str(value)

    def identifier(self, key: str) -> str:
        """An id that may stand in an address and in a file name."""
        value = self.text(key)
        if not IDENTIFIER.fullmatch(value):
            self.refuse(f"{key} = “{value}” 不能作编号；只用小写字母、数字和连接号，以字母开头，如 seed_library。")
        return value

    def integer(self, key: str, *, default: int | None = None, at_least: int = 0, at_most: int = 2**63 - 1) -> int:
        """A whole number within bounds."""
        value = int(self._value(key, int, "整数", default))
        if not at_least <= value <= at_most:
            self.refuse(f"{key} = {value} 超出范围，应在 {at_least} 与 {at_most} 之间。")
        return value

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """Written ``true`` or ``false``."""
        return bool(self._value(key, bool, "true 或 false", default))

    def day(self, key: str) -> date:
        """A calendar day, without time of day."""
        value = self._value(key, date, "日期（如 2025-01-01，不加引号）", None)
        if isinstance(value, datetime):
            self.refuse(f"{key} 应是日期（如 2025-01-01），不带时刻。")
        return date(value.year, value.month, value.day)

    def instant(self, key: str) -> datetime:
        """A moment, in UTC; it must be written with its offset, or it would mean another moment on another machine."""
        moment: datetime = self._value(key, datetime, "时刻（如 2026-03-01T09:00:00+08:00，不加引号）", None)
        if moment.tzinfo is None:
            self.refuse(f"{key} 没有写时区；请写成 {moment.isoformat()}+08:00 这样。")
        return moment.astimezone(UTC)

    def decimal(self, key: str, *, default: str | None = None, at_most: str = "1") -> str:
        """A share or rate, written as text because 0.1 has no exact binary number."""
        value = self.text(key, default=default)
        if not DECIMAL.fullmatch(value) or Decimal(value) > Decimal(at_most):
            self.refuse(f"{key} = “{value}” 应是 0 与 {at_most} 之间的小数，如 “0.30”（加引号）。")
        return value

    def texts(self, key: str, *, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        value = self._value(key, list, "文字的列表", None if default is None else list(default))
        if not all(isinstance(item, str) for item in value):
            self.refuse(f"{key} 的每一项都应是文字（加引号）。")
        return tuple(value)

    def pattern(self, key: str) -> str:
        """A regular expression, proven to compile; searched without regard to case."""
        return self._compiles(key, self.text(key))

    def patterns(self, key: str) -> tuple[str, ...]:
        """A list of regular expressions, each proven to compile."""
        return tuple(self._compiles(key, item) for item in self.texts(key))

    def inner(self, key: str) -> "Stanza":
        """The table below ``key``."""
        label = f"{self.label}, [{key}]" if self.label and not self.label.startswith("[") else f"[{self._below(key)}]"
        return Stanza(self.file_name, label, self._value(key, dict, f"一段 [{key}]", None))

    def inners(self, key: str, *, label: str, named_by: str = "id") -> "list[Stanza]":
        """The tables of the list below ``key``, each labelled ``label "its id"``; an absent list is empty."""
        tables = self._value(key, list, f"若干段 [[{key}]]", [])
        if not all(isinstance(table, dict) for table in tables):
            self.refuse(f"{key} 应写成若干段 [[{key}]]。")
        before = f"{self.label}, " if self.label and not self.label.startswith("[") else ""
        return [
            Stanza(self.file_name, f'{before}{label} "{table[named_by]}"' if named_by in table else f"{before}{label} {place}", table)
            for place, table in enumerate(tables, start=1)
        ]

    def leftovers(self) -> dict[str, Any]:
        """Keys nobody asked for, as parameters for whoever knows them; they count as asked."""
        rest = {key: value for key, value in self._table.items() if key not in self._asked}
        self._asked |= set(rest)
        return rest

    def close(self) -> None:
        """Refuse keys nobody asked for: a misspelt key must not silently change nothing."""
        for key in self._table:
            if key not in self._asked:
                self.refuse(f"不认识的键 “{key}”{near_zh(key, self._asked)}")

    def _below(self, key: str) -> str:
        return f"{self.label.strip('[]')}.{key}" if self.label.startswith("[") else key

    def _compiles(self, key: str, expression: str) -> str:
        try:
            re.compile(expression, re.IGNORECASE)
        except re.error as error:
            self.refuse(f"{key} 中的 {expression!r} 不是合法的正则表达式（{error}）。")
        return expression

    def _value(self, key: str, kind: type, called: str, default: Any) -> Any:  # noqa: ANN401 -- TOML decides the type, `kind` proves it
        self._asked.add(key)
        if key not in self._table:
            if default is None:
                others = set(self._table) - self._asked
                close = difflib.get_close_matches(key, sorted(others), n=1, cutoff=0.6)
                self.refuse(f"缺少键 “{key}”" + (f"；写成了 “{close[0]}”？" if close else f"；请补上（{called}）。"))
            return default
        value = self._table[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.refuse(f"{key} 应是{called}，现在是 {value!r}。")
        return value


def distinct(stanzas: list[Stanza], ids: list[str]) -> None:
    """Refuse the first stanza whose id an earlier one already has."""
    seen: set[str] = set()
    for stanza, name in zip(stanzas, ids, strict=True):
        if name in seen:
            stanza.refuse(f"编号 “{name}” 出现了两次；每个编号只能用一次。")
        seen.add(name)
