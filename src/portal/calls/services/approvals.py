"""How does money come before its approvers, and how does one of them approve a whole list?

Each of a list for itself, by the amount on the page; what cannot be stays, with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from portal.accounts.acting import Acting
from portal.calls.models import Application, Award
from portal.calls.services.awards import APPROVAL, award_approve, award_propose
from portal.calls.services.checks import prove_eligible
from portal.calls.services.moves import application_move
from portal.errors import PortalError


@dataclass(frozen=True, slots=True)
class Approved:
    """What became of a list."""

    done: tuple[Award, ...]
    refused: tuple[tuple[Award, str], ...]


@transaction.atomic
def approval_ask(*, application: Application, by: Acting, reason: str = "") -> Award:
    """What was verified goes before its approvers with the amount the rules give; where a list is drawn up, that page does it.

    Raises:
        WrongState: a rule fails or is not settled, a fact the rules need is not known, or the file lets it go nowhere from here.
        NotAllowed: not the desk's.
    """
    prove_eligible(application)
    award = award_propose(application=application, by=by)
    application_move(application=application, to=APPROVAL, by=by, reason=reason, at_desk=True)
    return award


def awards_approve(*, amounts: Mapping[Award, int], by: Acting, reason: str = "") -> Approved:
    """Approve each by the amount it was shown with."""
    done: list[Award] = []
    refused: list[tuple[Award, str]] = []
    for award, amount_fen in amounts.items():
        try:
            award_approve(award=award, amount_fen=amount_fen, by=by, reason=reason)
            done.append(award)
        except PortalError as error:
            refused.append((award, str(error)))
    return Approved(tuple(done), tuple(refused))
