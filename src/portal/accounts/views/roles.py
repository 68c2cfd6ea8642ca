"""Which roles were handed out, by whom, until when? Hand out one more, or end one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import needs
from portal.accounts.forms.grants import GrantForm
from portal.accounts.forms.organisations import ReasonForm, district_choices
from portal.accounts.forms.problems import put_problems
from portal.accounts.roles import Act, Role
from portal.accounts.selectors import grantable_roles, grants_visible
from portal.accounts.selectors.grants import grants_found
from portal.accounts.services import role_end, role_grant
from portal.accounts.throttle import throttled
from portal.errors import Invalid
from portal.house.parts import Choice, Facet

A_PAGE = 50


@needs(Act.ROLE_GRANT)
def roles(request: HttpRequest) -> HttpResponse:
    """Everything the acting role hands out, in force first."""
    chosen, past = request.GET.getlist("role"), "1" in request.GET.getlist("past")
    found = grants_found(request.acting, query=request.GET.get("q", ""), roles=chosen, past=past)
    facets = [
        Facet(
            "role", _("角色"), [Choice(role.value, role.label, selected=role.value in chosen) for role in grantable_roles(request.acting)]
        ),
        Facet("past", _("期间"), [Choice("1", _("含已终止的"), selected=past)]),
    ]
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "facets": facets,
        "names": dict(district_choices()),
        "today": timezone.localdate(),
        "me": request.acting.actor_id,
    }
    return render(request, "accounts/roles.html", context)


@needs(Act.ROLE_GRANT)
@throttled("lookup")
def grant(request: HttpRequest) -> HttpResponse:
    """Hand out a role."""
    form = GrantForm(request.POST or None, acting=request.acting, initial={"from_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["person"].id == request.acting.actor_id:
            form.add_error("person", _("不能给自己授予角色，请另一位有权的人办理。"))
        else:
            try:
                role_grant(by=request.acting, **form.cleaned_data)
            except Invalid as error:
                put_problems(form, error)
            else:
                messages.success(request, _("已授予“%(role)s”。") % {"role": Role(form.cleaned_data["role"]).label})
                return HttpResponseRedirect(reverse("accounts:roles"))
    crumbs = [(_("角色与授权"), reverse("accounts:roles")), (_("授予角色"), "")]
    return render(request, "accounts/grant.html", {"form": form, "crumbs": crumbs})


@needs(Act.ROLE_GRANT)
def end(request: HttpRequest, grant: int) -> HttpResponse:
    """End a role today."""
    found = get_object_or_404(grants_visible(request.acting), pk=grant)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        role_end(by=request.acting, grant=found, reason=form.cleaned_data["reason"])
        messages.success(request, _("已终止，今天起不再有效。"))
        return HttpResponseRedirect(reverse("accounts:roles"))
    context = {
        "title": _("终止%(name)s的“%(role)s”角色") % {"name": found.person.name, "role": found.get_role_display()},
        "sentences": [_("今天起不再有效。过去的记录不变。")],
        "action": _("终止这个角色"),
        "cancel": reverse("accounts:roles"),
        "tone": "danger",
        "form": form,
    }
    return render(request, "house/confirm.html", context)
