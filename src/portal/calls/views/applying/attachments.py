"""A file of an application, handed out as a download to those who may read it; others' readings are noted."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act, Scope
from portal.calls.models import Application, Attachment, AttachmentKind
from portal.calls.selectors.applications import application_visible
from portal.calls.services.attachments import attachment_read
from portal.errors import NotAllowed
from portal.house.uploads import sent_stored

APPLICANTS = frozenset({AttachmentKind.ANSWER, AttachmentKind.STAMPED, AttachmentKind.PAYMENT})
"""What the applicant's side reads; minutes and reports are the office's."""


@require_GET
@needs(Act.APPLICATION_VIEW)
def attachment(request: HttpRequest, application: str, attachment: str) -> HttpResponse:
    """The file."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = application_visible(acting, application)
    file = _readable(acting, found, attachment)
    attachment_read(attachment=file, by=acting)
    return sent_stored(file.sha256, media=file.media, name=f"{found.number or found.pk}-{file.pk}")


def _readable(acting: Acting, application: Application, ident: str) -> Attachment:
    file = application.attachments.filter(pk=ident, removed_at=None).first()
    official = acting.scope(Act.APPLICATION_VIEW) in {Scope.CITY, Scope.DISTRICT, Scope.ASSIGNED}
    if file is None or not (official or file.kind in APPLICANTS):
        raise NotAllowed(ident)
    return file
