"""Was what was promised measured? Every promise that is a rule is checked by every new run, never by hand."""

import logging

from portal.errors import WrongState
from portal.evidence.models import Run, RunRepository, RunTotal
from portal.register.models import Lead, Promise
from portal.register.services.promises import promise_note

logger = logging.getLogger(__name__)


def promises_check(*, run: Run) -> int:
    """Check the promises this run can speak of; how many there were.

    A subject the run does not name has 0 of what may be summed, unless the run's evidence is incomplete: then nobody knows.
    """
    checked = 0
    complete = not run.repositories.exclude(missing=[]).exists()
    for promise in Promise.objects.exclude(metric="").select_related("lead"):
        metric = run.metrics.filter(metric=promise.metric).first()
        if metric is None or not _speaks_of(run, promise):
            continue
        total = RunTotal.objects.filter(run=run, metric=promise.metric, subject_kind=promise.subject_kind, subject=promise.subject).first()
        measured = total.value if total is not None else (0 if metric.additive and complete else None)
        result = _result(measured, promise.at_least, complete=complete)
        try:
            promise_note(promise=promise, result=result, measured=measured, run_id=run.run_id, run_at=run.loaded_at)
        except WrongState as error:
            logger.info("promise not checked", extra={"promise": promise.pk, "run": run.run_id, "reason": str(error)})
            continue
        checked += 1
    return checked


def _speaks_of(run: Run, promise: Promise) -> bool:
    """A run that does not look at the lead's targets says nothing of what was promised there."""
    if promise.subject_kind == "repository":
        return RunRepository.objects.filter(run=run, repository=promise.subject).exists()
    targets = set(Lead.targets.through.objects.filter(lead_id=promise.lead_id).values_list("repository_id", flat=True))
    looked_at = set(run.repositories.filter(repository__in=targets).values_list("repository", flat=True))
    return targets == looked_at


def _result(measured: int | None, at_least: int | None, *, complete: bool) -> str:
    if measured is None or at_least is None:
        return Promise.Result.UNKNOWN
    if measured >= at_least:
        return Promise.Result.PASS
    # too little on incomplete evidence may still be enough
    return Promise.Result.FAIL if complete else Promise.Result.UNKNOWN
