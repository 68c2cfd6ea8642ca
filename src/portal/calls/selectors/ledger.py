"""Which money does the acting role see, and what do the five amounts come to?"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, ExtractYear

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.calls.models import Application, Award, Budget, EntryKind
from portal.calls.selectors.applications import application_visible, is_applicant
from portal.calls.steps import PRIVATE
from portal.errors import NotAllowed
from portal.house.search import matching

AMOUNTS = tuple(kind.value for kind in EntryKind)
RECOVERY = ("recovery", "recovered")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """How the list is narrowed."""

    programmes: Sequence[str] = ()
    years: Sequence[int] = ()
    states: Sequence[str] = ()
    query: str = ""


@dataclass(slots=True)
class Totals:
    """Sums in fen of whatever was asked for."""

    count: int = 0
    fen: dict[str, int] = field(default_factory=dict)


def awards_visible(acting: Acting) -> QuerySet[Award]:
    """Within the scope of reading the ledger, with the year and the state of each."""
    found = Award.objects.filter(_within(acting)).select_related(
        "application__call__version", "application__organisation", "application__person", "budget"
    )
    return found.annotate(
        # an award that is not committed yet counts for the year it was proposed in
        year=Coalesce(F("budget__year"), ExtractYear("created_at")),
        state=Case(
            When(application__step__in=RECOVERY, then=Value("recovery")),
            When(paid_fen__gt=0, paid_fen=F("approved_fen"), then=Value("paid")),
            When(application__step="awarded", then=Value("to_pay")),
            When(approved_fen__gt=0, then=Value("approved")),
            default=Value("recommended"),
            output_field=CharField(),
        ),
    )


def _within(acting: Acting) -> Q:
    own = Q(application__person_id=acting.actor_id, application__organisation=None) if acting.actor_id else Q(pk__in=())
    match acting.scope(Act.LEDGER_VIEW):
        case Scope.CITY:
            return Q()
        case Scope.DISTRICT:
            return own | (Q(application__district=acting.district) if acting.district else Q(pk__in=()))
        case Scope.OWN:
            return own | (Q(application__organisation_id=acting.organisation_id) if acting.organisation_id else Q(pk__in=()))
        case Scope.SELF:
            return own
        case _:
            return Q(pk__in=())


def award_visible(acting: Acting, ident: int) -> Award:
    """One of them.

    Raises:
        NotAllowed: there is none of that id within the scope.
    """
    found = awards_visible(acting).filter(pk=ident).first()
    if found is None:
        raise NotAllowed(Act.LEDGER_VIEW)
    return found


def narrowed(awards: QuerySet[Award], asked: Narrowed) -> QuerySet[Award]:
    """What the address asks for."""
    if asked.programmes:
        awards = awards.filter(application__call__version__programme__in=asked.programmes)
    if asked.years:
        awards = awards.filter(year__in=asked.years)  # type: ignore[misc]  # annotated
    if asked.states:
        awards = awards.filter(state__in=asked.states)  # type: ignore[misc]  # annotated
    if asked.query:
        awards = awards.filter(
            Q(application__number__icontains=asked.query)
            | Q(application__title__icontains=asked.query)
            | Q(application__organisation__name__icontains=asked.query)
            | matching(asked.query, column="application__search_text")
        )
    return awards.order_by("application__number", "grant")


def totals_of(awards: QuerySet[Award]) -> Totals:
    """Number and sums, in one query."""
    sums = awards.order_by().aggregate(n=Count("pk"), **{name: Sum(f"{name}_fen") for name in AMOUNTS})
    return Totals(sums["n"], {name: sums[name] or 0 for name in AMOUNTS})


def awards_to_pay() -> QuerySet[Award]:
    """Approved, past the notice, and not paid in full."""
    found = Award.objects.filter(application__step="awarded", approved_fen__gt=F("paid_fen"))
    return found.select_related("application__call__version", "application__organisation", "application__person").order_by(
        "application__number", "grant"
    )


def budgets_paid() -> QuerySet[Budget]:
    """All budgets with what was paid and recovered under each."""
    return Budget.objects.annotate(
        paid_fen=Coalesce(Sum("awards__paid_fen"), 0), recovered_fen=Coalesce(Sum("awards__recovered_fen"), 0)
    ).order_by("-year", "programme")


def application_of_money(acting: Acting, ident: str) -> Application:
    """An application whose money the acting role may read.

    Raises:
        NotAllowed: there is none of that id within the scope.
    """
    related = ("call__version", "organisation", "person", "record", "account")
    found = Application.objects.filter(pk=ident).select_related(*related).first()
    if found is None:
        raise NotAllowed(Act.LEDGER_VIEW)
    own = None if found.organisation_id else found.person_id
    if (
        found.number
        and found.step not in PRIVATE
        and acting.reaches(Act.LEDGER_VIEW, person_id=own, organisation_id=found.organisation_id, district=found.district)
    ):
        return found
    application_visible(acting, ident)
    if not is_applicant(acting, found):
        raise NotAllowed(Act.LEDGER_VIEW)
    return found


def is_official(acting: Acting) -> bool:
    """Whether names of colleagues are shown."""
    return acting.scope(Act.LEDGER_VIEW) in {Scope.CITY, Scope.DISTRICT}
