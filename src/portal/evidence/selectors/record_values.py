"""What did a run measure of the records an application is about, and what could it not read of them?

A project speaks through its repositories, a product through those of the projects it builds on, a body and an expert through their
own work. Several records are one application: what may be summed is summed, of the rest only a lone repository speaks.
"""

from collections.abc import Sequence

from portal.evidence.models import Run
from portal.evidence.selectors.freezing import repositories_of, subject_of
from portal.evidence.selectors.runs import observation_at
from portal.evidence.selectors.values import summed, totals, zero_without_row
from portal.register.models import Record, Repository


def speaking_run(run: Run, records: Sequence[Record]) -> Run:
    """The run that can speak of these records.

    A frozen call holds only the repositories of its applications. What a body or an expert did elsewhere is not in it, so of these the
    observation speaks that was there when the call was frozen.
    """
    own_code = any(subject_of(record)[0] == "repository" for record in records)
    if own_code or not records or not any(job.freezes for job in run.jobs.all()):
        return run
    return observation_at(run) or run


def measured_of(run: Run, metrics: Sequence[str], records: Sequence[Record]) -> dict[str, int | None]:
    """Metric → value before its scale; None: not measured, or of several that may not be added up."""
    additive = dict(run.metrics.filter(metric__in=metrics).values_list("metric", "additive"))
    values: dict[str, list[int | None]] = {metric: [] for metric in metrics}
    read = _read(run)
    for kind, subject in _subjects(records):
        known = totals(run, kind, metrics, [subject])[subject] if subject else {}
        zero = read.get(subject, False) if kind == "repository" else bool(subject) and all(read.values())
        for metric in metrics:
            # a subject without a row has none of what may be summed, where all that could hold it was read
            absent = 0 if zero and zero_without_row(metric, additive=additive.get(metric, False)) and metric in additive else None
            values[metric].append(known.get(metric, absent))
    return {metric: _together(found, additive=additive.get(metric, False)) for metric, found in values.items()}


def missing_of(run: Run | None, records: Sequence[Record]) -> tuple[str, ...]:
    """What is missing in the repositories of these records, a sentence each; a repository the run never saw is missing whole."""
    if run is None:
        return ("还没有已公布的全市观测，无法得知证据是否完整",)
    wanted = _repositories(records)
    rows = {row.repository: row for row in run.repositories.filter(repository__in=wanted)}
    names = dict(Repository.objects.filter(pk__in=wanted).values_list("pk", "name"))
    sentences = []
    for ident in wanted:
        row = rows.get(ident)
        if row is None:
            sentences.append(f"{names.get(ident, ident)}：不在运行 {run.short} 中，还没有读取过")
        else:
            sentences += [str(sentence) for sentence in row.missing]
    return tuple(sentences)


def _read(run: Run) -> dict[str, bool]:
    """Repository → whether it could be read at all."""
    return {ident: bool(tip) or not missing for ident, tip, missing in run.repositories.values_list("repository", "tip", "missing")}


def _subjects(records: Sequence[Record]) -> list[tuple[str, str]]:
    found = [("repository", ident) for ident in _repositories(records)]
    for record in records:
        kind, subject = subject_of(record)
        if kind != "repository":
            found.append((kind or "record", subject))
    return found


def _repositories(records: Sequence[Record]) -> list[str]:
    brought = repositories_of([record.pk for record in records])
    return list(dict.fromkeys(ident for record in records for ident in brought.get(record.pk, ())))


def _together(found: Sequence[int | None], *, additive: bool) -> int | None:
    if not found:
        return None
    return summed(found) if additive else (found[0] if len(found) == 1 else None)
