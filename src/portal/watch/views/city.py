"""The city and its vulnerabilities: by name for officers, numbers for everybody, the district's own numbers for its officers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.roles import HELD_IN_DISTRICT, Act, Scope
from portal.evidence.doors import said
from portal.evidence.selectors.advisories import city_freshness
from portal.evidence.selectors.risk import aggregates
from portal.house import charts
from portal.house.things import page
from portal.register.vocabulary import districts
from portal.watch.constellation import constellation_svg
from portal.watch.letters import level_name
from portal.watch.selectors.city import LEVELS, CityRisks, Constellation, cell, city_risks_kept, few, totals
from portal.watch.selectors.overview import SMALLEST_TOLD, Cell
from portal.watch.selectors.telling import LEVEL_TONES
from portal.watch.services.looking import list_look


@require_safe
def city(request: HttpRequest) -> HttpResponse:
    """``?district=`` narrows it."""
    acting = request.acting
    named = {one.id: said(one.name, one.name_en) for one in districts()}
    district = request.GET.get("district", "")
    district = district if district in named else ""
    officer = acting.scope(Act.FINDING_VIEW) is Scope.CITY
    whole = officer or (acting.role in HELD_IN_DISTRICT and bool(district) and acting.district == district)
    shown = city_risks_kept(district=district, whole=whole, named=officer)
    now = aggregates(district or None)
    if officer:
        list_look(what="city", rows=len(shown.constellation.projects) if shown.constellation else 0, by=acting)
    fresh = city_freshness(charts.lang(), now=timezone.now())
    context = {
        "shown": shown,
        "fresh": fresh,
        "now": now,
        "totals": totals(now, district=district, whole=whole),
        "few": few(now, district=district, whole=whole),
        "watched": cell(now.watched, projects=now.watched, whole=whole),
        "components": [
            {
                "one": one,
                "level": level_name(one.worst),
                "tone": LEVEL_TONES.get(one.worst, "plain"),
                "href": f"{page('watch:findings')}?package={one.package}" if officer and page("watch:findings") else "",
            }
            for one in shown.components
        ],
        "drawn_weeks": _weeks(shown),
        "week_names": [level_name(level) for level in LEVELS] + [_("未评级或无影响")],
        "constellation": shown.constellation,
        "stars": _stars(shown.constellation),
        "table": _table(shown.constellation),
        "districts": named,
        "district": district,
        "officer": officer,
        "whole": whole,
        "smallest": SMALLEST_TOLD,
        "crumbs": [(_("星图"), reverse("public:home")), (_("风险监测"), reverse("watch:overview")), (_("全市漏洞态势"), "")],
    }
    return render(request, "watch/city.html", context)


def _weeks(shown: CityRisks) -> list[SafeString]:
    """One small chart a level, all on the same axis. A number that may not be told is a gap, like a week nobody looked."""
    names = [level_name(level) for level in LEVELS] + [_("未评级或无影响")]
    series = [charts.Series(name, [_drawn(line.levels[place]) for line in shown.weeks]) for place, name in enumerate(names)]
    if not any(value is not None for one in series for value in one.values):
        return []
    weeks = [line.week for line in shown.weeks]
    return [charts.multiple(series, place, periods=weeks) for place in range(len(series))]


def _drawn(one: Cell | None) -> int | None:
    return None if one is None or one.hidden else one.value


def _stars(shown: Constellation | None) -> SafeString | str:
    if shown is None or not shown.rays:
        return ""
    names = {one.pk: said(one.name, one.name_en) for one in shown.projects}
    return constellation_svg(
        shown,
        title=_("依赖星座"),
        description=_("左边是组件，右边是项目；连线表示项目正在使用受影响的版本，线越粗越严重。"),
        name=lambda ident: names[ident],
        href=lambda ident: reverse("evidence:project", args=[ident]),
    )


def _table(shown: Constellation | None) -> list[dict[str, object]]:
    """The same as the drawing, in the same order."""
    if shown is None:
        return []
    names = {one.pk: said(one.name, one.name_en) for one in shown.projects}
    return [
        {
            "ecosystem": ecosystem,
            "package": package,
            "projects": [
                (names[ray.project], reverse("evidence:project", args=[ray.project]), level_name(ray.worst))
                for ray in shown.rays
                if ray.component == (ecosystem, package)
            ],
        }
        for ecosystem, package in shown.components
    ]
