"""Who am I here, and how do I sign in?"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.acting import signed_in
from portal.accounts.forms.naming import ProfileForm
from portal.accounts.selectors import held_grants
from portal.accounts.services import person_edit


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Name, roles, and how one signs in."""
    person = request.acting.person
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        person_edit(by=request.acting, name=form.cleaned_data["name"], name_en=form.cleaned_data["name_en"])
        messages.success(request, _("已保存。"))
        return HttpResponseRedirect(reverse("accounts:profile"))
    person.refresh_from_db(fields=["name", "name_en"])
    kinds = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    context = {
        "form": form,
        "person": person,
        "mailbox": EmailAddress.objects.get_primary(person),
        "keys": kinds.count(Authenticator.Type.WEBAUTHN),
        "totp": Authenticator.Type.TOTP in kinds,
        "host_accounts": SocialAccount.objects.filter(user=person).count(),
        "hosts_offered": bool(get_adapter().list_apps(request)),
        "grants": held_grants(person),
    }
    return render(request, "accounts/profile.html", context)
