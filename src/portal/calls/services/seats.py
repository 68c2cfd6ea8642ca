"""Who may be drawn as an expert? Whoever holds the role has a seat; the office says for which fields, until when, how much at once."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.models import Grant, Person
from portal.accounts.roles import Act, Role
from portal.calls.models import Seat
from portal.errors import Invalid
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.register.models import Expert
from portal.register.vocabulary import fields_vocabulary


@transaction.atomic
def seats_take_over(*, by: Acting) -> list[Seat]:
    """A seat for everybody who holds the role and has none, with fields and term as the register knows them."""
    take_turn()
    by.prove(Act.CALL_RUN)
    held = Grant.objects.held_on(timezone.localdate()).filter(role=Role.EXPERT, person__seat=None, person__erased_at=None)
    grants = {grant.person_id: grant for grant in held.select_related("person")}
    records = {one.person_id: one for one in Expert.objects.filter(person__in=grants).order_by("serial")}
    made = []
    for ident, grant in sorted(grants.items()):
        known = records.get(ident)
        until = known.term_until_on if known and known.term_until_on else grant.until_on
        seat = Seat.objects.create(person=grant.person, record=known, fields=list(known.fields) if known else [], until_on=until)
        record(event=Event.SEAT_CHANGED, by=by, subject_kind="seat", subject=str(seat.pk), details={"person": ident, "taken_over": True})
        made.append(seat)
    return made


@transaction.atomic
def seat_change(
    *, person: Person, fields: Sequence[str], from_on: date, until_on: date | None, most_load: int, available: bool, by: Acting
) -> Seat:
    """Say for what somebody may be drawn.

    Raises:
        Invalid: no such field, or a term that ends before it begins.
    """
    take_turn()
    by.prove(Act.CALL_RUN)
    if set(fields) - {field.id for field in fields_vocabulary().fields}:
        raise Invalid({"fields": _("没有这个领域。")})
    if until_on and until_on <= from_on:
        raise Invalid({"until_on": _("聘期的结束须在开始之后。")})
    seat, _made = Seat.objects.select_for_update().get_or_create(person=person)
    told = {"fields": list(fields), "from_on": from_on, "until_on": until_on, "most_load": most_load, "available": available}
    changes = {name: [_plain(getattr(seat, name)), _plain(value)] for name, value in told.items() if getattr(seat, name) != value}
    for name, value in told.items():
        setattr(seat, name, value)
    seat.save()
    record(event=Event.SEAT_CHANGED, by=by, subject_kind="seat", subject=str(seat.pk), details={"person": person.id, **changes})
    return seat


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
