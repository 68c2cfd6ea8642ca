"""How did something go month by month? Every month of the window has a value; what lies ahead of the run has none."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.utils import timezone

from portal.evidence.models import Run
from portal.house.charts import Series
from xingtu.report.ranking import MonthActivity

MONTHS = 12
MOST_SERIES = 6


def months_of(run: Run, found: Iterable[str] = ()) -> list[str]:
    """The months of a window of dates up to the day the run was made; of commit ranges, those in which something landed."""
    if run.from_on is None or run.until_on is None:
        seen = sorted(month for month in found if month[:4].isdecimal())
        return _between(seen[0], seen[-1]) if seen else []
    last = min(run.until_on, timezone.localdate(run.loaded_at))
    return _between(_month(run.from_on), _last_month(run.until_on)) if last >= run.until_on else _between(_month(run.from_on), _month(last))


def activity(run: Run, by_month: Mapping[str, int], *, scale: int = 1, unread: bool = False) -> list[MonthActivity]:
    """For the chart of changes by month; a quiet month is 0, a month of which nothing was read is unknown."""
    return [MonthActivity(month, None if unread else by_month.get(month, 0) // scale) for month in months_of(run, by_month)]


def several(run: Run, by_label: Mapping[str, Mapping[str, int]], *, scale: int = 1) -> tuple[list[str], list[Series]]:
    """The months, and small multiples of those with most, most first."""
    months = months_of(run, {month for values in by_label.values() for month in values})
    ordered = sorted(by_label, key=lambda label: (-sum(by_label[label].values()), label))[:MOST_SERIES]
    return months, [Series(label, [by_label[label].get(month, 0) // scale for month in months]) for label in ordered]


def by_key(rows: Iterable[tuple[str, str, int | None]]) -> dict[str, dict[str, int]]:
    """(label, month, value) → label → month → sum."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for label, month, value in rows:
        found[label][month] += value or 0
    return {label: dict(values) for label, values in found.items()}


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _last_month(until_on: date) -> str:
    """The month of the last day before ``until_on``."""
    return _month(date.fromordinal(until_on.toordinal() - 1))


def _between(first: str, last: str) -> list[str]:
    start, end = (int(text[:4]) * MONTHS + int(text[5:7]) - 1 for text in (first, last))
    return [f"{month // MONTHS:04}-{month % MONTHS + 1:02}" for month in range(start, end + 1)]
