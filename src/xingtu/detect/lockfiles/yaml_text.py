"""How is YAML read with the line of every key, every scalar as the text it is, and without trusting it?

An alias is an error in a lock file: none is written with one. Where they are usual (build files), they give the very thing they name, not
a copy, so nothing unfolds; who walks such a document has to count its steps.
"""

from typing import Any

import yaml

from xingtu.detect.lockfiles.table import DEEPEST, Table
from xingtu.errors import LockfileError


class Listed(list[Any]):
    """A list that remembers on which line each of its entries begins."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []

    def put(self, value: object, line: int) -> None:
        """Add an entry."""
        self.append(value)
        self.lines.append(line)


LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NULLS = {"", "~", "null", "Null", "NULL"}


def read_yaml(text: str, *, aliases: bool = False) -> Table:
    """The first document, whose top is a mapping; plain scalars are not interpreted (1.10 is a text, not 1.1), only null is None.

    Raises:
        LockfileError: it is no YAML, nests too deeply, holds a key twice, a key that is no scalar, or an alias that may not be or names
            nothing.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text, LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent) and not aliases:
                raise LockfileError("使用了别名（*…）；锁文件不应有别名，未读取。", line)
            if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                builder.close()
            elif isinstance(event, (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent, yaml.AliasEvent)):
                builder.put(event, line)
            elif isinstance(event, yaml.DocumentEndEvent) and builder.top:
                break
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        raise LockfileError(f"不是合法的 YAML：{getattr(broken, 'problem', None) or broken}", mark.line + 1 if mark else None) from None
    except RecursionError:
        raise LockfileError("YAML 嵌套过深，未读取。") from None
    if not builder.top or not isinstance(builder.top[0], Table):
        raise LockfileError("顶层不是一组键值。", 1)
    return builder.top[0]


class _Builder:
    """Builds tables from events with a stack of its own, so that depth costs no recursion."""

    def __init__(self) -> None:
        self.top = Listed()
        self._open: list[Any] = [self.top]
        self._key: tuple[str, int] | None = None
        self._named: dict[str, Any] = {}

    def put(self, event: Any, line: int) -> None:  # noqa: ANN401 -- PyYAML's events have no types
        """A key, a value, or the beginning of one that holds others."""
        holder = self._open[-1]
        scalar = isinstance(event, yaml.ScalarEvent)
        if isinstance(holder, Table) and self._key is None:
            if not scalar:
                raise LockfileError("键不是一段文字。", line)
            self._key = (event.value, line)
            return
        value: Any = None
        holds = isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent))
        if isinstance(event, yaml.AliasEvent):
            value = self._meant(event.anchor, line)
        elif holds:
            value = Table() if isinstance(event, yaml.MappingStartEvent) else Listed()
        elif event.style or event.value not in NULLS:  # plain scalars have no style, or an empty one
            value = event.value
        if not isinstance(event, yaml.AliasEvent) and event.anchor:
            self._named[event.anchor] = value
        if isinstance(holder, Table) and self._key:
            holder.put(self._key[0], value, self._key[1])
        else:
            holder.put(value, line)
        self._key = None
        if holds:
            self._open.append(value)
            if len(self._open) > DEEPEST:
                raise LockfileError("嵌套过深，未读取。", line)

    def _meant(self, anchor: str | None, line: int) -> Any:  # noqa: ANN401 -- whatever was named
        if anchor is None or anchor not in self._named:
            raise LockfileError(f"别名 *{(anchor or '')[:80]} 没有定义。", line)
        value = self._named[anchor]
        if any(value is one for one in self._open):
            raise LockfileError(f"别名 *{anchor[:80]} 包含了自己。", line)
        return value

    def close(self) -> None:
        """The end of a mapping or list."""
        self._open.pop()
