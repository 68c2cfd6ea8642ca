"""What is said of a channel? The same fields for each way, with that way's own words; nothing typed is ever shown again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.watch.channel_kinds import ChannelKind


class ChannelForm(forms.Form):
    """One channel."""

    name = forms.CharField(label=_("名称"), required=False, max_length=60, help_text=_("给自己看的，如“安全小组群”。"))
    address = forms.CharField(max_length=1_000)
    secret = forms.CharField(max_length=200, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"}))

    def __init__(self, *arguments: Any, kind: ChannelKind, **named_: Any) -> None:  # noqa: ANN401 - as Django's forms take them
        super().__init__(*arguments, **named_)
        address = self.fields["address"]
        address.label, address.help_text = kind.address_label, kind.address_help
        address.widget = forms.EmailInput() if kind.id == "mail" else forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        if not kind.secret_label:
            del self.fields["secret"]
            return
        secret = self.fields["secret"]
        secret.label, secret.help_text, secret.required = kind.secret_label, kind.secret_help, kind.secret_wanted
