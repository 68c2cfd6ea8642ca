"""Which entries of the journal may somebody read, and how much of each?"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.models import Person
from portal.accounts.roles import Act, Role, Scope
from portal.journal.models import Entry


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for; empty means everything."""

    event: str = ""
    actor: str = ""
    subject: str = ""
    from_on: date | None = None
    until_on: date | None = None
    """The last day shown."""


def entries_visible(acting: Acting) -> QuerySet[Entry]:
    """City: all; an organisation: what was done in its name or to it; everybody: their own acts."""
    own = Q(actor=acting.actor_id) if acting.person else Q(pk__in=[])
    match acting.scope(Act.JOURNAL_VIEW):
        case Scope.CITY:
            return Entry.objects.all()
        case Scope.OWN:
            here = acting.organisation_id
            return Entry.objects.filter(own | Q(role__endswith=f"@{here}") | Q(subject_kind="organisation", subject=here))
        case Scope.SELF:
            return Entry.objects.filter(own)
        case _:
            return Entry.objects.none()


def entries_wanted(acting: Acting, wanted: Wanted) -> QuerySet[Entry]:
    """The visible entries a reader looks for, newest first."""
    found = entries_visible(acting)
    if wanted.event:
        found = found.filter(event=wanted.event)
    if wanted.actor:
        found = found.filter(actor=wanted.actor)
    if wanted.subject:
        found = found.filter(subject=wanted.subject)
    if wanted.from_on:
        found = found.filter(at__gte=_midnight(wanted.from_on))
    if wanted.until_on:
        found = found.filter(at__lt=_midnight(wanted.until_on) + timedelta(days=1))
    return found.order_by("-sequence")


def shows_content(acting: Acting) -> bool:
    """Whether reason and details are shown; the platform's own staff see that something happened, not what."""
    return acting.role is not Role.PLATFORM_ADMIN


def names_of(entries: list[Entry]) -> dict[str, str]:
    """Person.id → name, for readers who may see the entries anyway."""
    return dict(Person.objects.filter(id__in={entry.actor for entry in entries if entry.actor}).values_list("id", "name"))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
