"""Handing in, taking back, answering contradictions, and the receipt."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act
from portal.calls.forms.applying import ClarifyForm, SubmitForm, WithdrawForm
from portal.calls.selectors.applications import application_visible, is_applicant
from portal.calls.selectors.contradictions import Contradiction, contest_of, contradictions
from portal.calls.selectors.folder import Folder
from portal.calls.selectors.receipt import receipt_of
from portal.calls.services.clarifications import clarification_answer, clarification_drop
from portal.calls.services.submission import application_submit, application_withdraw, obstacles, submission_undo, submission_undoable
from portal.calls.views.applying.answers import own_folder
from portal.calls.views.applying.shown import crumbs_of, eligibility
from portal.errors import Invalid, NotAllowed
from portal.evidence.doors import said
from portal.register.moves import UNDO_WITHIN
from xingtu.policy.form import Fault

BAD_REQUEST = 400


@needs(Act.APPLICATION_EDIT)
def submit(request: HttpRequest, application: str) -> HttpResponse:
    """What still stands in the way; when nothing does, the button."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    folder = own_folder(request, application)
    if not folder.editable:
        return redirect("calls:application", application)
    form = SubmitForm(request.POST or None, initial={"version": folder.application.version, "code": folder.content_code()})
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            application_submit(application=folder.application, version=given["version"], by=acting, content_code=given["code"])
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            return redirect("calls:receipt", application)
    standing = obstacles(folder)
    context = {
        "application": folder.application,
        "form": form,
        "obstacles": standing,
        "missing": [(_named(folder, fault), _reason(folder, fault), _way_to(folder, fault)) for fault in standing.faults],
        "rules": eligibility(folder),
        "content_code": folder.content_code(),
        "again": folder.application.step == "returned",
        "crumbs": crumbs_of(request, folder, _("提交")),
    }
    return render(request, "calls/applying/submit.html", context, status=BAD_REQUEST if form.errors else 200)


def _named(folder: Folder, fault: Fault) -> str:
    name, _dot, column = fault.field.partition(".")
    field = next((field for field in folder.form.fields if field.id == name), None)
    if field is None:
        return name
    label = said(field.label, field.label_en)
    if fault.row is None:
        return label
    cell = next((said(one.label, one.label_en) for one in field.columns if one.id == column), "")
    return _("%(table)s第 %(n)d 行“%(cell)s”") % {"table": label, "n": fault.row, "cell": cell}


def _reason(folder: Folder, fault: Fault) -> str:
    """What is wrong; what the platform has filled in wants only to be read and saved."""
    if fault.field in folder.fills and fault.field not in folder.application.answers:
        return _("已替您填好，请打开核对后保存。")
    return said(fault.reason, fault.reason_en)


def _way_to(folder: Folder, fault: Fault) -> str:
    name = fault.field.partition(".")[0]
    section = next((one.id for one in folder.form.sections for field in one.fields if field.id == name), folder.form.sections[0].id)
    return f"{reverse('calls:edit', args=[folder.application.pk, section])}?check#q.{name}"


@needs(Act.APPLICATION_EDIT)
def withdraw(request: HttpRequest, application: str) -> HttpResponse:
    """Take it back for good, after a page that says what that means."""
    folder = own_folder(request, application)
    form = WithdrawForm(request.POST or None)
    draft = folder.application.step == "draft"
    if request.method == "POST" and form.is_valid():
        application_withdraw(application=folder.application, by=request.acting, reason=form.cleaned_data["reason"])  # type: ignore[attr-defined]
        messages.success(request, _("已放弃这份草稿。") if draft else _("已撤回。"))
        return redirect("calls:application", application)
    sentences = (
        [_("放弃之后不能恢复；内容和附件不再显示在待办里。")]
        if draft
        else [_("撤回后本次征集按没有申报处理；截止之前可以重新申报。"), _("撤回后 10 分钟内可以撤销。")]
    )
    context = {
        "title": _("放弃草稿") if draft else _("撤回申报"),
        "sentences": sentences,
        "action": _("确认放弃") if draft else _("确认撤回"),
        "cancel": reverse("calls:application", args=[application]),
        "tone": "danger",
        "form": form,
        "crumbs": crumbs_of(request, folder, _("撤回申报")),
    }
    return render(request, "house/confirm.html", context)


@require_POST
@needs(Act.APPLICATION_VIEW)
def undo(request: HttpRequest, application: str) -> HttpResponse:
    """Take back one's own last act; officials come here too."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    submission_undo(application=application_visible(acting, application), by=acting)
    messages.success(request, _("已撤销，回到办理之前的状态。"))
    return redirect("calls:application", application)


@require_GET
@needs(Act.APPLICATION_VIEW)
def receipt(request: HttpRequest, application: str) -> HttpResponse:
    """Number, time, content code; to be printed."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    folder = Folder(application_visible(acting, application))
    undoable = submission_undoable(folder.application, acting)
    context = {
        "application": folder.application,
        "receipt": receipt_of(folder),
        "undo_until": undoable.at + UNDO_WITHIN if undoable else None,
        "own": is_applicant(acting, folder.application),
        "crumbs": crumbs_of(request, folder, _("回执")),
    }
    return render(request, "calls/applying/receipt.html", context)


@needs(Act.APPLICATION_EDIT)
def clarify(request: HttpRequest, application: str) -> HttpResponse:
    """Every contradiction with room for an answer; with ``about`` the one measured fact that is contested."""
    folder = own_folder(request, application)
    listed = _listed(request, folder)
    about = request.POST.get("about", "")
    form = ClarifyForm(request.POST) if request.method == "POST" else None
    if request.method == "POST" and form is not None:
        chosen = next((one for one in listed if one.about == about), None)
        if chosen is None:
            raise NotAllowed(about)
        if request.POST.get("do") == "drop":
            clarification_drop(application=folder.application, about=about, by=request.acting)  # type: ignore[attr-defined]
            return redirect("calls:clarify", application)
        if form.is_valid():
            try:
                clarification_answer(
                    application=folder.application,
                    contradiction=chosen,
                    answer=form.cleaned_data["answer"],
                    by=request.acting,  # type: ignore[attr-defined]
                )
            except Invalid as error:
                form.add_error("answer", "；".join(str(problem) for problem in error.problems.values()))
            else:
                messages.success(request, _("已记下您的说明。"))
                return redirect("calls:clarify", application)
    rows = [(one, form if form is not None and one.about == about else _blank(one)) for one in listed]
    context = {
        "application": folder.application,
        "rows": rows,
        "open": sum(not one.answered for one in listed),
        "crumbs": crumbs_of(request, folder, _("矛盾与澄清")),
    }
    return render(request, "calls/applying/clarify.html", context, status=BAD_REQUEST if form is not None and form.errors else 200)


def _listed(request: HttpRequest, folder: Folder) -> list[Contradiction]:
    found = contradictions(folder)
    wished = request.POST.get("about") or request.GET.get("about", "")
    asked = next((field for field in folder.form.fields if f"fact:{field.id}" == wished and field.id in folder.fills), None)
    if asked is not None and folder.fills[asked.id].measured and wished not in {one.about for one in found}:
        return [contest_of(folder, asked), *found]
    return found


def _blank(one: Contradiction) -> ClarifyForm:
    given = one.clarification.answer if one.clarification else ""
    return ClarifyForm(initial={"answer": given}, auto_id=f"{one.about.replace(':', '-')}-%s")
