"""Which commits does a programme look at: those that landed between two days, or those between two frozen revisions?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xingtu.policy.stanza import Stanza

RANGE = re.compile(r"(?P<old>(?:(?!\.\.)[^\s-](?:(?!\.\.)\S)*)?)\.\.(?!\.)(?P<new>(?:(?!\.\.)[^\s-](?:(?!\.\.)\S)*))")


@dataclass(frozen=True, slots=True)
class DatesWindow:
    """Calendar days of the office's zone; ``until_on`` is the first day outside."""

    from_on: date
    until_on: date

    def __str__(self) -> str:
        """As an official reads it."""
        return f"{self.from_on} ≤ 合入日 < {self.until_on}"


@dataclass(frozen=True, slots=True)
class Range:
    """What ``new`` reaches and ``old`` does not; an empty ``old`` means from the beginning."""

    old: str
    new: str

    def __str__(self) -> str:
        """As git writes it."""
        return f"{self.old}..{self.new}"


@dataclass(frozen=True, slots=True)
class RangesWindow:
    """A range for each repository; ``default`` for those not named, None: every repository must be named."""

    default: Range | None
    by_repository: Mapping[str, Range]

    def range_of(self, repository: str) -> Range | None:
        """The range of a repository, None when the file gives it none."""
        return self.by_repository.get(repository, self.default)

    def __str__(self) -> str:
        """Every range, the default one first."""
        named = [f"{repository}：{range_}" for repository, range_ in sorted(self.by_repository.items())]
        return "；".join([*([f"默认：{self.default}"] if self.default else []), *named])


Window = DatesWindow | RangesWindow


def read_window(stanza: Stanza) -> Window:
    """The window of a programme file.

    Raises:
        PolicyError: it is empty, or a range is not written ``A..B``.
    """
    if stanza.text("kind", one_of=("dates", "ranges")) == "dates":
        dates = DatesWindow(stanza.day("from"), stanza.day("until"))
        stanza.close()
        if dates.from_on >= dates.until_on:
            stanza.refuse(f"统计期是空的：from = {dates.from_on} 不早于 until = {dates.until_on}（until 当日不计入）。")
        return dates
    default = _range(stanza, stanza.text("default")) if stanza.has("default") else None
    named: dict[str, Range] = {}
    if stanza.has("repository"):
        inner = stanza.inner("repository")
        named = {repository: _range(inner, inner.text(repository)) for repository in inner.names()}
    stanza.close()
    if default is None and not named:
        stanza.refuse("没有写任何范围；请写 default 或 [window.repository]。")
    return RangesWindow(default, named)


def _range(stanza: Stanza, text: str) -> Range:
    match = RANGE.fullmatch(text)
    if match is None:
        stanza.refuse(f"“{text}” 不是 A..B 这样的范围（两个点，版本名不含空格、不以 - 开头）。")
    return Range(match["old"], match["new"])
