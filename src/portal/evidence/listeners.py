"""What does the register announce that evidence acts on? A project that was registered is read, and the observation made anew."""

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from portal.evidence.services.jobs import observation_refresh
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
