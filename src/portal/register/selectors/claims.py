"""What does a person claim as theirs, and how far is each claim? And what waits for an organisation's word?"""

from dataclasses import dataclass

from django.db.models import Case as Choose
from django.db.models import IntegerField, QuerySet, Value, When

from portal.accounts.acting import Acting
from portal.accounts.models import Organisation, Person, Standing
from portal.accounts.roles import Act, Scope
from portal.cases.selectors import case_for, cases_visible, open_cases_about
from portal.errors import NotAllowed
from portal.register.models import Employment, EmploymentState, HostAccount, Mailbox

MOST_SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mailbox and the number of the case in which it is contested, if any."""

    mailbox: Mailbox
    case_id: int | None


def mailboxes_of(person: Person) -> list[Claimed]:
    """One's own claims that stand, in the order of claiming."""
    mailboxes = list(Mailbox.objects.filter(person=person, withdrawn_at__isnull=True))
    cases = {case.subject: case.pk for case in open_cases_about("mailbox", (str(one.pk) for one in mailboxes if one.proven_at is None))}
    return [Claimed(one, cases.get(str(one.pk))) for one in mailboxes]


def mailbox_for(acting: Acting, mailbox_id: int) -> Mailbox:
    """One of one's own mailboxes that stand.

    Raises:
        NotAllowed: somebody else's, or withdrawn.
    """
    mailbox = Mailbox.objects.filter(pk=mailbox_id, person_id=acting.actor_id, withdrawn_at__isnull=True).first()
    if mailbox is None:
        raise NotAllowed(Act.CLAIM_OWN)
    return mailbox


def host_accounts_of(person: Person) -> QuerySet[HostAccount]:
    """Bound now."""
    return HostAccount.objects.filter(person=person, released_at__isnull=True)


def employments_of(person: Person) -> QuerySet[Employment]:
    """All that were ever claimed; those that stand first."""
    withdrawn_last = Choose(When(state=EmploymentState.WITHDRAWN, then=Value(1)), default=Value(0), output_field=IntegerField())
    return Employment.objects.filter(person=person).select_related("organisation").order_by(withdrawn_last, "-from_on", "-id")


def employment_for(acting: Acting, employment_id: int) -> Employment:
    """One's own, one's organisation's, or one that a case within reach is about.

    Raises:
        NotAllowed: none of these.
    """
    claimed = Employment.objects.select_related("organisation", "person", "corrects").filter(pk=employment_id).first()
    if claimed is None:
        raise NotAllowed(Act.CLAIM_OWN)
    mine = claimed.person_id == acting.actor_id or acting.reaches(Act.EMPLOYMENT_CONFIRM, organisation_id=claimed.organisation_id)
    if not mine and not cases_visible(acting).filter(subject_kind="employment", subject=str(employment_id)).exists():
        raise NotAllowed(Act.CLAIM_OWN)
    return claimed


def employments_at(acting: Acting, organisation_id: str) -> tuple[Organisation, QuerySet[Employment]]:
    """What was claimed about an organisation, what waits for its word first. Withdrawn claims are the person's own affair.

    Raises:
        NotAllowed: the acting role does not speak for it.
    """
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    if organisation is None or not acting.reaches(Act.EMPLOYMENT_CONFIRM, organisation_id=organisation_id):
        raise NotAllowed(Act.EMPLOYMENT_CONFIRM)
    order = Choose(
        When(state=EmploymentState.CLAIMED, then=Value(0)),
        When(state=EmploymentState.CONTESTED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    claimed = organisation.employments.exclude(state=EmploymentState.WITHDRAWN).select_related("person", "corrects")
    return organisation, claimed.order_by(order, "-from_on", "-id")


def organisations_named(text: str) -> list[Organisation]:
    """Which bodies may be meant: by code, id or exact name exactly one; else up to five whose name holds the text."""
    plain = text.strip()
    standing = Organisation.objects.exclude(standing=Standing.CLOSED)
    for exact in ({"uscc": plain.upper()}, {"id": plain}, {"name": plain}):
        found = list(standing.filter(**exact)[:MOST_SUGGESTED])
        if found:
            return found
    return list(standing.filter(name__icontains=plain)[:MOST_SUGGESTED]) if plain else []


def mailbox_contested(acting: Acting, mailbox_id: int) -> tuple[Mailbox, Mailbox | None, int]:
    """For the desk: the claim in dispute, the proof that stands against it, and the case's number.

    Raises:
        NotAllowed: not the city's desk, or no open case is about it.
    """
    if acting.scope(Act.CASE_VIEW) is not Scope.CITY:
        raise NotAllowed(Act.CASE_VIEW)
    case = open_cases_about("mailbox", [str(mailbox_id)]).first()
    mailbox = Mailbox.objects.select_related("person").filter(pk=mailbox_id, proven_at__isnull=True, withdrawn_at__isnull=True).first()
    if case is None or mailbox is None:
        raise NotAllowed(Act.CASE_VIEW)
    case_for(acting, case.pk)
    standing = Mailbox.objects.select_related("person").filter(address=mailbox.address, proven_at__isnull=False, withdrawn_at__isnull=True)
    return mailbox, standing.first(), case.pk
