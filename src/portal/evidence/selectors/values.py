"""How much of a metric has each repository, project, person or organisation in a run? Unknown stays unknown.

A subject without a row has 0 of what may be summed, where its evidence was read at all; of what may not be summed (a factor, a
rate) nobody can say.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from portal.evidence.models import Run, RunNumber, RunTotal
from portal.register.models import Repository

Values = dict[str, dict[str, int | None]]
COUNTS = frozenset({"first_time_contributors", "returning_contributors"})
"""People counted once: they may not be added up, but a repository that was read and has no row has none of them."""


def zero_without_row(metric: str, *, additive: bool) -> bool:
    """Whether a repository that was read and has no row has 0 of it; of a factor or a rate nobody can say."""
    return additive or metric in COUNTS


def repository_values(run: Run, metrics: Sequence[str]) -> Values:
    """Repository → metric → value before its scale, for all repositories of the run."""
    read = dict(run.repositories.values_list("repository", "tip"))
    missing = dict(run.repositories.values_list("repository", "missing"))
    additive = dict(run.metrics.filter(metric__in=metrics).values_list("metric", "additive"))
    zero = {metric for metric, sums in additive.items() if zero_without_row(metric, additive=sums)}
    known = totals(run, "repository", metrics)
    return {
        repository: {
            metric: known[repository].get(metric, 0 if metric in zero and (tip or not missing[repository]) else None) for metric in metrics
        }
        for repository, tip in read.items()
    }


def project_values(run: Run, metrics: Sequence[str]) -> Values:
    """Record → metric → value. Repositories are added where that may be done; else only a lone repository speaks for its project."""
    values = repository_values(run, metrics)
    additive = dict(run.metrics.filter(metric__in=metrics).values_list("metric", "additive"))
    held: dict[str, list[str]] = defaultdict(list)
    owners = Repository.objects.filter(record__isnull=False, removed_at=None).order_by("serial").values_list("id", "record_id")
    for repository, record in owners:
        if repository in values:
            held[record].append(repository)
    return {
        record: {
            metric: summed([values[one][metric] for one in repositories])
            if additive.get(metric)
            else (values[repositories[0]][metric] if len(repositories) == 1 else None)
            for metric in metrics
        }
        for record, repositories in held.items()
    }


def totals(run: Run, subject_kind: str, metrics: Sequence[str], subjects: Iterable[str] | None = None) -> Values:
    """Subject → metric → value of those that have a row; asking for a subject without one gives an empty mapping."""
    rows = RunTotal.objects.filter(run=run, subject_kind=subject_kind, metric__in=metrics)
    if subjects is not None:
        rows = rows.filter(subject__in=list(subjects))
    found: Values = defaultdict(dict)
    for subject, metric, value in rows.values_list("subject", "metric", "value"):
        found[subject][metric] = value
    return found


def shared_contributors(run: Run) -> list[tuple[str, str, int]]:
    """Pairs of repositories and how many people contribute to both, most first."""
    rows = RunNumber.objects.filter(run=run, metric="shared_contributors", value__gt=0).values_list("repository", "key", "value")
    return sorted(((left, right, value or 0) for left, right, value in rows), key=lambda row: (-row[2], row[0], row[1]))


def summed(values: Sequence[int | None]) -> int | None:
    """The sum; None when a part is unknown."""
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
