"""What cases writes: opening, assigning, moving, commenting, withdrawing."""

from portal.cases.services.handling import case_assign, case_comment, case_move, case_withdraw
from portal.cases.services.opening import case_open

__all__ = ["case_assign", "case_comment", "case_move", "case_open", "case_withdraw"]
