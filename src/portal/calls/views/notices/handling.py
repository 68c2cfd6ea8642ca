"""The handlers' side of an objection: taking it up, looking into it, answering it. Each look at who objects is journalled."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.calls.forms.notices import OBJECTOR, AnswerForm, FindingsForm, RefuseForm
from portal.calls.models import Objection, ObjectionState
from portal.calls.papers.objection import answer_paper as paper_of_answer
from portal.calls.papers.objection import register_paper
from portal.calls.selectors.objections import objection_handled, objections_handled
from portal.calls.services.objections import (
    COPIED,
    objection_admit,
    objection_answer,
    objection_compare,
    objection_find,
    objection_refuse,
    objector_open,
)
from portal.calls.views.desk.lists import crumbs
from portal.errors import Invalid, NotAllowed
from portal.evidence.doors import said
from portal.evidence.selectors.provenance import provenance_of, provenance_summary
from portal.evidence.views.provenance import provenance_page
from portal.house.documents import WORD, sent, word
from portal.house.uploads import sent_stored

PER_PAGE = 30


@require_GET
@needs(Act.OBJECTION_HANDLE)
def objections(request: HttpRequest) -> HttpResponse:
    """Open ones first, the most urgent at the top."""
    page = Paginator(objections_handled(request.acting), PER_PAGE).get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    context = {"page": page, "today": timezone.localdate(), "crumbs": crumbs((_("异议"), ""))}
    return render(request, "calls/notices/objections.html", context)


@require_GET
@needs(Act.OBJECTION_HANDLE)
def objection(request: HttpRequest, receipt: str) -> HttpResponse:
    """One of them, without the objector."""
    return _page(request, objection_handled(request.acting, receipt))  # type: ignore[attr-defined]


def _page(request: HttpRequest, found: Objection, objector: dict[str, str] | None = None) -> HttpResponse:
    reports = [report for key in found.provenance.get("keys", ()) if (report := provenance_of(key))]
    context = {
        "objection": found,
        "call_name": said(found.notice.call.name, found.notice.call.name_en),
        "files": list(found.attachments.filter(removed_at=None)),
        "objector": [(OBJECTOR[key], value) for key, value in objector.items() if key in OBJECTOR] if objector is not None else None,
        "asked": objector is not None,
        "received": found.state == ObjectionState.RECEIVED,
        "looking": found.state in {ObjectionState.ADMITTED, ObjectionState.INVESTIGATED},
        "answerable": found.state == ObjectionState.INVESTIGATED,
        "comparable": bool(found.application and found.application.record_id and found.grounds == COPIED),
        "reports": [(report, [said(text.zh, text.en) for text in provenance_summary(report)]) for report in reports],
        "today": timezone.localdate(),
        "crumbs": _way(),
    }
    response = render(request, "calls/notices/objection.html", context)
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _way(found: Objection | None = None) -> list[tuple[str, str]]:
    here = [(_("办理"), reverse("calls:objection", args=[found.pk]))] if found else []
    return crumbs((_("异议"), reverse("calls:objections")), *here)


@require_POST
@needs(Act.OBJECTION_HANDLE)
def objector(request: HttpRequest, receipt: str) -> HttpResponse:
    """Who objects, once, and noted."""
    acting = request.acting  # type: ignore[attr-defined]
    found = objection_handled(acting, receipt)
    return _page(request, found, objector_open(objection=found, by=acting))


@require_POST
@needs(Act.OBJECTION_HANDLE)
def admit(request: HttpRequest, receipt: str) -> HttpResponse:
    """Take it up."""
    acting = request.acting  # type: ignore[attr-defined]
    objection_admit(objection=objection_handled(acting, receipt), by=acting)
    messages.success(request, _("已受理，已请被异议方说明。"))
    return redirect("calls:objection", receipt)


@require_http_methods(["GET", "POST"])
@needs(Act.OBJECTION_HANDLE)
def refuse(request: HttpRequest, receipt: str) -> HttpResponse:
    """Do not take it up."""
    acting = request.acting  # type: ignore[attr-defined]
    found = objection_handled(acting, receipt)
    form = RefuseForm(request.POST or None)
    return _entered(
        request, found, form, _("不予受理"), lambda: objection_refuse(objection=found, reason=form.cleaned_data["reason"], by=acting)
    )


@require_http_methods(["GET", "POST"])
@needs(Act.OBJECTION_HANDLE)
def find(request: HttpRequest, receipt: str) -> HttpResponse:
    """Write down what was found."""
    acting = request.acting  # type: ignore[attr-defined]
    found = objection_handled(acting, receipt)
    form = FindingsForm(request.POST or None, initial={"findings": found.findings, "opinion": found.opinion})

    def enter() -> Objection:
        return objection_find(objection=found, findings=form.cleaned_data["findings"], opinion=form.cleaned_data["opinion"], by=acting)

    return _entered(request, found, form, _("填写核查情况"), enter)


@require_http_methods(["GET", "POST"])
@needs(Act.OBJECTION_HANDLE)
def answer(request: HttpRequest, receipt: str) -> HttpResponse:
    """Answer it."""
    acting = request.acting  # type: ignore[attr-defined]
    found = objection_handled(acting, receipt)
    form = AnswerForm(request.POST or None, whole=found.application_id is None, head=acting.may(Act.LIST_DECIDE))

    def enter() -> Objection:
        data = form.cleaned_data
        return objection_answer(
            objection=found, outcome=data["outcome"], answer=data["answer"], public_answer=data["public_answer"], by=acting
        )

    return _entered(request, found, form, _("答复异议"), enter)


def _entered(request: HttpRequest, found: Objection, form: forms.Form, title: str, enter: Callable[[], Objection]) -> HttpResponse:
    """A form of one act; what the act refuses stands beside its field."""
    if request.method == "POST" and form.is_valid():
        try:
            enter()
        except Invalid as error:
            for name, problem in error.problems.items():
                form.add_error(name if name in form.fields else None, str(problem))
        else:
            messages.success(request, _("已办理。"))
            return redirect("calls:objection", found.pk)
    context: dict[str, Any] = {"objection": found, "form": form, "title": title, "crumbs": [*_way(found), (title, "")]}
    return render(request, "calls/notices/objection_act.html", context)


@require_POST
@needs(Act.OBJECTION_HANDLE)
def compare(request: HttpRequest, receipt: str) -> HttpResponse:
    """Ask where the code was seen first."""
    acting = request.acting  # type: ignore[attr-defined]
    found = objection_handled(acting, receipt)
    try:
        asked = objection_compare(objection=found, by=acting)
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("calls:objection", receipt)
    return redirect("calls:objection_provenance", receipt, asked[0].key)


@require_GET
@needs(Act.OBJECTION_HANDLE)
def provenance(request: HttpRequest, receipt: str, key: str) -> HttpResponse:
    """The report, for the handlers."""
    found = objection_handled(request.acting, receipt)  # type: ignore[attr-defined]
    report = provenance_of(key) if key in found.provenance.get("keys", ()) else None
    if report is None:
        raise NotAllowed(Act.OBJECTION_HANDLE)
    return provenance_page(request, report, crumbs=[*_way(found), (_("来源比对"), "")])


@require_GET
@needs(Act.OBJECTION_HANDLE)
def file(request: HttpRequest, receipt: str, attachment: str) -> HttpResponse:
    """What the objector attached."""
    found = objection_handled(request.acting, receipt)  # type: ignore[attr-defined]
    kept = found.attachments.filter(pk=attachment, removed_at=None).first()
    if kept is None:
        raise NotAllowed(Act.OBJECTION_HANDLE)
    return sent_stored(kept.sha256, media=kept.media, name=f"异议材料-{kept.pk}")


@require_GET
@needs(Act.OBJECTION_HANDLE)
def answer_paper(request: HttpRequest, receipt: str) -> HttpResponse:
    """The answer, to be stamped and sent."""
    found = objection_handled(request.acting, receipt)  # type: ignore[attr-defined]
    if not found.answer:
        raise NotAllowed(Act.OBJECTION_HANDLE)
    return sent(word(paper_of_answer(found)), f"异议答复-{found.notice_id}", WORD)


@require_GET
@needs(Act.OBJECTION_HANDLE)
def register(request: HttpRequest) -> HttpResponse:
    """The register of objections, without objectors."""
    return sent(word(register_paper(list(objections_handled(request.acting)[:500]))), "异议登记表", WORD)  # type: ignore[attr-defined]
