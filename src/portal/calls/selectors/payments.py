"""What stands on the list of payments, and in which columns does it come back?"""

from dataclasses import dataclass

from portal.calls.models import Award

AWARD, AMOUNT, VOUCHER, PAID_ON = "台账编号", "金额（元）", "凭证号", "拨付日期"
"""Headings by which a list that comes back is read."""


@dataclass(frozen=True, slots=True)
class Details:
    """An account as it stands on a payment order."""

    holder: str
    bank: str
    number: str


@dataclass(frozen=True, slots=True)
class Payment:
    """One line of the list; without an account it cannot be paid yet."""

    award: Award
    amount_fen: int
    account: Details | None
