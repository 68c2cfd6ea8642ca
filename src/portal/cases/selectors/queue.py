"""Which cases may somebody see, which are open, which are late?"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.models import Grant
from portal.accounts.roles import Act, Role, Scope
from portal.cases.models import Case, CaseKind, CaseState
from portal.errors import NotAllowed


def cases_visible(acting: Acting) -> QuerySet[Case]:
    """In the reach of the acting role: one's own always, then the organisation's, the district's, the city's, or what was assigned.

    Findings are confidential: whoever does not watch risks sees none but those of their own organisation, and their own.
    """
    person = Q(owner_id=acting.actor_id) & (Q(Exists(_roles_to_own_by(acting))) | Q(kind=CaseKind.FINDING, organisation=None))
    own = Q(opened_by_id=acting.actor_id) | person
    reach = _reach(acting, own)
    if acting.scope(Act.FINDING_VIEW) is Scope.CITY:
        return reach
    theirs = Q(organisation_id=acting.organisation_id) if acting.scope(Act.FINDING_VIEW) is Scope.OWN else Q(pk__in=())
    return reach.filter(~Q(kind=CaseKind.FINDING) | own | theirs)


def _reach(acting: Acting, own: Q) -> QuerySet[Case]:
    match acting.scope(Act.CASE_VIEW):
        case Scope.CITY:
            return Case.objects.all()
        case Scope.DISTRICT:
            return Case.objects.filter(own | Q(district=acting.district))
        case Scope.OWN:
            return Case.objects.filter(own | Q(organisation_id=acting.organisation_id))
        case Scope.SELF | Scope.ASSIGNED:
            return Case.objects.filter(own)
        case _:
            return Case.objects.none()


def _roles_to_own_by(acting: Acting) -> QuerySet[Grant]:
    """Roles of today by which a case can be the person's to work on: with the role, what it opened is closed again."""
    there = Q(role__in=(Role.DISTRICT_OFFICER, Role.PARK_OFFICER), district=OuterRef("district")) | Q(
        role__in=(Role.ORG_ADMIN, Role.COMMUNITY_OPERATOR), organisation_id=OuterRef("organisation_id")
    )
    everywhere = Q(role__in=(Role.OFFICE_CLERK, Role.OFFICE_HEAD, Role.WATCH_OFFICER))
    return Grant.objects.held_on(timezone.localdate()).filter(there | everywhere, person_id=acting.actor_id)


def case_for(acting: Acting, case_id: int) -> Case:
    """One case within reach.

    Raises:
        NotAllowed: there is none by that number, or it lies outside.
    """
    case = cases_visible(acting).select_related("opened_by", "owner", "organisation").filter(pk=case_id).first()
    if case is None:
        raise NotAllowed(Act.CASE_VIEW)
    return case


def overdue(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of ``cases`` that are past their day and not closed."""
    return cases.filter(due_on__lt=timezone.localdate()).exclude(state__in=[CaseState.CLOSED, CaseState.WAIVED])


def open_cases_about(subject_kind: str, subjects: Iterable[str]) -> QuerySet[Case]:
    """What is not yet settled about some things. For pages that show the things; whether the reader may open the case is asked there."""
    return Case.objects.filter(subject_kind=subject_kind, subject__in=list(subjects)).exclude(state=CaseState.CLOSED)
