"""Claiming, proving and withdrawing a mailbox; releasing an account; the desk's ruling on a contested one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.errors import Invalid, Unreachable
from portal.register.forms.claims import CodeForm, MailboxForm, RulingForm
from portal.register.forms.problems import with_problems
from portal.register.mailbox_address import is_noreply
from portal.register.selectors.claims import host_accounts_of, mailbox_contested, mailbox_for
from portal.register.services.host_accounts import host_account_release
from portal.register.services.mailbox_codes import mailbox_confirm, mailbox_send_code
from portal.register.services.mailboxes import Proven, mailbox_award, mailbox_claim, mailbox_withdraw
from portal.register.views.claims import crumbs, identities_page

BAD_REQUEST = 400


@require_POST
@needs(Act.CLAIM_OWN)
def claim(request: HttpRequest) -> HttpResponse:
    """Claim a mailbox and have the code sent."""
    form, acting = MailboxForm(request.POST), request.acting  # type: ignore[attr-defined]
    if not form.is_valid():
        return identities_page(request, form, BAD_REQUEST)
    try:
        mailbox = mailbox_claim(address=form.cleaned_data["address"], by=acting)
    except Invalid as error:
        return identities_page(request, with_problems(form, error), BAD_REQUEST)
    if mailbox.counts:
        messages.success(request, _("这是您的登录邮箱，已经证明过；从下一次运行起计入。"))
        return redirect("register:claims")
    if not is_noreply(mailbox.address):
        _sent(request, mailbox.pk)
    return redirect("register:mailbox", mailbox.pk)


@require_http_methods(["GET", "POST"])
@needs(Act.CLAIM_OWN)
def mailbox(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Enter the code."""
    acting = request.acting  # type: ignore[attr-defined]
    found = mailbox_for(acting, mailbox_id)
    if found.counts:
        return redirect("register:claims")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            return _ended(request, mailbox_confirm(mailbox_id=found.pk, code=form.cleaned_data["code"], by=acting))
        except Invalid as error:
            with_problems(form, error)
    shown = {"mailbox": found, "form": form, "noreply": is_noreply(found.address), "crumbs": crumbs(_("证明邮箱"))}
    return render(request, "register/mailbox.html", shown, status=BAD_REQUEST if form.is_bound else 200)


def _ended(request: HttpRequest, proven: Proven) -> HttpResponse:
    if proven.case_id is not None:
        messages.warning(
            request,
            _("验证码正确。但这个邮箱在平台上已有人证明在先，已为您立争议工单 %(id)s，由工作人员核对。") % {"id": proven.case_id},
        )
    else:
        messages.success(request, _("已证明。从下一次运行起，用这个邮箱提交的工作计入您的贡献。"))
    return redirect("register:claims")


@require_POST
@needs(Act.CLAIM_OWN)
def send_code(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Send another code."""
    _sent(request, mailbox_for(request.acting, mailbox_id).pk)  # type: ignore[attr-defined]
    return redirect("register:mailbox", mailbox_id)


def _sent(request: HttpRequest, mailbox_id: int) -> None:
    try:
        mailbox_send_code(mailbox_id=mailbox_id, by=request.acting)  # type: ignore[attr-defined]
    except (Invalid, Unreachable) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("验证码已发出，请查收邮件。"))


@require_http_methods(["GET", "POST"])
@needs(Act.CLAIM_OWN)
def withdraw(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Take a claim back, after a look at what follows."""
    found = mailbox_for(request.acting, mailbox_id)  # type: ignore[attr-defined]
    if request.method == "POST":
        mailbox_withdraw(mailbox_id=found.pk, by=request.acting)  # type: ignore[attr-defined]
        messages.success(request, _("已撤回。从下一次运行起不再计入您的贡献。"))
        return redirect("register:claims")
    shown = {
        "title": _("撤回邮箱认领"),
        "sentences": [
            _("撤回后，用 %(address)s 提交的工作从下一次运行起不再算作您的贡献；已完成的运行不变。") % {"address": found.address},
            _("以后可以重新认领并证明。"),
        ],
        "action": _("撤回认领"),
        "cancel": reverse("register:claims"),
        "tone": "danger",
        "crumbs": crumbs(_("撤回邮箱认领")),
    }
    return render(request, "house/confirm.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Act.CLAIM_OWN)
def release(request: HttpRequest, account_id: int) -> HttpResponse:
    """Let an account on a code host go."""
    acting = request.acting  # type: ignore[attr-defined]
    account = get_object_or_404(host_accounts_of(acting.person), pk=account_id)
    if request.method == "POST":
        host_account_release(account_id=account.pk, by=acting)
        messages.success(request, _("已解除绑定。由它证明的邮箱仍然有效，不再使用的请逐个撤回。"))
        return redirect("register:claims")
    shown = {
        "title": _("解除平台账号"),
        "sentences": [
            _("解除 %(account)s 后，它证明过的邮箱仍然有效，需要时请逐个撤回。") % {"account": account},
            _("能否用它登录，在“登录与安全”里管理。"),
        ],
        "action": _("解除绑定"),
        "cancel": reverse("register:claims"),
        "tone": "danger",
        "crumbs": crumbs(_("解除平台账号")),
    }
    return render(request, "house/confirm.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Act.CASE_ACT)
def ruling(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """The desk compares both sides and may rule for the claimant."""
    acting = request.acting  # type: ignore[attr-defined]
    contested, standing, case_id = mailbox_contested(acting, mailbox_id)
    if contested.person_id == acting.actor_id:
        return redirect("cases:case", case_id)
    form = RulingForm(request.POST or None)
    if form.is_valid():
        mailbox_award(mailbox_id=contested.pk, by=acting, reason=form.cleaned_data["reason"])
        messages.success(request, _("已判给认领人，双方会收到通知。请在工单里写明答复后办结。"))
        return redirect("cases:case", case_id)
    shown = {
        "contested": contested,
        "standing": standing,
        "case_id": case_id,
        "form": form,
        "crumbs": [
            (_("首页"), "/"),
            (_("工单"), reverse("cases:cases")),
            (str(case_id), reverse("cases:case", args=[case_id])),
            (_("归属判定"), ""),
        ],
    }
    return render(request, "register/mailbox_ruling.html", shown, status=BAD_REQUEST if form.is_bound else 200)
