"""What is kept of who looked at findings of a named project, and who took them away? Every look, the owners' too."""

from django.db import transaction

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.evidence.selectors.ownership import person_answering
from portal.journal.events import Event
from portal.journal.services import record
from portal.register.models import Record


@transaction.atomic
def findings_look(*, project: Record, by: Acting, place: str = "") -> None:
    """Keep that somebody has opened the findings of a project. ``place``: what of them, if not the first page.

    Raises:
        NotAllowed: they are not open to this person.
    """
    by.prove(Act.FINDING_VIEW, person_id=person_answering(project, by), organisation_id=project.organisation_id)
    details = {"place": place[:200]} if place else {}
    record(event=Event.FINDING_SEEN, by=by, subject_kind="record", subject=project.pk, details=details)


@transaction.atomic
def findings_take(*, project: Record, by: Acting, form: str, scan: str) -> None:
    """Keep that somebody has taken a report away.

    Raises:
        NotAllowed: the findings are not open to this person.
    """
    by.prove(Act.FINDING_VIEW, person_id=person_answering(project, by), organisation_id=project.organisation_id)
    record(event=Event.FINDINGS_EXPORTED, by=by, subject_kind="record", subject=project.pk, details={"form": form, "evidence": scan})
