"""Where does the money go? Given by the applicant, sealed with the city's key, opened for finance alone, deleted when no longer needed.

Nothing of it but the last four digits ever stands on a page for anybody else, or in the journal.
"""

import json
import re
import unicodedata
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.acting import Acting
from portal.accounts.roles import Act
from portal.calls.models import Account, Application, EntryKind
from portal.calls.programmes import programme_of
from portal.calls.selectors.applications import is_applicant
from portal.calls.selectors.payments import Details
from portal.calls.services.moves import held
from portal.calls.steps import OVER, PRIVATE
from portal.errors import Invalid, NotAllowed, WrongState
from portal.house.sealing import seal, unseal
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM

PURPOSE = "bank-account"
PAID_OUT = frozenset({"paid", "tracking", "recovery"})
CARD_DIGITS = (16, 19)
BODY_DIGITS = (8, 32)
KEPT_DAYS = 30
TAIL = 4
BASE = 10
_SIGNS = re.compile(r"[\s\-\u2010-\u2015]+")


@transaction.atomic
def account_give(*, application: Application, holder: str, bank: str, number: str, by: Acting) -> Account:
    """Keep where the money goes; a new one takes the place of the old.

    Raises:
        NotAllowed: not the applicant. WrongState: nothing is to be paid to it any more, or not yet.
        Invalid: the account cannot be one of this applicant.
    """
    take_turn()
    now = held(application)
    if not is_applicant(by, now):
        raise NotAllowed(Act.APPLICATION_EDIT)
    if not may_give(now):
        raise WrongState(_("现在不能填写收款账户：申报还没有提交，或已经拨付、办结。"))
    details = proven(now, holder, bank, number)
    sealed = seal(json.dumps([details.holder, details.bank, details.number], ensure_ascii=False), PURPOSE, about=f"application:{now.pk}")
    account, _made = Account.objects.update_or_create(
        application=now,
        defaults={"sealed": sealed, "tail": details.number[-TAIL:], "given_by": by.actor_id, "given_at": timezone.now()},
    )
    record(event=Event.ACCOUNT_GIVEN, by=by, subject_kind="application", subject=now.pk)
    return account


def may_give(application: Application) -> bool:
    """Whether an account of it is still of use."""
    return bool(application.number) and application.step not in PRIVATE | OVER | PAID_OUT


def proven(application: Application, holder: str, bank: str, number: str) -> Details:
    """The account as it is kept.

    Raises:
        Invalid: it cannot be one of this applicant.
    """
    problems: dict[str, str] = {}
    holder, bank, number = " ".join(holder.split()), " ".join(bank.split()), _SIGNS.sub("", unicodedata.normalize("NFKC", number))
    body = application.organisation
    if body is not None and _plain(holder) != _plain(body.name):
        problems["holder"] = _("户名须与申报单位“%(name)s”完全一致：资金只拨给申报单位自己的对公账户。") % {"name": body.name}
    elif not holder:
        problems["holder"] = _("请填写户名。")
    if len(bank) < TAIL:
        problems["bank"] = _("请填写开户银行全称，写到支行。")
    least, most = BODY_DIGITS if body is not None else CARD_DIGITS
    if not (number.isascii() and number.isdigit()) or not least <= len(number) <= most:
        problems["number"] = _("账号应为 %(least)d 至 %(most)d 位数字。") % {"least": least, "most": most}
    elif body is None and not passes_luhn(number):
        problems["number"] = _("卡号校验不通过，请对照银行卡逐位核对。")
    if problems:
        raise Invalid(problems)
    return Details(holder, bank, number)


def passes_luhn(number: str) -> bool:
    """Whether the last digit of a bank card fits the others."""
    doubled = [2 * int(digit) if place % 2 else int(digit) for place, digit in enumerate(reversed(number))]
    return sum(value // BASE + value % BASE for value in doubled) % BASE == 0


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", "".join(name.split()))


@transaction.atomic
def account_open(*, application: Application, by: Acting) -> Details:
    """What was sealed; that finance looked stands in the journal.

    Raises:
        NotAllowed: not finance, or there is none.
    """
    take_turn()
    by.prove(Act.AWARD_PAY)
    account = Account.objects.filter(application=application).first()
    if account is None:
        raise NotAllowed(Act.AWARD_PAY)
    record(event=Event.ACCOUNT_SEEN, by=by, subject_kind="application", subject=application.pk)
    return opened(account)


def opened(account: Account) -> Details:
    """For services that have proven who asks, and journal it.

    Raises:
        SealBroken: it was sealed elsewhere, or for another application.
    """
    holder, bank, number = json.loads(unseal(account.sealed, PURPOSE, about=f"application:{account.application_id}"))
    return Details(holder, bank, number)


def accounts_expire() -> int:
    """Delete accounts nothing will be paid to any more, once the programme's days for personal data are over; how many."""
    today, gone = timezone.localdate(), 0
    for account in Account.objects.select_related("application__call__version").filter(application__step__in=PAID_OUT | OVER):
        if _last_day(account.application) < today:
            with transaction.atomic():
                take_turn()
                account.delete()
                record(event=Event.ACCOUNT_REMOVED, by=SYSTEM, subject_kind="application", subject=account.application_id)
            gone += 1
    return gone


def _last_day(application: Application) -> date:
    notice = programme_of(application.call.version).notice
    paid = [
        entry.voucher_on
        for award in application.awards.all()
        for entry in award.entries.filter(kind=EntryKind.PAID)
        if entry.voucher_on is not None
    ]
    return max(paid, default=timezone.localdate(application.step_since)) + timedelta(days=notice.keep_days if notice else KEPT_DAYS)
