"""推荐汇总表: the applications of one call as Excel and as Word, within the scope of the acting role."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act
from portal.calls.models import Call
from portal.calls.papers.summary import summary_paper, summary_rows, summary_workbook
from portal.calls.selectors.desk import call_for_desk, listed
from portal.calls.services.exports import export_noted
from portal.calls.views.desk.lists import asked_of
from portal.house.documents import WORD, WORKBOOK, sent, word


@require_GET
@needs(Act.CALL_EXPORT)
def workbook(request: HttpRequest, call: str) -> HttpResponse:
    """As Excel."""
    acting = request.acting  # type: ignore[attr-defined]
    found, rows = _rows(request, acting, call)
    export_noted(call=found, kind="summary.xlsx", rows=len(rows), by=acting)
    return sent(summary_workbook(found, rows), f"{found.pk}-summary", WORKBOOK)


@require_GET
@needs(Act.CALL_EXPORT)
def paper(request: HttpRequest, call: str) -> HttpResponse:
    """As Word, with room for the stamp."""
    acting = request.acting  # type: ignore[attr-defined]
    found, rows = _rows(request, acting, call)
    export_noted(call=found, kind="summary.docx", rows=len(rows), by=acting)
    return sent(word(summary_paper(found, rows, district=acting.district, on=timezone.localdate())), f"{found.pk}-summary", WORD)


def _rows(request: HttpRequest, acting: Acting, call: str) -> tuple[Call, list[dict[str, str]]]:
    found = call_for_desk(acting, call)
    return found, summary_rows(found, listed(acting, found, asked_of(request)))
