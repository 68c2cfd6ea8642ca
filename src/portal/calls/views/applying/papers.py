"""The application as papers: Word, PDF, and the whole package."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act
from portal.calls.papers.declaration import declaration_paper
from portal.calls.papers.package import package
from portal.calls.selectors.applications import application_visible, is_applicant
from portal.calls.selectors.folder import Folder
from portal.calls.services.attachments import attachments_taken
from portal.house.documents import PDF, WORD, pdf, sent, word

ZIP = "application/zip"


def _opened(request: HttpRequest, application: str) -> tuple[Folder, bool]:
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = application_visible(acting, application)
    return Folder(found), is_applicant(acting, found)


@require_GET
@needs(Act.APPLICATION_VIEW)
def paper_word(request: HttpRequest, application: str) -> HttpResponse:
    """The 申报书, to be edited or printed."""
    folder, own = _opened(request, application)
    return sent(word(declaration_paper(folder, own=own)), f"申报书-{folder.application}", WORD)


@require_GET
@needs(Act.APPLICATION_VIEW)
def paper_pdf(request: HttpRequest, application: str) -> HttpResponse:
    """The same text, to be stamped."""
    folder, own = _opened(request, application)
    return sent(pdf(declaration_paper(folder, own=own)), f"申报书-{folder.application}", PDF)


@require_GET
@needs(Act.APPLICATION_VIEW)
def whole(request: HttpRequest, application: str) -> HttpResponse:
    """Word, PDF, stamped scan, attachments with their list, and the evidence, in one zip."""
    folder, own = _opened(request, application)
    made = package(folder, own=own)
    attachments_taken(application=folder.application, attachments=made.files, by=request.acting)  # type: ignore[attr-defined]
    return sent(made.content, f"申报材料-{folder.application}", ZIP, ending="zip")
