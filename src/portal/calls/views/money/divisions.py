"""A call's list against this year's budget, and the 资金安排表 that is signed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act
from portal.calls.models import Award, Call
from portal.calls.papers.arrangement import arrangement_paper, arrangement_workbook
from portal.calls.programmes import programme_of
from portal.calls.selectors.calls import call_visible
from portal.calls.selectors.desk import call_for_desk
from portal.calls.selectors.ledger import awards_visible, is_official
from portal.calls.selectors.money_words import OVERFLOWS
from portal.calls.services.allocation import allocation_plan, awards_allocate
from portal.calls.services.exports import export_noted
from portal.calls.steps import OVER
from portal.errors import NotAllowed
from portal.evidence.doors import said
from portal.house.documents import WORD, WORKBOOK, sent, word
from xingtu.policy.budget import amount_in_words

GONE = OVER - {"accepted", "recovered"}


@require_http_methods(["GET", "POST"])
@needs(Act.CALL_RUN)
def call_awards(request: HttpRequest, call: str) -> HttpResponse:
    """Claims, places, shares; entering them makes them recommended amounts."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = call_for_desk(acting, call)
    if not programme_of(found.version).money:
        raise NotAllowed(Act.CALL_RUN)
    if request.method == "POST":
        awards_allocate(call=found, by=acting)
        messages.success(request, _("建议金额已记入台账，可以逐级审批。"))
        return redirect("calls:call_awards", found.pk)
    plan = allocation_plan(found)
    arranged = list(arranged_awards(acting, found))
    total = plan.allocation.total_fen
    shown = {
        "call": found,
        "name": said(found.name, found.name_en),
        "plan": plan,
        "total_fen": total,
        "words": amount_in_words(total),
        "overflow": OVERFLOWS.get(plan.overflow, ""),
        "workings": [said(zh, english) for zh, english in plan.allocation.workings],
        "entered": {award.application_id: award.recommended_fen for award in arranged},
        "arranged": len(arranged),
        "crumbs": [
            (_("首页"), "/"), (_("办理"), reverse("calls:desk")),
            (said(found.name, found.name_en), reverse("calls:desk_call", args=[found.pk])),
            (_("资金安排"), ""),
        ],
    }  # fmt: skip
    return render(request, "calls/money/call_awards.html", shown)


@require_GET
@needs(Act.LEDGER_VIEW)
def arrangement_word(request: HttpRequest, call: str) -> HttpResponse:
    """As Word."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found, awards = _arranged(acting, call)
    export_noted(call=found, kind="arrangement.docx", rows=len(awards), by=acting)
    return sent(word(arrangement_paper(found, awards, on=timezone.localdate())), f"{found.pk}-arrangement", WORD)


@require_GET
@needs(Act.LEDGER_VIEW)
def arrangement_excel(request: HttpRequest, call: str) -> HttpResponse:
    """As Excel."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found, awards = _arranged(acting, call)
    export_noted(call=found, kind="arrangement.xlsx", rows=len(awards), by=acting)
    return sent(arrangement_workbook(found, awards), f"{found.pk}-arrangement", WORKBOOK)


def _arranged(acting: Acting, call: str) -> tuple[Call, list[Award]]:
    if not is_official(acting):
        raise NotAllowed(Act.LEDGER_VIEW)
    found = call_visible(acting, call)
    return found, list(arranged_awards(acting, found))


def arranged_awards(acting: Acting, call: Call) -> list[Award]:
    """Awards of the call with an amount, those that left the list left out."""
    found = awards_visible(acting).filter(application__call=call, recommended_fen__gt=0).exclude(application__step__in=GONE)
    return list(found.order_by("application__number", "grant"))
