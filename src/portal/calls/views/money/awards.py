"""One award: the entries behind each amount, and the acts of approving, taking back, paying and recovering."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act
from portal.calls.forms.money import ApproveForm, PayForm, RecoverForm, WithdrawForm, in_yuan
from portal.calls.models import Award
from portal.calls.selectors.ledger import award_visible, is_official
from portal.calls.selectors.money import acts_on, chain_of, entries_of_award, grant_name, role_name
from portal.calls.selectors.promises import due_back
from portal.calls.services.awards import approval_withdraw, award_approve, award_pay, award_recover
from portal.calls.views.money.applications import BAD_REQUEST, blame, way
from portal.errors import Invalid, NotAllowed
from portal.evidence.doors import said
from xingtu.policy.budget import amount_in_words
from xingtu.policy.grant_facts import yuan


@require_GET
@needs(Act.LEDGER_VIEW)
def award(request: HttpRequest, award: int) -> HttpResponse:
    """The door of its five numbers."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = award_visible(acting, award)
    official = is_official(acting)
    shown = {
        "award": found,
        "application": found.application,
        "grant": grant_name(found),
        "parts": [
            (one, [(entry, role_name(entry.role), name) for entry, name in entries])
            for one, entries in entries_of_award(found, names=official)
        ],
        "workings": [said(zh, english) for zh, english in found.workings],
        "chain": chain_of(found, names=official),
        "acts": acts_on(found, acting),
        "official": official,
        "crumbs": way(found.application, grant_name(found)),
    }
    return render(request, "calls/money/award.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Act.AWARD_APPROVE)
def approve(request: HttpRequest, award: int) -> HttpResponse:
    """Give the approval that is due, of the amount on the page."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = award_visible(acting, award)
    if request.method == "GET" and not acts_on(found, acting).approve:
        raise NotAllowed(Act.AWARD_APPROVE)
    form = ApproveForm(request.POST or None, initial={"amount_fen": found.recommended_fen})
    return _act(request, found, form, found.recommended_fen, _("审批资金"), _("同意这笔资金"), lambda given: award_approve(
        award=found, amount_fen=given["amount_fen"], by=acting, reason=given["reason"]
    ))  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Act.AWARD_APPROVE)
def withdraw(request: HttpRequest, award: int) -> HttpResponse:
    """Take one's own approval back."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = award_visible(acting, award)
    if request.method == "GET" and not acts_on(found, acting).withdraw:
        raise NotAllowed(Act.AWARD_APPROVE)
    return _act(request, found, WithdrawForm(request.POST or None), found.recommended_fen, _("撤回审批"), _("撤回我的审批"), lambda given: (
        approval_withdraw(award=found, by=acting, reason=given["reason"])
    ))  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Act.AWARD_PAY)
def pay(request: HttpRequest, award: int) -> HttpResponse:
    """Note a payment."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = award_visible(acting, award)
    if request.method == "GET" and not acts_on(found, acting).pay:
        raise NotAllowed(Act.AWARD_PAY)
    left = found.approved_fen - found.paid_fen
    form = PayForm(request.POST or None, initial={"amount": in_yuan(left)})
    return _act(request, found, form, left, _("登记拨付"), _("登记拨付"), lambda given: award_pay(
        award=found, amount_fen=given["amount"], voucher=given["voucher"], paid_on=given["paid_on"], by=acting
    ))  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Act.AWARD_PAY)
def recover(request: HttpRequest, award: int) -> HttpResponse:
    """Note money that came back."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = award_visible(acting, award)
    if request.method == "GET" and not acts_on(found, acting).recover:
        raise NotAllowed(Act.AWARD_PAY)
    left = min(due_back(found.application), found.paid_fen - found.recovered_fen)
    form = RecoverForm(request.POST or None, initial={"amount": in_yuan(left)})
    return _act(request, found, form, left, _("登记追回"), _("登记收回的资金"), lambda given: award_recover(
        award=found, amount_fen=given["amount"], voucher=given["voucher"], recovered_on=given["recovered_on"], reason=given["reason"],
        by=acting,
    ))  # fmt: skip


def _act(
    request: HttpRequest, award: Award, form: Form, amount_fen: int, title: str, button: str, act: Callable[[dict[str, object]], object]
) -> HttpResponse:
    """The page of an act: the amount in figures and in words, what the act needs, and the button."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Invalid as error:
            blame(form, error)
        else:
            messages.success(request, _("已办理并写入台账。"))
            return redirect("calls:application_money", award.application_id)
    shown = {
        "award": award,
        "application": award.application,
        "grant": grant_name(award),
        "amount_fen": amount_fen,
        "figures": yuan(amount_fen),
        "words": amount_in_words(amount_fen),
        "workings": [said(zh, english) for zh, english in award.workings],
        "title": title,
        "button": button,
        "form": form,
        "crumbs": way(award.application, title),
    }
    return render(request, "calls/money/act.html", shown, status=BAD_REQUEST if form.is_bound else 200)
