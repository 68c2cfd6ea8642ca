"""Pages of a project's evidence."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.evidence.models import Run
from portal.evidence.selectors.commits import Wanted, commits_page
from portal.evidence.selectors.names import may_see_work, shown_names
from portal.evidence.selectors.projects import owns, project_evidence, project_seen, run_shown, shared_with
from portal.evidence.tabs import project_tabs
from portal.house import charts
from portal.register.models import Repository
from portal.register.vocabulary import libraries, name_of


def project(request: HttpRequest, record: str) -> HttpResponse:
    """The dossier of a registered project."""
    shown = project_seen(request.acting, record)
    run = run_shown(request.acting, shown)
    evidence = project_evidence(run, shown, request.acting) if run else None
    context = {
        "record": shown,
        "typed": shown.typed(),
        "listings": [name_of(libraries(), library) for library in shown.listings.filter(removed_on=None).values_list("library", flat=True)],
        "run": run,
        "evidence": evidence,
        "owned": owns(request.acting, shown),
        "repositories": Repository.objects.filter(record=shown, removed_at=None),
        "tabs": project_tabs(shown, "project", request.acting),
        "crumbs": [(_("星图"), reverse("public:home")), (shown.name, "")],
    }
    if evidence is not None:
        context |= {
            "activity": charts.activity(evidence.months) if evidence.months else "",
            "organisations_drawn": _drawn(evidence.organisation_series, evidence.people_months),
            "people_drawn": _drawn(evidence.people_series, evidence.people_months),
            "lines_drawn": charts.line_classes(evidence.lines),
            "shared": shared_with(evidence.run, [one.repository for one in evidence.repositories]),
        }
    return render(request, "evidence/project.html", context)


def commits(request: HttpRequest, record: str) -> HttpResponse:
    """The commits behind a project's numbers."""
    shown = project_seen(request.acting, record)
    run = run_shown(request.acting, shown)
    ids = list(Repository.objects.filter(record=shown, removed_at=None).values_list("id", flat=True))
    given = request.GET
    person = given.get("person", "")
    if person and not may_see_work(request.acting, person, given.get("organisation", "")):
        person = ""
    wanted = Wanted(
        repositories=ids or ["-"],
        person=person,
        organisation=given.get("organisation", ""),
        month=given.get("month", ""),
        state=given.get("state", ""),
        line_class=given.get("class", ""),
    )
    return render(
        request,
        "evidence/commits.html",
        {
            "record": shown,
            "run": run,
            "wanted": wanted,
            "page": named_page(request, run, wanted) if run else None,
            "tabs": project_tabs(shown, "commits", request.acting),
            "crumbs": [(_("星图"), reverse("public:home")), (shown.name, reverse("evidence:project", args=[shown.pk])), (_("提交"), "")],
        },
    )


def named_page(request: HttpRequest, run: Run, wanted: Wanted) -> object:
    """A page of commits with the names this reader may see."""
    page = commits_page(run, wanted, request.GET.get("page", "1"))
    names = shown_names(run, [person for line in page for person in line.people], request.acting)
    for line in page:
        line.people[:] = [names[person] for person in line.people]
    return page


def _drawn(series: list[charts.Series], months: list[str]) -> list[tuple[charts.Series, object]]:
    return [(one, charts.multiple(series, place, periods=months)) for place, one in enumerate(series)]
