"""The page of a provenance report, for whoever has checked that its reader may see it: it has no address of its own."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.evidence.models import Provenance
from portal.evidence.selectors.provenance import page_of
from portal.evidence.views.jobs import STOP_POLLING


def provenance_page(request: HttpRequest, provenance: Provenance, *, crumbs: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    """Where the content of a repository stood before; while it is being computed, how far that is."""
    context = {"provenance": provenance, "shown": page_of(provenance), "crumbs": list(crumbs)}
    if request.headers.get("HX-Request"):
        return render(request, "evidence/parts/provenance.html", context, status=STOP_POLLING if provenance.over else 200)
    return render(request, "evidence/provenance.html", context)
