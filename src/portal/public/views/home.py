"""The front page, the star chart by itself, how numbers are made."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.house.context import CARE_COOKIE
from portal.house.parts import Stat
from portal.public.charts import CHANGES, chart_of
from portal.public.selectors.library import library_counts, registered_counts
from portal.public.selectors.numbers import kept
from portal.public.selectors.observation import observation, observations, published_run
from portal.public.selectors.policy import vocabulary
from portal.public.selectors.rankings import english, newest_ranking, page_of, ranking
from portal.public.star_chart import field_colours
from portal.public.views.crumbs import below_home
from portal.public.views.freshness import fresh
from portal.register.models import Kind
from xingtu.report.numbers import percent

FIRST_STARS = 12
FIRST_PLACES = 5


@require_safe
@fresh
def home(request: HttpRequest) -> HttpResponse:
    """One sentence, the sky, the newest list, the libraries, and how to check all of it."""
    run, counts = observation(), registered_counts()
    chart = chart_of(run, care=_care(request)) if run else None
    top = newest_ranking()
    track = top.tracks.first() if top else None
    found = ranking(top, track) if top and track else None
    return render(
        request,
        "public/home.html",
        {
            "chart": chart,
            "first_stars": chart.stars[:FIRST_STARS] if chart else (),
            "kinds": [
                Stat(kind.label, counts.get(kind.value, 0)) for kind in (Kind.PROJECT, Kind.ENTERPRISE, Kind.COMMUNITY, Kind.PRODUCT)
            ],
            "ranking": found,
            "lines": page_of(found, "", 1, acting=request.acting, size=FIRST_PLACES)[1] if found else (),  # type: ignore[attr-defined]
            "libraries": library_counts(),
        },
    )


@require_safe
@fresh
def chart(request: HttpRequest) -> HttpResponse:
    """The star chart with its list; by another number, or compared with an earlier run."""
    run = published_run(request.GET.get("run", "")) or observation()
    then = published_run(request.GET.get("with", ""))
    then = then if then and run and then.pk != run.pk else None
    drawn = chart_of(run, metric=request.GET.get("metric", ""), then=then, care=_care(request)) if run else None
    moved = {change: [line for line in drawn.stars if line.change == change] for change in CHANGES} if drawn and then else {}
    return render(
        request,
        "public/chart.html",
        {
            "chart": drawn,
            "runs": observations()[:24],
            "then": then,
            "moved": moved,
            "completeness": percent(drawn.run.completeness, "en" if english() else "zh") if drawn else "",
            "crumbs": below_home((_("开源星图"), "")),
        },
    )


@require_safe
def colours(_request: HttpRequest) -> HttpResponse:
    """The fields' colours as a style sheet: inline styles are forbidden on our pages."""
    answer = HttpResponse(kept("colours", lambda: field_colours(vocabulary())), content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@require_safe
@fresh
def about(request: HttpRequest) -> HttpResponse:
    """What counts, how it is checked, what is kept about people, how accessible the pages are."""
    return render(request, "public/about.html", {"run": observation(), "crumbs": below_home((_("关于"), ""))})


def _care(request: HttpRequest) -> bool:
    return request.COOKIES.get(CARE_COOKIE) == "1"
