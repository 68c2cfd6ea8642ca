"""How is YAML read with the line of every key, every scalar as the text it is, and without trusting it?

An alias is an error: no lock file is written with one, and a few nested ones unfold into gigabytes.
"""

from typing import Any

import yaml

from xingtu.detect.lockfiles.table import DEEPEST, Table
from xingtu.errors import LockfileError

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NULLS = {"", "~", "null", "Null", "NULL"}


def read_yaml(text: str) -> Table:
    """The first document, whose top is a mapping; plain scalars are not interpreted (1.10 is a text, not 1.1), only null is None.

    Raises:
        LockfileError: it is no YAML, nests too deeply, holds a key twice, an alias, or a key that is no scalar.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text, LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent):
                raise LockfileError("使用了别名（*…）；锁文件不应有别名，未读取。", line)
            if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                builder.close()
            elif isinstance(event, (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent)):
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
        self.top: list[Any] = []
        self._open: list[Any] = [self.top]
        self._key: tuple[str, int] | None = None

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
        if not scalar:
            value = Table() if isinstance(event, yaml.MappingStartEvent) else []
        elif event.style or event.value not in NULLS:  # plain scalars have no style, or an empty one
            value = event.value
        if isinstance(holder, Table) and self._key:
            holder.put(self._key[0], value, self._key[1])
        else:
            holder.append(value)
        self._key = None
        if not scalar:
            self._open.append(value)
            if len(self._open) > DEEPEST:
                raise LockfileError("嵌套过深，未读取。", line)

    def close(self) -> None:
        """The end of a mapping or list."""
        self._open.pop()
