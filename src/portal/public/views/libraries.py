"""Libraries, the register as the public sees it, search, comparison."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.public.selectors import library as shelves
from portal.public.selectors.comparison import compare_rows
from portal.public.selectors.observation import observation
from portal.public.selectors.rankings import english
from portal.public.selectors.search import search as found_by
from portal.public.views.crumbs import below_home
from portal.public.views.freshness import fresh


@require_safe
@fresh
def library_list(request: HttpRequest) -> HttpResponse:
    """All libraries, and the register itself."""
    context = {
        "libraries": shelves.library_counts(),
        "registered": sum(shelves.registered_counts().values()),
        "crumbs": below_home((_("名录"), "")),
    }
    return render(request, "public/libraries.html", context)


@require_safe
@fresh
def library(request: HttpRequest, ident: str) -> HttpResponse:
    """One library: narrowed, sorted, paged; rows can be ticked and compared."""
    named = shelves.library_named(ident)
    if named is None and ident != shelves.ALL:
        raise Http404
    records, run = shelves.listed_records(ident), observation()
    narrowed = shelves.narrowed(records, request.GET)
    page = Paginator(shelves.ordered(narrowed, request.GET.get("sort", ""), ident, run), shelves.PAGE).get_page(request.GET.get("page"))
    gone = (
        shelves.rows_of(list(shelves.listed_records(ident, removed=True).values_list("id", flat=True)[: shelves.PAGE]), ident, run)
        if named
        else []
    )
    title = _("全部登记") if named is None else named.name_en if english() else named.name
    context = {
        "library": named,
        "title": title,
        "facets": shelves.facets_of(ident, records, request.GET),
        "page": page,
        "rows": shelves.rows_of(list(page.object_list), ident, run),
        "gone": gone,
        "run": run,
        "narrowed": page.paginator.count != records.count(),
        "crumbs": below_home((_("名录"), reverse("public:libraries")), (title, "")),
    }
    return render(request, "public/library.html", context)


@require_safe
@fresh
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four records side by side."""
    idents = list(dict.fromkeys(request.GET.getlist("record")))
    subjects, rows, groups = compare_rows(idents[: shelves.MOST_COMPARED], observation())
    context = {
        "subjects": subjects,
        "rows": rows,
        "groups": groups,
        "too_many": len(idents) > shelves.MOST_COMPARED,
        "run": observation(),
        "crumbs": below_home((_("名录"), reverse("public:libraries")), (_("对比"), "")),
    }
    return render(request, "public/compare.html", context)


@require_safe
@fresh
def search(request: HttpRequest) -> HttpResponse:
    """Records, organisations, rankings and people who agreed to be found."""
    query = request.GET.get("q", "")[:100]
    context = {**found_by(query, request.GET.get("page", "1")), "query": query, "crumbs": below_home((_("搜索"), ""))}
    return render(request, "public/search.html", context)
