"""The queue of cases, and one case."""

from collections import Counter

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, TextChoices
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act
from portal.cases.flow import MOVES, Part
from portal.cases.forms import AssignForm, CommentForm, MoveForm, WithdrawForm
from portal.cases.models import Case, CaseKind, CaseState
from portal.cases.selectors import case_for, cases_visible, links_of, moves_open, overdue, parts_of
from portal.cases.selectors.history import history, sees_names
from portal.cases.services.looking import case_look, queue_look
from portal.house.parts import Choice, Facet

PER_PAGE = 30
KEY_DIGITS = 18
OPEN = [state.value for state in CaseState if state not in {CaseState.CLOSED, CaseState.WAIVED}]


@require_GET
@needs(Act.CASE_VIEW)
def cases(request: HttpRequest) -> HttpResponse:
    """What is within my reach, most urgent first; open ones unless a state is chosen."""
    acting = request.acting  # type: ignore[attr-defined]
    every = cases_visible(acting)
    found = narrowed(every, request, acting).select_related("organisation", "owner")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    queue_look(cases=page.object_list, by=acting)
    shown = {
        "page": page,
        "facets": facets_of(every, request),
        "late": overdue(every).count(),
        "today": timezone.localdate(),
        "acting": acting,
        "crumbs": [(_("首页"), "/"), (_("工单"), "")],
    }
    return render(request, "cases/cases.html", shown)


def narrowed(every: QuerySet[Case], request: HttpRequest, acting: Acting) -> QuerySet[Case]:
    """By what the address asks for."""
    asked = request.GET
    found = every.filter(state__in=asked.getlist("state") or OPEN)
    if asked.getlist("kind"):
        found = found.filter(kind__in=asked.getlist("kind"))
    if "late" in asked.getlist("only"):
        found = overdue(found)
    if "mine" in asked.getlist("only"):
        found = found.filter(Q(owner_id=acting.actor_id) | Q(opened_by_id=acting.actor_id))
    query = asked.get("q", "").strip()
    if query.isdecimal() and len(query) < KEY_DIGITS:
        return found.filter(Q(pk=int(query)) | Q(title__icontains=query))
    return found.filter(Q(title__icontains=query) | Q(statement__icontains=query) | Q(subject=query)) if query else found


def facets_of(every: QuerySet[Case], request: HttpRequest) -> list[Facet]:
    """States, kinds, and short cuts, with how many there are."""
    states: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for state, kind, count in every.order_by().values_list("state", "kind").annotate(count=Count("pk")):
        states[state] += count
        kinds[kind] += count
    asked = request.GET

    def choices(name: str, of: type[TextChoices], counted: Counter[str]) -> list[Choice]:
        return [Choice(one.value, one.label, counted[one.value], one.value in asked.getlist(name)) for one in of if counted[one.value]]

    only = [
        Choice("late", _("已逾期"), None, "late" in asked.getlist("only")),
        Choice("mine", _("与我有关"), None, "mine" in asked.getlist("only")),
    ]
    return [
        Facet("only", _("只看"), only),
        Facet("state", _("状态（不选则为未办结）"), choices("state", CaseState, states)),
        Facet("kind", _("类别"), choices("kind", CaseKind, kinds)),
    ]


@require_GET
@needs(Act.CASE_VIEW)
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case: where it stands, what I may do, what it rests on, how it came here."""
    return case_page(request, case_for(request.acting, case_id))  # type: ignore[attr-defined]


def case_page(request: HttpRequest, case: Case, *, tried: dict[str, Form] | None = None, status: int = 200) -> HttpResponse:
    """The page; ``tried``: forms that came back with something wrong."""
    acting = request.acting  # type: ignore[attr-defined]
    case_look(case=case, by=acting)
    names = sees_names(acting, case)
    parts, moves, given = parts_of(acting, case), moves_open(acting, case), tried or {}
    assigns = Part.DESK in parts and (CaseState.ASSIGNED in MOVES[CaseState(case.state)] or case.state in {"assigned", "fixing"})
    shown = {
        "case": case,
        "late": case.due_on is not None and case.due_on < timezone.localdate() and case.state in OPEN,
        "names": names,
        "mine": case.opened_by_id == acting.actor_id,
        "history": history(case, acting),
        "links": links_of(case, acting, names=names),
        "assign": given.get("assign") or (AssignForm(case=case) if assigns else None),
        "move": given.get("move") or (MoveForm(moves=moves) if moves else None),
        "comment": given.get("comment") or (CommentForm(auto_id="comment_%s") if parts else None),
        "withdraw": WithdrawForm(auto_id="withdraw_%s") if Part.OPENER in parts and case.state != CaseState.CLOSED else None,
        "crumbs": [(_("首页"), "/"), (_("工单"), reverse("cases:cases")), (str(case.pk), "")],
    }
    return render(request, "cases/case.html", shown, status=status)
