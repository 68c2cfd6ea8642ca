"""Published rankings: the list of them, one of them, one line of it."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.public import addresses
from portal.public.open_data import csv_lines
from portal.public.selectors.observation import disclosed_run
from portal.public.selectors.rankings import (
    ROWS_A_PAGE,
    Ranking,
    english,
    line_of,
    neighbours,
    page_of,
    profile_of,
    ranking,
    rankings,
    row_of_person,
    track_of,
)
from portal.public.selectors.tables import ranking_table
from portal.public.views.crumbs import below_home
from portal.public.views.freshness import fresh
from xingtu.report.numbers import percent


@require_safe
@fresh
def ranking_list(request: HttpRequest) -> HttpResponse:
    """Every published ranking."""
    return render(request, "public/rankings.html", {"rankings": rankings(), "crumbs": below_home((_("排行"), ""))})


@require_safe
@fresh
def ranking_page(request: HttpRequest, run: str, track: str) -> HttpResponse:
    """One ranking, a hundred lines a page."""
    found, acting = _found(run, track), request.acting  # type: ignore[attr-defined]
    query = request.GET.get("q", "").replace("\x00", "")[:100]
    page, lines = page_of(found, query, request.GET.get("page", "1"), acting=acting)
    mine = row_of_person(found, acting.actor_id)
    context = {
        "ranking": found,
        "page": page,
        "lines": lines,
        "query": query,
        "completeness": percent(found.run.completeness, "en" if english() else "zh"),
        "mine": None if mine is None else (mine, mine // ROWS_A_PAGE + 1),
        "bundle": addresses.bundle(found.run.short),
        "crumbs": below_home((_("排行"), reverse("public:rankings")), (_name(found), "")),
    }
    return render(request, "public/ranking.html", context)


@require_safe
@fresh
def ranking_line(request: HttpRequest, run: str, track: str, row: int) -> HttpResponse:
    """Why this line stands where it stands."""
    found = _found(run, track)
    line = line_of(found, row, acting=request.acting)  # type: ignore[attr-defined]
    if line is None:
        raise Http404
    up = reverse("public:ranking", args=[found.run.short, found.track.track])
    context = {
        "ranking": found,
        "line": line,
        "profile": profile_of(line),
        "list_page": row // ROWS_A_PAGE + 1,
        **neighbours(found, row),
        "crumbs": below_home((_("排行"), reverse("public:rankings")), (_name(found), up), (line.name, "")),
    }
    return render(request, "public/ranking_line.html", context)


@require_safe
def ranking_csv(_request: HttpRequest, run: str, track: str) -> StreamingHttpResponse:
    """The list as it is shown, for Excel."""
    found = _found(run, track)
    answer = StreamingHttpResponse(csv_lines(ranking_table(found), english=english()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.run.short}-{found.track.track}.csv"'
    return answer


def _found(run: str, track: str) -> Ranking:
    held = disclosed_run(run)
    kept = track_of(held, track) if held else None
    if held is None or kept is None:
        raise Http404
    return ranking(held, kept)


def _name(found: Ranking) -> str:
    run, track = found.run, found.track
    if english():
        return f"{run.programme_name_en or run.programme_name} · {track.name_en or track.name}"
    return f"{run.programme_name} · {track.name}"
