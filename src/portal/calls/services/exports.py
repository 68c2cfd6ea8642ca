"""Which lists left the platform? Every export is journalled with what it held."""

from django.db import transaction

from portal.accounts.acting import Acting
from portal.calls.models import Call
from portal.journal.events import Event
from portal.journal.services import record


@transaction.atomic
def export_noted(*, call: Call, kind: str, rows: int, by: Acting) -> None:
    """Keep that a list of so many rows was handed out."""
    record(event=Event.CALL_EXPORTED, by=by, subject_kind="call", subject=call.pk, details={"kind": kind, "rows": rows})


@transaction.atomic
def ledger_noted(*, rows: int, by: Acting) -> None:
    """Keep that the ledger was handed out."""
    record(event=Event.CALL_EXPORTED, by=by, subject_kind="ledger", subject="awards", details={"kind": "ledger.xlsx", "rows": rows})
