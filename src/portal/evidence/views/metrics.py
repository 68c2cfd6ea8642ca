"""The page of one number: what it is, what it rests on, how it is computed again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.roles import Act
from portal.errors import NotAllowed
from portal.evidence.doors import said
from portal.evidence.models import Run, RunOrganisation
from portal.evidence.selectors.names import may_see_work, sees_everybody, shown_names
from portal.evidence.selectors.numbers import Subject, number_of, record_of
from portal.evidence.selectors.projects import owns, project_seen
from portal.evidence.selectors.runs import newest_observation, open_to, run_of
from portal.evidence.views.projects import named_page
from portal.register.models import Repository


def metric(request: HttpRequest, run: str, metric: str) -> HttpResponse:
    """One number of a run."""
    subject = Subject.of(request.GET.dict())
    shown = _run(request, run, subject)
    number = number_of(shown, metric, subject, request.acting)
    commits_open = (
        not subject.person or may_see_work(request.acting, subject.person, subject.organisation) or sees_everybody(request.acting)
    )
    names = shown_names(shown, [subject.person], request.acting) if subject.person else {}
    body = RunOrganisation.objects.filter(run=shown, organisation=subject.organisation).first() if subject.organisation else None
    record = record_of(subject)
    return render(
        request,
        "evidence/metric.html",
        {
            "run": shown,
            "number": number,
            "subject": subject,
            "record": record,
            "person_name": names.get(subject.person, ""),
            "organisation": body,
            "page": named_page(request, shown, number.wanted) if commits_open else None,
            "crumbs": [
                (_("星图"), reverse("public:home")),
                (
                    _("运行 %(run)s") % {"run": shown.short},
                    reverse("evidence:run", args=[shown.short]) if open_to(shown, request.acting) else "",
                ),
                (said(number.metric.name, number.metric.name_en), ""),
            ],
        },
    )


def _run(request: HttpRequest, short: str, subject: Subject) -> Run:
    """A run that is not published yet is open to those whose own facts are looked at."""
    acting = request.acting
    mine = bool(subject.person) and acting.actor_id == subject.person
    theirs = bool(subject.organisation) and acting.reaches(Act.RUN_VIEW, organisation_id=subject.organisation)
    # the record decides which repositories are read (``repositories_of``), so it decides whose they are
    if subject.record:
        record = project_seen(acting, subject.record)
    else:
        held = Repository.objects.filter(pk=subject.repository).select_related("record").first() if subject.repository else None
        record = held.record if held else None
    own = mine or theirs or (record is not None and owns(acting, record))
    run = run_of(acting, short, own=own)
    if own and run.published_at is None and run != newest_observation():
        run = run_of(acting, short)
    if run is None:
        raise NotAllowed(Act.RUN_VIEW)
    return run
