"""Pages of the journal (留痕): reading, verifying, carrying away.

They stand here because the journal lies below accounts and does not know who reads.
"""

import tempfile
from pathlib import Path

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.acting import needs
from portal.accounts.forms.journal import JournalFilter
from portal.accounts.forms.organisations import district_choices
from portal.accounts.roles import Act
from portal.accounts.selectors.journal import entries_visible, entries_wanted, names_of, places_of, shows_content, shows_content_of
from portal.accounts.services.journal_export import journal_export
from portal.house.things import things
from portal.journal.models import Entry
from portal.journal.selectors import head
from portal.journal.verification import verify

ROWS = 50


@require_GET
@needs(Act.JOURNAL_VIEW)
def journal(request: HttpRequest) -> HttpResponse:
    """The entries the reader may see, newest first."""
    form = JournalFilter(request.GET)
    page = Paginator(entries_wanted(request.acting, form.wanted()), ROWS).get_page(request.GET.get("page"))
    entries = list(page)
    return render(request, "accounts/journal/journal.html", {"form": form, "page": page, "head": head(), **_reading(request, entries)})


@require_GET
@needs(Act.JOURNAL_VIEW)
def entry(request: HttpRequest, sequence: int) -> HttpResponse:
    """One entry, with all that is sealed in it."""
    found = entries_visible(request.acting).filter(sequence=sequence).first()
    if found is None:
        raise Http404
    crumbs = [(_("留痕"), "../"), (str(sequence), "")]
    return render(request, "accounts/journal/entry.html", {"entry": found, "crumbs": crumbs, **_reading(request, [found])})


@require_POST
@needs(Act.JOURNAL_EXPORT)
def check(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain now."""
    return render(request, "accounts/journal/check.html", {"report": verify(), "crumbs": [(_("留痕"), "../"), (_("核验"), "")]})


@require_POST
@needs(Act.JOURNAL_EXPORT)
def carry_away(request: HttpRequest) -> HttpResponse:
    """The whole journal as a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        journal_export(by=request.acting, path=path, purpose=request.POST.get("purpose", ""))
        # the open file outlives its folder
        return FileResponse(path.open("rb"), as_attachment=True, filename="xingtu-journal.jsonl")


def _reading(request: HttpRequest, entries: list[Entry]) -> dict[str, object]:
    content = shows_content(request.acting)
    called = things((entry.subject_kind, entry.subject) for entry in entries) if content else {}
    return {
        "entries": entries,
        "rows": [(entry, called.get((entry.subject_kind, entry.subject)), shows_content_of(request.acting, entry)) for entry in entries],
        "names": names_of(entries, request.acting),
        "places": places_of(entries) | {ident: str(label) for ident, label in district_choices()},
        "content": content,
        "may_export": request.acting.may(Act.JOURNAL_EXPORT),
    }
