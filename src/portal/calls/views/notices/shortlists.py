"""The head's decisions on a shortlist, and the places of a ranking made into applications."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.calls.forms.notices import ShortlistForm
from portal.calls.programmes import programme_of
from portal.calls.selectors.desk import call_for_desk, handed_in
from portal.calls.selectors.nominations import runs_for, unclaimed_of
from portal.calls.services.awards import proposed
from portal.calls.services.nominations import nominations_make
from portal.calls.services.shortlists import SHORTLIST, shortlist_decide
from portal.calls.views.desk.lists import crumbs
from portal.errors import Invalid, NotAllowed
from portal.evidence.doors import said


@require_http_methods(["GET", "POST"])
@needs(Act.SCORES_VIEW)
def shortlist(request: HttpRequest, call: str) -> HttpResponse:
    """Who is on it, with score, amount and its workings; decided on together."""
    acting = request.acting  # type: ignore[attr-defined]
    found = call_for_desk(acting, call)
    programme = programme_of(found.version)
    if SHORTLIST not in {step.id for step in programme.steps}:
        raise NotAllowed(Act.LIST_DECIDE)
    waiting = handed_in(acting).filter(call=found, step=SHORTLIST).select_related("organisation", "person", "call__version")
    form = ShortlistForm(request.POST or None, moves=programme.step(SHORTLIST).moves)
    if request.method == "POST" and form.is_valid():
        chosen = waiting.filter(pk__in=request.POST.getlist("application")[:500])
        try:
            made = shortlist_decide(applications=chosen, to=form.cleaned_data["to"], by=acting, reason=form.cleaned_data["reason"])
        except Invalid as error:
            for name, problem in error.problems.items():
                form.add_error(name if name in form.fields else None, str(problem))
        else:
            n = len(made.done)
            messages.success(request, ngettext("已决定 %(n)d 份。", "已决定 %(n)d 份。", n) % {"n": n})
            for application, why in made.refused:
                messages.warning(request, _("%(number)s 未办理：%(why)s") % {"number": application.number, "why": why})
            return redirect("calls:shortlist", found.pk)
    today = timezone.localdate()
    rows = [(one, one.aggregates.first(), proposed(one, today) if programme.money else None) for one in waiting]
    context = {
        "call": found,
        "rows": [(one, score, amount, [said(zh, en) for zh, en in amount.workings] if amount else []) for one, score, amount in rows],
        "money": programme.money,
        "onward": "notice" in programme.step(SHORTLIST).moves,
        "form": form if acting.may(Act.LIST_DECIDE) and form.fields["to"].choices else None,  # type: ignore[attr-defined]
        "crumbs": crumbs((said(found.name, found.name_en), f"/desk/{found.pk}/"), (_("拟定名单"), "")),
    }
    return render(request, "calls/notices/shortlist.html", context)


@require_http_methods(["GET", "POST"])
@needs(Act.CALL_RUN)
def nominations(request: HttpRequest, call: str) -> HttpResponse:
    """Make the places of a run into applications; say who won and is unknown to the portal."""
    acting = request.acting  # type: ignore[attr-defined]
    found = call_for_desk(acting, call)
    if programme_of(found.version).entry != "ranking":
        raise NotAllowed(Act.CALL_RUN)
    runs = runs_for(found)
    if request.method == "POST":
        run = next((one for one in runs if one.run_id == request.POST.get("run")), None)
        if run is None:
            raise NotAllowed(Act.CALL_RUN)
        try:
            made = nominations_make(call=found, run=run, by=acting)
        except Invalid as error:
            messages.error(request, str(error))
        else:
            n = len(made.applications)
            messages.success(request, ngettext("已提名 %(n)d 份。", "已提名 %(n)d 份。", n) % {"n": n})
        return redirect("calls:nominations", found.pk)
    tracks = {track.id: said(track.name, track.name_en) for track in programme_of(found.version).tracks}
    nominated = found.applications.exclude(verdict={}).select_related("organisation", "person")
    context = {
        "call": found,
        "runs": runs,
        "applications": [(one, tracks.get(one.verdict["track"], one.verdict["track"])) for one in nominated],
        "unclaimed": [(one, tracks.get(one.track, one.track)) for one in unclaimed_of(found)],
        "crumbs": crumbs((said(found.name, found.name_en), f"/desk/{found.pk}/"), (_("提名"), "")),
    }
    return render(request, "calls/notices/nominations.html", context)
