"""Who is in an organisation, who is asked to join it, and whose role ends?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.acting import needs
from portal.accounts.forms.organisations import InvitationForm, ReasonForm, said_of
from portal.accounts.forms.problems import put_problems
from portal.accounts.models import Grant
from portal.accounts.roles import Act
from portal.accounts.selectors import invitations_of, organisations_visible, people_of
from portal.accounts.selectors.organisations import invitations_managed, past_people_of
from portal.accounts.services import invitation_resend, invitation_send, invitation_withdraw, role_end
from portal.accounts.services.grants import may_end
from portal.accounts.throttle import throttled
from portal.errors import Invalid

PAST = 20


@needs(Act.ORGANISATION_VIEW)
@throttled("invitation")
def members(request: HttpRequest, organisation: str) -> HttpResponse:
    """The people; for whoever manages them, the letters on their way and a form for one more."""
    held = get_object_or_404(organisations_visible(request.acting), pk=organisation)
    manages = request.acting.reaches(Act.MEMBER_MANAGE, organisation_id=held.pk, district=held.district)
    form = InvitationForm(request.POST or None, acting_role=request.acting.role) if manages else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            invitation_send(by=request.acting, organisation=held, **form.cleaned_data)
        except Invalid as error:
            put_problems(form, error)
        else:
            messages.success(request, _("邀请已寄出，14 天内有效。"))
            return HttpResponseRedirect(reverse("accounts:members", args=[held.pk]))
    people = list(people_of(held))
    context = {
        "organisation": held,
        "facts_shown": said_of(held),
        "now": timezone.now(),
        "people": [(grant, manages and grant.person_id != request.acting.actor_id and may_end(request.acting, grant)) for grant in people],
        "past": past_people_of(held)[:PAST],
        "invitations": invitations_of(held) if manages else [],
        "form": form,
        "manages": manages,
        "confirms": request.acting.reaches(Act.EMPLOYMENT_CONFIRM, organisation_id=held.pk),
        "edits": request.acting.reaches(Act.ORGANISATION_EDIT, organisation_id=held.pk, district=held.district),
        "verifies": request.acting.reaches(Act.ORGANISATION_VERIFY, organisation_id=held.pk, district=held.district),
        "belongs": any(grant.person_id == request.acting.actor_id for grant in people),
    }
    return render(request, "accounts/members.html", context)


@needs(Act.MEMBER_MANAGE)
def member_end(request: HttpRequest, organisation: str, grant: int) -> HttpResponse:
    """A member's role ends today."""
    held = get_object_or_404(organisations_visible(request.acting, Act.MEMBER_MANAGE), pk=organisation)
    found = get_object_or_404(Grant.objects.select_related("person"), pk=grant, organisation=held)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        role_end(by=request.acting, grant=found, reason=form.cleaned_data["reason"])
        messages.success(request, _("已终止，今天起不再有效。"))
        return HttpResponseRedirect(reverse("accounts:members", args=[held.pk]))
    context = {
        "title": _("终止%(name)s的“%(role)s”角色") % {"name": found.person.name, "role": found.get_role_display()},
        "sentences": [_("今天起，此人不能再以“%(name)s”的这个身份办理。过去的记录不变。") % {"name": held.name}],
        "action": _("终止这个角色"),
        "cancel": reverse("accounts:members", args=[held.pk]),
        "tone": "danger",
        "form": form,
    }
    return render(request, "house/confirm.html", context)


@require_POST
@needs(Act.MEMBER_MANAGE)
@throttled("invitation")
def resend(request: HttpRequest, invitation: int) -> HttpResponse:
    """A new letter with a new link."""
    found = get_object_or_404(invitations_managed(request.acting), pk=invitation)
    invitation_resend(by=request.acting, invitation=found)
    messages.success(request, _("已重新寄出，旧链接不再有效。"))
    return HttpResponseRedirect(reverse("accounts:members", args=[found.organisation_id]))


@require_POST
@needs(Act.MEMBER_MANAGE)
def withdraw(request: HttpRequest, invitation: int) -> HttpResponse:
    """Take an invitation back."""
    found = get_object_or_404(invitations_managed(request.acting), pk=invitation)
    invitation_withdraw(by=request.acting, invitation=found)
    messages.success(request, _("已撤回。"))
    return HttpResponseRedirect(reverse("accounts:members", args=[found.organisation_id]))
