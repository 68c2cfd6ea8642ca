"""What is kept of looks at findings? Who looked at what; a list with how many rows, a file with its columns."""

from django.db import transaction

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.errors import NotAllowed
from portal.evidence.models import RiskFinding
from portal.evidence.selectors.licences import sees_findings
from portal.evidence.selectors.ownership import person_answering
from portal.journal.events import Event
from portal.journal.services import record
from portal.register.models import Record


@transaction.atomic
def finding_look(*, finding: RiskFinding, by: Acting) -> None:
    """Keep that somebody opened one.

    Raises:
        NotAllowed: it is not open to this person.
    """
    owner = finding.record
    if not by.reaches(Act.FINDING_VIEW, person_id=person_answering(owner, by), organisation_id=owner.organisation_id if owner else None):
        raise NotAllowed(Act.FINDING_VIEW)
    record(event=Event.FINDING_SEEN, by=by, subject_kind="finding", subject=str(finding.pk))


@transaction.atomic
def project_look(*, project: Record, rows: int, by: Acting) -> None:
    """Keep that somebody opened the findings of a project.

    Raises:
        NotAllowed: they are not open to this person.
    """
    if not sees_findings(by, project):
        raise NotAllowed(Act.FINDING_VIEW)
    record(event=Event.FINDING_SEEN, by=by, subject_kind="record", subject=project.pk, details={"place": "risks", "rows": rows})


@transaction.atomic
def inbox_look(*, rows: int, by: Acting) -> None:
    """Keep that somebody opened a list of findings.

    Raises:
        NotAllowed: findings are not open to this person.
    """
    if not by.may(Act.FINDING_VIEW):
        raise NotAllowed(Act.FINDING_VIEW)
    record(event=Event.FINDING_SEEN, by=by, subject_kind="risks", subject="inbox", details={"rows": rows})


@transaction.atomic
def findings_take(*, form: str, columns: list[str], rows: int, by: Acting) -> None:
    """Keep that findings were taken away, with columns and how many rows.

    Raises:
        NotAllowed: this person takes nothing away.
    """
    if not by.may(Act.FINDING_EXPORT):
        raise NotAllowed(Act.FINDING_EXPORT)
    details = {"form": form, "rows": rows, "columns": columns}
    record(event=Event.FINDINGS_EXPORTED, by=by, subject_kind="risks", subject="city", details=details)


@transaction.atomic
def project_take(*, project: Record, form: str, rows: int, by: Acting) -> None:
    """Keep that a project's components or statements were taken away as a file.

    Raises:
        NotAllowed: they are not open to this person.
    """
    if not sees_findings(by, project):
        raise NotAllowed(Act.FINDING_VIEW)
    details = {"form": form, "rows": rows}
    record(event=Event.FINDINGS_EXPORTED, by=by, subject_kind="record", subject=project.pk, details=details)
