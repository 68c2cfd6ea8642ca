"""Which organisations does somebody belong to, which may the acting role see, and who is in them?"""

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django.db.models import Case, Count, Q, QuerySet, When
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.models import Grant, Invitation, Organisation, Person
from portal.accounts.models.grant import GrantQuerySet
from portal.accounts.roles import Act, Role, Scope
from portal.accounts.uscc import normalise_uscc


def organisations_visible(acting: Acting, act: str = Act.ORGANISATION_VIEW) -> QuerySet[Organisation]:
    """Organisations that ``act`` reaches in the acting role."""
    match acting.scope(act):
        case Scope.CITY:
            return Organisation.objects.all()
        case Scope.DISTRICT if acting.district:
            return Organisation.objects.filter(district=acting.district)
        case Scope.OWN if acting.organisation_id:
            return Organisation.objects.filter(pk=acting.organisation_id)
        case _:
            return Organisation.objects.none()


def own_organisations(person: Person) -> QuerySet[Organisation]:
    """Where the person holds a role today, with how many people do."""
    today = timezone.localdate()
    held = Grant.objects.held_on(today).filter(person=person, organisation__isnull=False).values("organisation")
    in_force = Q(grants__from_on__lte=today) & (Q(grants__until_on__isnull=True) | Q(grants__until_on__gt=today))
    return Organisation.objects.filter(pk__in=held).annotate(people=Count("grants__person", filter=in_force, distinct=True))


def people_of(organisation: Organisation) -> GrantQuerySet:
    """Who holds which role in it today, administrators first; a person with two roles stands twice."""
    rank = Case(*(When(role=role, then=place) for place, role in enumerate((Role.ORG_ADMIN, Role.ORG_MEMBER))), default=2)
    return (
        Grant.objects.held_on(timezone.localdate())
        .filter(organisation=organisation)
        .select_related("person", "organisation")
        .order_by(rank, "role", "person__name", "id")
    )


def past_people_of(organisation: Organisation) -> GrantQuerySet:
    """Roles in it that have ended, newest first."""
    return (
        Grant.objects.filter(organisation=organisation, until_on__lte=timezone.localdate())
        .select_related("person")
        .order_by("-until_on", "-id")
    )


def invitations_of(organisation: Organisation) -> QuerySet[Invitation]:
    """Letters not yet answered, expired ones too."""
    return Invitation.objects.filter(organisation=organisation, accepted_at=None, withdrawn_at=None)


def invitations_managed(acting: Acting) -> QuerySet[Invitation]:
    """Invitations that the acting role may send again or withdraw."""
    return Invitation.objects.filter(organisation__in=organisations_visible(acting, Act.MEMBER_MANAGE)).select_related("organisation")


def invitations_to(person: Person) -> QuerySet[Invitation]:
    """Letters to a mailbox of theirs that they have verified, still open."""
    mailboxes = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return Invitation.objects.filter(
        email__in=[mailbox.lower() for mailbox in mailboxes], accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    ).select_related("organisation")


def organisations_found(acting: Acting, *, query: str, standings: Sequence[str], districts: Sequence[str]) -> QuerySet[Organisation]:
    """Of those the acting role may see, the ones asked for: by part of the name, by code, by standing, by district."""
    found = organisations_visible(acting)
    if query.strip():
        found = found.filter(Q(name__icontains=query.strip()) | Q(name_en__icontains=query.strip()) | Q(uscc=normalise_uscc(query)))
    if standings:
        found = found.filter(standing__in=standings)
    if districts:
        found = found.filter(district__in=districts)
    return found
