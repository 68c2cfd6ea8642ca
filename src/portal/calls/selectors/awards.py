"""Which approval of an award is due, and whose money is approved in full?"""

from collections.abc import Sequence

from portal.calls.models import Application, Award
from portal.calls.programmes import programme_of


def next_approval(award: Award) -> tuple[int, str] | None:
    """Place and role of the approval that is due; None when all are given."""
    roles = programme_of(award.application.call.version).approvals
    given = award.approvals.filter(withdrawn_at=None).count()
    return (given, roles[given]) if given < len(roles) else None


def awards_ready(applications: Sequence[Application]) -> list[Application]:
    """Those whose money is approved in full, or that need none."""
    return [one for one in applications if all(next_approval(award) is None for award in one.awards.all())]
