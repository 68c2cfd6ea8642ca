"""The desk: every call, and the applications of one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act, Role, Scope
from portal.calls.forms.desk import OfficerForm, colleagues_of
from portal.calls.models import Application, Call
from portal.calls.programmes import programme_of
from portal.calls.selectors.desk import Asked, call_for_desk, desk_of_call, desks, handed_in, listed, waits_for
from portal.calls.services.checks import desk_act
from portal.calls.services.desk import applications_hand_up, officer_assign
from portal.calls.services.freezing import call_close, freezes_settle
from portal.evidence.doors import said
from portal.house.context import office
from portal.house.parts import Choice, Facet

PER_PAGE = 50


@require_GET
@needs(Act.APPLICATION_VIEW)
def desk(request: HttpRequest) -> HttpResponse:
    """Calls with what waits for me first."""
    acting = request.acting  # type: ignore[attr-defined]
    shown = {"desks": desks(acting), "official": acting.scope(Act.APPLICATION_VIEW) in {Scope.CITY, Scope.DISTRICT}, "crumbs": crumbs()}
    return render(request, "calls/desk/desk.html", shown)


@require_GET
@needs(Act.APPLICATION_VIEW)
def desk_call(request: HttpRequest, call: str) -> HttpResponse:
    """Applications of one call, narrowed by what the address asks for."""
    acting = request.acting  # type: ignore[attr-defined]
    found = call_for_desk(acting, call)
    rows = listed(acting, found, asked_of(request))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    steps = {step.id: step for step in programme_of(found.version).steps}
    shown = {
        "call": found,
        "desk": desk_of_call(acting, found),
        "page": page,
        "rows": [(row, steps[row.step], waits_for(steps[row.step], acting)) for row in page],
        "facets": facets_of(acting, found, request),
        "today": timezone.localdate(),
        "may_hand_up": acting.may(Act.APPLICATION_CHECK),
        "office_desk": acting.may(Act.SCORES_VIEW),
        "reviewed": acting.may(Act.SCORES_VIEW) and programme_of(found.version).review is not None,
        "money": acting.may(Act.CALL_RUN) and programme_of(found.version).money,
        "officer_form": OfficerForm(colleagues=colleagues(acting)) if may_assign(acting) else None,
        "query": request.GET.urlencode(),
        "crumbs": crumbs((said(found.name, found.name_en), "")),
    }
    return render(request, "calls/desk/call.html", shown)


@require_POST
@needs(Act.APPLICATION_CHECK)
def hand_up(request: HttpRequest, call: str) -> HttpResponse:
    """Hand the ticked ones up to the city."""
    acting = request.acting  # type: ignore[attr-defined]
    found = call_for_desk(acting, call)
    made = applications_hand_up(applications=ticked(request, acting, found), by=acting)
    if made.done:
        n = len(made.done)
        messages.success(request, ngettext("已上报 %(n)d 份。", "已上报 %(n)d 份。", n) % {"n": n})
    for application, why in made.refused:
        messages.warning(request, _("%(number)s 未上报：%(why)s") % {"number": application.number, "why": why})
    if not made.done and not made.refused:
        messages.warning(request, _("没有勾选任何申报。"))
    return redirect("calls:desk_call", found.pk)


@require_POST
@needs(Act.APPLICATION_VIEW)
def assign(request: HttpRequest, call: str) -> HttpResponse:
    """Hand the ticked ones to a colleague."""
    acting = request.acting  # type: ignore[attr-defined]
    found = call_for_desk(acting, call)
    people = colleagues(acting) if may_assign(acting) else []
    form = OfficerForm(request.POST, colleagues=people)
    if form.is_valid() and may_assign(acting):
        chosen = next((person for person in people if person.id == form.cleaned_data["officer"]), None)
        n = officer_assign(applications=ticked(request, acting, found), officer=chosen, by=acting)
        messages.success(request, ngettext("已指定 %(n)d 份的承办人。", "已指定 %(n)d 份的承办人。", n) % {"n": n})
    return redirect("calls:desk_call", found.pk)


def ticked(request: HttpRequest, acting: Acting, call: Call) -> list[Application]:
    """The applications ticked on the page, within the scope."""
    return list(handed_in(acting).filter(call=call, pk__in=request.POST.getlist("application")[:500]).select_related("call__version"))


def may_assign(acting: Acting) -> bool:
    """Whether this role hands applications to colleagues."""
    return acting.may(desk_act(acting))


def colleagues(acting: Acting) -> list:  # type: ignore[type-arg]
    """Who sits at the same desk."""
    if acting.may(Act.CALL_RUN):
        return colleagues_of((Role.OFFICE_CLERK, Role.OFFICE_HEAD), "", timezone.localdate())
    return colleagues_of((Role.DISTRICT_OFFICER,), acting.district, timezone.localdate())


def asked_of(request: HttpRequest) -> Asked:
    """What the address asks for."""
    asked = request.GET
    return Asked(
        tuple(asked.getlist("step")), tuple(asked.getlist("district")), tuple(asked.getlist("only")), asked.get("q", "").strip()[:100]
    )


def facets_of(acting: Acting, call: Call, request: HttpRequest) -> list[Facet]:
    """Step, district, and what is mine, late or waiting."""
    asked = asked_of(request)
    steps = [
        Choice(step.id, said(step.shown, step.shown_en), count, selected=step.id in asked.steps)
        for step, count in desk_of_call(acting, call).steps
    ]
    only = [
        Choice("waiting", _("等我办理"), selected="waiting" in asked.only),
        Choice("late", _("已逾期"), selected="late" in asked.only),
        Choice("mine", _("由我承办"), selected="mine" in asked.only),
    ]
    facets = [Facet("only", _("只看"), only), Facet("step", _("步骤"), steps)]
    if acting.scope(Act.APPLICATION_VIEW) is Scope.CITY:
        named = [Choice(one.id, said(one.name, one.name_en), selected=one.id in asked.districts) for one in office().districts]
        facets.append(Facet("district", _("区县（园区）"), named))
    return facets


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here."""
    first = (_("办理"), reverse("calls:desk") if more else "")
    return [(_("首页"), "/"), first, *more]


@require_POST
@needs(Act.CALL_RUN)
def close(request: HttpRequest, call: str) -> HttpResponse:
    """Close a call whose deadline has passed, without waiting for the clock."""
    acting = request.acting  # type: ignore[attr-defined]
    found = call_for_desk(acting, call)
    call_close(call=found, by=acting)
    freezes_settle()
    messages.success(request, _("已截止，证据冻结任务已排队。"))
    return redirect("calls:desk_call", found.pk)
