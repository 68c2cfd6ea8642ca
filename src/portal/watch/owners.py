"""Who answers for a project and is told of its risks: an organisation, a person, and the office that watches for the city?"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.models import Grant, Organisation, Person
from portal.accounts.roles import Act, Role, Scope
from portal.evidence.services.licence_telling import OWNING
from portal.register.models import Record

OFFICE = "office"
ORGANISATION, PERSON = "o:", "p:"


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose digests somebody may read. ``every``: everybody's."""

    owners: tuple[str, ...]
    every: bool


def owner_of(record: Record | None) -> str:
    """The one owner of a project; empty: nobody answers for it."""
    if record is None:
        return ""
    if record.organisation_id:
        return f"{ORGANISATION}{record.organisation_id}"
    return f"{PERSON}{record.person_id}" if record.person_id else ""


def people_of(owner: str) -> list[Person]:
    """Who is told in the portal, as of today: whoever has left the organisation is not."""
    held = Grant.objects.held_on(timezone.localdate())
    if owner == OFFICE:
        held = held.filter(role=Role.WATCH_OFFICER)
    elif owner.startswith(ORGANISATION):
        held = held.filter(role__in=OWNING, organisation_id=owner.removeprefix(ORGANISATION))
    people = Person.objects.filter(is_active=True, erased_at=None)
    if owner.startswith(PERSON):
        return list(people.filter(pk=owner.removeprefix(PERSON)))
    return list(people.filter(pk__in=held.values("person_id")).order_by("pk"))


def reach_of(acting: Acting) -> Reach:
    """Own ones always; the organisation's for those who administer it; everybody's for officers of the city."""
    own = (f"{PERSON}{acting.actor_id}",) if acting.person else ()
    match acting.scope(Act.FINDING_VIEW):
        case Scope.CITY:
            return Reach((OFFICE, *own), every=True)
        case Scope.OWN:
            return Reach((f"{ORGANISATION}{acting.organisation_id}", *own), every=False)
        case Scope.NONE:
            return Reach((), every=False)
        case _:
            return Reach(own, every=False)


def owner_managed(acting: Acting) -> str:
    """Whose channels somebody manages; empty: nobody's."""
    match acting.scope(Act.CHANNEL_MANAGE):
        case Scope.CITY:
            return OFFICE
        case Scope.OWN:
            return f"{ORGANISATION}{acting.organisation_id}"
        case _:
            return ""


def owner_names(owners: Iterable[str]) -> dict[str, str]:
    """As pages call them."""
    wanted = set(owners)
    bodies = Organisation.objects.filter(pk__in=[one.removeprefix(ORGANISATION) for one in wanted if one.startswith(ORGANISATION)])
    people = Person.objects.filter(pk__in=[one.removeprefix(PERSON) for one in wanted if one.startswith(PERSON)])
    named = {f"{ORGANISATION}{one.pk}": one.name for one in bodies} | {f"{PERSON}{one.pk}": one.name for one in people}
    return {one: _("市项目办") if one == OFFICE else named.get(one, "—") for one in wanted}
