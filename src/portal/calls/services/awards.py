"""How does an award come about: proposed by the rules, approved by different people, paid with a voucher, recovered?"""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Application, Approval, Award, EntryKind
from portal.calls.programmes import programme_of
from portal.calls.selectors.awards import next_approval
from portal.calls.selectors.duties import stands_with
from portal.calls.selectors.grant_facts import money_facts
from portal.calls.services.ledger import awards_let_go, commit, enter, release, set_to
from portal.calls.services.milestones import milestones_begin, recovery_settle
from portal.calls.services.moves import application_move, held
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM, Actor
from portal.register.moves import UNDO_WITHIN
from xingtu.policy.grant_facts import Workings, yuan
from xingtu.policy.grants import Amount
from xingtu.policy.stacking import award as worked_out

APPROVAL, AWARDED, PAID, TRACKING = "approval", "awarded", "paid", "tracking"
OF_TRACK = "track"


def proposed(application: Application, on: date) -> Amount:
    """What the rules give now, with the arithmetic; None where a fact is not known."""
    programme = programme_of(application.call.version)
    if application.verdict:
        amount = application.verdict.get("amount_fen")
        words = tuple((str(zh), str(en)) for zh, en in application.verdict.get("workings", ()))
        return Amount(None if amount is None else int(amount), words, () if amount is not None else ("place",))
    labels = {f"answer.{field.id}": (field.label, field.label_en) for field in programme.form.fields} if programme.form else {}
    return worked_out(programme.grants, programme.stacking, money_facts(application, on), labels)


@transaction.atomic
def award_propose(
    *, application: Application, by: Acting | Actor = SYSTEM, allotted_fen: int | None = None, because: Workings = ()
) -> Award:
    """Work out the amount by the programme's rules and enter it as recommended.

    allotted_fen: what remains of it where the budget does not carry everybody, ``because`` says why; it stands until the rules
                  give another amount, or the call is divided again

    Raises:
        WrongState: a fact the rules need is not known, or the award is approved already.
    """
    take_turn()
    now = held(application)
    amount = proposed(now, timezone.localdate())
    if amount.amount_fen is None:
        raise WrongState(
            _("还不能算出 %(number)s 的金额：%(why)s") % {"number": now.number, "why": "；".join(zh for zh, _en in amount.workings[-2:])}
        )
    programme = programme_of(now.call.version)
    grant = programme.grants[0].id if len(programme.grants) == 1 else OF_TRACK if now.verdict else "all"
    award, _made = Award.objects.select_for_update().get_or_create(application=now, grant=grant)
    if award.approvals.filter(withdrawn_at=None).exists():
        raise WrongState(_("%(number)s 的金额已经有人审批，不能再改；须先撤回审批。") % {"number": now.number})
    lines = [list(line) for line in amount.workings]
    recommended = amount.amount_fen if allotted_fen is None else allotted_fen
    if allotted_fen is None and len(award.workings) > len(lines) and award.workings[: len(lines)] == lines:
        recommended = award.recommended_fen
    else:
        award.workings = lines + [list(line) for line in because]
        award.save(update_fields=["workings"])
    set_to(award, EntryKind.APPLIED, _applied(now, amount), by=by)
    set_to(award, EntryKind.RECOMMENDED, recommended, by=by)
    record(
        event=Event.AWARD_PROPOSED,
        by=by,
        subject_kind="award",
        subject=str(award.pk),
        details={"application": now.pk, "amount_fen": recommended, "policy_hash": now.call.version.policy_hash},
    )
    return award


def _applied(application: Application, amount: Amount) -> int:
    """What the applicant asked for, where the form asks; else what the rules give."""
    programme = programme_of(application.call.version)
    asked = [grant.requested.removeprefix("answer.") for grant in programme.grants if grant.requested.startswith("answer.")]
    sums = [application.answers.get(field) for field in dict.fromkeys(asked)]
    known = [value for value in sums if isinstance(value, int) and not isinstance(value, bool)]
    return sum(known) if known else (amount.amount_fen or 0)


@transaction.atomic
def award_approve(*, award: Award, amount_fen: int, by: Acting, reason: str = "") -> Approval:
    """Give the approval that is due; the last one commits the budget.

    amount_fen: as the approver saw it, so that nobody approves another sum than the one on the page

    Raises:
        NotAllowed: another role's turn. WrongState: the same person again, the amount has changed, or the budget does not carry it.
    """
    take_turn()
    now = Award.objects.select_for_update().get(pk=award.pk)
    application = held(now.application)
    due = next_approval(now)
    if due is None or application.step != APPROVAL:
        raise WrongState(_("%(number)s 现在没有待审批的资金。") % {"number": application.number})
    ordinal, role = due
    by.prove(Act.AWARD_APPROVE)
    if by.role.value != role:
        raise NotAllowed(Act.AWARD_APPROVE)
    if amount_fen != now.recommended_fen:
        raise WrongState(_("金额已改为 %(amount)s 元，请重新核对后审批。") % {"amount": yuan(now.recommended_fen)})
    if now.approvals.filter(person=by.actor_id, withdrawn_at=None).exists():
        raise WrongState(_("您已经审批过这笔资金，须由另外的人审批。"))
    if application.person_id == by.actor_id:
        raise WrongState(_("这是您自己经办的申报，须由别人审批。"))
    if stands_with(by.actor_id, application):
        raise WrongState(_("您在这份申报的申报单位或联合申报方任职，须由别人办理。"))
    approval = Approval.objects.create(
        award=now, ordinal=ordinal, role=role, person=by.actor_id, amount_fen=amount_fen, reason=reason.strip()[:500]
    )
    last = next_approval(now) is None
    if last:
        now.budget = commit(now, amount_fen, timezone.localdate().year)
        now.save(update_fields=["budget"])
        set_to(now, EntryKind.APPROVED, amount_fen, by=by, reason=reason)
    record(
        event=Event.AWARD_APPROVED,
        by=by,
        subject_kind="award",
        subject=str(now.pk),
        reason=reason.strip(),
        details={"application": application.pk, "ordinal": ordinal, "amount_fen": amount_fen, "last": last},
    )
    return approval


@transaction.atomic
def approval_withdraw(*, award: Award, by: Acting, reason: str = "") -> Approval:
    """Take back one's own approval: within ten minutes, or as long as nobody has approved after it.

    Raises:
        WrongState: there is none of one's own that can be taken back.
    """
    take_turn()
    now = Award.objects.select_for_update().get(pk=award.pk)
    application = held(now.application)
    newest = now.approvals.filter(withdrawn_at=None).order_by("-ordinal").first()
    if newest is None or newest.person != by.actor_id or application.step != APPROVAL:
        raise WrongState(_("没有可以撤回的审批：只能撤回自己的、其后还没有别人审批的。"))
    if next_approval(now) is None and timezone.now() - newest.at > UNDO_WITHIN:
        raise WrongState(_("最后一道审批已过 10 分钟，不能撤回；可以在公示或异议环节另行处理。"))
    newest.withdrawn_at, newest.reason = timezone.now(), reason.strip()[:500]
    newest.save(update_fields=["withdrawn_at", "reason"])
    _undo_commitment(now, by, reason)
    record(
        event=Event.AWARD_WITHDRAWN,
        by=by,
        subject_kind="award",
        subject=str(now.pk),
        reason=reason.strip(),
        details={"application": application.pk, "ordinal": newest.ordinal},
    )
    return newest


@transaction.atomic
def award_release(*, application: Application, by: Acting | Actor, reason: str) -> None:
    """Give back what was approved and will not be paid: the application left the list."""
    take_turn()
    if application.awards.filter(paid_fen__gt=0).exists():
        raise WrongState(_("%(number)s 已经拨付，只能追回。") % {"number": application.number})
    awards_let_go(application=application, by=by, reason=reason)


def _undo_commitment(award: Award, by: Acting | Actor, reason: str) -> None:
    if award.approved_fen:
        release(award, award.approved_fen)
        set_to(award, EntryKind.APPROVED, 0, by=by, reason=reason)


@transaction.atomic
def award_pay(*, award: Award, voucher: str, paid_on: date, by: Acting, amount_fen: int | None = None) -> Award:
    """Note a payment made in the finance system.

    Raises:
        Invalid: no voucher, a day still to come, or more than was approved. WrongState: it is not to be paid now.
        NotAllowed: not finance.
    """
    take_turn()
    by.prove(Act.AWARD_PAY)
    now = Award.objects.select_for_update().get(pk=award.pk)
    application = held(now.application)
    if application.step != AWARDED:
        raise WrongState(_("%(number)s 现在不能拨付：须先公示期满并发布结果。") % {"number": application.number})
    left = now.approved_fen - now.paid_fen
    amount = left if amount_fen is None else amount_fen
    if not voucher.strip():
        raise Invalid({"voucher": _("请填写凭证号。")})
    if paid_on > timezone.localdate():
        raise Invalid({"paid_on": _("拨付日期不能晚于今天。")})
    if not 0 < amount <= left:
        raise Invalid({"amount": _("可以拨付的还有 %(left)s 元。") % {"left": yuan(left)}})
    entry = record(
        event=Event.AWARD_PAID,
        by=by,
        subject_kind="award",
        subject=str(now.pk),
        details={"application": application.pk, "amount_fen": amount, "paid_on": paid_on.isoformat()},
    )
    enter(now, EntryKind.PAID, amount, by=by, voucher=voucher.strip()[:80], voucher_on=paid_on, sequence=entry.sequence)
    if all(one.paid_fen == one.approved_fen for one in application.awards.all()):
        application_move(application=application, to=PAID, by=by, at_desk=True)
        milestones_begin(application=application, from_on=paid_on)
    return now


@transaction.atomic
def award_recover(*, award: Award, amount_fen: int, voucher: str, recovered_on: date, by: Acting, reason: str) -> Award:
    """Note money that came back.

    Raises:
        Invalid: no voucher or reason, or more than was paid. WrongState: nothing is being recovered. NotAllowed: not finance.
    """
    take_turn()
    by.prove(Act.AWARD_PAY)
    now = Award.objects.select_for_update().get(pk=award.pk)
    application = held(now.application)
    if application.step != "recovery":
        raise WrongState(_("%(number)s 没有在追回。") % {"number": application.number})
    left = now.paid_fen - now.recovered_fen
    if not 0 < amount_fen <= left:
        raise Invalid({"amount": _("最多可以追回 %(left)s 元。") % {"left": yuan(left)}})
    if not voucher.strip() or not reason.strip():
        raise Invalid({"voucher": _("请填写凭证号和理由。")})
    if recovered_on > timezone.localdate():
        raise Invalid({"recovered_on": _("收回日期不能晚于今天。")})
    entry = record(
        event=Event.AWARD_RECOVERED,
        by=by,
        subject_kind="award",
        subject=str(now.pk),
        reason=reason.strip(),
        details={"application": application.pk, "amount_fen": amount_fen, "recovered_on": recovered_on.isoformat()},
    )
    enter(
        now, EntryKind.RECOVERED, amount_fen, by=by, reason=reason, voucher=voucher.strip()[:80], voucher_on=recovered_on,
        sequence=entry.sequence,
    )  # fmt: skip
    recovery_settle(application=application)
    return now
