"""How is a parsed document taken apart without trusting its shape?"""

from typing import Any

from xingtu.errors import LockfileError

DEEPEST = 200
"""Levels of nesting. npm's old lock files are the deepest we know, with about thirty."""


class Table(dict[str, Any]):
    """A mapping that remembers on which line each key stands."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}

    def put(self, key: str, value: object, line: int) -> None:
        """Add a key.

        Raises:
            LockfileError: it is there already; readers differ in which one counts, so a package could hide behind another.
        """
        if key in self:
            raise LockfileError(f"键 {key[:80]!r} 重复（先见于第 {self.lines[key]} 行）；不同工具取值不同，无法判断以哪个为准。", line)
        self[key] = value
        self.lines[key] = line


def line_of(value: object, key: str) -> int | None:
    """The line of a key, if lines are known."""
    return value.lines.get(key) if isinstance(value, Table) else None


def table(holder: dict[str, Any], key: str, *, required: bool = False) -> dict[str, Any]:
    """The mapping under a key; an empty one where it is missing.

    Raises:
        LockfileError: something else stands there, or nothing although required.
    """
    value = holder.get(key)
    if value is None and not required:
        return {}
    if not isinstance(value, dict):
        raise LockfileError(f"{key[:80]!r} 应为一组键值{'，却没有' if value is None else ''}。", line_of(holder, key))
    return value


def tables(holder: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The list of mappings under a key; an empty one where it is missing.

    Raises:
        LockfileError: something else stands there.
    """
    held = items(holder, key)
    if not all(isinstance(item, dict) for item in held):
        raise LockfileError(f"{key[:80]!r} 的每一项都应为一组键值。", line_of(holder, key))
    return held


def items(holder: dict[str, Any], key: str) -> list[Any]:
    """The list under a key; an empty one where it is missing.

    Raises:
        LockfileError: something else stands there.
    """
    value = holder.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise LockfileError(f"{key[:80]!r} 应为一个列表。", line_of(holder, key))
    return value


def text(holder: dict[str, Any], key: str, *, required: bool = False) -> str:
    """The text under a key; empty where it is missing.

    Raises:
        LockfileError: something else stands there, or nothing although required.
    """
    value = holder.get(key)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value):
        raise LockfileError(f"{key[:80]!r} 应为一段文字。", line_of(holder, key))
    return value


def words(holder: dict[str, Any], key: str) -> list[str]:
    """The texts in a list under a key; an empty one where it is missing.

    Raises:
        LockfileError: something else stands there.
    """
    held = items(holder, key)
    if not all(isinstance(item, str) for item in held):
        raise LockfileError(f"{key[:80]!r} 的每一项都应为文字。", line_of(holder, key))
    return held


def flag(holder: dict[str, Any], key: str) -> bool:
    """Whether a key says yes."""
    return holder.get(key) is True or holder.get(key) == "true"


def member(holder: dict[str, Any], key: str) -> dict[str, Any]:
    """The mapping under a key that is known to be there.

    Raises:
        LockfileError: something else stands there.
    """
    return table(holder, key, required=True)
