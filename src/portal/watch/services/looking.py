"""What is kept of looks at findings that are not about one project? What was looked for, and how many answers there were."""

from django.db import transaction

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.errors import NotAllowed
from portal.journal.events import Event
from portal.journal.services import record


@transaction.atomic
def search_look(*, text: str, by_path: bool, found: int, by: Acting) -> None:
    """Keep a search.

    Raises:
        NotAllowed: findings are not open to this person.
    """
    _prove(by)
    details = {"text": text[:100], "by": "path" if by_path else "licence", "found": found}
    record(event=Event.FINDING_SEEN, by=by, subject_kind="licences", subject="search", details=details)


@transaction.atomic
def list_look(*, what: str, rows: int, by: Acting) -> None:
    """Keep that a list of named projects was opened.

    Raises:
        NotAllowed: findings are not open to this person.
    """
    _prove(by)
    record(event=Event.FINDING_SEEN, by=by, subject_kind="licences", subject=what, details={"rows": rows})


@transaction.atomic
def list_take(*, form: str, columns: list[str], rows: int, by: Acting) -> None:
    """Keep that a list was taken away, with its columns and how many rows.

    Raises:
        NotAllowed: this person takes nothing away.
    """
    if not by.may(Act.FINDING_EXPORT):
        raise NotAllowed(Act.FINDING_EXPORT)
    details = {"form": form, "rows": rows, "columns": columns}
    record(event=Event.FINDINGS_EXPORTED, by=by, subject_kind="licences", subject="city", details=details)


def _prove(by: Acting) -> None:
    if not by.may(Act.FINDING_VIEW):
        raise NotAllowed(Act.FINDING_VIEW)
