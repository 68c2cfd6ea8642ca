"""Pages of a person's and an organisation's evidence."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import Person
from portal.accounts.roles import Act
from portal.errors import NotAllowed
from portal.evidence.doors import said
from portal.evidence.models import Run
from portal.evidence.selectors.contributors import Profile, organisation_profile, organisation_seen, person_profile
from portal.evidence.selectors.explanations import Of, explanation_of
from portal.evidence.selectors.names import may_see_person, shown_names
from portal.evidence.selectors.runs import newest_observation, observation
from portal.house import charts
from portal.register.models import Record
from portal.register.models.record import SHOWN


def person(request: HttpRequest, person_id: str) -> HttpResponse:
    """Somebody's contributions: to themselves and, by their consent, to others."""
    acting = request.acting
    somebody = Person.objects.filter(pk=person_id, erased_at=None).first()
    if somebody is None or not may_see_person(acting, person_id):
        raise NotAllowed(Act.PERSON_FACTS)
    own = acting.actor_id == person_id
    whole = acting.reaches(Act.PERSON_FACTS, person_id=person_id) or _open_profile(somebody)
    employer = "" if whole or own else acting.organisation_id
    run = newest_observation() if own else observation()
    profile = person_profile(run, person_id, organisation=employer) if run else None
    context = {
        "somebody": somebody,
        "shown_name": shown_names(run, [person_id], acting)[person_id],
        "own": own,
        "employer": employer,
        "run": run,
        "profile": profile,
        "crumbs": [(_("星图"), reverse("public:home")), (_("个人"), "")],
    }
    if run and profile:
        told = explanation_of(run, Of(person=person_id, organisation=employer))
        context |= _drawn(profile) | {"told": told}
    return render(request, "evidence/person.html", context)


def organisation(request: HttpRequest, organisation_id: str) -> HttpResponse:
    """What an organisation's people contributed, with the share that is unknown said."""
    run = _run_of_organisation(request, organisation_id)
    body = organisation_seen(organisation_id)
    if body is None:
        raise NotAllowed(Act.ORGANISATION_VIEW)
    profile = _profile(run, organisation_id, request)
    records = Record.objects.filter(organisation=body, state__in=SHOWN)
    context = {
        "body": body,
        "shown_name": said(body.name, body.name_en),
        "run": run,
        "profile": profile,
        "records": records,
        "crumbs": [(_("星图"), reverse("public:home")), (_("单位"), "")],
    }
    if profile:
        context |= _drawn(profile)
    return render(request, "evidence/organisation.html", context)


def _profile(run: Run | None, organisation_id: str, request: HttpRequest) -> Profile | None:
    try:
        return organisation_profile(run, organisation_id, request.acting) if run else None
    except NotAllowed:
        # registered, but nothing of theirs is in the run: the page says so
        return None


def _run_of_organisation(request: HttpRequest, organisation_id: str) -> Run | None:
    own = request.acting.reaches(Act.RUN_VIEW, organisation_id=organisation_id)
    return newest_observation() if own else observation()


def _open_profile(somebody: Person) -> bool:
    return somebody.consents.filter(purpose="public_profile", withdrawn_at=None).exists()


def _drawn(profile: Profile) -> dict[str, object]:
    bars = [charts.Bar(part.name, part.value, part.door) for part in profile.parts if part.value > 0][:12]
    return {
        "activity": charts.activity(profile.months) if profile.months else "",
        "parts_drawn": charts.ranking(bars, title=_("各项目的合入变更"), description=_("按合入变更数从多到少"), scale=1_000_000)
        if bars
        else "",
    }
