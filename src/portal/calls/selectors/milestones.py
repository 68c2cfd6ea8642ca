"""Which promises are to be measured, and what did the last measurement say?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.acting import Acting
from portal.accounts.roles import Act, Scope
from portal.calls.models import Milestone
from portal.calls.selectors.promises import OPEN, promise_of
from portal.errors import NotAllowed
from portal.evidence.doors import said
from xingtu.policy.milestone import Milestone as Promise

TONES = {"met": "good", "warned": "warn", "missed": "bad", "recovering": "bad"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One milestone with what the file says of it, in the reader's language."""

    row: Milestone
    promise: Promise
    name: str
    reason: str
    is_open: bool
    is_late: bool
    is_due: bool
    """Near enough to warn of."""
    tone: str


def milestones_visible(acting: Acting) -> QuerySet[Milestone]:
    """Within the scope of reading the ledger."""
    found = Milestone.objects.select_related("application__call__version", "application__organisation", "application__person")
    own = Q(application__person_id=acting.actor_id, application__organisation=None)
    match acting.scope(Act.LEDGER_VIEW):
        case Scope.CITY:
            return found
        case Scope.DISTRICT if acting.district:
            return found.filter(own | Q(application__district=acting.district))
        case Scope.OWN if acting.organisation_id:
            return found.filter(own | Q(application__organisation_id=acting.organisation_id))
        case Scope.SELF | Scope.OWN | Scope.DISTRICT if acting.actor_id:
            return found.filter(own)
        case _:
            return found.none()


def milestone_visible(acting: Acting, ident: int) -> Milestone:
    """One of them.

    Raises:
        NotAllowed: there is none of that id within the scope.
    """
    found = milestones_visible(acting).filter(pk=ident).first()
    if found is None:
        raise NotAllowed(Act.LEDGER_VIEW)
    return found


def measured(rows: Iterable[Milestone]) -> list[Measured]:
    """As a page shows them."""
    return [_measured(row) for row in rows]


def _measured(row: Milestone) -> Measured:
    promise, today = promise_of(row), timezone.localdate()
    is_open = row.state in OPEN
    return Measured(
        row=row,
        promise=promise,
        name=said(promise.name, promise.name_en),
        reason=said(row.reason, row.reason_en),
        is_open=is_open,
        is_late=is_open and row.due_on < today,
        is_due=is_open and row.due_on - timedelta(days=promise.warn_days) <= today,
        tone=TONES.get(row.state, "plain"),
    )
