"""Does whoever registered a project still answer for it? Where it belongs to an organisation: for as long as they act there."""

from django.db.models import Q

from portal.accounts.acting import Acting
from portal.register.models import Record


def person_answering(record: Record | None, acting: Acting) -> str | None:
    """The person as whose own a project's findings count for ``acting``; the name stays on the record when somebody leaves."""
    if record is None or (record.organisation_id and record.organisation_id != acting.organisation_id):
        return None
    return record.person_id


def own(acting: Acting, prefix: str = "") -> Q:
    """The same of rows. ``prefix``: where the project stands from there, ``record__``."""
    if acting.person is None:
        return Q(pk__in=())
    free = Q(**{f"{prefix}organisation": None}) | Q(**{f"{prefix}organisation": acting.organisation_id})
    return free & Q(**{f"{prefix}person": acting.actor_id})
