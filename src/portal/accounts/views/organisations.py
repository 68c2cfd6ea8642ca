"""Organisations: mine, the register's, one new, one changed, one verified, one left."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.acting import SESSION_KEY, needs, signed_in
from portal.accounts.forms.organisations import OrganisationForm, StandingForm, district_choices, said_of
from portal.accounts.forms.problems import put_problems
from portal.accounts.models import Organisation, Standing
from portal.accounts.roles import Act
from portal.accounts.selectors import held_grants, invitations_to, organisations_visible, own_organisations
from portal.accounts.selectors.organisations import organisations_found
from portal.accounts.services import membership_leave, organisation_edit, organisation_register, organisation_verify
from portal.errors import Invalid
from portal.house.parts import Choice, Facet

A_PAGE = 30


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Where I hold a role, and who has asked me to join."""
    person = request.acting.person
    context = {
        "organisations": own_organisations(person),
        "invitations": invitations_to(person),
        "crumbs": [(_("我的"), reverse("accounts:profile")), (_("我的单位"), "")],
    }
    return render(request, "accounts/organisations.html", context)


@needs(Act.ORGANISATION_VIEW)
def directory(request: HttpRequest) -> HttpResponse:
    """The organisations that the acting role reaches."""
    query, standings, districts = request.GET.get("q", ""), request.GET.getlist("standing"), request.GET.getlist("district")
    found = organisations_found(request.acting, query=query, standings=standings, districts=districts)
    facets = [
        Facet("standing", _("核实情况"), [Choice(value, label, selected=value in standings) for value, label in Standing.choices]),
        Facet("district", _("区县（园区）"), [Choice(value, label, selected=value in districts) for value, label in district_choices()]),
    ]
    context = {"page": Paginator(found, A_PAGE).get_page(request.GET.get("page")), "facets": facets, "names": dict(district_choices())}
    context["verifies"] = request.acting.may(Act.ORGANISATION_VERIFY)
    return render(request, "accounts/directory.html", context)


@signed_in
def register(request: HttpRequest) -> HttpResponse:
    """A new organisation; whoever registers it administers it."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = organisation_register(by=request.acting, **form.cleaned_data)
        except Invalid as error:
            put_problems(form, error)
        else:
            request.session[SESSION_KEY] = held_grants(request.acting.person).filter(organisation=made).values_list("pk", flat=True)[0]
            messages.success(request, _("已登记“%(name)s”，您是它的管理员；区县经信部门会核实。") % {"name": made.name})
            return HttpResponseRedirect(reverse("accounts:members", args=[made.pk]))
    crumbs = [(_("我的单位"), reverse("accounts:organisations")), (_("登记单位"), "")]
    context = {"form": form, "crumbs": crumbs, "title": _("登记单位"), "submit": _("登记"), "cancel": reverse("accounts:organisations")}
    return render(request, "accounts/organisation_form.html", context)


@needs(Act.ORGANISATION_EDIT)
def edit(request: HttpRequest, organisation: str) -> HttpResponse:
    """What the organisation says of itself."""
    held = get_object_or_404(organisations_visible(request.acting, Act.ORGANISATION_EDIT), pk=organisation)
    form = OrganisationForm(request.POST or None, initial=_said(held))
    if request.method == "POST" and form.is_valid():
        try:
            organisation_edit(by=request.acting, organisation=held, **form.cleaned_data)
        except Invalid as error:
            put_problems(form, error)
        else:
            messages.success(request, _("已保存。"))
            return HttpResponseRedirect(reverse("accounts:members", args=[held.pk]))
    crumbs = [(held.name, reverse("accounts:members", args=[held.pk])), (_("修改单位资料"), "")]
    context = {"form": form, "crumbs": crumbs, "title": _("修改单位资料"), "submit": _("保存"), "organisation": held}
    context["cancel"] = reverse("accounts:members", args=[held.pk])
    return render(request, "accounts/organisation_form.html", context)


@needs(Act.ORGANISATION_VERIFY)
def verify(request: HttpRequest, organisation: str) -> HttpResponse:
    """An officer compares it with its licence."""
    held = get_object_or_404(organisations_visible(request.acting, Act.ORGANISATION_VERIFY), pk=organisation)
    form = StandingForm(request.POST or None, initial={"standing": held.standing})
    if request.method == "POST" and form.is_valid():
        try:
            organisation_verify(by=request.acting, organisation=held, **form.cleaned_data)
        except Invalid as error:
            put_problems(form, error)
        else:
            messages.success(request, _("已记录核实结果。"))
            return HttpResponseRedirect(reverse("accounts:directory"))
    crumbs = [(_("单位"), reverse("accounts:directory")), (held.name, reverse("accounts:members", args=[held.pk])), (_("核实"), "")]
    context = {"form": form, "organisation": held, "crumbs": crumbs, "facts_shown": said_of(held), "cancel": reverse("accounts:directory")}
    return render(request, "accounts/verify.html", context)


@signed_in
def leave(request: HttpRequest, organisation: str) -> HttpResponse:
    """Give up every role there; access ends today."""
    held = get_object_or_404(own_organisations(request.acting.person), pk=organisation)
    if request.method == "POST":
        membership_leave(by=request.acting, organisation=held)
        messages.success(request, _("您已离开“%(name)s”，今天起不能再以它的身份办理。") % {"name": held.name})
        return HttpResponseRedirect(reverse("accounts:organisations"))
    context = {
        "title": _("离开“%(name)s”") % {"name": held.name},
        "sentences": [
            _("您在这个单位的全部角色今天终止，看不到它的内部资料。"),
            _("过去的办理记录和任职时间不变；任职结束请另在“我的贡献与认领”里写明终止日期。"),
        ],
        "action": _("离开单位"),
        "cancel": reverse("accounts:organisations"),
        "tone": "danger",
    }
    return render(request, "house/confirm.html", context)


def _said(held: Organisation) -> dict[str, object]:
    fields = ("name", "name_en", "kind", "district")
    return {field: getattr(held, field) for field in fields} | {"uscc": held.uscc or "", "domains": "\n".join(held.domains)}
