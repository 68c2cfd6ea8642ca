"""A person's own front page, and all their work as the newest run sees it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.acting import signed_in
from portal.cases.models import Case, CaseState
from portal.evidence.selectors.contributors import person_in, person_profile
from portal.evidence.selectors.differences import subject_changes
from portal.evidence.selectors.explanations import Of, explanation_of
from portal.evidence.selectors.runs import newest_observation, run_before
from portal.evidence.selectors.waiting import waiting_for
from portal.evidence.selectors.work import repositories_of
from portal.house import charts
from portal.register.models import Employment, EmploymentState, Mailbox, Record


@signed_in
def front(request: HttpRequest) -> HttpResponse:
    """Where things stand, what is expected of me, where to go."""
    person = request.acting.person
    run = newest_observation()
    profile = person_profile(run, person.pk) if run and person_in(run, person.pk) else None
    unproven = Mailbox.objects.filter(person=person, proven_at=None, withdrawn_at=None).count()
    return render(
        request,
        "evidence/me.html",
        {
            "person": person,
            "run": run,
            "waiting": waiting_for(request.acting),
            "profile": profile,
            "activity": charts.activity(profile.months) if profile and profile.months else "",
            "mailboxes": Mailbox.objects.filter(person=person, proven_at__isnull=False, withdrawn_at=None).count(),
            "unproven": unproven,
            "employments": Employment.objects.filter(person=person).exclude(state=EmploymentState.WITHDRAWN).select_related("organisation"),
            "records": Record.objects.filter(person=person).order_by("-updated_at")[:5],
            "cases": Case.objects.filter(opened_by=person).exclude(state=CaseState.CLOSED)[:5],
            "letters": person.letters.filter(read_at=None)[:5],
        },
    )


@signed_in
def work(request: HttpRequest) -> HttpResponse:
    """All my work across hosts, counted and not counted with reasons, and what changed since the run before."""
    person = request.acting.person
    run = newest_observation()
    found = person_in(run, person.pk) if run else None
    before = run_before(run) if run else None
    context = {
        "person": person,
        "run": run,
        "found": found,
        "before": before,
        "changes": subject_changes(before, run, "person", person.pk, request.acting) if run and before else [],
        "cases": Case.objects.filter(opened_by=person, kind="objection").order_by("-opened_at")[:20],
        "crumbs": [(_("我的"), reverse("evidence:me")), (_("我的全部工作"), "")],
    }
    if run and found:
        profile = person_profile(run, person.pk)
        told = explanation_of(run, Of(person=person.pk))
        context |= {
            "profile": profile,
            "told": told,
            "repositories": repositories_of(run, told),
            "activity": charts.activity(profile.months) if profile.months else "",
        }
    return render(request, "evidence/work.html", context)
