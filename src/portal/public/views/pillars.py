"""The pages of the plan: each pillar with its libraries, records, numbers and rankings."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.public.selectors.pillar import pillar_page
from portal.public.selectors.policy import pillars
from portal.public.selectors.rankings import english
from portal.public.views.crumbs import below_home
from portal.public.views.freshness import fresh


@require_safe
@fresh
def pillar_list(request: HttpRequest) -> HttpResponse:
    """All pillars."""
    return render(request, "public/pillars.html", {"pillars": pillars(), "crumbs": below_home((_("板块"), ""))})


@require_safe
@fresh
def pillar(request: HttpRequest, ident: str) -> HttpResponse:
    """One pillar."""
    found = next((pillar for pillar in pillars() if pillar.id == ident), None)
    if found is None:
        raise Http404
    title = found.name_en if english() else found.name
    context = {
        "pillar": found,
        "title": title,
        **pillar_page(found),
        "crumbs": below_home((_("板块"), reverse("public:pillars")), (title, "")),
    }
    return render(request, "public/pillar.html", context)
