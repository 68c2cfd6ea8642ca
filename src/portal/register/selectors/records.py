"""Which records does somebody see, how are they narrowed and found, and how many are there of each sort?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.errors import NotAllowed
from portal.house.parts import Choice, Facet
from portal.house.search import matching
from portal.register.indexing import field_mark
from portal.register.models import Kind, Listing, Record, State
from portal.register.models.record import SHOWN
from portal.register.vocabulary import choices_of, districts, fields_vocabulary, libraries

SORTS: dict[str, tuple[str, ...]] = {
    "serial": ("serial",),
    "-serial": ("-serial",),
    "name": ("name", "serial"),
    "-name": ("-name", "serial"),
    "updated": ("updated_at", "serial"),
    "-updated": ("-updated_at", "serial"),
    "district": ("district", "serial"),
    "-district": ("-district", "serial"),
    "state": ("state", "serial"),
    "-state": ("-state", "serial"),
}
NARROWING = ("kind", "state", "district", "field", "library")


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader looks for; each narrowing holds any number of values, of which one must fit."""

    query: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: str = ""

    def of(self, name: str) -> Sequence[str]:
        """The values chosen for one narrowing."""
        return self.chosen.get(name, ())


def records_visible(acting: Acting) -> QuerySet[Record]:
    """What the acting role may see beside what is public. A draft is seen by those whose it is, not by officers.

    What an officer drafted for the office, without a person, is the office's.
    """
    return Record.objects.filter(_reached(acting, Act.RECORD_VIEW))


def records_exportable(acting: Acting) -> QuerySet[Record]:
    """What the acting role may take out of the register as a file.

    Raises:
        NotAllowed: nothing.
    """
    if not acting.may(Act.RECORD_EXPORT):
        raise NotAllowed(Act.RECORD_EXPORT)
    return Record.objects.filter(_reached(acting, Act.RECORD_EXPORT))


def _reached(acting: Acting, act: str) -> Q:
    scope = acting.scope(act)
    mine = Q(person_id=acting.actor_id) if acting.person else Q(pk__in=())
    match scope:
        case Scope.CITY:
            seen = ~Q(state=State.DRAFT, person__isnull=False) | mine
        case Scope.DISTRICT:
            seen = Q(district=acting.district) & ~Q(state=State.DRAFT, person__isnull=False) | mine
        case Scope.OWN:
            seen = Q(organisation_id=acting.organisation_id) | mine
        case Scope.NONE:
            seen = Q(pk__in=())
        case _:
            seen = mine
    return seen


def record_visible(acting: Acting, ident: str) -> Record:
    """One of them.

    Raises:
        NotAllowed: there is none, or the acting role does not see it.
    """
    found = records_visible(acting).select_related("organisation", "person").filter(pk=ident).first()
    if found is None:
        raise NotAllowed(Act.RECORD_VIEW)
    return found


def records_of(acting: Acting) -> QuerySet[Record]:
    """The person's own, and those of the organisation they act for."""
    own = Q(person_id=acting.actor_id)
    if acting.scope(Act.RECORD_VIEW) is Scope.OWN:
        own |= Q(organisation_id=acting.organisation_id)
    return Record.objects.filter(own) if acting.person else Record.objects.none()


def public_records(kind: str = "") -> QuerySet[Record]:
    """What everybody may see."""
    shown = Record.objects.filter(state__in=SHOWN)
    return shown.filter(kind=kind) if kind else shown


def found(records: QuerySet[Record], question: Question) -> QuerySet[Record]:
    """Those that answer the question, in its order."""
    narrowed = _narrowed(records, question, but="")
    return narrowed.order_by(*SORTS.get(question.sort, SORTS["serial"]))


def facets(records: QuerySet[Record], question: Question, *, names: Sequence[str] = NARROWING) -> list[Facet]:
    """Each narrowing with how many records each of its values would leave, the other narrowings kept. Three queries at most."""
    crossed = _crossed(records, question) if {"kind", "state", "district"} & set(names) else []
    made = {
        "kind": lambda: _plain_facet("kind", _("类别"), [(k.value, str(k.label)) for k in Kind], crossed, question),
        "state": lambda: _plain_facet("state", _("状态"), [(s.value, str(s.label)) for s in State], crossed, question),
        "district": lambda: _plain_facet("district", _("区县（园区）"), choices_of(districts()), crossed, question),
        "field": lambda: _field_facet(records, question),
        "library": lambda: _library_facet(records, question),
    }
    return [facet for name in names if (facet := made[name]()).choices]


_CONDITIONS: dict[str, Callable[[Sequence[str]], Q]] = {
    "kind": lambda values: Q(kind__in=values),
    "state": lambda values: Q(state__in=values),
    "district": lambda values: Q(district__in=values),
    "field": lambda values: _any(Q(search_text__contains=field_mark(value)) for value in values),
    "library": lambda values: Q(Exists(Listing.objects.filter(record=OuterRef("pk"), library__in=values, removed_on__isnull=True))),
}


def _any(conditions: Iterable[Q]) -> Q:
    either = Q(pk__in=())
    for condition in conditions:
        either |= condition
    return either


def _narrowed(records: QuerySet[Record], question: Question, *, but: str) -> QuerySet[Record]:
    kept = [name for name in NARROWING if question.of(name) and name not in but.split()]
    for name in kept:
        records = records.filter(_CONDITIONS[name](question.of(name)))
    return records.filter(matching(question.query, column="search_text")) if question.query else records


def _crossed(records: QuerySet[Record], question: Question) -> list[dict[str, Any]]:
    """Kind × state × district with counts; the three narrowings are counted from these few rows."""
    narrowed = _narrowed(records, question, but="kind state district")
    return [{**row} for row in narrowed.order_by().values("kind", "state", "district").annotate(n=Count("pk"))]


def _plain_facet(
    name: str, label: str, options: Sequence[tuple[str, str]], crossed: Sequence[Mapping[str, Any]], question: Question
) -> Facet:
    others = [other for other in ("kind", "state", "district") if other != name and question.of(other)]
    counts: dict[str, int] = {}
    for row in crossed:
        if all(row[other] in question.of(other) for other in others):
            counts[str(row[name])] = counts.get(str(row[name]), 0) + int(row["n"])
    return Facet(name, label, _choices(options, counts, question.of(name)))


def _field_facet(records: QuerySet[Record], question: Question) -> Facet:
    options = choices_of(fields_vocabulary().fields)
    narrowed = _narrowed(records, question, but="field")
    counted = narrowed.order_by().aggregate(
        **{f"n{place}": Count("pk", filter=Q(search_text__contains=field_mark(ident))) for place, (ident, _name) in enumerate(options)}
    )
    return Facet(
        "field",
        _("重点领域"),
        _choices(options, {ident: counted[f"n{place}"] for place, (ident, _name) in enumerate(options)}, question.of("field")),
    )


def _library_facet(records: QuerySet[Record], question: Question) -> Facet:
    narrowed = _narrowed(records, question, but="library")
    rows = (
        Listing.objects.filter(removed_on__isnull=True, record__in=narrowed.order_by().values("pk"))
        .order_by()
        .values("library")
        .annotate(n=Count("pk"))
    )
    counts = {row["library"]: row["n"] for row in rows}
    return Facet("library", _("名录"), _choices(choices_of(libraries()), counts, question.of("library")))


def _choices(options: Sequence[tuple[str, str]], counts: Mapping[str, int], chosen: Sequence[str]) -> list[Choice]:
    """Values that some record has, and those that are chosen."""
    return [Choice(ident, label, counts.get(ident, 0), ident in chosen) for ident, label in options if counts.get(ident) or ident in chosen]
