"""Pages of a project's licences: the tab of its dossier, the files behind it, reports to take home, and two acts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.errors import NotAllowed
from portal.evidence.doors import said
from portal.evidence.forms.licences import NotALicenceForm
from portal.evidence.models import LicenceReading, RulingState
from portal.evidence.selectors.licence_files import WantedFiles, files_page, findings_of, grade_of
from portal.evidence.selectors.licence_pages import licence_part
from portal.evidence.selectors.licence_reports import reports_of
from portal.evidence.selectors.licences import licences_of_project, sees_findings
from portal.evidence.selectors.projects import project_seen
from portal.evidence.services.licence_looks import findings_look, findings_take
from portal.evidence.services.licence_requests import readings_ask_again
from portal.evidence.services.licence_rulings import not_a_licence
from portal.evidence.tabs import project_tabs
from portal.house.documents.sending import sent
from portal.register.models import Record, Repository


def licences(request: HttpRequest, record: str) -> HttpResponse:
    """What its licence is, what may be done with it, what must be done, what is open; findings for those they are open to."""
    shown = project_seen(request.acting, record)
    findings = sees_findings(request.acting, shown)
    rulings_open = request.acting.may(Act.RULING_VIEW)
    parts = [
        licence_part(shown, row, findings=findings, rulings_open=rulings_open, suffix=f"-{place}" if place else "")
        for place, row in enumerate(licences_of_project(request.acting, shown))
    ]
    if findings and any(part.reading for part in parts):
        findings_look(project=shown, by=request.acting)
    return render(
        request,
        "evidence/licences.html",
        {
            "record": shown,
            "shown_name": said(shown.name, shown.name_en),
            "parts": [(part, reports_of(part.reading) if part.reading and findings else []) for part in parts],
            "findings": findings,
            "may_rule": findings and request.acting.may(Act.RULING_DRAFT),
            "under_way": any(part.attempt and not part.attempt.over for part in parts),
            "tabs": project_tabs(shown, "licences", request.acting),
            "crumbs": [
                (_("星图"), reverse("public:home")),
                (said(shown.name, shown.name_en), reverse("evidence:project", args=[shown.pk])),
                (_("许可证"), ""),
            ],
        },
    )


@needs(Act.FINDING_VIEW)
def files(request: HttpRequest, record: str) -> HttpResponse:
    """The files of a repository, or with ``?path=`` everything seen in one."""
    shown, reading = _reading(request, record, request.GET.get("repository", ""))
    given = request.GET
    crumbs = [
        (_("星图"), reverse("public:home")),
        (said(shown.name, shown.name_en), reverse("evidence:project", args=[shown.pk])),
        (_("许可证"), reverse("evidence:licences", args=[shown.pk])),
    ]
    if path := given.get("path", ""):
        found = findings_of(reading, path)
        if found is None:
            raise NotAllowed(Act.FINDING_VIEW)
        findings_look(project=shown, by=request.acting, place=path)
        context = {
            "record": shown,
            "reading": reading,
            "file": found,
            "may_dismiss": _may_dismiss(request),
            "crumbs": [*crumbs, (found.shown, "")],
        }
        return render(request, "evidence/licence_file.html", context)
    wanted = WantedFiles(given.get("q", "")[:200], given.get("expression", ""), given.get("root"), given.get("gaps") == "1")
    page = files_page(reading, wanted, given.get("page", "1"))
    findings_look(project=shown, by=request.acting, place="files")
    query = given.copy()
    query.pop("page", None)
    context = {
        "record": shown,
        "reading": reading,
        "page": page,
        "wanted": wanted,
        "query": query.urlencode(),
        "crumbs": [*crumbs, (_("文件"), "")],
    }
    return render(request, "evidence/licence_files.html", context)


@needs(Act.FINDING_VIEW)
def report(request: HttpRequest, record: str, form: str) -> HttpResponse:
    """A report as a file; ``?repository=`` names which of the project's."""
    shown, reading = _reading(request, record, request.GET.get("repository", ""))
    found = next((one for one in reports_of(reading) if one.form.id == form), None)
    if found is None:
        raise NotAllowed(Act.FINDING_VIEW)
    findings_take(project=shown, by=request.acting, form=form, scan=reading.evidence)
    return sent(found.path.read_bytes(), f"{shown.pk}-{form}-{reading.commit[:8]}", found.form.media, ending=found.ending)


@require_POST
@needs(Act.FINDING_VIEW)
def again(request: HttpRequest, record: str) -> HttpResponse:
    """Have it examined anew."""
    shown = project_seen(request.acting, record)
    readings_ask_again(project=shown, by=request.acting)
    messages.success(request, _("已请求重新检测；完成后本页显示新的结果。"))
    return redirect("evidence:licences", shown.pk)


@require_POST
@needs(Act.FINDING_VIEW)
def dismiss(request: HttpRequest, record: str) -> HttpResponse:
    """Say that a match is no licence."""
    shown, reading = _reading(request, record, request.POST.get("repository", ""))
    form = NotALicenceForm(request.POST)
    if not form.is_valid():
        raise NotAllowed(Act.FINDING_VIEW)
    given = form.cleaned_data
    grade = grade_of(reading, given["blob"], given["rule"])
    if not grade:
        raise NotAllowed(Act.FINDING_VIEW)
    ruling = not_a_licence(project=shown, blob=given["blob"], rule=given["rule"], grade=grade, reason=given["reason"], by=request.acting)
    if ruling.state == RulingState.IN_FORCE:
        messages.success(request, _("已记下：这处匹配不是许可证。相同内容在所有项目中都不再计入，正在重新认定。"))
    else:
        messages.success(request, _("已提交，另一位工作人员签署后生效；在此之前仍照原样显示。"))
    return redirect("evidence:licences", shown.pk)


def _reading(request: HttpRequest, record: str, repository: str) -> tuple[Record, LicenceReading]:
    """A project whose findings are open to this person, and what was read of one of its repositories; none named: of the first.

    Raises:
        NotAllowed: there is none.
    """
    shown = project_seen(request.acting, record)
    if not sees_findings(request.acting, shown):
        raise NotAllowed(Act.FINDING_VIEW)
    ids = list(Repository.objects.filter(record=shown, removed_at=None).order_by("serial").values_list("id", flat=True))
    wanted = repository or (ids[0] if ids else "")
    reading = LicenceReading.objects.filter(repository=wanted, current=True).first() if wanted in ids else None
    if reading is None:
        raise NotAllowed(Act.FINDING_VIEW)
    return shown, reading


def _may_dismiss(request: HttpRequest) -> bool:
    """Owners propose it, watch officers say it; the auditor changes nothing."""
    return not (request.acting.may(Act.FINDING_EXPORT) and not request.acting.may(Act.RULING_DRAFT))
