"""Which projects contain a licence, or a file?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.watch.selectors.projects import MOST_FOUND, SHORTEST, containing
from portal.watch.services.looking import search_look


@require_safe
@needs(Act.FINDING_VIEW)
def search(request: HttpRequest) -> HttpResponse:
    """Within reach only; each search that was asked is kept."""
    text = request.GET.get("q", "").strip()[:200]
    by_path = request.GET.get("by") == "path"
    found, total = containing(request.acting, text, by_path=by_path)
    if len(text) >= SHORTEST:
        search_look(text=text, by_path=by_path, found=total, by=request.acting)
    return render(
        request,
        "watch/search.html",
        {
            "text": text,
            "by_path": by_path,
            "found": found,
            "total": total,
            "more": max(0, total - MOST_FOUND),
            "asked": len(text) >= SHORTEST,
            "crumbs": [(_("星图"), reverse("public:home")), (_("风险监测"), reverse("watch:overview")), (_("查找"), "")],
        },
    )
