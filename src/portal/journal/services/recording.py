"""How does an act enter the journal? After all before it, by turns, with the act itself or not at all."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from portal.journal.chain import seal
from portal.journal.events import Event
from portal.journal.models import Entry, Head

LONGEST_REASON = 4_000


class Actor(Protocol):
    """Who acts, and as what: ``portal.accounts.acting.Acting``, or ``SYSTEM``."""

    @property
    def actor_id(self) -> str:
        """Person.id, or empty."""

    @property
    def role_text(self) -> str:
        """The acting role and where it is held."""


class _System:
    """The platform itself: jobs, clocks, imports from the command line."""

    actor_id = ""
    role_text = "system"


SYSTEM = _System()


def record(
    *, event: Event, by: Actor, subject_kind: str, subject: str, reason: str = "", details: Mapping[str, Any] | None = None
) -> Entry:
    """Write one entry. Must be called inside the transaction of the act it tells of.

    details: JSON only; ids, hashes and {"field": [before, after]}, never a mailbox or a person's name.

    Raises:
        TransactionManagementError: no transaction is open.
    """
    # a savepoint inside the act's own transaction; on its own it would outlive an act that fails
    if not transaction.get_connection().in_atomic_block:
        message = "journal.services.record must run inside the transaction of the act it tells of"
        raise transaction.TransactionManagementError(message)
    Head.objects.get_or_create(id=1)
    head = Head.objects.select_for_update().get(id=1)
    entry = Entry(
        sequence=head.sequence + 1,
        at=timezone.now(),
        event=event,
        actor=by.actor_id,
        role=by.role_text,
        subject_kind=subject_kind,
        subject=subject,
        reason=reason[:LONGEST_REASON],
        details=json.loads(json.dumps(details or {}, ensure_ascii=False)),
        previous=head.digest,
    )
    entry.digest = seal(
        {
            name: getattr(entry, name)
            for name in ("sequence", "at", "actor", "role", "subject_kind", "subject", "reason", "details", "previous", "algorithm")
        }
        | {"event": str(entry.event)}
    )
    Entry.objects.bulk_create([entry])
    Head.objects.filter(id=1).update(sequence=entry.sequence, digest=entry.digest)
    return entry
