"""What is entered about money: an account, an approval, a payment, what came back, a budget, more time."""

from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FEN = 100
LARGEST_YUAN = Decimal(10**13)
DAY = {"type": "date"}
LARGEST_LIST = 5 * 2**20


class YuanField(forms.DecimalField):
    """Entered in yuan, cleaned to fen."""

    def __init__(self, **given: object) -> None:
        super().__init__(min_value=Decimal(0), max_value=LARGEST_YUAN, decimal_places=2, **given)  # type: ignore[arg-type]

    def clean(self, value: object) -> int | None:  # type: ignore[override]
        """Whole fen."""
        if isinstance(value, str):
            value = value.replace(",", "").replace("，", "")
        yuan = super().clean(value)
        return None if yuan is None else int(yuan * FEN)


def in_yuan(fen: int) -> str:
    """As it stands in the field at first."""
    return f"{fen // FEN}.{fen % FEN:02}"


class ApproveForm(forms.Form):
    """The amount as it stood on the page; a note if there is something to say."""

    amount_fen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("意见"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("可以不填；会写入办理经过。")
    )


class WithdrawForm(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class PayForm(forms.Form):
    """A payment made in finance's own system."""

    amount = YuanField(label=_("拨付金额（元）"))
    voucher = forms.CharField(label=_("凭证号"), max_length=80)
    paid_on = forms.DateField(label=_("拨付日期"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), initial=timezone.localdate)


class RecoverForm(forms.Form):
    """Money that came back."""

    amount = YuanField(label=_("收回金额（元）"))
    voucher = forms.CharField(label=_("凭证号"), max_length=80)
    recovered_on = forms.DateField(label=_("收回日期"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), initial=timezone.localdate)
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class AccountForm(forms.Form):
    """Where the money goes."""

    holder = forms.CharField(label=_("户名"), max_length=120, help_text=_("单位申报的，须与单位名称完全一致；个人申报的，填本人账户。"))
    bank = forms.CharField(label=_("开户银行"), max_length=120, help_text=_("写到支行，如“某某银行某某支行”。"))
    number = forms.CharField(
        label=_("账号"), max_length=60, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("空格和横线会自动去掉。保存后只显示末四位。"),
    )  # fmt: skip


class BudgetForm(forms.Form):
    """Another total, with what it rests on."""

    before_fen = forms.IntegerField(widget=forms.HiddenInput)
    total = YuanField(label=_("预算总额（元）"))
    reason = forms.CharField(label=_("依据"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("如追加预算的文号。"))


class ExtendForm(forms.Form):
    """More time for a milestone."""

    until_on = forms.DateField(label=_("新的期限"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("受奖人会看到。"))


class VouchersForm(forms.Form):
    """The exported list with its vouchers."""

    file = forms.FileField(label=_("填好凭证号的拨付清单（.xlsx）"))
