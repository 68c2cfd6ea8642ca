"""拨付清单: what finance carries into its own system. The only file of the platform that holds account numbers."""

from collections.abc import Sequence

from django.utils.translation import override

from portal.calls.papers.arrangement import recipient
from portal.calls.selectors.money import grant_name
from portal.calls.selectors.payments import AWARD, PAID_ON, VOUCHER, Payment
from portal.house.documents import SheetColumn, TableSheet, workbook
from xingtu.policy.budget import amount_in_words

COLUMNS = (
    SheetColumn(AWARD, "code"), SheetColumn("申报编号", "code"), SheetColumn("收款单位（个人）"), SheetColumn("资金项目"),
    SheetColumn("户名"),
    SheetColumn("开户银行"), SheetColumn("账号", "code"), SheetColumn("金额", "money"), SheetColumn("金额（大写）"), SheetColumn("备注"),
    SheetColumn(VOUCHER, "code", 18), SheetColumn(PAID_ON, "date", 14),
)  # fmt: skip


def payments_workbook(payments: Sequence[Payment]) -> bytes:
    """With two empty columns for what comes back."""
    with override("zh-hans"):
        rows = [
            (
                str(payment.award.pk), payment.award.application.number or "", recipient(payment.award), grant_name(payment.award),
                payment.account.holder if payment.account else "", payment.account.bank if payment.account else "",
                payment.account.number if payment.account else "", payment.amount_fen, amount_in_words(payment.amount_fen),
                "" if payment.account else "未填收款账户", "", None,
            )
            for payment in payments
        ]  # fmt: skip
    total = sum(payment.amount_fen for payment in payments)
    sheet = TableSheet(
        name="拨付清单",
        columns=COLUMNS,
        rows=rows,
        totals=True,
        notes=(
            f"合计人民币{amount_in_words(total)}。",
            "拨付后请填“凭证号”和“拨付日期”，在平台的“拨付”页上传本表；没有填的行不登记。",
            "本表含银行账号，请妥善保管，用后销毁。",
        ),
    )
    return workbook([sheet], title="拨付清单", meta={"form": "payments", "version": "1"})
