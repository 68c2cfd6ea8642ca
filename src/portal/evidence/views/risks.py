"""The risk tab of a project: for its owners and for those who watch risks; for everybody else it is not there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.errors import Invalid, NotAllowed
from portal.evidence.doors import said
from portal.evidence.forms.risks import DocumentForm
from portal.evidence.models import RiskFinding, RiskLevel
from portal.evidence.risk_words import cause_text
from portal.evidence.selectors.licences import sees_findings
from portal.evidence.selectors.ownership import person_answering
from portal.evidence.selectors.projects import project_seen
from portal.evidence.selectors.risk_pages import risk_parts
from portal.evidence.services.risk_looks import project_look
from portal.evidence.services.risk_requests import project_ask_again
from portal.evidence.tabs import project_tabs
from portal.house.documents.sending import sent
from portal.register.forms.problems import with_problems
from portal.register.models import Record

BAD_REQUEST = 400
MOST_TOLD, LONGEST_TOLD = 10, 300
SBOMS, STATEMENTS = ("cyclonedx", "spdx"), ("openvex", "cyclonedx-vex")
TONES = {RiskLevel.CRITICAL: "bad", RiskLevel.HIGH: "bad", RiskLevel.MEDIUM: "warn"}


@dataclass(frozen=True, slots=True)
class Line:
    """A finding with its page, which belongs to the app above."""

    row: RiskFinding
    href: str
    cause: str


@require_safe
@needs(Act.FINDING_VIEW)
def risks(request: HttpRequest, record: str) -> HttpResponse:
    """What was read of its repositories and what was found in them."""
    return _page(request, _project(request, record))


@require_POST
@needs(Act.FINDING_VIEW)
def again(request: HttpRequest, record: str) -> HttpResponse:
    """Have its repositories fetched and looked at anew."""
    shown = _project(request, record)
    project_ask_again(project=shown, by=request.acting)
    messages.success(request, _("已请求重新检查；读取仓库以后，本页显示新的结果。"))
    return redirect("evidence:risks", shown.pk)


@require_safe
@needs(Act.FINDING_VIEW)
def sbom(request: HttpRequest, record: str, form: str) -> HttpResponse:
    """The components of ``?repository=`` as a bill of materials."""
    # readers and writers of every format take a while to load; most pages need none of them
    from portal.evidence.services.risk_exchange import sbom_of  # noqa: PLC0415

    shown = _project(request, record)
    if form not in SBOMS:
        raise NotAllowed(Act.FINDING_VIEW)
    repository = request.GET.get("repository", "")
    text = sbom_of(project=shown, repository=repository, form=form, by=request.acting)
    return sent(text.encode(), f"{shown.pk}-{form}", "application/json; charset=utf-8", ending="json")


@require_safe
@needs(Act.FINDING_VIEW)
def vex(request: HttpRequest, record: str, form: str) -> HttpResponse:
    """The statements in force as a document."""
    from portal.evidence.services.risk_exchange import vex_of  # noqa: PLC0415

    shown = _project(request, record)
    if form not in STATEMENTS:
        raise NotAllowed(Act.FINDING_VIEW)
    text = vex_of(project=shown, form=form, by=request.acting)
    return sent(text.encode(), f"{shown.pk}-{form}", "application/json; charset=utf-8", ending="json")


@require_POST
@needs(Act.FINDING_VIEW)
def take(request: HttpRequest, record: str) -> HttpResponse:
    """Statements, or where no code is shown a bill of materials, in a file."""
    from portal.evidence.services.risk_exchange import sbom_declare, vex_take  # noqa: PLC0415

    shown = _project(request, record)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            if form.cleaned_data["kind"] == DocumentForm.SBOM:
                sbom_declare(project=shown, content=content, by=request.acting)
                messages.success(request, _("已收下物料清单，正在比对；它是单位的声明，不是代码的证据。"))
            else:
                taken = vex_take(project=shown, content=content, by=request.acting)
                _told(request, taken.drafted, taken.unmatched, taken.refused)
        except Invalid as error:
            with_problems(form, error)
        else:
            return redirect("evidence:risks", shown.pk)
    return _page(request, shown, form=form, status=BAD_REQUEST)


def _page(request: HttpRequest, shown: Record, *, form: DocumentForm | None = None, status: int = 200) -> HttpResponse:
    parts = risk_parts(shown)
    project_look(project=shown, rows=sum(len(part.open) for part in parts), by=request.acting)
    may_act = request.acting.reaches(Act.CASE_ACT, person_id=person_answering(shown, request.acting), organisation_id=shown.organisation_id)
    repositories = [(part.name, part.inventory.pk) for part in parts if part.inventory is not None and part.inventory.commit]
    context = {
        "record": shown,
        "shown_name": said(shown.name, shown.name_en),
        "parts": [(part, [(_line(one), *_level(one)) for one in part.open], [_line(one) for one in part.closed]) for part in parts],
        "may_ask": may_act,
        "repositories": repositories,
        "stated": any(one.statement_id and one.standing != "open" for part in parts for one in part.open),
        "document": (form or DocumentForm()) if may_act else None,
        "tabs": project_tabs(shown, "risks", request.acting),
        "crumbs": [
            (_("星图"), reverse("public:home")),
            (said(shown.name, shown.name_en), reverse("evidence:project", args=[shown.pk])),
            (_("风险"), ""),
        ],
    }
    return render(request, "evidence/risks.html", context, status=status)


def _told(request: HttpRequest, drafted: int, unmatched: int, refused: Sequence[str]) -> None:
    messages.success(
        request,
        _("起草了 %(drafted)d 份声明，等风险监测员签署；%(unmatched)d 条与现有的发现无关，没有采用。")
        % {"drafted": drafted, "unmatched": unmatched},
    )
    for one in refused[:MOST_TOLD]:
        messages.warning(request, one[:LONGEST_TOLD])


def _project(request: HttpRequest, record: str) -> Record:
    """A project whose findings are open to this person.

    Raises:
        NotAllowed: there is none.
    """
    shown = project_seen(request.acting, record)
    if not sees_findings(request.acting, shown):
        raise NotAllowed(Act.FINDING_VIEW)
    return shown


def _line(one: RiskFinding) -> Line:
    try:
        href = reverse("watch:finding", args=[one.pk])
    except NoReverseMatch:
        href = ""
    return Line(one, href, cause_text(one.close_cause) if one.close_cause else "")


def _level(one: RiskFinding) -> tuple[str, str]:
    if not one.level:
        return _("未评级"), "warn"
    return str(one.get_level_display()), TONES.get(RiskLevel(one.level), "plain")
