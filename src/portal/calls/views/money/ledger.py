"""The ledger: every award within reach with its five amounts, the budgets, and whether the books balance."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from portal.accounts.acting import Acting, needs
from portal.accounts.roles import Act, Role, Scope
from portal.calls.models import EntryKind, ProgrammeVersion
from portal.calls.papers.arrangement import ledger_workbook
from portal.calls.selectors.ledger import AMOUNTS, Narrowed, awards_visible, budgets_paid, is_official, narrowed, totals_of
from portal.calls.selectors.money import five, grant_name
from portal.calls.services.exports import ledger_noted
from portal.calls.services.ledger import imbalances, overcommitted
from portal.evidence.doors import said
from portal.house.documents import WORKBOOK, sent
from portal.house.parts import Choice, Facet

PER_PAGE = 50
STATES = {
    "recommended": gettext_lazy("建议中"),
    "approved": gettext_lazy("已批准"),
    "to_pay": gettext_lazy("待拨付"),
    "paid": gettext_lazy("已拨付"),
    "recovery": gettext_lazy("追回"),
}
TONES = {"paid": "good", "to_pay": "warn", "recovery": "bad"}
AUDITING = frozenset({Role.AUDITOR, Role.FINANCE, Role.OFFICE_HEAD})


@require_GET
@needs(Act.LEDGER_VIEW)
def ledger(request: HttpRequest) -> HttpResponse:
    """The rows, their totals, and for the city's own the budgets."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    visible = awards_visible(acting)
    found = narrowed(visible, asked_of(request.GET))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    totals = totals_of(found)
    shown = {
        "page": page,
        "rows": [(award, grant_name(award), five(award), STATES[award.state], TONES.get(award.state, "plain")) for award in page],
        "count": totals.count,
        "totals": [(EntryKind(name).label, totals.fen[name]) for name in AMOUNTS],
        "facets": _facets(acting, request.GET),
        "budgets": _budgets(acting),
        "audit": _audit(acting),
        "may_export": acting.may(Act.CALL_EXPORT),
        "official": is_official(acting),
        "doors": doors(acting),
        "query": request.GET.urlencode(),
        "crumbs": crumbs(),
    }
    return render(request, "calls/money/ledger.html", shown)


@require_GET
@needs(Act.CALL_EXPORT)
def ledger_file(request: HttpRequest) -> HttpResponse:
    """The same rows as Excel."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    rows = list(narrowed(awards_visible(acting), asked_of(request.GET)))
    ledger_noted(rows=len(rows), by=acting)
    return sent(ledger_workbook(rows, names={name: str(label) for name, label in STATES.items()}), "ledger", WORKBOOK)


def asked_of(given: QueryDict) -> Narrowed:
    """What the address asks for."""
    years = [int(year) for year in given.getlist("year") if year.isascii() and year.isdigit() and len(year) == len("2026")]
    return Narrowed(given.getlist("programme")[:50], years, given.getlist("state")[:10], given.get("q", "").strip()[:100])


def _facets(acting: Acting, given: QueryDict) -> list[Facet]:
    asked, visible = asked_of(given), awards_visible(acting).order_by()
    programmes = sorted(set(visible.values_list("application__call__version__programme", flat=True)))
    names = {
        version.programme: said(version.name, version.name_en)
        for version in ProgrammeVersion.objects.filter(programme__in=programmes).order_by("version")
    }
    years = sorted(set(visible.values_list("year", flat=True)), reverse=True)
    return [
        Facet("state", _("状态"), [Choice(name, label, selected=name in asked.states) for name, label in STATES.items()]),
        Facet("year", _("年度"), [Choice(str(year), str(year), selected=year in asked.years) for year in years]),
        Facet("programme", _("项目"), [Choice(one, names.get(one, one), selected=one in asked.programmes) for one in programmes]),
    ]


def _budgets(acting: Acting) -> list[dict[str, Any]]:
    """Only for whoever sees all of the awards: a part of them would not add up to it."""
    if acting.scope(Act.LEDGER_VIEW) is not Scope.CITY:
        return []
    return [bar(budget) for budget in budgets_paid()]


def bar(budget: Any) -> dict[str, Any]:  # noqa: ANN401 -- with two annotated sums
    """As the page draws it."""
    version = ProgrammeVersion.objects.filter(programme=budget.programme).order_by("-version").first()
    return {
        "budget": budget,
        "name": said(version.name, version.name_en) if version else budget.programme,
        "left_fen": budget.total_fen - budget.committed_fen,
        "paid_fen": budget.paid_fen - budget.recovered_fen,
    }


def _audit(acting: Acting) -> dict[str, Any] | None:
    if acting.role not in AUDITING:
        return None
    wrong, over = imbalances(), overcommitted()
    return {"wrong": wrong, "over": over, "balanced": not wrong and not over}


def doors(acting: Acting) -> list[tuple[str, str]]:
    """Other pages of money this role has business on."""
    every = (
        (_("资金审批"), "calls:approvals", acting.may(Act.AWARD_APPROVE)),
        (_("资金拨付"), "calls:payments", acting.may(Act.AWARD_PAY)),
        (_("预算"), "calls:budgets", acting.scope(Act.LEDGER_VIEW) is Scope.CITY),
        (_("绩效目标"), "calls:milestones", acting.may(Act.LEDGER_VIEW)),
    )
    return [(label, reverse(name)) for label, name, is_open in every if is_open]


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here."""
    return [(_("首页"), "/"), (_("兑现台账"), reverse("calls:ledger") if more else ""), *more]
