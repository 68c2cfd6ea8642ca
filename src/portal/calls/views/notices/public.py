"""What everybody reads: the notices, and one of them with its countdown, its objections' answers and its papers."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.accounts.roles import Act
from portal.calls.forms.notices import ReceiptForm
from portal.calls.models import Notice, NoticeState
from portal.calls.papers.notice import notice_dates, notice_paper, sentences
from portal.calls.selectors.notices import (
    has_result,
    lines_shown,
    list_readable,
    notice_visible,
    notices_public,
    result_due,
    rules_of,
    takes_objections,
    working_days_left,
)
from portal.calls.selectors.objections import answers_public
from portal.calls.services.notices import withdrawable
from portal.errors import NotAllowed
from portal.evidence.doors import said
from portal.house.documents import PDF, WORD, pdf, sent, word
from portal.register.moves import UNDO_WITHIN

PER_PAGE = 30


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """Those that run, the one that ends first at the top; then the past."""
    today = timezone.localdate()
    running = list(notices_public().filter(state=NoticeState.PUBLISHED, ends_on__gte=today).order_by("ends_on", "pk"))
    past = notices_public().exclude(pk__in=[one.pk for one in running]).exclude(state=NoticeState.WITHDRAWN)
    page = Paginator(past, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "running": [(one, working_days_left(one, today)) for one in running],
        "page": page,
        "past": [(one, takes_objections(one, today)) for one in page],
        "receipt_form": ReceiptForm(),
        "crumbs": [(_("首页"), "/"), (_("公示"), "")],
    }
    return render(request, "calls/notices/notices.html", context)


@require_GET
def notice(request: HttpRequest, notice: int) -> HttpResponse:
    """One notice."""
    found = notice_visible(request.acting, notice)  # type: ignore[attr-defined]
    return render(request, "calls/notices/notice.html", shown_of(request, found))


def shown_of(request: HttpRequest, found: Notice) -> dict[str, Any]:
    """All that the page of a notice shows this reader."""
    acting, today = request.acting, timezone.localdate()  # type: ignore[attr-defined]
    newer = found.replaced_by.filter(state__in=(NoticeState.PUBLISHED, NoticeState.ENDED, NoticeState.REPLACED)).first()
    readable, dates = list_readable(found, acting), notice_dates(found)
    return {
        "notice": found,
        "title": found.title,
        "lines": lines_shown(found) if readable else [],
        "readable": readable,
        "dates": dates,
        "sentences": sentences(rules_of(found.call), dates),
        "rules": rules_of(found.call),
        "left": working_days_left(found, today),
        "running": found.state == NoticeState.PUBLISHED and bool(found.ends_on and found.ends_on >= today),
        "objectable": takes_objections(found, today),
        "answers": answers_public(found),
        "newer": newer,
        "result": found.result if has_result(found) else None,
        "publishes": result_due(found) and acting.may(Act.NOTICE_PUBLISH),
        "undo_until": found.published_at + UNDO_WITHIN if found.published_at and withdrawable(found, acting) else None,
        "call_name": said(found.call.name, found.call.name_en),
        "crumbs": [(_("首页"), "/"), (_("公示"), reverse("calls:notices")), (said(found.call.name, found.call.name_en), "")],
    }


@require_GET
def notice_pdf(request: HttpRequest, notice: int) -> HttpResponse:
    """The notice as PDF."""
    return sent(pdf(_paper(request, notice)), f"公示-{notice}", PDF)


@require_GET
def notice_word(request: HttpRequest, notice: int) -> HttpResponse:
    """The notice as Word: the same text."""
    return sent(word(_paper(request, notice)), f"公示-{notice}", WORD)


def _paper(request: HttpRequest, ident: int) -> Any:  # noqa: ANN401 -- a Paper
    found = notice_visible(request.acting, ident)  # type: ignore[attr-defined]
    if not list_readable(found, request.acting):  # type: ignore[attr-defined]
        raise NotAllowed(Act.CALL_RUN)
    return notice_paper(found, notice_dates(found))
