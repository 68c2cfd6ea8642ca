"""How does the journal leave the house? Whole, verified on the way, and itself an entry."""

from pathlib import Path

from django.db import transaction

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.errors import NotAllowed
from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.verification import Report, export


def journal_export(*, by: Acting, path: Path, purpose: str) -> Report:
    """Write the journal to ``path``.

    Raises:
        NotAllowed: the acting role may not carry the journal away.
    """
    if by.scope(Act.JOURNAL_EXPORT) is not Scope.CITY:
        raise NotAllowed(Act.JOURNAL_EXPORT)
    report = export(path)
    with transaction.atomic():
        record(
            event=Event.JOURNAL_EXPORTED, by=by, subject_kind="journal", subject=str(report.entries), reason=purpose,
            details={"entries": report.entries, "head": report.head},
        )  # fmt: skip
    return report
