"""What did a run measure for each registered project? Kept in memory by run: a finished run never changes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.core.cache import caches
from django.db.models import Max

from portal.evidence import selectors as evidence
from portal.evidence.models import Run, RunMetric, RunNumber, RunRepository
from portal.register.models import Repository

MILLIONTHS = 1_000_000
DORMANT_MONTHS = 6
"""A project without a merged change for so long is dormant."""
MONTHS_A_YEAR = 12
DAY = 24 * 3600
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Measured:
    """A repository in a run."""

    completeness: int
    active_until: str
    """The last month with a merged change, "2025-06"; empty: none in the window."""


def kept(key: str, make: Callable[[], Made]) -> Made:
    """A piece of a frozen run, made once a process."""
    pieces = caches["pieces"]
    found: Made | None = pieces.get(key)
    if found is None:
        found = make()
        pieces.set(key, found, DAY)
    return found


def metrics_of(run: Run) -> dict[str, RunMetric]:
    """The run's metrics by id."""
    return kept(f"metrics:{run.run_id}", lambda: {metric.metric: metric for metric in run.metrics.all()})


def repository_values(run: Run, metric: str) -> dict[str, int | None]:
    """The metric by repository; the unknown stays unknown."""

    def read() -> dict[str, int | None]:
        return {repository: values[metric] for repository, values in evidence.repository_values(run, [metric]).items()}

    return kept(f"repository-values:{run.run_id}:{metric}", read)


def measured(run: Run) -> dict[str, Measured]:
    """Every repository of the run."""

    def read() -> dict[str, Measured]:
        active = dict(
            RunNumber.objects.filter(run=run, metric="activity_by_month", value__gt=0)
            .order_by()
            .values_list("repository")
            .annotate(last=Max("key"))
        )
        rows = RunRepository.objects.filter(run=run).values_list("repository", "completeness")
        return {repository: Measured(completeness, active.get(repository, "")) for repository, completeness in rows}

    return kept(f"measured:{run.run_id}", read)


def shared_contributors(run: Run) -> list[tuple[str, str, int]]:
    """Pairs of repositories with the number of people who worked on both, most first."""
    return kept(f"shared:{run.run_id}", lambda: evidence.shared_contributors(run))


def repositories_by_record(records: Iterable[str] | None = None) -> dict[str, list[str]]:
    """Repositories of registered projects that are still there."""
    rows = Repository.objects.filter(record__isnull=False, removed_at__isnull=True)
    if records is not None:
        rows = rows.filter(record__in=list(records))
    found: dict[str, list[str]] = defaultdict(list)
    for record, repository in rows.values_list("record_id", "id"):
        found[record].append(repository)
    return found


def project_value(repositories: Iterable[str], values: Mapping[str, int | None]) -> int | None:
    """The sum over the project's repositories that the run holds; unknown when it holds none, or one of them is unknown."""
    held = [values[repository] for repository in repositories if repository in values]
    if not held or any(value is None for value in held):
        return None
    return sum(value or 0 for value in held)


def project_completeness(repositories: Iterable[str], found: Mapping[str, Measured]) -> int | None:
    """The least complete of the project's repositories; one that the run lacks makes it 0 unless it lacks all."""
    listed = list(repositories)
    if not any(repository in found for repository in listed):
        return None
    return min(found[repository].completeness if repository in found else 0 for repository in listed)


def is_dormant(run: Run, repositories: Iterable[str], found: Mapping[str, Measured]) -> bool:
    """Whether none of them had a merged change in the window's last months."""
    last = max((found[repository].active_until for repository in repositories if repository in found), default="")
    until = run.until_on
    return until is not None and last < _month(until, -DORMANT_MONTHS)


def _month(on: date, months: int) -> str:
    place = on.year * MONTHS_A_YEAR + on.month - 1 + months
    return f"{place // MONTHS_A_YEAR:04}-{place % MONTHS_A_YEAR + 1:02}"


CHART_METRICS = ("credited_lines", "merged_changes", "merged_lines")
"""By which a star may be drawn; the first is the default. All are additive, so that a project's repositories may be summed."""


def chart_metrics(run: Run) -> list[RunMetric]:
    """Those of them that the run has."""
    held = metrics_of(run)
    return [held[metric] for metric in CHART_METRICS if metric in held]
