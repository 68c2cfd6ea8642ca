"""The list in force, with what it can be recomputed from."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.calls.forms.notices import ResultForm
from portal.calls.papers.result import result_paper
from portal.calls.selectors.notices import notice_visible, result_due
from portal.calls.selectors.results import result_lines, result_of, runs_of
from portal.calls.services.results import result_publish
from portal.errors import Invalid
from portal.evidence.doors import said
from portal.house.documents import PDF, WORD, pdf, sent, word


@require_GET
def result(request: HttpRequest, notice: int) -> HttpResponse:
    """One result."""
    found = result_of(notice)
    call = found.notice.call
    context = {
        "result": found,
        "notice": found.notice,
        "lines": result_lines(found),
        "runs": runs_of(found),
        "version": call.version,
        "call_name": said(call.name, call.name_en),
        "crumbs": [
            (_("首页"), "/"),
            (_("公示"), reverse("calls:notices")),
            (said(call.name, call.name_en), reverse("calls:notice", args=[found.notice_id])),
            (_("结果"), ""),
        ],
    }
    return render(request, "calls/notices/result.html", context)


@require_GET
def result_pdf(_request: HttpRequest, notice: int) -> HttpResponse:
    """The result as PDF."""
    return sent(pdf(result_paper(result_of(notice))), f"结果-{notice}", PDF)


@require_GET
def result_word(_request: HttpRequest, notice: int) -> HttpResponse:
    """The result as Word."""
    return sent(word(result_paper(result_of(notice))), f"结果-{notice}", WORD)


@require_http_methods(["GET", "POST"])
@needs(Act.NOTICE_PUBLISH)
def publish(request: HttpRequest, notice: int) -> HttpResponse:
    """Put the list in force."""
    acting = request.acting  # type: ignore[attr-defined]
    found = notice_visible(acting, notice)
    form = ResultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            result_publish(notice=found, by=acting, text=form.cleaned_data["text"])
        except Invalid as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("结果已发布。"))
            return redirect("calls:result", found.pk)
    back = reverse("calls:notice", args=[found.pk])
    context = {
        "title": _("发布结果"),
        "form": form,
        "sentences": [_("发布后，名单上的申报即生效：列入名录，或转入拨付。这一步不能撤销。")] if result_due(found) else [],
        "action": _("发布结果"),
        "cancel": back,
        "crumbs": [(_("首页"), "/"), (_("公示"), reverse("calls:notices")), (found.title, back), (_("发布结果"), "")],
    }
    return render(request, "house/confirm.html", context)
