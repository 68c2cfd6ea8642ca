"""The page "my identities": mailboxes, accounts on code hosts, employment; what is proven, what waits, from when it counts."""

from allauth.socialaccount.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.accounts.sign_in import CODE_HOSTS
from portal.register.forms.claims import MailboxForm
from portal.register.selectors.claims import employments_of, host_accounts_of, mailboxes_of


@require_GET
@needs(Act.CLAIM_OWN)
def identities(request: HttpRequest) -> HttpResponse:
    """Everything I say is mine."""
    return identities_page(request, MailboxForm())


def identities_page(request: HttpRequest, form: MailboxForm, status: int = 200) -> HttpResponse:
    """The page; ``form`` may have come back with something wrong."""
    person = request.acting.person  # type: ignore[attr-defined]
    mailboxes = mailboxes_of(person)
    hosts = [one for one in get_adapter().list_providers(request) if one.id in CODE_HOSTS]
    shown = {
        "mailboxes": mailboxes,
        "proven": sum(one.mailbox.counts for one in mailboxes),
        "accounts": host_accounts_of(person),
        "hosts": [(one.name, f"{one.get_login_url(request, process='connect')}") for one in hosts],
        "employments": employments_of(person),
        "form": form,
        "crumbs": crumbs(),
    }
    return render(request, "register/claims.html", shown, status=status)


def crumbs(*more: str) -> list[tuple[str, str]]:
    """Where the reader is, below "my identities"."""
    here = [(_("我的"), "/me/"), (_("我的身份"), reverse("register:claims") if more else "")]
    return [*here, *((label, "") for label in more)]
