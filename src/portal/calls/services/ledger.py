"""How does an amount enter the ledger? As an entry that is never changed, beside the sum it adds to; the budget is held while it is.

Five amounts stand beside each other and never overwrite one another: applied, recommended, approved, paid, recovered. What is
approved is committed against the budget of the programme and year; the row of the budget is locked while it is, so that two
approvals at once cannot both fit, and the database refuses what a mistake of ours would let through.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.calls.models import Application, Award, Budget, EntryKind, LedgerEntry, ProgrammeVersion
from portal.calls.programmes import programme_of
from portal.errors import WrongState
from portal.journal.services.recording import Actor
from xingtu.policy.grant_facts import yuan


def budget_for(award: Award, year: int) -> Budget:
    """The budget of the award's programme in a year, opened with what the call's version says."""
    return budget_of(award.application.call.version, year)


def budget_of(version: ProgrammeVersion, year: int) -> Budget:
    """The budget of a programme in a year, locked; opened with what this version says when there is none yet."""
    budget, _made = Budget.objects.get_or_create(
        programme=version.programme, year=year, defaults={"total_fen": programme_of(version).budget_fen}
    )
    return Budget.objects.select_for_update().get(pk=budget.pk)


def commit(award: Award, amount_fen: int, year: int) -> Budget:
    """Set aside what is approved; call inside the transaction of the approval, after ``take_turn``.

    Raises:
        WrongState: what is left of the budget does not carry it.
    """
    budget = budget_for(award, year)
    left = budget.total_fen - budget.committed_fen
    if amount_fen > left:
        raise WrongState(
            _("%(year)d 年度预算剩余 %(left)s 元，不够批准 %(amount)s 元；请调整金额、追加预算，或按规则排入下一年度。")
            % {"year": year, "left": yuan(left), "amount": yuan(amount_fen)}
        )
    Budget.objects.filter(pk=budget.pk).update(committed_fen=F("committed_fen") + amount_fen)
    return budget


def release(award: Award, amount_fen: int) -> None:
    """Give back to the budget what is not paid after all."""
    if award.budget_id and amount_fen:
        Budget.objects.select_for_update().filter(pk=award.budget_id).update(committed_fen=F("committed_fen") - amount_fen)


def enter(
    award: Award,
    kind: EntryKind,
    amount_fen: int,
    *,
    by: Acting | Actor,
    reason: str = "",
    voucher: str = "",
    voucher_on: date | None = None,
    sequence: int | None = None,
) -> LedgerEntry:
    """Add an entry and its amount to the award's sum; a correction is negative."""
    column = f"{kind.value}_fen"
    entry = LedgerEntry.objects.create(
        award=award, kind=kind, amount_fen=amount_fen, by=by.actor_id, role=by.role_text, reason=reason[:500], voucher=voucher,
        voucher_on=voucher_on, journal_sequence=sequence,
    )  # fmt: skip
    Award.objects.filter(pk=award.pk).update(**{column: F(column) + amount_fen, "version": F("version") + 1})
    award.refresh_from_db()
    return entry


def set_to(award: Award, kind: EntryKind, amount_fen: int, *, by: Acting | Actor, reason: str = "") -> None:
    """Bring a sum to an amount by the entry that is missing; none when it stands there already."""
    difference = amount_fen - getattr(award, f"{kind.value}_fen")
    if difference:
        enter(award, kind, difference, by=by, reason=reason)


def awards_let_go(*, application: Application, by: Acting | Actor, reason: str) -> None:
    """Give back what was set aside and not paid, whatever way the application leaves; what was paid stays.

    Inside the transaction of the move.
    """
    for award in Award.objects.select_for_update().filter(application=application):
        unpaid = award.approved_fen - award.paid_fen
        if unpaid > 0:
            release(award, unpaid)
            set_to(award, EntryKind.APPROVED, award.paid_fen, by=by, reason=reason)
        if not award.paid_fen:
            award.approvals.filter(withdrawn_at=None).update(withdrawn_at=timezone.now(), reason=reason[:500])


def imbalances(awards: Iterable[Award] | None = None) -> list[tuple[Award, str, int, int]]:
    """Awards whose sums are not those of their entries: (award, amount, as kept, as entered). Empty, or something is wrong."""
    asked = list(awards) if awards is not None else list(Award.objects.select_related("application"))
    entries = LedgerEntry.objects.order_by()
    if awards is not None:
        entries = entries.filter(award__in=asked)
    rows = entries.values("award_id", "kind").annotate(fen=Sum("amount_fen")).values_list("award_id", "kind", "fen")
    sums = {(award, kind): fen for award, kind, fen in rows}
    found = []
    for award in asked:
        for kind in EntryKind:
            kept, entered = getattr(award, f"{kind.value}_fen"), sums.get((award.pk, kind.value), 0)
            if kept != entered:
                found.append((award, kind.value, kept, entered))
    return found


def overcommitted() -> list[tuple[Budget, int]]:
    """Budgets whose committed sum is not that of their approved awards, with what the awards come to. Empty, or something is wrong."""
    budgets = Budget.objects.annotate(approved=Sum("awards__approved_fen"))
    return [(budget, budget.approved or 0) for budget in budgets if budget.committed_fen != (budget.approved or 0)]
