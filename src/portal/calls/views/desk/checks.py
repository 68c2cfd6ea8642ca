"""What the rules and the evidence say of one application, and how the desk settles what they cannot."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act
from portal.calls.forms.desk import DecideForm, ResolveForm
from portal.calls.models import Application, Check, Clarification, Outcome
from portal.calls.selectors.applications import application_visible, is_applicant
from portal.calls.selectors.evidence import evidence_lines
from portal.calls.services.checks import check_resolve, checks_judge, checks_refresh, clarification_decide, desk_act
from portal.calls.services.desk import application_look
from portal.calls.steps import DISTRICT_CHECK, OVER, PRIVATE
from portal.calls.tabs import tabs
from portal.evidence.doors import said


@require_GET
@needs(Act.APPLICATION_VIEW)
def checks(request: HttpRequest, application: str) -> HttpResponse:
    """Rules with their answers, numbers with their doors, contradictions with their clarifications."""
    acting = request.acting  # type: ignore[attr-defined]
    found = application_visible(acting, application)
    application_look(application=found, by=acting)
    checks_refresh(found)
    rows = list(found.checks.all())
    desk = may_settle(acting, found)
    shown = {
        "application": found,
        "tabs": tabs(found, acting, "calls:checks"),
        "checks": [(check, said(check.condition, check.condition_en), said(check.reason, check.reason_en)) for check in rows],
        "failed": sum(check.standing == Outcome.FAIL for check in rows),
        "unsettled": sum(check.standing == Outcome.UNKNOWN for check in rows),
        "lines": evidence_lines(found),
        "clarifications": list(found.clarifications.all()),
        "desk": desk,
        "mine": is_applicant(acting, found),
        "crumbs": way(found),
    }
    return render(request, "calls/desk/checks.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Act.APPLICATION_VIEW)
def check(request: HttpRequest, application: str, check: int) -> HttpResponse:
    """Settle one unknown."""
    acting = request.acting  # type: ignore[attr-defined]
    found = application_visible(acting, application)
    acting.prove(desk_act(acting), district=found.district)
    row = get_object_or_404(Check, pk=check, application=found)
    form = ResolveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        check_resolve(check=row, outcome=form.cleaned_data["outcome"], reason=form.cleaned_data["reason"], by=acting)
        messages.success(request, _("已认定并写入办理经过。"))
        return redirect("calls:checks", found.pk)
    shown = {"application": found, "check": row, "condition": said(row.condition, row.condition_en), "form": form, "crumbs": way(found)}
    return render(request, "calls/desk/check.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Act.APPLICATION_VIEW)
def clarification(request: HttpRequest, application: str, clarification: int) -> HttpResponse:
    """Sign a clarification off, or not."""
    acting = request.acting  # type: ignore[attr-defined]
    found = application_visible(acting, application)
    acting.prove(desk_act(acting), district=found.district)
    row = get_object_or_404(Clarification, pk=clarification, application=found)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        clarification_decide(
            clarification=row, accepted=form.cleaned_data["accepted"] == "yes", decision=form.cleaned_data["decision"], by=acting
        )
        messages.success(request, _("已认定并写入办理经过。"))
        return redirect("calls:checks", found.pk)
    return render(request, "calls/desk/clarification.html", {"application": found, "row": row, "form": form, "crumbs": way(found)})


@require_POST
@needs(Act.CALL_RUN)
def judge(request: HttpRequest, application: str) -> HttpResponse:
    """Judge the rules anew, for instance after a fact was corrected."""
    found = application_visible(request.acting, application)  # type: ignore[attr-defined]
    checks_judge(application=found, run=found.run)
    messages.success(request, _("已按现在的事实重新核对。"))
    return redirect("calls:checks", found.pk)


def may_settle(acting: Acting, application: Application) -> bool:
    """Whether this role settles unknowns of it now."""
    act = desk_act(acting)
    here = application.step not in PRIVATE | OVER and (act != Act.APPLICATION_CHECK or application.step == DISTRICT_CHECK)
    return here and acting.may(act) and acting.reaches(act, district=application.district)


def way(application: Application) -> list[tuple[str, str]]:
    """The way here."""
    return [
        (_("首页"), "/"),
        (said(application.call.name, application.call.name_en), reverse("calls:call", args=[application.call_id])),
        (application.number or application.title or _("草稿"), ""),
    ]
