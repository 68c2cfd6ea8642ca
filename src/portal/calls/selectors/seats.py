"""Who has a seat, how much does each hold now, and who of the register cannot be drawn because nobody signs in as them?"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from portal.calls.models import Assignment, Seat
from portal.calls.selectors.reviews import LIVE, RECUSAL, REVIEW
from portal.register.models import Expert
from portal.register.vocabulary import fields_vocabulary, name_of


@dataclass(frozen=True, slots=True)
class Seated:
    """A seat as the list shows it."""

    seat: Seat
    fields: tuple[str, ...]
    load: int


def seats_shown() -> list[Seated]:
    """By name."""
    seats = list(Seat.objects.select_related("person", "record").order_by("person__name", "pk"))
    loads = loads_of([seat.person_id for seat in seats])
    known = fields_vocabulary().fields
    return [Seated(seat, tuple(name_of(known, one) for one in seat.fields), loads.get(seat.person_id, 0)) for seat in seats]


def without_account() -> list[Expert]:
    """Experts of the register with nobody behind them."""
    return list(Expert.objects.filter(person=None).order_by("name")[:200])


def loads_of(people: Iterable[str]) -> dict[str, int]:
    """How many applications each holds that are not yet through review."""
    held = Assignment.objects.filter(expert__in=list(people), state__in=LIVE, application__step__in=(RECUSAL, REVIEW)).order_by()
    return dict(held.values_list("expert_id").annotate(n=Count("pk")))
