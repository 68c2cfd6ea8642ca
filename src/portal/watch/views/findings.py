"""The inbox of findings, one finding, and what is done to it. Every look is kept; what lies outside somebody's reach is not there."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.acting import needs
from portal.accounts.roles import Act, Scope
from portal.cases.flow import MOVES, Part
from portal.cases.forms import AssignForm, CommentForm, MoveForm
from portal.cases.models import Case, CaseState
from portal.cases.selectors import case_to_act_on, moves_open, parts_of
from portal.cases.services import case_assign, case_comment, case_move
from portal.errors import Invalid
from portal.evidence.models import RiskFinding, VexState
from portal.evidence.selectors.licences import projects_of_findings
from portal.evidence.selectors.risk import finding_visible, findings_visible, inventory_problems
from portal.evidence.selectors.risk_pages import freshness_of
from portal.evidence.services.risk_cases import finding_begin
from portal.evidence.services.risk_looks import finding_look, findings_take, inbox_look
from portal.house.documents.excel import TableSheet, workbook
from portal.house.documents.sending import WORKBOOK, sent
from portal.watch.selectors.export import csv_of
from portal.watch.selectors.finding_page import (
    advisory_address,
    may_decide,
    may_work,
    name_of,
    pairs_of,
    places_of,
    reasons_of,
    records_of,
    statement_rows,
    statements_of,
    timeline_of,
)
from portal.watch.selectors.findings import PER_PAGE, columns, facets, level_text, level_tone, narrowed, row, state_text, wanted_of
from portal.watch.views.crumbs import crumbs

BAD_REQUEST = 400
MOST_ROWS = 20_000
MOST_PROBLEMS = 5


@require_safe
@needs(Act.FINDING_VIEW)
def findings(request: HttpRequest) -> HttpResponse:
    """Findings within reach, in order of work."""
    acting, wanted = request.acting, wanted_of(request.GET)
    page = Paginator(narrowed(findings_visible(acting), wanted, acting), PER_PAGE).get_page(request.GET.get("page"))
    inbox_look(rows=len(page.object_list), by=acting)
    query = request.GET.copy()
    query.pop("page", None)
    own = acting.scope(Act.FINDING_VIEW) is not Scope.CITY
    projects = projects_of_findings(acting).values_list("pk", "name") if own else []
    problems = inventory_problems(acting)
    context = {
        "page": page,
        "rows": [(one, name_of(one), level_text(one), level_tone(one), state_text(one)) for one in page.object_list],
        "facets": facets(wanted, projects=projects),
        "query": query.urlencode(),
        "narrow": bool(query),
        "freshness": freshness_of(),
        "problems": list(problems[:MOST_PROBLEMS]),
        "more_problems": max(0, problems.count() - MOST_PROBLEMS),
        "today": timezone.localdate(),
        "may_export": acting.may(Act.FINDING_EXPORT),
        "may_decide": may_decide(acting),
        "crumbs": crumbs((_("风险收件箱"), "")),
    }
    return render(request, "watch/findings.html", context)


@require_safe
@needs(Act.FINDING_EXPORT)
def findings_export(request: HttpRequest) -> HttpResponse:
    """The list as Excel, or as CSV with ``?form=csv``; kept in the journal with columns and rows."""
    wanted = wanted_of(request.GET)
    rows = [row(one) for one in narrowed(findings_visible(request.acting), wanted, request.acting)[:MOST_ROWS]]
    form = "csv" if request.GET.get("form") == "csv" else "xlsx"
    findings_take(form=form, columns=[str(column.title) for column in columns()], rows=len(rows), by=request.acting)
    name = _("风险发现-%(day)s") % {"day": f"{timezone.localdate():%Y%m%d}"}
    if form == "csv":
        return sent(csv_of(columns(), rows), name, "text/csv; charset=utf-8", ending="csv")
    now = freshness_of()
    notes = [
        _("含未公开的风险信息，请按内部资料保管。"),
        *now.alarms,
        now.coverage,
        *([now.uncovered] if now.uncovered else []),
        *now.sources,
    ]
    title = _("风险发现")
    return sent(workbook([TableSheet(title, columns(), rows, notes=tuple(notes))], title=title, meta={"kind": "findings"}), name, WORKBOOK)


@require_safe
@needs(Act.FINDING_VIEW)
def finding(request: HttpRequest, finding: int) -> HttpResponse:
    """One finding."""
    return _page(request, finding_visible(request.acting, finding))


@require_POST
@needs(Act.CASE_ACT)
def begin(request: HttpRequest, finding: int) -> HttpResponse:
    """Make work of one that has no case yet."""
    shown = finding_visible(request.acting, finding)
    finding_begin(finding=shown, by=request.acting)
    messages.success(request, _("已立工单，可以指派和办理了。"))
    return redirect("watch:finding", shown.pk)


@require_POST
@needs(Act.CASE_ACT)
def assign(request: HttpRequest, finding: int) -> HttpResponse:
    """Hand it to somebody."""
    shown, case = _with_case(request, finding)
    form = AssignForm(request.POST, case=case)

    def act() -> None:
        given = form.cleaned_data
        case_assign(case_id=case.pk, owner=given["owner"], due_on=given["due_on"], text=given["text"], by=request.acting)

    return _done(request, shown, "assign", form, act, _("已指派，办理人会收到通知。"))


@require_POST
@needs(Act.CASE_ACT)
def move(request: HttpRequest, finding: int) -> HttpResponse:
    """Begin with it, say that it is mended, or send it back."""
    shown, case = _with_case(request, finding)
    form = MoveForm(request.POST, moves=moves_open(request.acting, case) or list(CaseState))

    def act() -> None:
        case_move(case_id=case.pk, to=CaseState(form.cleaned_data["to"]), text=form.cleaned_data["text"], by=request.acting)

    return _done(request, shown, "move", form, act, _("已办理。提交复测的，将重新读取仓库，由下一次检测得出结果。"))


@require_POST
@needs(Act.CASE_ACT)
def comment(request: HttpRequest, finding: int) -> HttpResponse:
    """Add something."""
    shown, case = _with_case(request, finding)
    form = CommentForm(request.POST, auto_id="comment_%s")
    return _done(
        request,
        shown,
        "comment",
        form,
        lambda: case_comment(case_id=case.pk, by=request.acting, text=form.cleaned_data["text"]),
        _("已补充。"),
    )


def _page(request: HttpRequest, shown: RiskFinding, *, tried: dict[str, Form] | None = None, status: int = 200) -> HttpResponse:
    acting, given, case = request.acting, tried or {}, shown.case
    finding_look(finding=shown, by=acting)
    works = may_work(shown, acting) and shown.open
    parts = parts_of(acting, case) if case is not None else frozenset()
    moves = moves_open(acting, case) if case is not None else []
    statements = list(shown.statements.all())
    assigns = case is not None and Part.DESK in parts and _assignable(case)
    context = {
        "finding": shown,
        "project_name": name_of(shown),
        "level": level_text(shown),
        "tone": level_tone(shown),
        "state": state_text(shown),
        "late": shown.open and shown.due_on is not None and shown.due_on < timezone.localdate(),
        "reasons": reasons_of(shown),
        "records": records_of(shown),
        "places": places_of(shown),
        "pairs": pairs_of(shown),
        "timeline": timeline_of(shown, acting),
        "statements": statement_rows(statements_of(shown, acting)),
        "freshness": freshness_of(shown.project),
        "advisory": advisory_address(shown.group),
        "brought": shown.brought or {},
        "case": case,
        "assign": (given.get("assign") or AssignForm(case=case)) if assigns and case is not None else None,
        "move": given.get("move") or (MoveForm(moves=moves) if moves else None),
        "comment": given.get("comment") or (CommentForm(auto_id="comment_%s") if parts else None),
        "may_begin": works and case is None,
        "may_state": works and not any(one.state == VexState.DRAFT for one in statements),
        "may_decide": may_decide(acting),
        "crumbs": crumbs((_("风险收件箱"), reverse("watch:findings")), (shown.group, "")),
    }
    return render(request, "watch/finding.html", context, status=status)


def _assignable(case: Case) -> bool:
    here = CaseState(case.state)
    return CaseState.ASSIGNED in MOVES[here] or here in {CaseState.ASSIGNED, CaseState.FIXING}


def _with_case(request: HttpRequest, number: int) -> tuple[RiskFinding, Case]:
    """A finding within reach and its case, made where there was none."""
    shown = finding_visible(request.acting, number)
    case = shown.case or finding_begin(finding=shown, by=request.acting)
    shown.case = case
    return shown, case_to_act_on(request.acting, case.pk)


def _done(request: HttpRequest, shown: RiskFinding, name: str, form: Form, act: Callable[[], object], told: str) -> HttpResponse:
    """Do it and go back; or show the form again with what is wrong."""
    if form.is_valid():
        try:
            act()
        except Invalid as error:
            for field, problem in error.problems.items():
                form.add_error(field if field in form.fields else None, str(problem))
        else:
            messages.success(request, told)
            return redirect("watch:finding", shown.pk)
    return _page(request, shown, tried={name: form}, status=BAD_REQUEST)
