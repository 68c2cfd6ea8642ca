"""Which entries of the journal may somebody read, and how much of each?"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.models import Person
from portal.accounts.roles import Act, Role, Scope
from portal.accounts.things import organisations
from portal.journal.events import Event
from portal.journal.models import Entry

PERSONAL = (
    Event.PERSON_CHANGED, Event.PERSON_EXPORTED, Event.ACTING_CHOSEN, Event.CONSENT_GIVEN, Event.CONSENT_WITHDRAWN, Event.MAILBOX_CLAIMED,
    Event.MAILBOX_PROVEN, Event.MAILBOX_WITHDRAWN, Event.HOST_ACCOUNT_BOUND, Event.HOST_ACCOUNT_RELEASED, Event.EMPLOYMENT_CLAIMED,
    Event.EMPLOYMENT_WITHDRAWN, Event.CASE_OPENED,
)  # fmt: skip
"""A person's own affairs, whatever role they happen to act in: their consents, claims, other employers, objections."""


CONFIDED = ("finding.", "findings.", "vex.")
"""Events about findings by name: of the others, heads of office included, everybody reads aggregates only."""


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
            in_its_name = Q(role__endswith=f"@{here}") & ~Q(event__in=PERSONAL)
            return Entry.objects.filter(own | in_its_name | Q(subject_kind="organisation", subject=here))
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


def shows_content_of(acting: Acting, entry: Entry) -> bool:
    """Whether reason and details of this entry are shown: of findings only to those who read all findings."""
    return shows_content(acting) and (not entry.event.startswith(CONFIDED) or acting.scope(Act.FINDING_VIEW) is Scope.CITY)


def names_of(entries: list[Entry], acting: Acting) -> dict[str, str]:
    """Person.id → name: who acted, for readers who may see the entries anyway; to whom it was done, for the office and oneself."""
    wanted = {entry.actor for entry in entries if entry.actor}
    if shows_content(acting):
        told = {entry.subject for entry in entries if entry.subject_kind == "person"}
        wanted |= told if acting.scope(Act.JOURNAL_VIEW) is Scope.CITY else told & {acting.actor_id}
    return dict(Person.objects.filter(id__in=wanted).values_list("id", "name"))


def places_of(entries: list[Entry]) -> dict[str, str]:
    """Id → name of the organisations in which those who acted hold their role; districts are the policy's to name."""
    wanted = {entry.role.partition("@")[2] for entry in entries if "@" in entry.role}
    return {ident: thing.name for ident, thing in organisations(sorted(wanted)).items()}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
