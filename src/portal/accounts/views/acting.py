"""As whom does somebody act? One of their roles, or themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from portal.accounts.acting import SESSION_KEY, Acting, acting_of, signed_in
from portal.accounts.forms.organisations import district_name
from portal.accounts.models import Grant
from portal.accounts.roles import Act, Scope
from portal.accounts.selectors import held_grants
from portal.accounts.services import acting_choose


@signed_in
def choose(request: HttpRequest) -> HttpResponse:
    """The roles one holds today, what each may do, and the one in use."""
    if request.method == "POST":
        chosen = acting_choose(by=request.acting, grant_id=_number(request.POST.get("grant", "")))
        request.session[SESSION_KEY] = chosen.grant_id or 0
        messages.success(request, _("现在以“%(role)s”的身份办理。") % {"role": chosen.role.label})
        return HttpResponseRedirect(_back(request))
    person = request.acting.person
    choices = [_shown(acting_of(person, grant), grant, request.acting) for grant in held_grants(person)]
    choices.append(_shown(acting_of(person, None), None, request.acting))
    crumbs = [(_("我的"), reverse("accounts:profile")), (_("办理身份"), "")]
    return render(request, "accounts/acting.html", {"choices": choices, "crumbs": crumbs, "next": request.GET.get("next", "")})


def _shown(acting: Acting, grant: Grant | None, now: Acting) -> dict[str, object]:
    reach = {
        Scope.CITY: _("全市"),
        Scope.DISTRICT: _("本区县（园区）"),
        Scope.OWN: _("本单位"),
        Scope.ASSIGNED: _("交办的"),
        Scope.SELF: _("本人的"),
    }
    acts = [f"{act.label}（{reach[acting.scope(act)]}）" for act in Act if acting.scope(act) is not Scope.NONE]
    place = "" if grant is None else grant.organisation.name if grant.organisation else district_name(grant.district)
    return {"acting": acting, "grant": grant, "place": place, "acts": acts, "current": acting.grant_id == now.grant_id}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else -1  # noqa: PLR2004 -- fits any database


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return target if ours and target else reverse("accounts:profile")
