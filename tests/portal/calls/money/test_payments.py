"""The list that leaves for finance's own system, and its vouchers that come back."""

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.utils import timezone

from portal.accounts.roles import Role
from portal.calls.models import Award
from portal.calls.papers.payments import payments_workbook
from portal.calls.services.accounts import account_give
from portal.calls.services.ledger import imbalances
from portal.calls.services.payments import FaultyList, payments_enter, payments_export
from portal.errors import Invalid, NotAllowed
from portal.journal.models import Entry
from portal.register.sheets import read_sheets
from tests.portal.calls.money.books import BANK, to_pay, waiting
from tests.portal.city import Town, town

pytestmark = pytest.mark.django_db
DIGITS = "50010123456789012345"
LETTERS = "ABCDEFGHIJKL"


@pytest.fixture
def city() -> Town:
    return town(("yinhan", "lanyue"))


def two(city: Town) -> list[Award]:
    with_account, without = waiting(city), waiting(city)
    account_give(application=with_account.application, holder=city.lizhou.name, bank=BANK, number=DIGITS, by=city.acting[Role.ORG_ADMIN])
    return [to_pay(city, with_account), to_pay(city, without)]


def exported(city: Town) -> bytes:
    return payments_workbook(payments_export(by=city.acting[Role.FINANCE]))


def filled(content: bytes, cells: dict[str, Any]) -> bytes:
    """The same sheet as somebody's own program saves it, with other values in some cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet("拨付清单")
        for row, values in enumerate(rows_of(content)):
            for column, value in enumerate(values):
                page.write(row, column, cells.get(f"{LETTERS[column]}{row + 1}", value))
    return out.getvalue()


def rows_of(content: bytes) -> list[tuple[Any, ...]]:
    return list(next(sheet for sheet in read_sheets(content) if sheet.name == "拨付清单").rows)


def test_the_list_says_who_gets_how_much_where_and_every_opened_account_is_kept(city: Town) -> None:
    first, second = two(city)
    rows = rows_of(exported(city))
    assert list(rows[0][:8]) == ["台账编号", "申报编号", "收款单位（个人）", "资金项目", "户名", "开户银行", "账号", "金额（元）"]
    assert list(rows[1][4:9]) == [city.lizhou.name, BANK, DIGITS, first.approved_fen / 100, "陆万壹仟柒佰贰拾捌元整"]
    assert (rows[2][6], rows[2][9]) == ("", "未填收款账户")
    assert rows[3][7] == (first.approved_fen + second.approved_fen) / 100
    assert [entry.subject for entry in Entry.objects.filter(event="account.seen")] == [first.application_id]
    assert Entry.objects.get(event="payments.exported").details["rows"] == 2
    for role in (Role.OFFICE_HEAD, Role.AUDITOR, Role.OFFICE_CLERK):
        with pytest.raises(NotAllowed):
            payments_export(by=city.acting[role])


def test_vouchers_come_back_in_the_same_list(city: Town) -> None:
    first, second = two(city)
    back = filled(exported(city), {"K2": "记-2026-118", "L2": timezone.localdate()})
    assert [one.award.pk for one in payments_enter(content=back, by=city.acting[Role.FINANCE])] == [first.pk]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.paid_fen, second.paid_fen) == (first.approved_fen, 0)
    entry = first.entries.get(kind="paid")
    assert (entry.voucher, entry.voucher_on) == ("记-2026-118", timezone.localdate())
    assert imbalances() == []
    with pytest.raises(FaultyList) as again:
        payments_enter(content=back, by=city.acting[Role.FINANCE])
    assert again.value.faults[0].place == "拨付清单!A2"


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"K2": "", "L2": "2026-11-02"}, "K2"),
        ({"K2": "1", "L2": "昨天"}, "L2"),
        ({"K2": "1", "L2": date(2999, 1, 1)}, "L2"),
        ({"K2": "1", "L2": "2026-11-02", "H2": 61_728.005}, "H2"),
        ({"K2": "1", "L2": "2026-11-02", "H2": 61_728.01}, "H2"),
        ({"K2": "1", "L2": "2026-11-02", "H2": "六万"}, "H2"),
        ({"K2": "1", "L2": "2026-11-02", "H2": -1}, "H2"),
        ({"K2": "1", "L2": "2026-11-02", "A2": "999999"}, "A2"),
    ],
)
def test_one_wrong_cell_is_named_and_nothing_is_entered(city: Town, cells: dict[str, Any], place: str) -> None:
    awards = two(city)
    back = filled(exported(city), {"K3": "记-2", "L3": "2026-11-02"} | cells)
    with pytest.raises(FaultyList) as refused:
        payments_enter(content=back, by=city.acting[Role.FINANCE])
    assert [fault.place for fault in refused.value.faults] == [f"拨付清单!{place}"]
    assert [award.entries.filter(kind="paid").count() for award in awards] == [0, 0]


def test_a_list_without_vouchers_or_of_somebody_else_says_so(city: Town) -> None:
    two(city)
    with pytest.raises(Invalid, match="没有一行"):
        payments_enter(content=exported(city), by=city.acting[Role.FINANCE])
    with pytest.raises(Invalid, match="表头"):
        payments_enter(content=filled(exported(city), {"A1": "别的"}), by=city.acting[Role.FINANCE])
    with pytest.raises(NotAllowed):
        payments_enter(content=exported(city), by=city.acting[Role.OFFICE_HEAD])
