"""The page about one's own data: what is allowed, take it home, have it erased."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.acting import signed_in
from portal.accounts.models import Purpose
from portal.register.selectors.privacy import consents_of, consequences_of_erasing, erasure_waiting
from portal.register.services.erasures import erasure_ask, erasure_take_back
from portal.register.services.privacy import consent_give, consent_withdraw, person_export

CRUMBS = "/me/"


@require_GET
@signed_in
def privacy(request: HttpRequest) -> HttpResponse:
    """What is allowed, and what can be done."""
    person = request.acting.person  # type: ignore[attr-defined]
    shown = {
        "consents": consents_of(person),
        "waiting": erasure_waiting(person),
        "crumbs": [(_("我的"), CRUMBS), (_("隐私与个人数据"), "")],
    }
    return render(request, "register/privacy.html", shown)


@require_POST
@signed_in
def consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """Allow one use, or no longer."""
    if purpose not in Purpose.values:
        raise Http404
    if request.POST.get("give") == "1":
        consent_give(purpose=Purpose(purpose), by=request.acting)  # type: ignore[attr-defined]
        messages.success(request, _("已同意，随时可以撤回。"))
    else:
        consent_withdraw(purpose=Purpose(purpose), by=request.acting)  # type: ignore[attr-defined]
        messages.success(request, _("已撤回，立即生效。"))
    return redirect("register:privacy")


@require_POST
@signed_in
@reauthentication_required
def export(request: HttpRequest) -> HttpResponse:
    """Everything in one file."""
    name = f"xingtu-personal-data-{timezone.localdate():%Y%m%d}.zip"
    content = person_export(by=request.acting)  # type: ignore[attr-defined]
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@require_http_methods(["GET", "POST"])
@signed_in
@reauthentication_required
def erase(request: HttpRequest) -> HttpResponse:
    """What would follow; then ask for it."""
    if request.method == "POST":
        erasure_ask(by=request.acting)  # type: ignore[attr-defined]
        messages.warning(request, _("已收到注销申请，10 分钟后执行；在此之前可以在本页撤销。"))
        return redirect("register:privacy")
    shown = {
        "title": _("注销账号，删除个人数据"),
        "sentences": consequences_of_erasing(request.acting.person),  # type: ignore[attr-defined]
        "action": _("我已知晓，注销账号"),
        "cancel": reverse("register:privacy"),
        "tone": "danger",
        "crumbs": [(_("我的"), CRUMBS), (_("隐私与个人数据"), reverse("register:privacy")), (_("注销账号"), "")],
    }
    return render(request, "house/confirm.html", shown)


@require_POST
@signed_in
def keep(request: HttpRequest) -> HttpResponse:
    """Take the wish back."""
    erasure_take_back(by=request.acting)  # type: ignore[attr-defined]
    messages.success(request, _("已撤销注销申请，一切照旧。"))
    return redirect("register:privacy")
