"""What do the apps below announce that evidence acts on? A project that was registered is read, and what was mended is looked at anew."""

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from portal.cases.flow import WATCHED
from portal.cases.models import Case, CaseState
from portal.cases.telling import step_taken
from portal.evidence.services.jobs import observation_refresh
from portal.evidence.services.risk_requests import risks_refresh
from portal.journal.events import Event
from portal.register.models import Kind, Record, Repository
from portal.register.services.moves import record_moved


@receiver(record_moved, dispatch_uid="evidence.record_moved")
def registered(record: Record, event: Event, **_more: Any) -> None:  # noqa: ANN401 -- signals carry more than we read
    """Queue the reading of a project's repositories once its registration stands."""
    if event != Event.RECORD_REGISTERED or record.kind != Kind.PROJECT:
        return
    repositories = list(Repository.objects.filter(record=record, removed_at=None).values_list("id", flat=True))
    if repositories:
        transaction.on_commit(partial(observation_refresh, repositories=repositories), robust=True)


@receiver(step_taken, dispatch_uid="evidence.retest_asked")
def mended(case: Case, event: Event, **_more: Any) -> None:  # noqa: ANN401 -- likewise
    """An owner says a flaw is mended: fetch the repository, and let the next look say whether it is."""
    if case.subject_kind != WATCHED or event != Event.CASE_MOVED or case.state != CaseState.RETEST:
        return
    repository = str(case.evidence.get("repository", ""))
    if Repository.objects.filter(pk=repository, removed_at=None).exists():
        transaction.on_commit(partial(observation_refresh, repositories=[repository]), robust=True)
    risks_refresh()
