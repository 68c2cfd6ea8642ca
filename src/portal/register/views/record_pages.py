"""The pages that show records: the officers' list, one record, one's own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.accounts.acting import Acting, needs, signed_in
from portal.accounts.roles import Act
from portal.house.parts import Step as PageStep
from portal.register.columns import Shape, columns_of, content_of, missing, said
from portal.register.models import Kind, Listing, Record, State
from portal.register.moves import EXPECTED, TONES, UNDO_WITHIN, open_moves, reaches
from portal.register.selectors.histories import history, names_for
from portal.register.selectors.records import NARROWING, Question, facets, found, record_visible, records_of, records_visible
from portal.register.services.listings import undoable_decisions
from portal.register.services.moves import undoable

PAGE = 50


@require_GET
@needs(Act.RECORD_VIEW)
def records(request: HttpRequest) -> HttpResponse:
    """The officers' list."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    question = asked(request.GET)
    visible = records_visible(acting)
    page = Paginator(found(visible, question).select_related("organisation"), PAGE).get_page(request.GET.get("page"))
    narrowings = facets(visible, question)
    waiting = next(
        (choice.count for facet in narrowings if facet.name == "state" for choice in facet.choices if choice.value == State.SUBMITTED), 0
    )
    shown = {
        "page": page,
        "waiting": waiting if acting.may(Act.RECORD_CONFIRM) else 0,
        "rows": [(record, TONES[record.state], acting.may(Act.RECORD_CONFIRM) and record.state == State.SUBMITTED) for record in page],
        "facets": narrowings,
        "question": question,
        "kinds": Kind.choices,
        "may_edit": acting.may(Act.RECORD_EDIT),
        "may_import": acting.may(Act.RECORD_IMPORT),
        "may_export": acting.may(Act.RECORD_EXPORT),
        "may_tick": acting.may(Act.RECORD_CONFIRM) and any(record.state == State.SUBMITTED for record in page),
        "query": request.GET.urlencode(),
        "crumbs": [(_("登记"), "")],
    }
    return render(request, "register/records.html", shown)


@require_GET
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """One's own records, what is expected next first."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    own = records_of(acting).exclude(state=State.REMOVED).select_related("organisation").order_by("-updated_at")
    page = Paginator(own, PAGE).get_page(request.GET.get("page"))
    rows = [(record, TONES[record.state], EXPECTED[record.state]) for record in page]
    waiting = [record for record, _tone, _text in rows if record.state in {State.DRAFT, State.RETURNED}]
    shown = {"page": page, "rows": rows, "waiting": waiting, "kinds": Kind.choices, "crumbs": [(_("我的"), "/me/"), (_("我的登记"), "")]}
    return render(request, "register/mine.html", shown)


@require_GET
@needs(Act.RECORD_VIEW)
def record(request: HttpRequest, ident: str) -> HttpResponse:
    """One record: where it stands, what is expected of whom; then everything about it."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    return record_page(request, record_visible(acting, ident).typed())


def record_page(request: HttpRequest, record: Record, status: int = 200) -> HttpResponse:
    """The page of a record the reader may see."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    content = content_of(record)
    undo = undoable(record, acting)
    may_edit = reaches(acting, Act.RECORD_EDIT, record) and record.state != State.REMOVED
    shown: dict[str, Any] = {
        "record": record,
        "tone": TONES[record.state],
        "expected": EXPECTED[record.state],
        "steps": _steps(record),
        "fields": _fields(record, content),
        "lacking": [column.label for column in missing(content, record.kind)],
        "repositories": [*record.repositories.select_related("mirror_of", "fork_of").order_by("serial")],
        "listings": _listings(record, acting),
        "history": history(record),
        "moves": open_moves(record, acting),
        "undo_until": undo.at + UNDO_WITHIN if undo else None,
        "may_edit": may_edit,
        "may_confirm": reaches(acting, Act.RECORD_CONFIRM, record),
        "may_list": reaches(acting, Act.LISTING_DECIDE, record) and record.state == State.REGISTERED,
        "is_project": record.kind == Kind.PROJECT,
        "crumbs": [(_("登记"), reverse("register:records")), (record.name, "")],
    }
    shown["last_reason"] = next((step.reason for step in shown["history"] if step.version and step.reason), "")
    return render(request, "register/record.html", shown, status=status)


def asked(given: QueryDict) -> Question:
    """What the address asks for."""
    chosen = {name: [value for value in given.getlist(name)[:50] if "\0" not in value] for name in NARROWING}
    return Question(given.get("q", "")[:100], chosen, given.get("sort", ""))


def _listings(record: Record, acting: Acting) -> list[tuple[Listing, datetime | None]]:
    """Each with the moment until which the reader may take back the newest decision on it."""
    listings = [*record.listings.all()]
    open_decisions = undoable_decisions(record, acting) if listings and acting.may(Act.LISTING_DECIDE) else {}
    newest = {listing.library: listing for listing in sorted(listings, key=lambda listing: listing.pk)}
    return [
        (
            listing,
            open_decisions[listing.library].at + UNDO_WITHIN
            if listing.library in open_decisions and newest[listing.library] == listing
            else None,
        )
        for listing in listings
    ]


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the record's facts."""

    label: object
    text: str
    href: str = ""
    long: bool = False


def _fields(record: Record, content: dict[str, Any]) -> list[Field]:
    names = names_for(record.kind, [content])
    lines = []
    for column in columns_of(record.kind):
        if column.name == "name":
            continue
        value = content[column.name]
        text = said(column, value, names) if value not in (None, "", []) else ""
        label = _("所属单位") if column.shape is Shape.ORGANISATION else column.label
        lines.append(Field(label, text, text if column.shape is Shape.URL else "", column.shape is Shape.LONG))
    return lines


def _steps(record: Record) -> list[PageStep]:
    """The way to registration, while the record is on it."""
    if record.state not in {State.DRAFT, State.RETURNED, State.SUBMITTED}:
        return []
    now = 1 if record.state == State.SUBMITTED else 0
    labels = (_("填写并提交"), _("主管部门核对"), _("予以登记，向社会公开"))
    return [PageStep(label, "done" if place < now else "now" if place == now else "next") for place, label in enumerate(labels)]
