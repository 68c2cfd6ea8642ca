"""What does the office state about mailboxes and names?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.evidence.models import StatementKind
from xingtu.resolve.addresses import normalise_address

REASON = _("依据（随运行公开，不要写邮箱）")


class ActorForm(forms.Form):
    """Who stands behind a mailbox or a name."""

    address = forms.CharField(label=_("邮箱"), max_length=254, required=False)
    name = forms.CharField(label=_("署名"), max_length=200, required=False, help_text=_("邮箱和署名只填一个。"))
    actor = forms.ChoiceField(
        label=_("是"), choices=[("person", _("自然人")), ("bot", _("机器人")), ("ai_agent", _("AI 代理"))], widget=forms.RadioSelect
    )
    reason = forms.CharField(label=REASON, max_length=200)

    def content(self) -> dict[str, Any]:
        """As in ``city.toml``."""
        given = self.cleaned_data
        about = {"address": normalise_address(given["address"])} if given["address"] else {"name": given["name"]}
        return about | {"is": given["actor"], "reason": given["reason"]}


class NotSameForm(forms.Form):
    """Mailboxes of different people."""

    addresses = forms.CharField(label=_("邮箱，每行一个"), widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(label=REASON, max_length=200)

    def content(self) -> dict[str, Any]:
        """As in ``city.toml``."""
        addresses = [normalise_address(line) for line in self.cleaned_data["addresses"].splitlines() if line.strip()]
        return {"addresses": addresses, "reason": self.cleaned_data["reason"]}


class SharedMailboxForm(forms.Form):
    """A mailbox of several people."""

    address = forms.CharField(label=_("邮箱"), max_length=254)

    def content(self) -> dict[str, Any]:
        """As in ``city.toml``."""
        return {"address": normalise_address(self.cleaned_data["address"])}


class WithdrawForm(forms.Form):
    """Why a statement is taken back."""

    reason = forms.CharField(label=_("理由"), max_length=300)


FORMS: dict[str, type[ActorForm | NotSameForm | SharedMailboxForm]] = {
    StatementKind.ACTOR: ActorForm,
    StatementKind.NOT_SAME: NotSameForm,
    StatementKind.SHARED_MAILBOX: SharedMailboxForm,
}
