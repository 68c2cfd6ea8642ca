"""Applying together: who is invited, who has joined, and answering an invitation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act
from portal.accounts.throttle import throttled
from portal.calls.forms.applying import PartyForm
from portal.calls.models import Party, PartyState
from portal.calls.selectors.applications import application_visible, is_applicant
from portal.calls.selectors.folder import Folder
from portal.calls.services.parties import party_answer, party_invite, party_leave, party_remove, speaks_for
from portal.calls.views.applying.shown import crumbs_of
from portal.errors import Invalid, NotAllowed

BAD_REQUEST = 400


@needs(Act.APPLICATION_VIEW)
@throttled("invitation")
def parties(request: HttpRequest, application: str) -> HttpResponse:
    """Everybody who applies together, and the form to invite one more."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    folder = Folder(application_visible(acting, application))
    own = is_applicant(acting, folder.application)
    form = PartyForm(request.POST or None)
    if request.method == "POST":
        if not own:
            raise NotAllowed(Act.APPLICATION_EDIT)
        if form.is_valid():
            try:
                party_invite(application=folder.application, by=acting, **form.cleaned_data)
            except Invalid as error:
                for field, problem in error.problems.items():
                    form.add_error(field if field in form.fields else None, str(problem))
            else:
                messages.success(request, _("邀请已发出。对方确认加入之后才能提交申报。"))
                return redirect("calls:parties", application)
    rows = [
        (party, speaks_for(acting, party) and party.state in {PartyState.INVITED, PartyState.ACCEPTED})
        for party in folder.application.parties.select_related("organisation", "person")
    ]
    context = {
        "application": folder.application,
        "rows": rows,
        "most": folder.programme.co_applicants,
        "own": own and folder.editable,
        "editable": folder.editable,
        "form": form,
        "crumbs": crumbs_of(request, folder, _("联合申报方")),
    }
    return render(request, "calls/applying/parties.html", context, status=BAD_REQUEST if form.errors else 200)


@require_POST
@needs(Act.APPLICATION_VIEW)
def party(request: HttpRequest, application: str, party: int) -> HttpResponse:
    """Join, decline, leave; or take an invitation back."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    found = Party.objects.filter(pk=party, application=application_visible(acting, application)).select_related("application").first()
    if found is None:
        raise NotAllowed(Act.APPLICATION_VIEW)
    match request.POST.get("do"):
        case "accept":
            party_answer(party=found, accept=True, by=acting)
            messages.success(request, _("已加入这份申报。"))
        case "decline":
            party_answer(party=found, accept=False, by=acting)
            messages.success(request, _("已谢绝。"))
            return redirect("calls:mine")
        case "leave":
            party_leave(party=found, by=acting)
            messages.success(request, _("已退出这份申报。"))
            return redirect("calls:mine")
        case "remove":
            party_remove(party=found, by=acting)
            messages.success(request, _("已移除。"))
        case _:
            raise NotAllowed(Act.APPLICATION_EDIT)
    return redirect("calls:parties", application)
