"""What is done to a lead from its page."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.errors import Invalid
from portal.register.forms.leads import ContactForm, LeadMoveForm, PromiseForm, StrikeForm, TargetForm
from portal.register.forms.problems import with_problems
from portal.register.models import Lead, LeadState
from portal.register.selectors.leads import lead_for, moves_open
from portal.register.services.leads import lead_contact, lead_move, lead_target_add, lead_target_drop
from portal.register.services.promises import promise_drop, promise_make
from portal.register.views.leads import crumbs, lead_page

BAD_REQUEST = 400


def carried_out(request: HttpRequest, lead: Lead, name: str, form: Form, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it and go back to the lead; or show the form again with what is wrong."""
    if form.is_valid():
        try:
            act()
        except Invalid as error:
            with_problems(form, error)
        else:
            messages.success(request, said)
            return redirect("register:lead", lead.pk)
    return lead_page(request, lead, tried={name: form}, status=BAD_REQUEST)


@require_POST
@needs(Act.LEAD_EDIT)
def move(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Take it on, back, or to its end."""
    acting = request.acting  # type: ignore[attr-defined]
    lead = lead_for(acting, lead_id)
    form = LeadMoveForm(request.POST, lead=lead, moves=moves_open(acting, lead) or list(LeadState), holds=True)

    def act() -> None:
        given = form.cleaned_data
        lead_move(
            lead_id=lead.pk,
            version=given["version"],
            to=LeadState(given["to"]),
            reason=given["reason"],
            ended_on=given.get("ended_on"),
            by=acting,
        )

    return carried_out(request, lead, "move", form, act, _("进展已登记。"))


@require_POST
@needs(Act.LEAD_EDIT)
def contact(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Note a conversation."""
    acting = request.acting  # type: ignore[attr-defined]
    lead = lead_for(acting, lead_id)
    form = ContactForm(request.POST, auto_id="contact_%s")
    return carried_out(request, lead, "contact", form, lambda: lead_contact(lead_id=lead.pk, by=acting, **form.cleaned_data), _("已记录。"))


@require_POST
@needs(Act.LEAD_EDIT)
def promise(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Write down a promise."""
    acting = request.acting  # type: ignore[attr-defined]
    lead = lead_for(acting, lead_id)
    form = PromiseForm(request.POST, lead=lead)

    def act() -> None:
        given = form.cleaned_data
        promise_make(lead_id=lead.pk, text=given["text"], due_on=given["due_on"], fact=form.fact(), by=acting)

    return carried_out(request, lead, "promise", form, act, _("已记录承诺；写成规则的由下一次运行核对。"))


@require_http_methods(["GET", "POST"])
@needs(Act.LEAD_EDIT)
def strike(request: HttpRequest, lead_id: int, promise_id: int) -> HttpResponse:
    """Strike a promise, with a reason."""
    acting = request.acting  # type: ignore[attr-defined]
    lead = lead_for(acting, lead_id)
    found = get_object_or_404(lead.promises, pk=promise_id)
    form = StrikeForm(request.POST or None)
    if form.is_valid():
        promise_drop(promise_id=found.pk, reason=form.cleaned_data["reason"], by=acting)
        messages.success(request, _("已删去，理由已留痕。"))
        return redirect("register:lead", lead.pk)
    shown = {
        "title": _("删去承诺"),
        "sentences": [found.text, _("签约以后只有市项目办负责人能删去承诺：不能靠删去未兑现的承诺来“落地”。")],
        "action": _("删去"),
        "cancel": reverse("register:lead", args=[lead.pk]),
        "form": form,
        "tone": "danger",
        "crumbs": crumbs(lead.name),
    }
    return render(request, "house/confirm.html", shown, status=BAD_REQUEST if form.is_bound else 200)


@require_POST
@needs(Act.LEAD_EDIT)
def target(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Watch a repository."""
    acting = request.acting  # type: ignore[attr-defined]
    lead = lead_for(acting, lead_id)
    form = TargetForm(request.POST, auto_id="target_%s")
    return carried_out(
        request,
        lead,
        "target",
        form,
        lambda: lead_target_add(lead_id=lead.pk, url=form.cleaned_data["url"], by=acting),
        _("已加入；从下一次运行起读取这个仓库。"),
    )


@require_POST
@needs(Act.LEAD_EDIT)
def target_drop(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Watch it no longer."""
    acting = request.acting  # type: ignore[attr-defined]
    lead = lead_for(acting, lead_id)
    lead_target_drop(lead_id=lead.pk, repository_id=request.POST.get("repository", ""), by=acting)
    messages.success(request, _("已移除。"))
    return redirect("register:lead", lead.pk)
