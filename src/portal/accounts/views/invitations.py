"""What does somebody see who was asked to join an organisation?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.acting import SESSION_KEY, signed_in
from portal.accounts.forms.organisations import CodeForm
from portal.accounts.mailboxes import SentCode, code_send, masked
from portal.accounts.models import Grant, Invitation
from portal.accounts.selectors import invitations_to
from portal.accounts.services import invitation_accept
from portal.accounts.services.invitations import has_mailbox, hashed
from portal.accounts.throttle import throttled

CODE_KEY = "invitation_code"


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the letter's link: join at once with that mailbox, show that one reads it, or sign in first."""
    found = get_object_or_404(Invitation.objects.select_related("organisation"), token_hash=hashed(token))
    person = request.acting.person
    sent = request.session.get(CODE_KEY) or {} if person else {}
    context = {
        "invitation": found,
        "token": token,
        "mailbox": masked(found.email),
        "open": not found.accepted_at and not found.withdrawn_at and found.expires_at > timezone.now(),
        "fits": person is not None and has_mailbox(person, found.email),
        "code_form": CodeForm() if sent.get("invitation") == found.pk else None,
    }
    return render(request, "accounts/invitation.html", context)


@require_POST
@signed_in
def accept(request: HttpRequest, invitation: int) -> HttpResponse:
    """Join: the invited mailbox is verified in one's account, so the letter itself is not needed."""
    found = get_object_or_404(invitations_to(request.acting.person), pk=invitation)
    return _joined(request, invitation_accept(by=request.acting, invitation=found))


@require_POST
@signed_in
@throttled("invitation_code")
def send_code(request: HttpRequest, token: str) -> HttpResponse:
    """Send a code to the invited mailbox, for somebody who signs in with another."""
    found = get_object_or_404(
        Invitation.objects.select_related("organisation"), token_hash=hashed(token), accepted_at=None, withdrawn_at=None
    )
    request.session[CODE_KEY] = code_send(found).kept()
    messages.success(request, _("确认码已寄到 %(mailbox)s。") % {"mailbox": masked(found.email)})
    return HttpResponseRedirect(reverse("accounts:invitation", args=[token]))


@require_POST
@signed_in
def confirm_code(request: HttpRequest, token: str) -> HttpResponse:
    """Join with the code."""
    found = get_object_or_404(Invitation.objects.select_related("organisation"), token_hash=hashed(token))
    kept = request.session.get(CODE_KEY)
    sent = SentCode(**kept) if kept else None
    right = sent is not None and sent.opens(found, request.POST.get("code", ""))
    if not right:
        request.session[CODE_KEY] = sent.kept() if sent else None
        messages.error(request, _("确认码不对或已过期。请核对，或重新发送一个。"))
        return HttpResponseRedirect(reverse("accounts:invitation", args=[token]))
    del request.session[CODE_KEY]
    return _joined(request, invitation_accept(by=request.acting, invitation=found, mailbox_shown=True))


def _joined(request: HttpRequest, grant: Grant) -> HttpResponse:
    request.session[SESSION_KEY] = grant.pk
    messages.success(request, _("您已加入“%(name)s”，现在以它的身份办理。") % {"name": grant.organisation.name})
    return HttpResponseRedirect(reverse("accounts:members", args=[grant.organisation_id]))
