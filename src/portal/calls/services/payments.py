"""What leaves for finance's own system, and how do its vouchers come back?

The list goes out as Excel with the accounts opened, each journalled; the same file comes back with voucher and day in its last two
columns. Nothing is entered while one cell is wrong.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Account, Award
from portal.calls.selectors.ledger import awards_to_pay
from portal.calls.selectors.payments import AMOUNT, AWARD, PAID_ON, VOUCHER, Payment
from portal.calls.services.accounts import opened
from portal.calls.services.awards import award_pay
from portal.errors import Invalid
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.register.cells import Cell, UnreadableError, narrow, text_of
from portal.register.sheets import Sheet, cell_name, read_sheets
from xingtu.policy.grant_facts import yuan

HEADING_WITHIN = 10
FEN = 100
MOST_FEN = 10**15
LONGEST_VOUCHER = 80
DIGITS = 19
"""Of a number a column holds."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that is wrong."""

    place: str
    value: str
    reason: str


class FaultyList(Invalid):
    """An uploaded list with cells that are wrong; nothing of it was entered."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__({"file": _("有 %(n)d 处要改，一笔也没有登记。") % {"n": len(faults)}})


@transaction.atomic
def payments_export(*, by: Acting) -> list[Payment]:
    """Everything that is to be paid, with its account; every account that is opened is journalled.

    Raises:
        NotAllowed: not finance.
    """
    take_turn()
    by.prove(Act.AWARD_PAY)
    awards = list(awards_to_pay())
    kept = {
        account.application_id: account for account in Account.objects.filter(application__in=[award.application_id for award in awards])
    }
    payments = []
    for award in awards:
        account = kept.get(award.application_id)
        payments.append(Payment(award, award.approved_fen - award.paid_fen, opened(account) if account else None))
    for application in dict.fromkeys(payment.award.application_id for payment in payments if payment.account):
        record(event=Event.ACCOUNT_SEEN, by=by, subject_kind="application", subject=application)
    record(
        event=Event.PAYMENTS_EXPORTED,
        by=by,
        subject_kind="ledger",
        subject="payments",
        details={"rows": len(payments), "accounts": len(kept), "amount_fen": sum(payment.amount_fen for payment in payments)},
    )
    return payments


@dataclass(frozen=True, slots=True)
class Voucher:
    """A line that came back."""

    award: Award
    amount_fen: int
    voucher: str
    paid_on: date


@transaction.atomic
def payments_enter(*, content: bytes, by: Acting) -> list[Voucher]:
    """Enter the payments of a list that came back; lines without a voucher are left for another time.

    Raises:
        NotAllowed: not finance. FaultyList: cells that are wrong. Invalid: the file is none of ours.
    """
    by.prove(Act.AWARD_PAY)
    vouchers = read_vouchers(content)
    for one in vouchers:
        award_pay(award=one.award, voucher=one.voucher, paid_on=one.paid_on, amount_fen=one.amount_fen, by=by)
    return vouchers


def read_vouchers(content: bytes) -> list[Voucher]:
    """The lines with a voucher.

    Raises:
        FaultyList: cells that are wrong. Invalid: the file is none of ours, or no line has a voucher.
    """
    sheet, heading, places = _table(read_sheets(content))
    waiting = {award.pk: award for award in awards_to_pay()}
    faults: list[Fault] = []
    found: list[Voucher] = []
    for number in range(heading + 1, len(sheet.rows)):
        row = _Row(sheet, number, places, faults)
        if row.is_empty(VOUCHER) and row.is_empty(PAID_ON):
            continue
        award, voucher, paid_on, amount = row.award(waiting), row.voucher(), row.paid_on(), row.amount()
        if award is not None and amount is not None and amount > award.approved_fen - award.paid_fen:
            row.blame(AMOUNT, _("可以拨付的还有 %(left)s 元。") % {"left": yuan(award.approved_fen - award.paid_fen)})
        if award is not None and any(one.award == award for one in found):
            row.blame(AWARD, _("这一笔在表里出现了两次。"))
        if award is not None and voucher and paid_on and amount:
            found.append(Voucher(award, amount, voucher, paid_on))
    if faults:
        raise FaultyList(faults)
    if not found:
        raise Invalid({"file": _("没有一行填了“%(voucher)s”和“%(day)s”。") % {"voucher": VOUCHER, "day": PAID_ON}})
    return found


def _table(sheets: tuple[Sheet, ...]) -> tuple[Sheet, int, dict[str, int]]:
    for sheet in (one for one in sheets if one.visible):
        for number, cells in enumerate(sheet.rows[:HEADING_WITHIN]):
            titles = {str(cell).strip(): place for place, cell in enumerate(cells)}
            if {AWARD, AMOUNT, VOUCHER, PAID_ON} <= titles.keys():
                return sheet, number, titles
    raise Invalid({"file": _("没有找到拨付清单的表头。请用本页导出的清单，填上凭证号和拨付日期后上传。")})


class _Row:
    """A line, with what is wrong in its cells."""

    def __init__(self, sheet: Sheet, number: int, places: dict[str, int], faults: list[Fault]) -> None:
        self.sheet, self.number, self.places, self.faults = sheet, number, places, faults

    def cell(self, column: str) -> Cell:
        cells, place = self.sheet.rows[self.number], self.places[column]
        return cells[place] if place < len(cells) else ""

    def text(self, column: str) -> str:
        try:
            return narrow(text_of(self.cell(column)))
        except UnreadableError as error:
            self.blame(column, str(error))
            return ""

    def is_empty(self, column: str) -> bool:
        return self.cell(column) in {"", None}

    def blame(self, column: str, reason: str) -> None:
        shown = str(self.cell(column) or "")[:60]
        self.faults.append(Fault(f"{self.sheet.name}!{cell_name(self.number, self.places[column])}", shown, reason))

    def award(self, waiting: dict[int, Award]) -> Award | None:
        said = self.text(AWARD)
        found = waiting.get(int(said)) if said.isascii() and said.isdigit() and len(said) < DIGITS else None
        if found is None:
            self.blame(AWARD, _("待拨付的资金里没有这一笔：可能已经登记过，或编号被改动。"))
        return found

    def voucher(self) -> str:
        said = self.text(VOUCHER)
        if not said:
            self.blame(VOUCHER, _("填了拨付日期，没有填凭证号。"))
        elif len(said) > LONGEST_VOUCHER:
            self.blame(VOUCHER, _("凭证号最多 %(n)d 个字。") % {"n": LONGEST_VOUCHER})
        return said[:LONGEST_VOUCHER]

    def paid_on(self) -> date | None:
        cell = self.cell(PAID_ON)
        day = cell.date() if isinstance(cell, datetime) else cell if isinstance(cell, date) else None
        if day is None:
            try:
                day = date.fromisoformat(self.text(PAID_ON))
            except ValueError:
                self.blame(PAID_ON, _("请填写日期，如 2026-11-26。"))
                return None
        if day > timezone.localdate():
            self.blame(PAID_ON, _("拨付日期不能晚于今天。"))
        return day

    def amount(self) -> int | None:
        cell = self.cell(AMOUNT)
        # Excel keeps a binary number; written out it is the decimal that was entered
        fen = Decimal(str(cell)) * FEN if isinstance(cell, int | float) and not isinstance(cell, bool) else Decimal(0)
        if not 0 < fen < MOST_FEN or fen != int(fen):
            self.blame(AMOUNT, _("请填写金额，精确到分。"))
            return None
        return int(fen)
