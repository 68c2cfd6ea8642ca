"""Lists that are worked off: approvals that wait for me, payments to make, promises to measure, budgets."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act, Scope
from portal.calls.forms.money import LARGEST_LIST, BudgetForm, ExtendForm, VouchersForm, in_yuan
from portal.calls.models import Award, Budget, MilestoneState, ProgrammeVersion
from portal.calls.papers.arrangement import recipient
from portal.calls.papers.payments import payments_workbook
from portal.calls.programmes import programme_of
from portal.calls.selectors.ledger import awards_to_pay, budgets_paid
from portal.calls.selectors.milestones import measured as measured_of
from portal.calls.selectors.milestones import milestone_visible, milestones_visible
from portal.calls.selectors.money import approvals_waiting, grant_name
from portal.calls.services.approvals import awards_approve
from portal.calls.services.budgets import budget_set
from portal.calls.services.milestones import milestone_extend, milestone_measured
from portal.calls.services.payments import FaultyList, payments_enter, payments_export
from portal.calls.views.money.applications import BAD_REQUEST, blame
from portal.calls.views.money.ledger import bar, crumbs
from portal.errors import Invalid, NotAllowed
from portal.evidence.doors import said
from portal.evidence.selectors.runs import observation
from portal.house.documents import WORKBOOK, sent
from portal.house.parts import Choice, Facet
from xingtu.policy.budget import amount_in_words

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@needs(Act.AWARD_APPROVE)
def approvals(request: HttpRequest) -> HttpResponse:
    """Everything whose next approval is mine; the ticked ones are approved together, each with the amount shown."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    waiting = approvals_waiting(acting)
    if request.method == "POST":
        _approve(request, acting, waiting)
        return redirect("calls:approvals")
    total = sum(award.recommended_fen for award in waiting)
    shown = {
        "rows": [(award, recipient(award), grant_name(award), amount_in_words(award.recommended_fen)) for award in waiting],
        "total_fen": total,
        "words": amount_in_words(total),
        "crumbs": crumbs((_("资金审批"), "")),
    }
    return render(request, "calls/money/approvals.html", shown)


def _approve(request: HttpRequest, acting: Acting, waiting: list[Award]) -> None:
    by_id = {str(award.pk): award for award in waiting}
    ticked = [by_id[ident] for ident in request.POST.getlist("award")[:500] if ident in by_id]
    amounts = {award: int(seen) for award in ticked if (seen := request.POST.get(f"amount_{award.pk}", "")).isdecimal() and len(seen) < 19}  # noqa: PLR2004 -- digits of a column
    made = awards_approve(amounts=amounts, by=acting, reason=request.POST.get("reason", "")[:500])
    if made.done:
        n = len(made.done)
        messages.success(request, ngettext("已审批 %(n)d 笔。", "已审批 %(n)d 笔。", n) % {"n": n})
    for award, why in made.refused:
        messages.warning(request, _("%(number)s 未审批：%(why)s") % {"number": award.application.number, "why": why})
    if not made.done and not made.refused:
        messages.warning(request, _("没有勾选任何一笔。"))


@require_http_methods(["GET", "POST"])
@needs(Act.AWARD_PAY)
def payments(request: HttpRequest) -> HttpResponse:
    """What is to be paid; a list that comes back with vouchers is entered at once or not at all."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    form = VouchersForm(request.POST or None, request.FILES or None)
    faults: list[object] = []
    if request.method == "POST" and form.is_valid():
        try:
            n = len(payments_enter(content=form.cleaned_data["file"].read(LARGEST_LIST + 1), by=acting))
        except Invalid as error:
            blame(form, error)
            faults = list(error.faults) if isinstance(error, FaultyList) else []
        else:
            messages.success(request, ngettext("已登记 %(n)d 笔拨付。", "已登记 %(n)d 笔拨付。", n) % {"n": n})
            return redirect("calls:payments")
    awards = list(awards_to_pay().select_related("application__account"))
    total = sum(award.approved_fen - award.paid_fen for award in awards)
    shown = {
        "rows": [
            (award, recipient(award), grant_name(award), award.approved_fen - award.paid_fen, getattr(award.application, "account", None))
            for award in awards
        ],
        "total_fen": total,
        "words": amount_in_words(total),
        "form": form,
        "faults": faults,
        "crumbs": crumbs((_("资金拨付"), "")),
    }
    return render(request, "calls/money/payments.html", shown, status=BAD_REQUEST if form.is_bound else 200)


@require_POST
@needs(Act.AWARD_PAY)
def payments_file(request: HttpRequest) -> HttpResponse:
    """The list as Excel; opening the accounts is an act that is kept, so it is posted."""
    found = payments_export(by=request.acting)  # type: ignore[attr-defined]
    return sent(payments_workbook(found), f"payments-{timezone.localdate().isoformat()}", WORKBOOK)


@require_GET
@needs(Act.LEDGER_VIEW)
def budgets(request: HttpRequest) -> HttpResponse:
    """Every programme with money: this year's budget, and those of years before."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    if acting.scope(Act.LEDGER_VIEW) is not Scope.CITY:
        raise NotAllowed(Act.LEDGER_VIEW)
    year = timezone.localdate().year
    bars = [bar(budget) for budget in budgets_paid()]
    there = {(one["budget"].programme, one["budget"].year) for one in bars}
    newest: dict[str, ProgrammeVersion] = {
        version.programme: version for version in ProgrammeVersion.objects.order_by("programme", "version")
    }
    planned = [
        (version, said(version.name, version.name_en), programme_of(version).budget_fen)
        for version in newest.values()
        if (version.programme, year) not in there and programme_of(version).money
    ]
    shown = {"bars": bars, "planned": planned, "year": year, "may_set": acting.may(Act.LIST_DECIDE), "crumbs": crumbs((_("预算"), ""))}
    return render(request, "calls/money/budgets.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Act.LIST_DECIDE)
def budget(request: HttpRequest, programme: str, year: int) -> HttpResponse:
    """Another total, with its grounds."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    version = ProgrammeVersion.objects.filter(programme=programme).order_by("-version").first()
    if version is None or not programme_of(version).money or abs(year - timezone.localdate().year) > 1:
        raise NotAllowed(Act.LIST_DECIDE)
    kept = Budget.objects.filter(programme=programme, year=year).first()
    total = kept.total_fen if kept else programme_of(version).budget_fen
    form = BudgetForm(request.POST or None, initial={"total": in_yuan(total), "before_fen": total})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            budget_set(
                version=version, year=year, before_fen=given["before_fen"], total_fen=given["total"], reason=given["reason"], by=acting
            )
        except Invalid as error:
            blame(form, error)
        else:
            messages.success(request, _("预算已调整并写入留痕。"))
            return redirect("calls:budgets")
    shown = {
        "form": form, "name": said(version.name, version.name_en), "year": year, "total_fen": total, "words": amount_in_words(total),
        "committed_fen": kept.committed_fen if kept else 0, "crumbs": crumbs((_("调整预算"), "")),
    }  # fmt: skip
    return render(request, "calls/money/budget.html", shown, status=BAD_REQUEST if form.is_bound else 200)


@require_GET
@needs(Act.LEDGER_VIEW)
def milestones(request: HttpRequest) -> HttpResponse:
    """Promises within reach: nearest first."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    states = [state for state in request.GET.getlist("state") if state in MilestoneState.values]
    found = milestones_visible(acting)
    found = found.filter(state__in=states) if states else found
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "rows": measured_of(page),
        "facets": [Facet("state", _("状态"), [Choice(one.value, one.label, selected=one.value in states) for one in MilestoneState])],
        "may_extend": acting.may(Act.LIST_DECIDE),
        "may_measure": acting.may(Act.CALL_RUN),
        "newest": observation(),
        "crumbs": crumbs((_("绩效目标"), "")),
    }
    return render(request, "calls/money/milestones.html", shown)


@require_POST
@needs(Act.CALL_RUN)
def milestone_measure(request: HttpRequest, milestone: int) -> HttpResponse:
    """Ask its rule now, on the newest published observation."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = milestone_visible(acting, milestone)
    made = milestone_measured(milestone=found, run=observation(), by=acting)
    at = timezone.localtime(made.measured_at)
    messages.success(
        request, _("已于 %(at)s 核对：%(reason)s") % {"at": f"{at:%Y-%m-%d %H:%M}", "reason": said(made.reason, made.reason_en)}
    )
    return redirect("calls:application_money", made.application_id)


@require_http_methods(["GET", "POST"])
@needs(Act.LIST_DECIDE)
def milestone(request: HttpRequest, milestone: int) -> HttpResponse:
    """Give it more time."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = milestone_visible(acting, milestone)
    form = ExtendForm(request.POST or None, initial={"until_on": found.due_on})
    if request.method == "POST" and form.is_valid():
        try:
            milestone_extend(milestone=found, by=acting, **form.cleaned_data)
        except Invalid as error:
            blame(form, error)
        else:
            messages.success(request, _("已延期并通知受奖人。"))
            return redirect("calls:application_money", found.application_id)
    (shown_row,) = measured_of([found])
    shown = {"one": shown_row, "application": found.application, "form": form, "crumbs": crumbs((_("延长绩效期限"), ""))}
    return render(request, "calls/money/milestone.html", shown, status=BAD_REQUEST if form.is_bound else 200)
