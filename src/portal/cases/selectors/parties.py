"""What has somebody to do with a case: desk, worker, opener? What may they therefore do, and who else is concerned?"""

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.models import Grant, Person
from portal.accounts.roles import Act, Role, Scope
from portal.cases.flow import BY_HAND, MOVERS, MOVES, WATCHED, Part
from portal.cases.models import Case, CaseKind, CaseState
from portal.cases.selectors.queue import case_for
from portal.errors import NotAllowed

DESK_ROLES = (Role.OFFICE_CLERK, Role.OFFICE_HEAD)
WATCH_KINDS = (CaseKind.FINDING,)
ORGANISATION_WORKS_ON = (CaseKind.FINDING, CaseKind.TASK, CaseKind.RECOVERY)
"""In a dispute or an objection the organisation is a party, not the one who decides."""


def in_reach(acting: Acting, case: Case, act: Act = Act.CASE_ACT) -> bool:
    """Whether an act on this case is within the acting role's reach."""
    if not confided(acting, case):
        return False
    opened = bool(acting.person) and case.opened_by_id == acting.actor_id
    if acting.reaches(
        act, person_id=acting.actor_id if opened else None, organisation_id=case.organisation_id, district=case.district or None
    ):
        return True
    # an owner's role may have ended since
    owned = bool(acting.person) and case.owner_id == acting.actor_id and assignable(case).filter(pk=acting.actor_id).exists()
    return owned and acting.reaches(act, person_id=acting.actor_id, assigned=True)


def confided(acting: Acting, case: Case) -> bool:
    """Whether what the case is about is open to somebody: a finding is for its owners and for those who watch risks, and nobody else."""
    if case.kind not in WATCH_KINDS:
        return True
    mine = bool(acting.person) and acting.actor_id in {case.opened_by_id, case.owner_id}
    return mine or acting.reaches(Act.FINDING_VIEW, organisation_id=case.organisation_id)


def case_to_act_on(acting: Acting, case_id: int) -> Case:
    """One case on which the acting role may do something, if only comment.

    Raises:
        NotAllowed: there is none by that number, or the role reads it at most.
    """
    case = case_for(acting, case_id)
    if not in_reach(acting, case):
        raise NotAllowed(Act.CASE_ACT)
    return case


def parts_of(acting: Acting, case: Case) -> frozenset[Part]:
    """Nothing at all outside the role's reach."""
    if not in_reach(acting, case):
        return frozenset()
    parts = set()
    scope = acting.scope(Act.CASE_ACT)
    if scope is Scope.CITY or (scope is Scope.DISTRICT and case.district == acting.district):
        parts.add(Part.DESK)
    own = scope is Scope.OWN and case.organisation_id == acting.organisation_id and case.kind in ORGANISATION_WORKS_ON
    if case.owner_id == acting.actor_id or (case.owner_id is None and own):
        parts.add(Part.WORKER)
    if case.opened_by_id == acting.actor_id:
        parts.add(Part.OPENER)
    return frozenset(parts)


def fixers(case: Case) -> set[str]:
    """Ids of those who worked on it in the present round: they never retest."""
    worked = case.steps.filter(Q(to_state=CaseState.RETEST) | Q(to_state=CaseState.FIXING, from_state=CaseState.ASSIGNED))
    return {person for person in worked.values_list("person_id", flat=True) if person} | ({case.owner_id} if case.owner_id else set())


def moves_open(acting: Acting, case: Case) -> list[CaseState]:
    """Where this person may move the case now; assigning is a form of its own."""
    parts, here = parts_of(acting, case), CaseState(case.state)
    may: list[CaseState] = [to for to in MOVES[here] if MOVERS[here, to] & parts and to is not CaseState.ASSIGNED]
    if case.subject_kind == WATCHED:
        may = [to for to in may if to in BY_HAND]
    if here is CaseState.RETEST and may and acting.actor_id in fixers(case):
        return []
    # whoever opened a case or is its owner does not decide it against the other side
    if here is CaseState.DISPUTED and acting.actor_id in {case.owner_id, case.opened_by_id}:
        return [to for to in may if to is not CaseState.CLOSED]
    return may


def _holders(roles: tuple[Role, ...], where: Q) -> QuerySet[Person]:
    held = Grant.objects.held_on(timezone.localdate()).filter(where, role__in=roles)
    return Person.objects.filter(is_active=True, pk__in=held.values("person_id"))


def desk_of(case: Case) -> QuerySet[Person]:
    """Who handles it when nobody owns it yet: the district where there is one, watch officers for findings, the office otherwise."""
    if case.kind in WATCH_KINDS:
        return _holders((Role.WATCH_OFFICER,), Q())
    if case.district:
        people = _holders((Role.DISTRICT_OFFICER, Role.PARK_OFFICER), Q(district=case.district))
        if people.exists():
            return people
    return _holders(DESK_ROLES, Q())


def admins_of(case: Case) -> QuerySet[Person]:
    """Administrators of the organisation whose affair it is."""
    if case.organisation_id is None:
        return Person.objects.none()
    return _holders((Role.ORG_ADMIN, Role.COMMUNITY_OPERATOR), Q(organisation_id=case.organisation_id))


def assignable(case: Case) -> QuerySet[Person]:
    """Who may own it: officers of the city and of its district, of findings watch officers alone; the organisation's own administrators."""
    confidential = case.kind in WATCH_KINDS
    where = Q(role__in=(Role.WATCH_OFFICER,) if confidential else DESK_ROLES)
    if case.district and not confidential:
        where |= Q(role__in=[Role.DISTRICT_OFFICER, Role.PARK_OFFICER], district=case.district)
    if case.organisation_id and case.kind in ORGANISATION_WORKS_ON:
        where |= Q(role__in=[Role.ORG_ADMIN, Role.COMMUNITY_OPERATOR], organisation_id=case.organisation_id)
    held = Grant.objects.held_on(timezone.localdate()).filter(where)
    who = Q(pk__in=held.values("person_id"))
    if confidential and case.organisation_id is None:
        # a project of a person's own: nobody else works on it
        who |= Q(pk=case.owner_id)
    return Person.objects.filter(who, is_active=True).order_by("name", "id")


def concerned(case: Case, *, but: str = "") -> list[Person]:
    """Who is told of a step: opener, owner (the desk while there is none), the organisation's administrators; not ``but``."""
    people = {person.pk: person for person in admins_of(case)}
    people |= {person.pk: person for person in (case.opened_by, case.owner) if person is not None}
    if case.owner_id is None and case.state != CaseState.CLOSED:
        people |= {person.pk: person for person in desk_of(case)}
    people.pop(but, None)
    return [people[key] for key in sorted(people)]
