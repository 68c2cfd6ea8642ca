"""Proving a mailbox that no longer receives letters: sign a text, paste the signature."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.accounts.throttle import throttled
from portal.errors import Invalid
from portal.evidence.forms.mailbox_signatures import SignatureForm
from portal.evidence.services.mailbox_signatures import challenge_holds, mailbox_challenge, mailbox_prove_by_signature
from portal.register.forms.problems import with_problems
from portal.register.models import Mailbox
from portal.register.selectors.claims import mailbox_for
from portal.register.services.mailboxes import Proven

BAD_REQUEST = 400


@require_http_methods(["GET", "POST"])
@needs(Act.CLAIM_OWN)
@throttled("mailbox_signature")
def mailbox_signature(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """The command to run, and a field for what it prints."""
    found = mailbox_for(request.acting, mailbox_id)
    if found.counts:
        return redirect("register:claims")
    if request.method == "POST" and not challenge_holds(found, request.POST.get("challenge", "")):
        messages.warning(request, _("这段文字已过 24 小时或不属于这个邮箱；请照新的命令重新签名。"))
        return redirect("evidence:mailbox_signature", found.pk)
    form = SignatureForm(request.POST or None, initial={"challenge": mailbox_challenge(found)})
    if form.is_valid():
        try:
            return _ended(request, mailbox_prove_by_signature(mailbox_id=found.pk, **form.cleaned_data, by=request.acting))
        except Invalid as error:
            with_problems(form, error)
    return _shown(request, found, form)


def _shown(request: HttpRequest, mailbox: Mailbox, form: SignatureForm) -> HttpResponse:
    crumbs = [(_("我的"), reverse("evidence:me")), (_("我的身份"), reverse("register:claims")), (_("用签名提交证明"), "")]
    shown = {"mailbox": mailbox, "form": form, "challenge": form["challenge"].value(), "crumbs": crumbs}
    return render(request, "evidence/mailbox_signature.html", shown, status=BAD_REQUEST if form.is_bound else 200)


def _ended(request: HttpRequest, proven: Proven) -> HttpResponse:
    if proven.case_id is None:
        messages.success(request, _("已用签名提交证明。从下一次运行起，用这个邮箱提交的工作计入您的贡献。"))
    else:
        taken = _("签名属实。但这个邮箱在平台上已有人证明在先，已为您立争议工单 %(id)s，由工作人员核对。")
        messages.warning(request, taken % {"id": proven.case_id})
    return redirect("register:claims")
