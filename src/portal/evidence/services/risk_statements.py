"""How does a statement on a finding come into force? One person writes it, another signs what was written, and it ends on a day.

An owner who writes one disputes the finding: the case waits for an officer, who signs it or says why not. An officer writes for any
project; another officer signs. Signed statements are never changed; they end by themselves, or are withdrawn with a reason.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.cases.models import CaseState
from portal.cases.services.following import case_follow
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.models import RiskFinding, RiskLevel, RiskStatement, VexScope, VexState, VexStatus
from portal.evidence.risk_rules import risk_rules
from portal.evidence.services.risk_cases import SETTLED, case_of, finding_follow, prove_may_work
from portal.evidence.services.risk_standing import standings_settle
from portal.journal.events import Event
from portal.journal.services import record, take_turn

SHORTEST_REASON = 10
FIELDS = ("scope", "status", "justification", "reason", "action", "proof", "versions", "expires_on")
OPEN_STATES = (VexState.DRAFT, VexState.IN_FORCE)


@transaction.atomic
def vex_draft(
    *, finding: RiskFinding, content: Mapping[str, Any], by: Acting, foreign_author: str = "", document: str = ""
) -> RiskStatement:
    """Write a statement; an owner's disputes the finding until it is answered.

    Raises:
        NotAllowed: the finding is not open to this person, they only read, or they speak for more than is theirs.
        WrongState: the finding is over, or a statement on it already waits to be signed.
        Invalid: it does not say enough.
    """
    take_turn()
    here = prove_may_work(finding=finding, by=by)
    if here.closed_at is not None:
        raise WrongState(_("这处发现已经消失，不用再声明。"))
    if here.statements.filter(state=VexState.DRAFT).exists():
        raise WrongState(_("这处发现已有一份声明等待签署；请先看过它。"))
    made = RiskStatement(
        finding=here,
        ecosystem=here.ecosystem,
        package=here.package,
        group=here.group,
        record=here.record,
        organisation=here.record.organisation if here.record else None,
        writers=[by.actor_id],
        foreign_author=foreign_author[:300],
        document=document[:500],
        **{name: content[name] for name in FIELDS if name in content},
    )
    _prove_sound(made, by)
    made.save()
    details = {"finding": here.pk, "status": made.status, "scope": made.scope}
    record(event=Event.VEX_DRAFTED, by=by, subject_kind="vex", subject=str(made.pk), details=details)
    if by.scope(Act.FINDING_DECIDE) is not Scope.CITY:
        case = case_of(finding=here)
        if case.state != CaseState.DISPUTED:
            case_follow(case_id=case.pk, to=CaseState.DISPUTED, by=by, text=f"{made.get_status_display()}：{made.reason}")
    return made


@transaction.atomic
def vex_change(*, statement: RiskStatement, version: int, content: Mapping[str, Any], by: Acting) -> RiskStatement:
    """Write at a draft; whoever writes does not sign it.

    Raises:
        NotAllowed: it is not theirs to write at.
        WrongState: it is no draft any more, or somebody else has changed it.
        Invalid: it does not say enough.
    """
    take_turn()
    here = _draft(statement, version)
    _prove_may_write(here, by)
    for name in FIELDS:
        if name in content:
            setattr(here, name, content[name])
    here.writers = sorted({*here.writers, by.actor_id})
    here.version, here.changed_at = here.version + 1, timezone.now()
    _prove_sound(here, by)
    here.save()
    record(event=Event.VEX_CHANGED, by=by, subject_kind="vex", subject=str(here.pk), details={"version": here.version})
    return here


@transaction.atomic
def vex_sign(*, statement: RiskStatement, version: int, by: Acting) -> RiskStatement:
    """Put it in force: what it covers is settled until its day, and those concerned are told.

    Raises:
        NotAllowed: not an officer who watches risks.
        WrongState: whoever wrote it signs; it was changed since it was read; or its last day is over.
    """
    if by.scope(Act.FINDING_DECIDE) is not Scope.CITY:
        raise NotAllowed(Act.FINDING_DECIDE)
    take_turn()
    here = _draft(statement, version)
    if by.actor_id in here.writers:
        raise WrongState(_("声明由两个人作出：您参与了起草，请由另一位风险监测员签署。"))
    if here.expires_on is None or here.expires_on < timezone.localdate():
        raise WrongState(_("有效期已经过了，请先改期再签署。"))
    covered = list(covered_by(here))
    here.signed_on_facts = {
        "level": max((one.level for one in covered), key=_height, default=""),
        "kev": any(one.kev_added_on is not None for one in covered),
        "versions": sorted({version for one in covered for version in one.versions}),
        "ids": sorted({ident for one in covered for ident in one.ids}),
    }
    here.state, here.signed_by, here.signed_at, here.version = VexState.IN_FORCE, by.actor_id, timezone.now(), here.version + 1
    here.save(update_fields=["state", "signed_by", "signed_at", "signed_on_facts", "version"])
    record(event=Event.VEX_SIGNED, by=by, subject_kind="vex", subject=str(here.pk), details={"findings": len(covered)})
    for older in _of_the_same(here).filter(state=VexState.IN_FORCE).exclude(pk=here.pk):
        _ended(older, VexState.WITHDRAWN, _("被声明 %(id)s 取代") % {"id": here.pk}, by)
    standings_settle()
    for finding in covered_by(here).select_related("record__organisation", "record__person", "case", "statement"):
        if _moves(finding, here):
            finding_follow(finding=finding, by=by, quiet=False)
    return here


@transaction.atomic
def vex_refuse(*, statement: RiskStatement, by: Acting, reason: str) -> RiskStatement:
    """Say why a draft is not taken; the finding is to be worked on again.

    Raises:
        NotAllowed: not an officer who watches risks.
        Invalid: no reason was given.
        WrongState: it is no draft any more.
    """
    if by.scope(Act.FINDING_DECIDE) is not Scope.CITY:
        raise NotAllowed(Act.FINDING_DECIDE)
    if not reason.strip():
        raise Invalid({"reason": _("请写明不采纳的理由，提出的单位会看到。")})
    take_turn()
    here = _draft(statement, statement.version)
    _ended(here, VexState.REFUSED, reason, by)
    _back_to_work(here, by, reason)
    return here


@transaction.atomic
def vex_withdraw(*, statement: RiskStatement, by: Acting, reason: str) -> RiskStatement:
    """Take a statement back: a draft by those who may write at it, one in force by an officer. It stays readable.

    Raises:
        NotAllowed: it is not theirs to take back.
        Invalid: no reason was given.
        WrongState: it is over already.
    """
    if not reason.strip():
        raise Invalid({"reason": _("请写明撤回的理由。")})
    take_turn()
    here = RiskStatement.objects.select_for_update(of=("self",)).select_related("finding", "record").get(pk=statement.pk)
    if here.state not in OPEN_STATES:
        raise WrongState(_("这份声明已经结束，不用再撤回。"))
    if here.state == VexState.IN_FORCE:
        if by.scope(Act.FINDING_DECIDE) is not Scope.CITY:
            raise NotAllowed(Act.FINDING_DECIDE)
        _ended(here, VexState.WITHDRAWN, reason, by)
        covered = list(covered_by(here).values_list("pk", flat=True))
        standings_settle()
        for finding in RiskFinding.objects.filter(pk__in=covered, case__isnull=False).select_related("record", "case", "statement"):
            if finding.case is not None and finding.case.state == CaseState.WAIVED and finding.standing == "open":
                case_follow(case_id=finding.case.pk, to=CaseState.FOUND, by=by, text=here.end_reason)
        return here
    _prove_may_write(here, by)
    _ended(here, VexState.WITHDRAWN, reason, by)
    _back_to_work(here, by, reason)
    return here


def covered_by(statement: RiskStatement) -> QuerySet[RiskFinding]:
    """Open findings it speaks of."""
    rows = RiskFinding.objects.filter(closed_at=None, ecosystem=statement.ecosystem, package=statement.package, group__in=_names(statement))
    if statement.scope == VexScope.PROJECT:
        return rows.filter(record=statement.record_id)
    if statement.scope == VexScope.ORGANISATION:
        return rows.filter(record__organisation=statement.organisation_id)
    return rows


def default_until() -> Any:  # noqa: ANN401 - a date
    """The last day of a statement for which nobody names one."""
    return timezone.localdate() + timedelta(days=risk_rules().waiver.default)


def _names(statement: RiskStatement) -> list[str]:
    """The group may go on under another name since."""
    finding = statement.finding
    return [statement.group, *([finding.group] if finding is not None and finding.group != statement.group else [])]


def _of_the_same(one: RiskStatement) -> QuerySet[RiskStatement]:
    same = RiskStatement.objects.filter(ecosystem=one.ecosystem, package=one.package, group=one.group, scope=one.scope)
    if one.scope == VexScope.PROJECT:
        return same.filter(record=one.record_id)
    return same.filter(organisation=one.organisation_id) if one.scope == VexScope.ORGANISATION else same


def _moves(finding: RiskFinding, signed: RiskStatement) -> bool:
    """Whether the case follows: what the signature settled, and the dispute it answers. Work at anything else just goes on."""
    if finding.case is None:
        return False
    settled = finding.standing in SETTLED and finding.statement_id == signed.pk
    return settled or (finding.pk == signed.finding_id and finding.case.state == CaseState.DISPUTED)


def _back_to_work(statement: RiskStatement, by: Acting, reason: str) -> None:
    case = statement.finding.case if statement.finding is not None else None
    if case is not None and case.state == CaseState.DISPUTED:
        case_follow(case_id=case.pk, to=CaseState.ASSIGNED if case.owner_id else CaseState.FOUND, by=by, text=reason.strip())


def _ended(statement: RiskStatement, state: VexState, reason: str, by: Acting) -> None:
    statement.state, statement.ended_at, statement.end_reason = state, timezone.now(), reason.strip()[:300]
    statement.version += 1
    statement.save(update_fields=["state", "ended_at", "end_reason", "version"])
    record(event=Event.VEX_ENDED, by=by, subject_kind="vex", subject=str(statement.pk), reason=statement.end_reason)


def _draft(statement: RiskStatement, version: int) -> RiskStatement:
    here = RiskStatement.objects.select_for_update(of=("self",)).select_related("finding__case", "record").get(pk=statement.pk)
    if here.state != VexState.DRAFT:
        raise WrongState(_("这份声明已经不是草稿；已签署的只能撤回后另行声明。"))
    if here.version != version:
        raise WrongState(_("这份声明刚被别人改过；请重新看过最新的内容再办理。"))
    return here


def _prove_may_write(statement: RiskStatement, by: Acting) -> None:
    if by.scope(Act.FINDING_DECIDE) is Scope.CITY:
        return
    if statement.finding is None:
        raise NotAllowed(Act.CASE_ACT)
    prove_may_work(finding=statement.finding, by=by)
    if statement.scope == VexScope.CITY:
        raise NotAllowed(Act.FINDING_DECIDE)


def _prove_sound(one: RiskStatement, by: Acting) -> None:
    problems: dict[str, str] = {}
    if one.scope == VexScope.CITY and by.scope(Act.FINDING_DECIDE) is not Scope.CITY:
        raise NotAllowed(Act.FINDING_DECIDE)
    if one.scope == VexScope.ORGANISATION and one.organisation_id is None:
        problems["scope"] = _("这个项目不属于任何单位，只能对这个项目声明。")
    if len(one.reason.strip()) < SHORTEST_REASON:
        problems["reason"] = _("请写明理由：看了哪些代码、为什么这样认定，不少于 %(n)d 个字。") % {"n": SHORTEST_REASON}
    if one.status == VexStatus.NOT_AFFECTED and not one.justification:
        problems["justification"] = _("认为不受影响的，请选择依据类型。")
    if one.status != VexStatus.NOT_AFFECTED:
        one.justification = ""
    if one.status == VexStatus.AFFECTED and not one.action.strip():
        problems["action"] = _("豁免要写明采取了什么措施、打算何时升级。")
    problems |= _term(one)
    if problems:
        raise Invalid(problems)


def _term(one: RiskStatement) -> dict[str, str]:
    today, most = timezone.localdate(), risk_rules().waiver.most
    if one.expires_on is None:
        return {"expires_on": _("必须写明有效期。")}
    if not today <= one.expires_on <= today + timedelta(days=most):
        return {"expires_on": _("有效期从今天起，最长 %(days)d 天。") % {"days": most}}
    return {}


def _height(level: str) -> int:
    order = [RiskLevel.NONE, RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH, RiskLevel.CRITICAL]
    return order.index(RiskLevel(level)) if level in RiskLevel.values else -1
