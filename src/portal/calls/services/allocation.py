"""What does everybody on a list get when this year's budget does not carry them all? As the programme's file says.

Claims are the amounts the rules give; places are those of the ranking, or of the review's scores. The amounts that come out are
recommended, with the division among their workings; nothing is committed before the approvals.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Aggregate, Application, Award, Budget, Call
from portal.calls.programmes import programme_of
from portal.calls.services.awards import award_propose, proposed
from portal.calls.services.ledger import budget_of
from portal.errors import WrongState
from portal.journal.services import take_turn
from portal.journal.services.recording import SYSTEM, Actor
from xingtu.policy.budget import Allocation, Claim, Share, allocate
from xingtu.policy.grant_facts import yuan
from xingtu.policy.grants import Amount

CLAIMING = ("shortlist", "approval")


@dataclass(frozen=True, slots=True)
class Line:
    """One application with its claim and its share; ``amount`` without a sum: a fact is not known yet."""

    application: Application
    amount: Amount
    place: int | None
    share: Share | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A list divided, before anybody enters it."""

    call: Call
    year: int
    total_fen: int
    committed_fen: int
    pending_fen: int
    """Recommended to others under the same budget and on their way through the approvals."""
    overflow: str
    lines: tuple[Line, ...]
    allocation: Allocation

    @property
    def left_fen(self) -> int:
        """What there is to divide."""
        return max(0, self.total_fen - self.committed_fen - self.pending_fen)

    @property
    def unknown(self) -> list[Line]:
        """Those whose amount cannot be worked out yet."""
        return [line for line in self.lines if line.amount.amount_fen is None]


def allocation_plan(call: Call) -> Plan:
    """What ``awards_allocate`` would enter now."""
    programme, year = programme_of(call.version), timezone.localdate().year
    claiming = list(_claiming(call))
    budget = Budget.objects.filter(programme=call.version.programme, year=year).first()
    total, committed = (budget.total_fen, budget.committed_fen) if budget else (programme.budget_fen, 0)
    pending = _pending(call, {one.pk for one in claiming})
    places, today = _places(claiming), timezone.localdate()
    amounts = {one.pk: proposed(one, today) for one in claiming}
    claims = [Claim(pk, amount.amount_fen, places.get(pk)) for pk, amount in amounts.items() if amount.amount_fen is not None]
    divided = allocate(max(0, total - committed - pending), claims, programme.stacking.overflow)
    shares = {share.id: share for share in divided.shares}
    lines = [Line(one, amounts[one.pk], places.get(one.pk), shares.get(one.pk)) for one in claiming]
    lines.sort(key=lambda line: (line.place is None, line.place or 0, line.application.number or ""))
    return Plan(call, year, total, committed, pending, programme.stacking.overflow, tuple(lines), divided)


@transaction.atomic
def awards_allocate(*, call: Call, by: Acting | Actor = SYSTEM) -> Allocation:
    """Propose every application of the list, each with what the budget leaves it.

    Raises:
        NotAllowed: not the office's.
        WrongState: an amount cannot be worked out yet, or the file does not say what gives way when the budget is too small.
    """
    take_turn()
    if isinstance(by, Acting):
        by.prove(Act.CALL_RUN)
    budget_of(call.version, timezone.localdate().year)
    plan = allocation_plan(call)
    if plan.unknown:
        numbers = "、".join(line.application.number or line.application.pk for line in plan.unknown)
        raise WrongState(_("还不能算出 %(numbers)s 的金额，请先补齐所需的事实。") % {"numbers": numbers})
    if not plan.allocation.fits and plan.overflow == "refuse":
        claimed = sum(share.claimed_fen for share in plan.allocation.shares)
        raise WrongState(
            _("建议金额合计 %(claimed)s 元，%(year)d 年度可用预算 %(left)s 元；请调整名单，或由负责人追加预算。")
            % {"claimed": yuan(claimed), "year": plan.year, "left": yuan(plan.left_fen)}
        )
    for line in plan.lines:
        if line.share is None:
            continue
        whole = line.share.amount_fen == line.share.claimed_fen
        because = () if whole else (*plan.allocation.workings, _said(line.share))
        award_propose(application=line.application, by=by, allotted_fen=line.share.amount_fen, because=because)
    return plan.allocation


@transaction.atomic
def award_propose_listed(*, application: Application, by: Acting | Actor = SYSTEM) -> Award:
    """Propose one application of a list as its list was divided.

    Raises:
        WrongState: the budget does not carry the list and it was not divided yet, or nothing is left of it for this one.
    """
    take_turn()
    overflow = programme_of(application.call.version).stacking.overflow
    if overflow != "refuse" and not application.awards.exists() and not allocation_plan(application.call).allocation.fits:
        raise WrongState(_("本年度预算不够安排名单上的全部申报；请先在“资金安排”页按规则分配，记为建议金额。"))
    award = award_propose(application=application, by=by)
    if overflow != "refuse" and not award.recommended_fen:
        raise WrongState(
            _("%(number)s 这次没有安排到资金：列入下一年度，或本年度预算已经用完；请留在名单上。") % {"number": application.number}
        )
    return award


def _said(share: Share) -> tuple[str, str]:
    if share.deferred_fen:
        return (
            f"本项 {yuan(share.claimed_fen)} 元列入下一年度安排。",
            f"This one, {yuan(share.claimed_fen)} yuan, waits for next year's budget.",
        )
    return (
        f"本项由 {yuan(share.claimed_fen)} 元调整为 {yuan(share.amount_fen)} 元。",
        f"This one goes from {yuan(share.claimed_fen)} to {yuan(share.amount_fen)} yuan.",
    )


def _claiming(call: Call) -> list[Application]:
    """On the list, and nobody has approved anything yet."""
    found = call.applications.filter(step__in=CLAIMING).exclude(awards__approvals__withdrawn_at=None, awards__approvals__isnull=False)
    return list(found.select_related("call__version", "organisation", "person").distinct().order_by("number"))


def _pending(call: Call, besides: set[str]) -> int:
    """Of other applications of the same programme, on their way through the approvals."""
    waiting = Award.objects.filter(
        application__call__version__programme=call.version.programme, application__step="approval", approved_fen=0
    )
    return int(waiting.exclude(application_id__in=besides).aggregate(fen=Sum("recommended_fen"))["fen"] or 0)


def _places(claiming: list[Application]) -> dict[str, int]:
    """By the ranking where there is one, else by the newest scores; equals share a place, without scores there is none."""
    ranked = {one.pk: int(one.verdict["place"]) for one in claiming if one.verdict.get("place")}
    newest: dict[str, Aggregate] = {}
    for aggregate in Aggregate.objects.filter(application__in=claiming).order_by("round", "at", "id"):
        newest[aggregate.application_id] = aggregate
    for pk, aggregate in newest.items():
        ranked.setdefault(pk, 1 + sum(other.hundredths > aggregate.hundredths for other in newest.values()))
    return ranked
