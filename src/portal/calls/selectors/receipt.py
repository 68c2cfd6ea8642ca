"""What does a receipt say: which application came in, when, with which content, and what happens next?"""

from dataclasses import dataclass
from datetime import date, datetime

from portal.calls.models import ApplicationVersion
from portal.calls.selectors.folder import Folder
from portal.calls.selectors.versions import submitted_version
from portal.errors import NotAllowed
from portal.evidence.doors import said


@dataclass(frozen=True, slots=True)
class Receipt:
    """As printed."""

    number: str
    call: str
    title: str
    applicant: str
    submitted_at: datetime
    content_code: str
    version: ApplicationVersion
    step: str
    due_on: date | None


def applicant_of(folder: Folder) -> str:
    """Who applies."""
    application = folder.application
    if application.organisation:
        return application.organisation.name
    return application.person.name if application.person else ""


def receipt_of(folder: Folder) -> Receipt:
    """Of the newest submission.

    Raises:
        NotAllowed: it was never handed in, so there is no receipt.
    """
    application = folder.application
    version = submitted_version(application)
    if version is None or not application.number or not application.submitted_at:
        raise NotAllowed("receipt")
    return Receipt(
        number=application.number,
        call=said(application.call.name, application.call.name_en),
        title=application.title,
        applicant=applicant_of(folder),
        submitted_at=application.submitted_at,
        content_code=application.content_code,
        version=version,
        step=said(folder.step.shown, folder.step.shown_en),
        due_on=application.due_on,
    )
