"""Since when was a project exposed to a published flaw, which commit brought it in, which took it away, and how long did that take?

A flaw nobody knew of cannot be fixed: the clock of the fix (修复时长) starts at the commit or at the publication, whichever is later.
Order is that of the history, never that of its clocks. Whole seconds; what is not known stays unknown, what is still open is counted
and never averaged in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

EARLIEST = "1990"
"""golang/vulndb stamps records 0001-01-01 until they are published: no date."""

Outcome = Literal["fixed", "open", "gone_before_published", "unknown"]


@dataclass(frozen=True, slots=True)
class Held:
    """A version a project held without a break."""

    ecosystem: str
    package: str
    version: str
    began: int | None
    """Place of the commit in the history, oldest smallest; None: before what we have: no ``commit``, and ``at`` is the latest it can be."""
    ended: int | None
    """Place of the first commit without it; None: it is still there."""
    commit: str = ""
    at: str = ""
    path: str = ""
    until_commit: str = ""
    until_at: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A group of aliases that touches a version, and when its first record was published (empty: unknown)."""

    group: str
    published: str


@dataclass(frozen=True, slots=True)
class Exposure:
    """A time without a break in which a project held versions of one package that one flaw touches."""

    ecosystem: str
    package: str
    group: str
    versions: tuple[str, ...]
    published: str
    commit: str
    at: str
    path: str
    until_commit: str
    until_at: str
    complete: bool
    """False: it began before the history we have."""

    @property
    def since(self) -> str:
        """When it was there and known; empty: unknown."""
        if self.published < EARLIEST or not self.at:
            return ""
        # what began before the history we have began no later than ``at``
        return max(self.at, self.published) if self.complete or self.published >= self.at else ""

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        if not self.until_commit:
            return "open"
        if not self.until_at or self.published < EARLIEST:
            return "unknown"
        if self.until_at <= self.published:
            return "gone_before_published"
        return "unknown" if self.seconds is None else "fixed"

    @property
    def seconds(self) -> int | None:
        """From known and there to gone; None: open, unknown, or the clocks of the two commits contradict their order."""
        if not self.until_at or not self.since or self.until_at < self.since:
            return None
        return int((_instant(self.until_at) - _instant(self.since)).total_seconds())


@dataclass(frozen=True, slots=True)
class FixTime:
    """Of one group of projects. ``median_seconds`` is over ``fixed`` alone and None where there is none."""

    key: str
    fixed: int
    open: int
    gone_before_published: int
    unknown: int
    median_seconds: int | None


def exposures(held: Iterable[Held], touching: Mapping[tuple[str, str, str], Sequence[Flaw]]) -> list[Exposure]:
    """Sorted by package, group and place in the history.

    touching: (ecosystem, package, version) -> the flaws that touch it
    """
    runs: dict[tuple[str, str, str], list[Held]] = defaultdict(list)
    published: dict[str, str] = {}
    for one in held:
        for flaw in touching.get((one.ecosystem, one.package, one.version), ()):
            runs[one.ecosystem, one.package, flaw.group].append(one)
            # several records of a group: the flaw is known from the first date that is one
            dates = [date for date in (published.get(flaw.group, ""), flaw.published) if date >= EARLIEST]
            published[flaw.group] = min(dates, default="")
    found = []
    for (ecosystem, package, group), versions in sorted(runs.items()):
        for run in _unbroken(versions):
            first = min(run, key=_begin)
            last = max(run, key=_end)
            names = tuple(dict.fromkeys(one.version for one in run))
            found.append(
                Exposure(
                    ecosystem, package, group, names, published[group], first.commit, first.at, first.path,
                    last.until_commit, last.until_at, complete=first.began is not None,
                )
            )  # fmt: skip
    return found


def time_to_fix(found: Iterable[tuple[str, Exposure]]) -> list[FixTime]:
    """One row a key (an organisation's size, a project …), sorted by it."""
    outcomes: dict[str, list[Exposure]] = defaultdict(list)
    for key, one in found:
        outcomes[key].append(one)
    rows = []
    for key, mine in sorted(outcomes.items()):
        counted = {name: sum(one.outcome == name for one in mine) for name in ("fixed", "open", "gone_before_published", "unknown")}
        times = [one.seconds for one in mine if one.outcome == "fixed" and one.seconds is not None]
        rows.append(FixTime(key, counted["fixed"], counted["open"], counted["gone_before_published"], counted["unknown"], median(times)))
    return rows


def median(numbers: Iterable[int]) -> int | None:
    """The middle one; of two, their mean rounded down; None of none."""
    ordered = sorted(numbers)
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) // 2


def _unbroken(held: Sequence[Held]) -> list[list[Held]]:
    """Versions that follow each other without a commit between at which none of them was there."""
    runs: list[list[Held]] = []
    reaches = float("-inf")
    for one in sorted(held, key=lambda each: (_begin(each), _end(each), each.version)):
        if runs and _begin(one) <= reaches:
            runs[-1].append(one)
            reaches = max(reaches, _end(one))
        else:
            runs.append([one])
            reaches = _end(one)
    return runs


def _begin(held: Held) -> float:
    return float("-inf") if held.began is None else held.began


def _end(held: Held) -> float:
    return float("inf") if held.ended is None else held.ended


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
