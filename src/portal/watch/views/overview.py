"""The first page of watch: how the city stands, without a name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.roles import HELD_IN_DISTRICT, Act, Scope
from portal.evidence.doors import said
from portal.evidence.selectors.advisories import city_freshness
from portal.evidence.selectors.risk import aggregates
from portal.house import charts
from portal.register.vocabulary import districts
from portal.watch.selectors.city import cell, few, totals
from portal.watch.selectors.overview import SMALLEST_TOLD
from portal.watch.selectors.overview import overview as city_overview


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """For everybody; officers of the whole city read small numbers too, and find the list behind."""
    named = {one.id: said(one.name, one.name_en) for one in districts()}
    district = request.GET.get("district", "")
    district = district if district in named else ""
    officer = request.acting.scope(Act.FINDING_VIEW) is Scope.CITY
    whole = officer or (request.acting.role in HELD_IN_DISTRICT and bool(district) and request.acting.district == district)
    shown = city_overview(district=district, whole=officer)
    risks = aggregates(district or None)
    bars = [charts.Bar(line.name, line.projects) for line in shown.classes]
    return render(
        request,
        "watch/overview.html",
        {
            "shown": shown,
            "risks": risks,
            "risk_totals": totals(risks, district=district, whole=whole),
            "few": few(risks, district=district, whole=whole),
            "watched": cell(risks.watched, projects=risks.watched, whole=whole),
            "fresh": city_freshness(charts.lang(), now=timezone.now()),
            "smallest": SMALLEST_TOLD,
            "whole": whole,
            "districts": named,
            "district": district,
            "officer": officer,
            "owner": request.acting.person is not None,
            "classes_drawn": charts.ranking(bars, title=_("各类许可证的项目"), description=_("按项目数从多到少")) if bars else "",
            "crumbs": [(_("星图"), reverse("public:home")), (_("风险监测"), "")],
        },
    )
