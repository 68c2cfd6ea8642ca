"""The first page of watch: how the city stands, without a name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.roles import Act, Scope
from portal.evidence.doors import said
from portal.house import charts
from portal.register.vocabulary import districts
from portal.watch.selectors.overview import overview as city_overview


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """For everybody; officers of the whole city read small numbers too, and find the list behind."""
    named = {one.id: said(one.name, one.name_en) for one in districts()}
    district = request.GET.get("district", "")
    district = district if district in named else ""
    officer = request.acting.scope(Act.FINDING_VIEW) is Scope.CITY
    shown = city_overview(district=district, whole=officer)
    bars = [charts.Bar(line.name, line.projects) for line in shown.classes]
    return render(
        request,
        "watch/overview.html",
        {
            "shown": shown,
            "districts": named,
            "district": district,
            "officer": officer,
            "owner": request.acting.person is not None,
            "classes_drawn": charts.ranking(bars, title=_("各类许可证的项目"), description=_("按项目数从多到少")) if bars else "",
            "crumbs": [(_("星图"), reverse("public:home")), (_("风险监测"), "")],
        },
    )
