"""Acts on one application: moving it, stamping it, undoing a move."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.calls.forms.desk import MoveForm, StampForm
from portal.calls.programmes import programme_of
from portal.calls.selectors.applications import application_visible
from portal.calls.services.approvals import approval_ask
from portal.calls.services.awards import APPROVAL
from portal.calls.services.desk import application_hand_up, stamp_add
from portal.calls.services.freezing import FROZEN, application_accept
from portal.calls.services.moves import application_move, may_move, open_ends, undoable
from portal.calls.steps import NEEDS_REASON
from portal.calls.views.desk.acts import moved_by_hand
from portal.calls.views.desk.checks import way
from portal.errors import Invalid, NotAllowed
from portal.evidence.doors import said


@require_http_methods(["GET", "POST"])
@needs(Act.APPLICATION_VIEW)
def move(request: HttpRequest, application: str, to: str) -> HttpResponse:
    """Move it on, with what the applicant must know."""
    acting = request.acting  # type: ignore[attr-defined]
    found = application_visible(acting, application)
    programme = programme_of(found.call.version)
    here = programme.step(found.step)
    if to not in open_ends(programme, found) or not may_move(acting, found, here, to) or not moved_by_hand(here.id, to):
        raise NotAllowed(Act.CALL_RUN)
    form = MoveForm(request.POST or None, needs_reason=to in NEEDS_REASON, form=programme.form if to == "returned" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            if to == FROZEN:
                application_accept(application=found, by=acting, reason=reason)
            elif to == APPROVAL:
                approval_ask(application=found, by=acting, reason=reason)
            elif here.id == "district_check" and to not in NEEDS_REASON:
                application_hand_up(application=found, by=acting, reason=reason)
            else:
                application_move(application=found, to=to, by=acting, reason=reason, fields=form.told)
        except Invalid as error:
            for name, problem in error.problems.items():
                form.add_error(name if name in form.fields else None, str(problem))
        else:
            found.refresh_from_db()
            messages.success(request, _("已办理，可以在 10 分钟内撤销。") if undoable(found, acting) else _("已办理。"))
            return redirect("calls:application", found.pk)
    target = programme.step(to)
    shown = {
        "application": found,
        "form": form,
        "here": here,
        "target": target,
        "to": said(target.staff, target.staff_en),
        "crumbs": way(found),
    }
    return render(request, "calls/desk/move.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Act.APPLICATION_CHECK)
def stamp(request: HttpRequest, application: str) -> HttpResponse:
    """Upload the stamped scan of exactly this content."""
    acting = request.acting  # type: ignore[attr-defined]
    found = application_visible(acting, application)
    acting.prove(Act.APPLICATION_CHECK, district=found.district)
    form = StampForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            stamp_add(application=found, code=form.cleaned_data["code"], scan=form.cleaned_data["scan"], by=acting)
        except Invalid as error:
            for name, problem in error.problems.items():
                form.add_error(name if name in form.fields else None, str(problem))
        else:
            messages.success(request, _("盖章扫描件已保存，内容码一致。"))
            return redirect("calls:application", found.pk)
    return render(request, "calls/desk/stamp.html", {"application": found, "form": form, "crumbs": way(found)})
