"""How does an act enter the journal? After all before it, by turns, with the act itself or not at all."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from portal.journal.chain import SEALED, seal
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


def take_turn() -> None:
    """Wait until no other transaction may write the journal; from then on this one alone writes, until it ends.

    A service that locks rows or asks for the next free number calls this first: whoever locks in one order cannot deadlock.
    """
    _end_of_chain()


def record(
    *, event: Event, by: Actor, subject_kind: str, subject: str, reason: str = "", details: Mapping[str, Any] | None = None
) -> Entry:
    """Write one entry. Must be called inside the transaction of the act it tells of.

    details: JSON only; ids, hashes and {"field": [before, after]}, never a mailbox or a person's name.

    Raises:
        TransactionManagementError: no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        message = "journal.services.record must run inside the transaction of the act it tells of"
        raise transaction.TransactionManagementError(message)
    end = _end_of_chain()
    entry = Entry(
        sequence=end.sequence + 1,
        at=timezone.now(),
        event=Event(event).value,
        actor=by.actor_id,
        role=by.role_text,
        subject_kind=subject_kind,
        subject=subject,
        reason=reason.replace("\0", "")[:LONGEST_REASON],
        details=_plain(details or {}),
        previous=end.digest,
    )
    entry.digest = seal({name: getattr(entry, name) for name in SEALED})
    Entry.objects.bulk_create([entry])
    Head.objects.filter(id=1).update(sequence=entry.sequence, digest=entry.digest)
    return entry


def _end_of_chain() -> Head:
    """The newest entry, held until the transaction ends: whoever writes next waits, so the chain cannot fork."""
    held = Head.objects.select_for_update().filter(id=1).first()
    if held is None:
        Head.objects.get_or_create(id=1)
        held = Head.objects.select_for_update().get(id=1)
    return held


def _plain(details: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON gives it back from either database: no tuples, no NUL characters; floats would not come back the same everywhere."""
    read: dict[str, Any] = json.loads(json.dumps(details, ensure_ascii=False).replace("\\u0000", ""), parse_float=_refuse_float)
    return read


def _refuse_float(text: str) -> None:
    message = f"a journal entry holds no floats ({text}): they do not come back the same from every database"
    raise ValueError(message)
