"""Which keys does a table of city.toml hold, and what is wrong with it? Problems are collected, so that all are told at once."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xingtu.resolve.addresses import ADDRESS_LIKE
from xingtu.resolve.assertions import NO_DAY

ID = re.compile(r"[a-z0-9][a-z0-9._:-]*")
PATH_ID = re.compile(r"[a-z0-9][a-z0-9._:/-]*")
"""Of a repository: ``host/owner/name`` is how a clone nobody registered is called, and registering it need not rename it."""


@dataclass(frozen=True, slots=True)
class TomlTable:
    """One table, with the words for where it stands; every reading method notes what it cannot accept and goes on."""

    content: dict[str, Any]
    where: str
    problems: list[str]

    def problem(self, what: str) -> None:
        """Note one problem of this table."""
        self.problems.append(f"{self.where}：{what}")

    def only(self, *known: str) -> None:
        """Note every key that is not one of ``known``."""
        for key in self.content.keys() - set(known):
            near = difflib.get_close_matches(key, known, n=1)
            self.problem(
                f"不认识的键 {key!r}" + (f"；是否为 {near[0]!r}？(did you mean {near[0]!r})" if near else f"；可用的键：{'、'.join(known)}")
            )

    def text(self, key: str, *, required: bool = False, public: bool = False) -> str:
        """The text under ``key``; ``public`` text must not hold a mailbox, because it is shown."""
        value = self.content.get(key, "")
        if not isinstance(value, str):
            self.problem(f"{key} 应是文本，实际是 {value!r}；请加引号。")
            return ""
        if required and not value.strip():
            self.problem(f"缺少 {key}；请补上。")
        if public and ADDRESS_LIKE.search(value):
            self.problem(f"{key} 会公开显示，不能含邮箱；请改写。")
        return value.strip()

    def id(self, key: str = "id", *, path: bool = False) -> str:
        """An id: lower-case letters, digits and ``. _ : -``, and ``/`` in that of a repository (``path``)."""
        value = self.text(key, required=True)
        if value and not (PATH_ID if path else ID).fullmatch(value):
            allowed = ". _ : - /" if path else ". _ : -"
            self.problem(f"{key} {value!r} 只能用小写字母、数字和 {allowed}，且以字母或数字开头；请改名。")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts under ``key``."""
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            self.problem(f'{key} 应是文本列表，如 {key} = ["…"]，实际是 {value!r}。')
            return ()
        return tuple(value)

    def day(self, key: str) -> str:
        """The day under ``key`` as ISO text, or NO_DAY."""
        value = self.content.get(key)
        if value is None:
            return NO_DAY
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                value = None
        if not isinstance(value, date) or isinstance(value, datetime):
            self.problem(f"{key} 应是日期，如 {key} = 2024-07-01，实际是 {self.content[key]!r}；请改正。")
            return NO_DAY
        return value.isoformat()

    def inner(self, key: str) -> "TomlTable":
        """The table under ``key``; empty when missing."""
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            self.problem(f"{key} 应是一个表 [{key}]，实际是 {value!r}。")
            value = {}
        return TomlTable(value, f"{self.where} [{key}]", self.problems)

    def inners(self, key: str) -> Iterator["TomlTable"]:
        """The tables of the list under ``key``, each called by its id or its number."""
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.problem(f"{key} 应写成 [[{key}]]，实际是 {value!r}。")
            return
        for number, item in enumerate(value, start=1):
            called = repr(item["id"]) if isinstance(item.get("id"), str) else f"第 {number} 项"
            yield TomlTable(item, f"{self.where} [[{key}]] {called}", self.problems)
