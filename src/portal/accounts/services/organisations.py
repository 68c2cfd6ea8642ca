"""How does a legal body come into the register, change, and become verified?"""

import re
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.domains import domain_problem
from portal.accounts.models import Grant, Organisation, OrganisationKind, Standing
from portal.accounts.roles import Act, Role
from portal.accounts.services.grants import organisation_empty
from portal.accounts.uscc import normalise_uscc, uscc_problem
from portal.errors import Invalid, NotAllowed, WrongState
from portal.house.context import office
from portal.journal.events import Event
from portal.journal.services import record

PROVEN_FIELDS = frozenset({"uscc", "name", "domains"})
"""What an officer compared with the licence: a change asks for a new comparison."""

ADDRESS = re.compile(r"@|://|www\.", re.IGNORECASE)
"""A name stands in letters to others, and must not carry a link there."""


@transaction.atomic
def organisation_register(
    *, by: Acting, name: str, kind: str, uscc: str = "", name_en: str = "", district: str = "", domains: Sequence[str] = ()
) -> Organisation:
    """Register a body that is not there yet; whoever does so is its first administrator. It waits for an officer to verify it.

    Raises:
        NotAllowed: nobody is signed in.
        Invalid: code, district or domain cannot be so, or the body is registered already.
    """
    if by.person is None:
        raise NotAllowed
    organisation = Organisation(name=name.strip(), name_en=name_en.strip(), kind=kind, district=district)
    _put(organisation, uscc=uscc, domains=domains)
    organisation.save(force_insert=True)
    grant = Grant.objects.create(
        person=by.person, role=Role.ORG_ADMIN, organisation=organisation, granted_by=by.actor_id, reason=_("登记单位时的首位管理员")
    )
    record(
        event=Event.ORGANISATION_REGISTERED,
        by=by,
        subject_kind="organisation",
        subject=organisation.id,
        details={"kind": kind, "district": district, "uscc": organisation.uscc, "grant": grant.pk},
    )
    return organisation


@transaction.atomic
def organisation_edit(
    *, by: Acting, organisation: Organisation, name: str, kind: str, uscc: str, name_en: str, district: str, domains: Sequence[str]
) -> Organisation:
    """Change what the body says of itself. A change of name, code or domains ends the verification.

    Raises:
        NotAllowed: not the acting role's to change.
        Invalid: as when registering.
        WrongState: the body is closed.
    """
    by.prove(Act.ORGANISATION_EDIT, organisation_id=organisation.id, district=organisation.district)
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if held.standing == Standing.CLOSED:
        raise WrongState(_("“%(name)s”已注销，不能再修改。") % {"name": held.name})
    fields = ("name", "name_en", "kind", "uscc", "district", "domains")
    before = {field: getattr(held, field) for field in fields}
    held.name, held.name_en, held.kind, held.district = name.strip(), name_en.strip(), kind, district
    _put(held, uscc=uscc, domains=domains)
    changed = {field: [before[field], getattr(held, field)] for field in fields if before[field] != getattr(held, field)}
    if not changed:
        return held
    if PROVEN_FIELDS & changed.keys() and held.standing == Standing.VERIFIED:
        held.standing = Standing.DECLARED
        changed["standing"] = [Standing.VERIFIED.value, Standing.DECLARED.value]
    held.save()
    record(event=Event.ORGANISATION_CHANGED, by=by, subject_kind="organisation", subject=held.id, details=changed)
    return held


@transaction.atomic
def organisation_verify(*, by: Acting, organisation: Organisation, standing: str, reason: str) -> Organisation:
    """An officer says how sure the office is of the body; once it is closed, nobody holds a role in it any more.

    Raises:
        NotAllowed: the body lies outside the officer's scope.
        Invalid: no reason, or no such standing.
        WrongState: it stands so already.
    """
    by.prove(Act.ORGANISATION_VERIFY, organisation_id=organisation.id, district=organisation.district)
    if standing not in Standing.values:
        raise Invalid({"standing": _("请选择核实结果。")})
    if not reason.strip():
        raise Invalid({"reason": _("请写明依据，例如核对了营业执照或公示系统的哪一项。")})
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if held.standing == standing:
        raise WrongState(_("“%(name)s”已经是“%(standing)s”。") % {"name": held.name, "standing": Standing(standing).label})
    before, held.standing = held.standing, standing
    held.save(update_fields=["standing"])
    if standing == Standing.CLOSED:
        organisation_empty(by=by, organisation=held, reason=_("单位注销"))
    record(
        event=Event.ORGANISATION_VERIFIED,
        by=by,
        subject_kind="organisation",
        subject=held.id,
        reason=reason.strip(),
        details={"standing": [str(before), str(standing)]},
    )
    return held


def _put(organisation: Organisation, *, uscc: str, domains: Sequence[str]) -> None:
    """Check what is written against itself, the office's districts and everybody else.

    Raises:
        Invalid: each problem by its field.
    """
    code = normalise_uscc(uscc)
    cleaned = sorted({domain.strip().lower().lstrip("@").rstrip(".") for domain in domains} - {""})
    others = Organisation.objects.exclude(pk=organisation.pk)
    problems = _said_problems(organisation) | _code_problems(organisation, code, others) | _domain_problems(cleaned, others)
    if problems:
        raise Invalid(problems)
    organisation.uscc, organisation.domains = code or None, cleaned


def _said_problems(organisation: Organisation) -> dict[str, str]:
    problems = {}
    if not organisation.name:
        problems["name"] = _("请填写单位全称。")
    elif ADDRESS.search(organisation.name):
        problems["name"] = _("名称里不能有网址或邮箱。")
    if organisation.kind not in OrganisationKind.values:
        problems["kind"] = _("请选择单位类别。")
    if organisation.district and organisation.district not in {district.id for district in office().districts}:
        problems["district"] = _("没有这个区县（园区）。")
    return problems


def _code_problems(organisation: Organisation, code: str, others: QuerySet[Organisation]) -> dict[str, str]:
    if not code:
        domestic = _("本市的单位请填统一社会信用代码；境外等没有代码的机构，请把区县（园区）选为“不在本市”。")
        return {"uscc": domestic} if organisation.district else {}
    if problem := uscc_problem(code):
        return {"uscc": problem}
    if others.filter(uscc=code).exists():
        return {"uscc": _("这个代码的单位已经登记。请联系该单位的管理员邀请您；若登记的人与单位无关，请联系区县经信部门核实。")}
    return {}


def _domain_problems(domains: Sequence[str], others: QuerySet[Organisation]) -> dict[str, str]:
    for domain in domains:
        if problem := domain_problem(domain):
            return {"domains": problem}
    taken = {domain for held in others.filter(standing=Standing.VERIFIED).values_list("domains", flat=True) for domain in held}
    if domains and (clash := sorted(taken & set(domains))):
        return {"domains": _("域名 %(domain)s 已由另一个已核实的单位登记。") % {"domain": clash[0]}}
    return {}
