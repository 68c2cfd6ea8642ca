"""How is a promise written down, and what does a run say of it? Results come from runs only."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Role
from portal.errors import Invalid, NotAllowed, WrongState
from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.services.recording import SYSTEM, take_turn
from portal.register.models import Lead, LeadState, Promise
from portal.register.services.leads import held_lead, lead_settle

BEFORE_SIGNING = (LeadState.PROSPECT, LeadState.TALKS)
CLOSED = (LeadState.EXITED, LeadState.DROPPED)


@dataclass(frozen=True, slots=True)
class PromisedFact:
    """metric(subject) ≥ at_least; ``at_least`` as stored, before the metric's scale."""

    metric: str
    subject_kind: str
    subject: str
    at_least: int


def promise_make(*, lead_id: int, text: str, due_on: date, by: Acting, fact: PromisedFact | None = None) -> Promise:
    """Write down what was promised; with a fact it is a rule that the next run checks.

    A landed lead goes back to signed until a run has shown the new rule to hold.

    Raises:
        NotAllowed: outside the role's reach.
        WrongState: the lead has ended.
        Invalid: the fact is about something this lead has nothing to do with, or asks for nothing.
    """
    with transaction.atomic():
        lead = held_lead(lead_id, by)
        if lead.state in CLOSED:
            raise WrongState(_("“%(name)s”已结束，不能再加承诺。") % {"name": lead.name})
        if fact is not None:
            _sound(lead, fact)
        promise = Promise.objects.create(
            lead=lead,
            text=text,
            due_on=due_on,
            metric=fact.metric if fact else "",
            subject_kind=fact.subject_kind if fact else "",
            subject=fact.subject if fact else "",
            at_least=fact.at_least if fact else None,
        )
        record(
            event=Event.PROMISE_MADE,
            by=by,
            subject_kind="lead",
            subject=str(lead.pk),
            details={"promise": promise.pk, "due_on": str(due_on), "metric": promise.metric, "at_least": promise.at_least},
        )
        lead_settle(lead=lead, cause=f"promise {promise.pk} made")
    return promise


def promise_drop(*, promise_id: int, by: Acting, reason: str) -> None:
    """Strike a promise; once the lead is signed only the office head may, so that nobody lands by striking what fails.

    Raises:
        NotAllowed: outside the role's reach, or no longer this role's.
        Invalid: no reason.
    """
    if not reason.strip():
        raise Invalid({"reason": _("请写明为什么删去这条承诺。")})
    with transaction.atomic():
        promise = Promise.objects.filter(pk=promise_id).first()
        if promise is None:
            raise NotAllowed(Act.LEAD_EDIT)
        lead = held_lead(promise.lead_id, by)
        if lead.state not in BEFORE_SIGNING and by.role is not Role.OFFICE_HEAD:
            raise NotAllowed(Act.LEAD_EDIT)
        told = {"promise": promise.pk, "text": promise.text, "metric": promise.metric, "result": promise.result}
        promise.delete()
        record(event=Event.LEAD_CHANGED, by=by, subject_kind="lead", subject=str(lead.pk), reason=reason, details=told)
        lead_settle(lead=lead, cause=f"promise {promise_id} struck")


def promise_note(*, promise: Promise, result: str, measured: int | None, run_id: str, run_at: datetime | None = None) -> Promise:
    """Keep what a run says of a promise; a lead whose facts no longer hold goes back to signed. Told twice, it is kept once.

    result: pass, fail or unknown; run_at: when the run was frozen, if known.

    Raises:
        WrongState: the promise is no rule, or the run is older than its wording.
        Invalid: the run has no id, or it passes without a measured value that reaches the promised one.
    """
    noted = Promise.Result(result)
    with transaction.atomic():
        take_turn()
        now = Promise.objects.select_for_update(of=("self",)).select_related("lead").get(pk=promise.pk)
        if not now.is_rule:
            raise WrongState(_("这条承诺没有写成规则，运行无从核对。"))
        if run_at is not None and run_at < now.made_at:
            raise WrongState(_("这次运行早于承诺，不能用来核对。"))
        if not run_id:
            raise Invalid(_("缺少运行编号。"))
        if noted is Promise.Result.PASS and (measured is None or now.at_least is None or measured < now.at_least):
            raise Invalid(_("实测没有达到承诺，不能记为已兑现。"))
        if (now.result, now.measured, now.run_id) == (noted, measured, run_id):
            return now
        before = now.result
        now.result, now.measured, now.run_id, now.checked_at = noted, measured, run_id, timezone.now()
        now.save(update_fields=["result", "measured", "run_id", "checked_at"])
        record(
            event=Event.PROMISE_CHECKED,
            by=SYSTEM,
            subject_kind="lead",
            subject=str(now.lead_id),
            details={"promise": now.pk, "result": [before, noted.value], "measured": measured, "run": run_id},
        )
        lead_settle(lead=Lead.objects.select_for_update().get(pk=now.lead_id), cause=f"run {run_id[:12]}")
    return now


def _sound(lead: Lead, fact: PromisedFact) -> None:
    if fact.at_least < 1:
        raise Invalid({"at_least": _("承诺的数值应大于 0；“不少于 0”总能做到，不算承诺。")})
    known = fact.subject == lead.organisation_id if fact.subject_kind == "organisation" else lead.targets.filter(pk=fact.subject).exists()
    if not known or not fact.metric:
        raise Invalid({"subject": _("规则要写在本线索的落地主体或目标仓库上；请先登记它们。")})
