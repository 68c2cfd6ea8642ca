"""Who changes what a programme may commit in a year, and how far down can it go?"""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Budget, ProgrammeVersion
from portal.calls.services.ledger import budget_of
from portal.errors import Invalid, WrongState
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.register.moves import SHORTEST_REASON
from xingtu.policy.grant_facts import yuan


@transaction.atomic
def budget_set(*, version: ProgrammeVersion, year: int, before_fen: int, total_fen: int, reason: str, by: Acting) -> Budget:
    """Give a programme another total in a year, for instance after a top-up.

    before_fen: the total as it stood on the page

    Raises:
        NotAllowed: not the head of the office. WrongState: it was changed meanwhile.
        Invalid: below what is committed, or no reason.
    """
    take_turn()
    by.prove(Act.LIST_DECIDE)
    budget = budget_of(version, year)
    if budget.total_fen != before_fen:
        raise WrongState(_("预算已改为 %(total)s 元，请重新核对后再改。") % {"total": yuan(budget.total_fen)})
    if total_fen < budget.committed_fen:
        raise Invalid({"total": _("已批准 %(committed)s 元，预算不能低于它。") % {"committed": yuan(budget.committed_fen)}})
    if total_fen == before_fen:
        raise Invalid({"total": _("与现在的预算相同。")})
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid({"reason": _("请写明调整预算的依据，如文号。")})
    budget.total_fen = total_fen
    budget.save(update_fields=["total_fen"])
    record(
        event=Event.BUDGET_CHANGED,
        by=by,
        subject_kind="programme",
        subject=version.programme,
        reason=reason.strip(),
        details={"year": year, "total_fen": [before_fen, total_fen]},
    )
    return budget
