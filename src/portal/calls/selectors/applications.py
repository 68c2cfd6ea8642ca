"""Which applications does the acting role see? What lies outside its scope is not found.

An expert sees none of them here: reviewers have pages of their own, which show what the phase allows.
"""

from django.db.models import Q, QuerySet

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Role, Scope
from portal.calls.models import Application, Party, PartyState
from portal.calls.steps import PRIVATE
from portal.errors import NotAllowed

PAID_STEPS = ("payment_request", "verify", "approval", "awarded", "paid", "tracking", "accepted", "recovery", "recovered")


def applications_visible(acting: Acting) -> QuerySet[Application]:
    """Within the scope of reading applications, drafts of others left out."""
    return Application.objects.filter(_mine(acting) | _officially(acting))


def application_visible(acting: Acting, ident: str) -> Application:
    """One of them, with what every page of it needs.

    Raises:
        NotAllowed: there is none of that id within the scope.
    """
    related = ("call__version", "organisation", "person", "record", "run", "officer")
    found = Application.objects.filter(Q(pk=ident) & (_mine(acting) | _officially(acting))).select_related(*related).first()
    if found is None:
        raise NotAllowed(Act.APPLICATION_VIEW)
    return found


def is_applicant(acting: Acting, application: Application) -> bool:
    """Whether the acting role stands on the applicant's side and may change what is the applicant's to change."""
    if not acting.actor_id:
        return False
    if application.organisation_id:
        return acting.scope(Act.APPLICATION_EDIT) is Scope.OWN and acting.organisation_id == application.organisation_id
    return application.person_id == acting.actor_id


def _mine(acting: Acting) -> Q:
    """One's own, and those one has joined."""
    if not acting.actor_id:
        return Q(pk__in=())
    own = Q(person_id=acting.actor_id, organisation=None) | _joined(person_id=acting.actor_id, organisation=None)
    if acting.organisation_id and acting.scope(Act.APPLICATION_VIEW) is Scope.OWN:
        theirs = Q(organisation_id=acting.organisation_id)
        if acting.role is Role.ORG_MEMBER:
            # a member reads the drafts of the organisation, and what they handle themselves
            theirs &= Q(step="draft") | Q(person_id=acting.actor_id)
        joined = _joined(organisation_id=acting.organisation_id)
        own |= theirs | (joined if acting.role is not Role.ORG_MEMBER else Q(pk__in=()))
    return own


def _joined(**of: object) -> Q:
    """A condition of its own rather than a join: rows stay single, and a list needs no DISTINCT over whole applications."""
    parties = Party.objects.filter(**of, state__in=(PartyState.INVITED, PartyState.ACCEPTED))
    return Q(pk__in=parties.values("application_id"))


def _officially(acting: Acting) -> Q:
    handed_in = ~Q(step__in=PRIVATE) & Q(number__isnull=False)
    match acting.scope(Act.APPLICATION_VIEW):
        case Scope.CITY:
            return handed_in
        case Scope.DISTRICT:
            return handed_in & Q(district=acting.district) if acting.district else Q(pk__in=())
        case Scope.ASSIGNED if acting.role is Role.FINANCE:
            return Q(step__in=PAID_STEPS)
        case _:
            return Q(pk__in=())
