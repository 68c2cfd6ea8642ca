"""The money of one application: amounts with their arithmetic, approvals, the account it goes to, what must still be true later."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act
from portal.calls.forms.money import AccountForm
from portal.calls.models import Application, Award, Milestone, MilestoneState
from portal.calls.papers.recovery import recovery_paper
from portal.calls.programmes import programme_of
from portal.calls.selectors.applications import is_applicant
from portal.calls.selectors.ledger import application_of_money, is_official
from portal.calls.selectors.milestones import measured
from portal.calls.selectors.money import account_wanted, acts_on, chain_of, five, grant_name, with_approvals
from portal.calls.selectors.promises import due_back
from portal.calls.services.accounts import account_give, account_open, may_give
from portal.calls.tabs import tabs
from portal.cases.selectors import cases_visible
from portal.errors import Invalid, NotAllowed
from portal.evidence.doors import said
from portal.house.documents import WORD, sent, word

MISSED = (MilestoneState.MISSED, MilestoneState.RECOVERING, MilestoneState.CLOSED)
BAD_REQUEST = 400


@require_GET
@needs(Act.LEDGER_VIEW)
def application_money(request: HttpRequest, application: str) -> HttpResponse:
    """The page."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = application_of_money(acting, application)
    awards = with_approvals(found.awards.select_related("application__call__version"))
    milestones = list(found.milestones.select_related("application__call__version"))
    own, finance = is_applicant(acting, found), acting.may(Act.AWARD_PAY)
    account = getattr(found, "account", None)
    shown = {
        "application": found,
        "awards": [_card(award, acting) for award in awards],
        "money": programme_of(found.call.version).money,
        "milestones": measured(milestones),
        "may_extend": acting.may(Act.LIST_DECIDE),
        "may_measure": acting.may(Act.CALL_RUN),
        "account": account,
        "tail": account.tail if account and (own or finance) else "",
        "may_give": own and may_give(found),
        "wanted": own and account_wanted(found),
        "may_open": finance and account is not None,
        "recovering": found.step in {"recovery", "recovered"},
        "due_back_fen": due_back(found) if found.step == "recovery" else 0,
        "case": _case(acting, milestones),
        "official": is_official(acting),
        "tabs": tabs(found, acting, "calls:application_money"),
        "crumbs": way(found),
    }
    return render(request, "calls/money/application.html", shown)


def _card(award: Award, acting: Acting) -> dict[str, object]:
    return {
        "award": award,
        "grant": grant_name(award),
        "five": five(award),
        "workings": [said(zh, english) for zh, english in award.workings],
        "chain": chain_of(award, names=is_official(acting)),
        "acts": acts_on(award, acting),
    }


def _case(acting: Acting, milestones: list[Milestone]) -> int | None:
    """The recovery's case, where this role may read it."""
    idents = [row.case_id for row in milestones if row.case_id]
    found = cases_visible(acting).filter(pk__in=idents).order_by("-pk").first() if idents else None
    return found.pk if found else None


@require_http_methods(["GET", "POST"])
@needs(Act.LEDGER_VIEW)
def account(request: HttpRequest, application: str) -> HttpResponse:
    """The applicant says where the money goes."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = application_of_money(acting, application)
    if not is_applicant(acting, found):
        raise NotAllowed(Act.APPLICATION_EDIT)
    name = found.organisation.name if found.organisation else found.person.name if found.person else ""
    form = AccountForm(request.POST or None, initial={"holder": name})
    if request.method == "POST" and form.is_valid():
        try:
            account_give(application=found, by=acting, **form.cleaned_data)
        except Invalid as error:
            blame(form, error)
        else:
            messages.success(request, _("收款账户已加密保存，此后只显示末四位。"))
            return redirect("calls:application_money", found.pk)
    shown = {"application": found, "form": form, "kept": getattr(found, "account", None), "crumbs": way(found, _("收款账户"))}
    return render(request, "calls/money/account.html", shown, status=BAD_REQUEST if form.is_bound else 200)


@require_POST
@needs(Act.AWARD_PAY)
def account_look(request: HttpRequest, application: str) -> HttpResponse:
    """Finance looks at an account; the look is kept in the journal."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = application_of_money(acting, application)
    details = account_open(application=found, by=acting)
    shown = {"application": found, "details": details, "crumbs": way(found, _("收款账户"))}
    return render(request, "calls/money/account_open.html", shown)


@require_GET
@needs(Act.CALL_RUN)
def recovery(request: HttpRequest, application: str) -> HttpResponse:
    """追回告知书 as Word."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = application_of_money(acting, application)
    missed = list(found.milestones.filter(state__in=MISSED).select_related("application__call__version"))
    if not missed:
        raise NotAllowed(Act.CALL_RUN)
    return sent(word(recovery_paper(found, missed, on=timezone.localdate())), f"recovery-{found.number}", WORD)


def blame(form: object, error: Invalid) -> None:
    """Say it at the fields."""
    for name, problem in error.problems.items():
        form.add_error(name if name in form.fields else None, str(problem))  # type: ignore[attr-defined]


def way(application: Application, *more: str) -> list[tuple[str, str]]:
    """The way here."""
    here = application.number or application.title or _("草稿")
    return [
        (_("首页"), "/"),
        (_("兑现台账"), reverse("calls:ledger")),
        (here, reverse("calls:application_money", args=[application.pk]) if more else ""),
        *((label, "") for label in more),
    ]
