"""Which leads may somebody see, what is due, and what is still missing before one has landed?"""

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.errors import NotAllowed
from portal.register.models import Lead, LeadState, Promise
from portal.register.models.lead import MOVES

OPEN = (LeadState.PROSPECT, LeadState.TALKS, LeadState.SIGNED, LeadState.LANDED, LeadState.RUNNING)
OFFICE_DECIDES = (LeadState.SIGNED, LeadState.LANDED, LeadState.RUNNING, LeadState.EXITED)
"""The city's office alone moves a lead there."""


def leads_visible(acting: Acting) -> QuerySet[Lead]:
    """In reach: the city's, the district's, or those by which one's own organisation is to land. Next step first."""
    leads = Lead.objects.order_by(F("next_on").asc(nulls_last=True), "id")
    match acting.scope(Act.LEAD_VIEW):
        case Scope.CITY:
            return leads
        case Scope.DISTRICT:
            return leads.filter(district=acting.district)
        case Scope.ASSIGNED:
            return leads.filter(organisation_id=acting.organisation_id or None).exclude(organisation=None)
        case _:
            return leads.none()


def lead_for(acting: Acting, lead_id: int) -> Lead:
    """One lead within reach.

    Raises:
        NotAllowed: there is none by that number, or it lies outside.
    """
    lead = leads_visible(acting).select_related("organisation").filter(pk=lead_id).first()
    if lead is None:
        raise NotAllowed(Act.LEAD_VIEW)
    return lead


def keeps(acting: Acting, lead: Lead) -> bool:
    """Whether this role keeps the line: writes, and reads what was talked about."""
    return acting.reaches(Act.LEAD_EDIT, district=lead.district)


def due(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """Open ones whose next step is past its day, or that have a promise past its day that is not shown to be kept."""
    today = timezone.localdate()
    broken = Promise.objects.filter(due_on__lt=today).exclude(result=Promise.Result.PASS).exclude(metric="")
    return leads.filter(state__in=OPEN).filter(Q(next_on__lt=today) | Q(pk__in=broken.values("lead_id")))


def facts_hold(lead: Lead) -> bool:
    """Whether at least one promise is a rule, and every such rule is shown to hold by a run no older than the promise."""
    rules = [promise for promise in lead.promises.all() if promise.is_rule]
    return bool(rules) and all(shown(promise) for promise in rules)


def shown(promise: Promise) -> bool:
    """Whether a run no older than the promise says that it is kept."""
    return (
        promise.result == Promise.Result.PASS
        and bool(promise.run_id)
        and promise.checked_at is not None
        and promise.checked_at >= promise.made_at
    )


def moves_open(acting: Acting, lead: Lead) -> list[LeadState]:
    """Where this role may move it; whether the facts hold is asked when it does."""
    if not keeps(acting, lead):
        return []
    city = acting.scope(Act.LEAD_EDIT) is Scope.CITY
    return [to for to in MOVES[LeadState(lead.state)] if city or to not in OFFICE_DECIDES]
