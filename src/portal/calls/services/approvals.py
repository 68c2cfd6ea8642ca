"""How does one approver approve a whole list? Each for itself, by the amount on the page; what cannot be stays, with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.accounts.acting import Acting
from portal.calls.models import Award
from portal.calls.services.awards import award_approve
from portal.errors import PortalError


@dataclass(frozen=True, slots=True)
class Approved:
    """What became of a list."""

    done: tuple[Award, ...]
    refused: tuple[tuple[Award, str], ...]


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
