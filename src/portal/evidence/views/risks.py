"""The risk tab of a project: for its owners and for those who watch risks; for everybody else it is not there."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.errors import NotAllowed
from portal.evidence.doors import said
from portal.evidence.models import RiskFinding, RiskLevel
from portal.evidence.risk_words import cause_text
from portal.evidence.selectors.licences import sees_findings
from portal.evidence.selectors.projects import project_seen
from portal.evidence.selectors.risk_pages import risk_parts
from portal.evidence.services.risk_looks import project_look
from portal.evidence.services.risk_requests import project_ask_again
from portal.evidence.tabs import project_tabs
from portal.register.models import Record

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
    shown = _project(request, record)
    parts = risk_parts(shown)
    project_look(project=shown, rows=sum(len(part.open) for part in parts), by=request.acting)
    context = {
        "record": shown,
        "shown_name": said(shown.name, shown.name_en),
        "parts": [(part, [(_line(one), *_level(one)) for one in part.open], [_line(one) for one in part.closed]) for part in parts],
        "may_ask": request.acting.reaches(Act.CASE_ACT, person_id=shown.person_id, organisation_id=shown.organisation_id),
        "tabs": project_tabs(shown, "risks", request.acting),
        "crumbs": [
            (_("星图"), reverse("public:home")),
            (said(shown.name, shown.name_en), reverse("evidence:project", args=[shown.pk])),
            (_("风险"), ""),
        ],
    }
    return render(request, "evidence/risks.html", context)


@require_POST
@needs(Act.FINDING_VIEW)
def again(request: HttpRequest, record: str) -> HttpResponse:
    """Have its repositories fetched and looked at anew."""
    shown = _project(request, record)
    project_ask_again(project=shown, by=request.acting)
    messages.success(request, _("已请求重新检查；读取仓库以后，本页显示新的结果。"))
    return redirect("evidence:risks", shown.pk)


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
