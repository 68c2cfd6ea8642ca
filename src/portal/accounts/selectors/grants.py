"""Which roles does somebody hold, and which of other people's may the acting role see?"""

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.models import Grant, Person
from portal.accounts.models.grant import GrantQuerySet
from portal.accounts.roles import GRANTABLE, HELD_IN_DISTRICT, HELD_IN_ORGANISATION, Act, Role, Scope


def held_grants(person: Person) -> GrantQuerySet:
    """What the person may act as today."""
    return Grant.objects.held_on(timezone.localdate()).filter(person=person).select_related("organisation")


def grants_visible(acting: Acting) -> GrantQuerySet:
    """Grants that the acting role manages or oversees: roles it could hand out, within its scope; all for the auditor of roles."""
    everything = Grant.objects.select_related("person", "organisation")
    roles = [role.value for role in GRANTABLE.get(acting.role, frozenset())]
    match acting.scope(Act.ROLE_GRANT):
        case Scope.CITY:
            return everything.filter(role__in=roles)
        case Scope.DISTRICT:
            return everything.filter(role__in=roles).filter(Q(district=acting.district) | Q(organisation__district=acting.district))
        case _:
            return everything.none()


def grantable_roles(acting: Acting) -> list[Role]:
    """What the acting role may hand out, in the order of the roles' table."""
    given = GRANTABLE.get(acting.role, frozenset())
    if not acting.may(Act.ROLE_GRANT):
        return []
    return [role for role in Role if role in given]


def placed_in(role: Role) -> str:
    """Where a role is held: ``organisation``, ``district``, or empty for the whole city."""
    return "organisation" if role in HELD_IN_ORGANISATION else "district" if role in HELD_IN_DISTRICT else ""


def grants_found(acting: Acting, *, query: str, roles: Sequence[str], past: bool) -> GrantQuerySet:
    """Of those the acting role may see, the ones asked for: by name or id of the person, by role; in force or to come, or ended too."""
    found = grants_visible(acting).order_by("role", "person__name", "id")
    if not past:
        found = found.filter(Q(until_on__isnull=True) | Q(until_on__gt=timezone.localdate()))
    if roles:
        found = found.filter(role__in=roles)
    if query.strip():
        found = found.filter(Q(person__name__icontains=query.strip()) | Q(person_id=query.strip()))
    return found
