"""The office's side of a notice: draft, masked preview, confirmation, publication, and taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.calls.forms.notices import NoticeForm
from portal.calls.models import Notice, Objection
from portal.calls.papers.notice import leaks, sentences
from portal.calls.programmes import programme_of
from portal.calls.selectors.desk import call_for_desk
from portal.calls.selectors.notices import (
    UNSETTLED,
    applications_ready,
    dates_of,
    digest_of,
    draft_of,
    lines_shown,
    notice_visible,
    rules_of,
)
from portal.calls.services.notices import notice_confirm, notice_discard, notice_draft, notice_publish, notice_withdraw
from portal.calls.views.desk.lists import crumbs
from portal.errors import Invalid, NotAllowed
from portal.evidence.doors import said


@require_http_methods(["GET", "POST"])
@needs(Act.SCORES_VIEW)
def draft(request: HttpRequest, call: str) -> HttpResponse:
    """What is ready, what was published, and the texts of the draft."""
    acting = request.acting  # type: ignore[attr-defined]
    found = call_for_desk(acting, call)
    rules, made = rules_of(found), draft_of(found)
    given = {"title": made.title, "introduction": made.introduction} if made else None
    form = NoticeForm(request.POST if request.method == "POST" and "title" in request.POST else None, initial=given)
    if request.method == "POST" and (made is None or form.is_valid()):
        texts = form.cleaned_data if made else {}
        notice_draft(call=found, by=acting, title=texts.get("title", ""), introduction=texts.get("introduction", ""))
        return redirect("calls:notice_preview" if made else "calls:notice_draft", found.pk)
    context = {
        "call": found,
        "rules": rules,
        "ready": applications_ready(found),
        "draft": made,
        "form": form,
        "runs": acting.may(Act.CALL_RUN),
        "handles": acting.may(Act.OBJECTION_HANDLE),
        "open": Objection.objects.filter(notice__call=found, state__in=UNSETTLED).count(),
        "ranking": programme_of(found.version).entry == "ranking",
        "published": list(found.notices.exclude(published_at=None)),
        "dates": dates_of(rules, timezone.localdate()),
        "shortlisted": found.applications.filter(step="shortlist").count(),
        "crumbs": crumbs((said(found.name, found.name_en), f"/desk/{found.pk}/"), (_("公示"), "")),
    }
    return render(request, "calls/notices/draft.html", context)


@require_GET
@needs(Act.CALL_RUN)
def preview(request: HttpRequest, call: str) -> HttpResponse:
    """Exactly what would be published today, and what must not be in it."""
    acting = request.acting  # type: ignore[attr-defined]
    found = call_for_desk(acting, call)
    made = _made(request, call)
    dates = dates_of(rules_of(found), timezone.localdate())
    digest = digest_of(made, dates)
    context = {
        "call": found,
        "notice": made,
        "lines": lines_shown(made),
        "dates": dates,
        "sentences": sentences(rules_of(found), dates),
        "leaks": leaks(made, dates),
        "digest": digest,
        "confirmed": made.confirmed_digest == digest,
        "publishes": acting.may(Act.NOTICE_PUBLISH),
        "crumbs": crumbs(
            (said(found.name, found.name_en), f"/desk/{found.pk}/"), (_("公示"), f"/desk/{found.pk}/notice/"), (_("预览"), "")
        ),
    }
    return render(request, "calls/notices/preview.html", context)


@require_POST
@needs(Act.NOTICE_PUBLISH)
def confirm(request: HttpRequest, call: str) -> HttpResponse:
    """The head has seen exactly this."""
    try:
        notice_confirm(notice=_made(request, call), digest=request.POST.get("digest", ""), by=request.acting)  # type: ignore[attr-defined]
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已确认，可以发布。"))
    return redirect("calls:notice_preview", call)


@require_POST
@needs(Act.NOTICE_PUBLISH)
def publish(request: HttpRequest, call: str) -> HttpResponse:
    """Publish what was confirmed."""
    try:
        made = notice_publish(notice=_made(request, call), by=request.acting)  # type: ignore[attr-defined]
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("calls:notice_preview", call)
    messages.success(request, _("已发布公示。没有人提出异议的，10 分钟内可以撤下。"))
    return redirect("calls:notice", made.pk)


@require_POST
@needs(Act.CALL_RUN)
def discard(request: HttpRequest, call: str) -> HttpResponse:
    """Throw the draft away."""
    notice_discard(notice=_made(request, call), by=request.acting)  # type: ignore[attr-defined]
    messages.success(request, _("草稿已删除。"))
    return redirect("calls:notice_draft", call)


@require_POST
@needs(Act.NOTICE_PUBLISH)
def withdraw(request: HttpRequest, notice: int) -> HttpResponse:
    """Take the publication of the last ten minutes back."""
    acting = request.acting  # type: ignore[attr-defined]
    found = notice_withdraw(notice=notice_visible(acting, notice), by=acting)
    messages.success(request, _("公示已撤下，各申报回到公示前的状态。"))
    return redirect("calls:notice_draft", found.call_id)


def _made(request: HttpRequest, call: str) -> Notice:
    made = draft_of(call_for_desk(request.acting, call))  # type: ignore[attr-defined]
    if made is None:
        raise NotAllowed(Act.CALL_RUN)
    return made
