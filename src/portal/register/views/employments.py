"""Claiming an employment, and the organisation's answer to it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.acting import Acting, needs, signed_in
from portal.accounts.roles import Act
from portal.cases.selectors import open_cases_about
from portal.errors import Invalid, NotAllowed
from portal.register.forms.claims import AnswerForm, EmploymentForm, EndForm
from portal.register.forms.problems import with_problems
from portal.register.models import Employment, EmploymentState
from portal.register.selectors.claims import employment_for, employments_at
from portal.register.services.employments import (
    Period,
    employment_accept_end,
    employment_claim,
    employment_confirm,
    employment_contest,
    employment_propose_end,
    employment_withdraw,
)
from portal.register.views.claims import crumbs

BAD_REQUEST = 400
PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@needs(Act.CLAIM_OWN)
def claim(request: HttpRequest) -> HttpResponse:
    """Claim one, or correct one by a new claim (``?corrects=``)."""
    acting = request.acting  # type: ignore[attr-defined]
    corrected = _own(acting, request.GET["corrects"]) if request.GET.get("corrects") else None
    form = EmploymentForm(request.POST or None, initial=_as_it_stands(corrected))
    if form.is_valid():
        given = form.cleaned_data
        try:
            employment_claim(
                organisation=given["organisation"],
                period=Period(given["from_on"], given["until_on"], given["percent"]),
                note=given["note"],
                corrects_id=corrected.pk if corrected else None,
                by=acting,
            )
        except Invalid as error:
            with_problems(form, error)
        else:
            messages.success(request, _("已提交，单位的管理员会收到通知。确认后，从下一次运行起计入。"))
            return redirect("register:claims")
    shown = {"form": form, "corrected": corrected, "crumbs": crumbs(_("更正任职") if corrected else _("声明任职"))}
    return render(request, "register/employment_claim.html", shown, status=BAD_REQUEST if form.is_bound else 200)


def _own(acting: Acting, number: str) -> Employment:
    claimed = employment_for(acting, int(number)) if number.isdecimal() and len(number) < 18 else None  # noqa: PLR2004 -- fits a key
    if claimed is None or claimed.person_id != acting.actor_id:
        raise NotAllowed(Act.CLAIM_OWN)
    return claimed


def _as_it_stands(claimed: Employment | None) -> dict[str, Any]:
    if claimed is None:
        return {}
    return {
        "organisation": claimed.organisation.name,
        "from_on": claimed.from_on,
        "until_on": claimed.proposed_until_on or claimed.until_on,
        "percent": claimed.percent,
        "note": claimed.note,
    }


@require_GET
@signed_in
def employment(request: HttpRequest, employment_id: int) -> HttpResponse:
    """One claim, seen by its person, its organisation, or whoever handles its case."""
    acting = request.acting  # type: ignore[attr-defined]
    claimed = employment_for(acting, employment_id)
    case = open_cases_about("employment", [str(claimed.pk)]).first()
    speaks = acting.reaches(Act.EMPLOYMENT_CONFIRM, organisation_id=claimed.organisation_id)
    shown = {"one": claimed, "case": case, "mine": claimed.person_id == acting.actor_id, "speaks": speaks, "crumbs": crumbs(_("任职声明"))}
    return render(request, "register/employment.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Act.CLAIM_OWN)
def withdraw(request: HttpRequest, employment_id: int) -> HttpResponse:
    """Take a claim back."""
    claimed = _own(request.acting, str(employment_id))  # type: ignore[attr-defined]
    if request.method == "POST":
        employment_withdraw(employment_id=claimed.pk, by=request.acting)  # type: ignore[attr-defined]
        messages.success(request, _("已撤回。从下一次运行起不再计入该单位。"))
        return redirect("register:claims")
    shown = {
        "title": _("撤回任职声明"),
        "sentences": [
            _("撤回后，这段时间的贡献从下一次运行起不再计入%(name)s；已完成的运行不变。") % {"name": claimed.organisation.name},
            _("只是日期或占比有误，请用“更正”，不必撤回。"),
        ],
        "action": _("撤回声明"),
        "cancel": reverse("register:claims"),
        "tone": "danger",
        "crumbs": crumbs(_("撤回任职声明")),
    }
    return render(request, "house/confirm.html", shown)


@require_POST
@needs(Act.CLAIM_OWN)
def accept_end(request: HttpRequest, employment_id: int) -> HttpResponse:
    """Agree with the day the organisation proposes."""
    employment_accept_end(employment_id=employment_id, by=request.acting)  # type: ignore[attr-defined]
    messages.success(request, _("已按单位提出的离任日更正，从下一次运行起生效。"))
    return redirect("register:claims")


@require_GET
@needs(Act.EMPLOYMENT_CONFIRM)
def confirmations(request: HttpRequest, organisation_id: str) -> HttpResponse:
    """What people claim about my organisation; what waits first."""
    organisation, claimed = employments_at(request.acting, organisation_id)  # type: ignore[attr-defined]
    page = Paginator(claimed, PER_PAGE).get_page(request.GET.get("page"))
    waiting = claimed.filter(state=EmploymentState.CLAIMED).count()
    cases = {one.subject: one.pk for one in open_cases_about("employment", (str(one.pk) for one in page))}
    rows = [(one, cases.get(str(one.pk))) for one in page]
    shown = {"organisation": organisation, "page": page, "rows": rows, "waiting": waiting, "crumbs": _crumbs(organisation.name)}
    return render(request, "register/confirmations.html", shown)


@require_POST
@needs(Act.EMPLOYMENT_CONFIRM)
def confirm(request: HttpRequest, organisation_id: str, employment_id: int) -> HttpResponse:
    """Agree."""
    _at(request.acting, organisation_id, employment_id)  # type: ignore[attr-defined]
    employment_confirm(employment_id=employment_id, by=request.acting)  # type: ignore[attr-defined]
    messages.success(request, _("已确认，本人会收到通知。从下一次运行起计入本单位。"))
    return redirect("register:confirmations", organisation_id)


@require_http_methods(["GET", "POST"])
@needs(Act.EMPLOYMENT_CONFIRM)
def contest(request: HttpRequest, organisation_id: str, employment_id: int) -> HttpResponse:
    """Disagree, with a reason."""
    claimed = _at(request.acting, organisation_id, employment_id)  # type: ignore[attr-defined]
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        case = employment_contest(employment_id=claimed.pk, answer=form.cleaned_data["answer"], by=request.acting)  # type: ignore[attr-defined]
        messages.success(request, _("已记录意见，并立争议工单 %(id)s。") % {"id": case.pk})
        return redirect("register:confirmations", organisation_id)
    sentences = [_("提出异议后，这段任职不计入运行；双方的说法会写进争议工单，由工作人员核对。")]
    return _asked(request, claimed, form, _("对任职提出异议"), sentences, "danger")


@require_http_methods(["GET", "POST"])
@needs(Act.EMPLOYMENT_CONFIRM)
def propose_end(request: HttpRequest, organisation_id: str, employment_id: int) -> HttpResponse:
    """Say when it ended."""
    claimed = _at(request.acting, organisation_id, employment_id)  # type: ignore[attr-defined]
    form = EndForm(request.POST or None)
    if form.is_valid():
        try:
            employment_propose_end(employment_id=claimed.pk, until_on=form.cleaned_data["until_on"], by=request.acting)  # type: ignore[attr-defined]
        except Invalid as error:
            with_problems(form, error)
        else:
            messages.success(request, _("已提出，等本人同意。"))
            return redirect("register:confirmations", organisation_id)
    return _asked(request, claimed, form, _("提出离任日"), [_("离任日之前的贡献仍计入本单位。本人同意之前，仍按原来的日期计算。")], "")


def _asked(request: HttpRequest, claimed: Employment, form: Any, title: str, sentences: list[str], tone: str) -> HttpResponse:  # noqa: ANN401 -- any form
    place = claimed.organisation
    who = _("%(person)s：%(from)s 至 %(until)s，占比 %(percent)s%%") % {
        "person": claimed.person.name,
        "from": claimed.from_on or _("最早"),
        "until": claimed.until_on or _("今"),
        "percent": claimed.percent,
    }
    shown = {
        "title": title,
        "sentences": [who, *sentences],
        "action": title,
        "cancel": reverse("register:confirmations", args=[place.pk]),
        "form": form,
        "tone": tone,
        "crumbs": [*_crumbs(place.name)[:-1], (_("任职确认"), reverse("register:confirmations", args=[place.pk])), (title, "")],
    }
    return render(request, "house/confirm.html", shown, status=BAD_REQUEST if form.is_bound else 200)


def _at(acting: Acting, organisation_id: str, employment_id: int) -> Employment:
    """A claim about this organisation, for whoever speaks for it."""
    _organisation, claimed = employments_at(acting, organisation_id)
    found = claimed.filter(pk=employment_id).select_related("organisation", "person").first()
    if found is None:
        raise NotAllowed(Act.EMPLOYMENT_CONFIRM)
    return found


def _crumbs(name: str) -> list[tuple[str, str]]:
    return [(_("我的"), "/me/"), (name, ""), (_("任职确认"), "")]
