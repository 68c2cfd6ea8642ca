"""How does a ruling on licences come into force? One person writes it, another signs what was written, and either may be asked why.

In force it stands in the declarations snapshot, and what it touches is concluded anew. A match of low grade that an officer calls no
licence is in force at once: such matches decide nothing. Signed rulings are never changed; they are withdrawn with a reason.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.acting import Acting
from portal.accounts.models import Person
from portal.accounts.roles import Act, Scope
from portal.errors import Invalid, NotAllowed, WrongState
from portal.evidence.models import LicenceConflict, LicenceHolding, LicenceRuling, RulingKind, RulingState
from portal.evidence.selectors.licence_rulings import row_of
from portal.evidence.services.licence_requests import prove_may_act, rulings_apply
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM
from portal.messages.services import notify
from portal.register.models import Record
from xingtu.errors import DeclarationError
from xingtu.policy.licence_rulings import sound

LOW_GRADES = frozenset({"C", "D"})
SHORTEST_REASON = 10
FIELDS = (
    "repository", "root", "outbound", "inbound", "relation", "distribution", "answer", "concluded", "blob", "rule", "reason",
    "reason_en", "expires_on",
)  # fmt: skip


@transaction.atomic
def ruling_draft(
    *, kind: str, content: Mapping[str, Any], by: Acting, expert: Person | None = None, conflict: LicenceConflict | None = None
) -> LicenceRuling:
    """Begin a ruling. ``expert``: who is asked to write or to sign it.

    Raises:
        NotAllowed: not an officer who watches risks; experts write at what they were asked for.
        Invalid: it does not say what is ruled.
    """
    if by.scope(Act.RULING_DRAFT) is not Scope.CITY:
        raise NotAllowed(Act.RULING_DRAFT)
    take_turn()
    return _drafted(kind, content, by, expert=expert, conflict=conflict)


@transaction.atomic
def ruling_change(
    *, ruling: LicenceRuling, version: int, content: Mapping[str, Any], by: Acting, expert: Person | None = None
) -> LicenceRuling:
    """Write at a draft; whoever writes does not sign it.

    Raises:
        NotAllowed: not an officer, nor the expert who was asked.
        WrongState: it is no draft any more, or somebody else has changed it.
        Invalid: it does not say what is ruled.
    """
    take_turn()
    here = _draft(ruling, version)
    _prove(by, here, Act.RULING_DRAFT)
    for name in FIELDS:
        if name in content:
            setattr(here, name, content[name])
    if by.scope(Act.RULING_DRAFT) is Scope.CITY:
        here.expert = expert
    here.writers = sorted({*here.writers, by.actor_id})
    here.version, here.changed_at = here.version + 1, timezone.now()
    _prove_sound(here)
    here.save()
    record(event=Event.RULING_CHANGED, by=by, subject_kind="ruling", subject=str(here.pk), details={"version": here.version})
    _tell_expert(here, by)
    return here


@transaction.atomic
def ruling_sign(*, ruling: LicenceRuling, version: int, by: Acting) -> LicenceRuling:
    """Put it in force, and have what it touches concluded anew.

    Raises:
        NotAllowed: not an officer, nor the expert who was asked.
        WrongState: whoever wrote it signs; or it was changed since it was read.
    """
    take_turn()
    here = _draft(ruling, version)
    _prove(by, here, Act.RULING_SIGN)
    if by.actor_id in here.writers:
        raise WrongState(_("裁定由两个人作出：您参与了起草，请由另一位风险监测员或受邀专家签署。"))
    if here.expires_on is not None and here.expires_on <= timezone.localdate():
        raise WrongState(_("失效日期已经过了，请先改期再签署。"))
    return _in_force(here, by)


@transaction.atomic
def ruling_withdraw(*, ruling: LicenceRuling, by: Acting, reason: str) -> LicenceRuling:
    """Take a ruling back, or give up a draft; it stays readable.

    Raises:
        NotAllowed: not an officer who watches risks.
        Invalid: no reason was given.
        WrongState: it is over already.
    """
    if by.scope(Act.RULING_SIGN) is not Scope.CITY:
        raise NotAllowed(Act.RULING_SIGN)
    if not reason.strip():
        raise Invalid({"reason": _("请写明撤回的理由。")})
    take_turn()
    here = LicenceRuling.objects.select_for_update(of=("self",)).get(pk=ruling.pk)
    if here.state not in {RulingState.DRAFT, RulingState.IN_FORCE}:
        raise WrongState(_("这条裁定已经结束，不用再撤回。"))
    was_in_force = here.state == RulingState.IN_FORCE
    here.state = RulingState.WITHDRAWN if was_in_force else RulingState.DISCARDED
    here.ended_at, here.end_reason, here.version = timezone.now(), reason.strip()[:300], here.version + 1
    here.save(update_fields=["state", "ended_at", "end_reason", "version"])
    record(event=Event.RULING_ENDED, by=by, subject_kind="ruling", subject=str(here.pk), reason=here.end_reason)
    if was_in_force:
        rulings_apply(ruling=here)
    return here


@transaction.atomic
def rulings_expire() -> int:
    """End the rulings whose day has come, and have what they touched concluded anew; how many. Safe to call at any time."""
    past = list(LicenceRuling.objects.filter(state=RulingState.IN_FORCE, expires_on__lte=timezone.localdate()).order_by("pk"))
    if past:
        take_turn()
    for ruling in past:
        ruling.state, ruling.ended_at, ruling.version = RulingState.EXPIRED, timezone.now(), ruling.version + 1
        ruling.save(update_fields=["state", "ended_at", "version"])
        record(event=Event.RULING_ENDED, by=SYSTEM, subject_kind="ruling", subject=str(ruling.pk), reason=str(ruling.expires_on))
        rulings_apply(ruling=ruling)
    return len(past)


@transaction.atomic
def not_a_licence(*, project: Record, blob: str, rule: str, grade: str, reason: str, by: Acting) -> LicenceRuling:
    """Say that what a rule matched in a content is no licence, wherever that content lies; once said, it is said for all projects.

    An officer's word on a match of low grade holds at once; of a match that could decide something, and whenever an owner says it, a
    second person signs.

    Raises:
        NotAllowed: the project's findings are not open to this person.
        Invalid: the content is not in the project.
    """
    prove_may_act(project=project, by=by)
    if not LicenceHolding.objects.filter(blob=blob, reading__repository__in=project.repositories.values("pk")).exists():
        raise Invalid({"blob": _("这个项目的现行检测里没有这份内容；请刷新页面后再试。")})
    take_turn()
    same = LicenceRuling.objects.filter(kind=RulingKind.NOT_A_LICENCE, blob=blob, rule=rule, repository="")
    known = same.filter(state__in=(RulingState.DRAFT, RulingState.IN_FORCE)).first()
    if known is not None:
        return known
    made = _drafted(RulingKind.NOT_A_LICENCE, {"blob": blob, "rule": rule, "reason": reason}, by)
    at_once = by.scope(Act.RULING_SIGN) is Scope.CITY and grade in LOW_GRADES
    return _in_force(made, by) if at_once else made


def _drafted(
    kind: str, content: Mapping[str, Any], by: Acting, *, expert: Person | None = None, conflict: LicenceConflict | None = None
) -> LicenceRuling:
    made = LicenceRuling(
        kind=kind, writers=[by.actor_id], expert=expert, conflict=conflict, **{name: content[name] for name in FIELDS if name in content}
    )
    if conflict is not None:
        made.seen = [source for source in conflict.content.get("sources", []) if "@" in source and not source.startswith("ruling:")]
    _prove_sound(made)
    made.save()
    record(
        event=Event.RULING_DRAFTED,
        by=by,
        subject_kind="ruling",
        subject=str(made.pk),
        details={"kind": made.kind, "repository": made.repository, "outbound": made.outbound, "inbound": made.inbound},
    )
    _tell_expert(made, by)
    return made


def _in_force(ruling: LicenceRuling, by: Acting) -> LicenceRuling:
    ruling.state, ruling.signed_by, ruling.signed_at = RulingState.IN_FORCE, by.actor_id, timezone.now()
    ruling.version += 1
    _prove_sound(ruling)
    ruling.save(update_fields=["state", "signed_by", "signed_at", "version"])
    record(event=Event.RULING_SIGNED, by=by, subject_kind="ruling", subject=str(ruling.pk), details={"kind": ruling.kind})
    rulings_apply(ruling=ruling)
    return ruling


def _draft(ruling: LicenceRuling, version: int) -> LicenceRuling:
    here = LicenceRuling.objects.select_for_update(of=("self",)).get(pk=ruling.pk)
    if here.state != RulingState.DRAFT:
        raise WrongState(_("这条裁定已经不是草稿；已签署的只能撤回后另行裁定。"))
    if here.version != version:
        raise WrongState(_("这条裁定刚被别人改过；请重新看过最新的内容再办理。"))
    return here


def _prove(by: Acting, ruling: LicenceRuling, act: str) -> None:
    by.prove(act, assigned=ruling.expert_id == by.actor_id)


def _prove_sound(ruling: LicenceRuling) -> None:
    if len(ruling.reason.strip()) < SHORTEST_REASON and ruling.kind != RulingKind.NOT_A_LICENCE:
        raise Invalid({"reason": _("请写明理由：看了哪些条款、为什么这样认定，不少于 %(n)d 个字。") % {"n": SHORTEST_REASON}})
    try:
        sound(row_of(ruling))
    except DeclarationError as error:
        raise Invalid({"": str(error)}) from error


def _tell_expert(ruling: LicenceRuling, by: Acting) -> None:
    if ruling.expert is None or ruling.expert_id == by.actor_id:
        return
    with override("zh-hans"):
        notify(
            person=ruling.expert,
            event="ruling.asked",
            subject_id=f"{ruling.pk}:{ruling.expert_id}",
            subject=_("请您办理一条许可证裁定"),
            body=_("可以修改裁定的内容，也可以签署别人起草的裁定；参与起草的人不能签署。"),
            path=f"/watch/rulings/{ruling.pk}/",
        )
