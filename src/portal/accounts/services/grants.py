"""How is a role handed to somebody, and how does it end?

Within what the acting role may hand out (``GRANTABLE``) and how far it reaches; nobody hands a role to themselves. A grant is ended,
never deleted: its end is the first day without it.
"""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.models import Grant, Organisation, Person, Standing
from portal.accounts.roles import GRANTABLE, HELD_IN_DISTRICT, HELD_IN_ORGANISATION, Act, Role
from portal.errors import Invalid, NotAllowed, WrongState
from portal.house.context import office
from portal.journal.events import Event
from portal.journal.services import record, take_turn


@transaction.atomic
def role_grant(
    *,
    by: Acting,
    person: Person,
    role: str,
    organisation: Organisation | None = None,
    district: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
    reason: str,
) -> Grant:
    """Hand a role to somebody else, from a day on, perhaps until a day (the first without it).

    Raises:
        NotAllowed: not the acting role's to give, there or at all; or to oneself.
        Invalid: place or period cannot be so, no reason, or the role is held already.
    """
    given = Role(role)
    if given not in GRANTABLE.get(by.role, frozenset()) or person.id == by.actor_id:
        raise NotAllowed(role)
    place = organisation if given in HELD_IN_ORGANISATION else None
    where = district if given in HELD_IN_DISTRICT else ""
    problems = _place_problems(given, place, where) | _period_problems(from_on, until_on)
    if not reason.strip():
        problems["reason"] = _("请写明理由，例如任命文件的文号。")
    if not person.is_active or person.erased_at:
        problems["person"] = _("这个账号已停用。")
    if problems:
        raise Invalid(problems)
    by.prove(Act.ROLE_GRANT, organisation_id=place.id if place else None, district=where or (place.district if place else None))
    begins = from_on or timezone.localdate()
    # one at a time for one person, so that two officers cannot hand out the same role at once
    Person.objects.select_for_update().get(pk=person.pk)
    overlapping = Grant.objects.filter(person=person, role=given, organisation=place, district=where).filter(
        Q(until_on__isnull=True) | Q(until_on__gt=begins)
    )
    if until_on:
        overlapping = overlapping.filter(from_on__lt=until_on)
    if overlapping.exists():
        raise Invalid({"role": _("此人在这段时间已有这个角色。")})
    grant = Grant.objects.create(
        person=person,
        role=given,
        organisation=place,
        district=where,
        from_on=begins,
        until_on=until_on,
        granted_by=by.actor_id,
        reason=reason.strip(),
    )
    _keep(Event.ROLE_GRANTED, by, grant, reason.strip())
    return grant


@transaction.atomic
def role_end(*, by: Acting, grant: Grant, reason: str) -> Grant:
    """End a role today: from now on it gives no access.

    Raises:
        NotAllowed: not the acting role's to end, or one's own.
        Invalid: no reason.
        WrongState: ended already; or the last platform administrator.
    """
    if grant.person_id == by.actor_id or not may_end(by, grant):
        raise NotAllowed(grant.role)
    if not reason.strip():
        raise Invalid({"reason": _("请写明终止的理由。")})
    # one at a time: two administrators ending each other at once would leave nobody
    take_turn()
    held = Grant.objects.select_for_update().get(pk=grant.pk)
    _end(by, held, reason.strip())
    return held


@transaction.atomic
def membership_leave(*, by: Acting, organisation: Organisation) -> None:
    """Leave an organisation with all roles held there; access ends today. What was done and claimed stays dated as it was.

    Raises:
        NotAllowed: the person holds no role there.
        WrongState: they are its last administrator.
    """
    if by.person is None:
        raise NotAllowed
    # admins leave one at a time, or two at once would leave nobody
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    today = timezone.localdate()
    held = list(
        Grant.objects.select_for_update()
        .filter(person=by.person, organisation=organisation)
        .filter(Q(until_on__isnull=True) | Q(until_on__gt=today))
    )
    if not held:
        raise NotAllowed
    if any(grant.role == Role.ORG_ADMIN for grant in held) and not other_admins(organisation, besides=by.person):
        raise WrongState(
            _("您是“%(name)s”唯一的管理员，不能离开。请先邀请另一位管理员，或请区县经信部门注销单位。") % {"name": organisation.name}
        )
    for grant in held:
        _end(by, grant, _("本人离开单位"))


def organisation_empty(*, by: Acting, organisation: Organisation, reason: str) -> None:
    """End every role in an organisation: part of closing it, whose right and transaction are the caller's."""
    today = timezone.localdate()
    for grant in (
        Grant.objects.select_for_update().filter(organisation=organisation).filter(Q(until_on__isnull=True) | Q(until_on__gt=today))
    ):
        _end(by, grant, reason)


def may_end(by: Acting, grant: Grant) -> bool:
    """Whether the acting role may end this grant: what it could hand out there, or a member of its own organisation."""
    if Role(grant.role) not in GRANTABLE.get(by.role, frozenset()):
        return False
    district = grant.district or (grant.organisation.district if grant.organisation else None)
    act = Act.ROLE_GRANT if by.may(Act.ROLE_GRANT) else Act.MEMBER_MANAGE
    return by.reaches(act, organisation_id=grant.organisation_id, district=district)


def other_admins(organisation: Organisation, *, besides: Person) -> bool:
    """Whether somebody else administers it today and can sign in."""
    return (
        Grant.objects.held_on(timezone.localdate())
        .filter(organisation=organisation, role=Role.ORG_ADMIN, person__is_active=True)
        .exclude(person=besides)
        .exists()
    )


def _end(by: Acting, grant: Grant, reason: str) -> None:
    today = timezone.localdate()
    if grant.until_on and grant.until_on <= today:
        raise WrongState(_("这个角色已经终止。"))
    if grant.role == Role.PLATFORM_ADMIN:
        others = Grant.objects.held_on(today).filter(role=Role.PLATFORM_ADMIN, person__is_active=True).exclude(person_id=grant.person_id)
        if not others.exists():
            raise WrongState(_("这是最后一位平台管理员，不能终止。"))
    # one that would have begun later never begins
    grant.until_on = max(grant.from_on, today)
    grant.save(update_fields=["until_on"])
    _keep(Event.ROLE_ENDED, by, grant, reason)


def _place_problems(role: Role, organisation: Organisation | None, district: str) -> dict[str, str]:
    if role in HELD_IN_ORGANISATION:
        if organisation is None:
            return {"organisation": _("这个角色须指明单位。")}
        if organisation.standing == Standing.CLOSED:
            return {"organisation": _("单位已注销。")}
    if role in HELD_IN_DISTRICT and district not in {one.id for one in office().districts}:
        return {"district": _("这个角色须指明区县（园区）。")}
    return {}


def _period_problems(from_on: date | None, until_on: date | None) -> dict[str, str]:
    begins = from_on or timezone.localdate()
    if begins < timezone.localdate():
        return {"from_on": _("角色不能倒签，最早从今天起。")}
    if until_on and until_on <= begins:
        return {"until_on": _("终止日应晚于起始日；它是不再有这个角色的第一天。")}
    return {}


def _keep(event: Event, by: Acting, grant: Grant, reason: str) -> None:
    record(
        event=event,
        by=by,
        subject_kind="person",
        subject=grant.person_id,
        reason=reason,
        details={
            "grant": grant.pk,
            "role": str(grant.role),
            "organisation": grant.organisation_id,
            "district": grant.district,
            "from_on": grant.from_on.isoformat(),
            "until_on": grant.until_on.isoformat() if grant.until_on else None,
        },
    )
