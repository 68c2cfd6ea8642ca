"""What is said of a match that is no licence?"""

from django import forms
from django.utils.translation import gettext_lazy as _


class NotALicenceForm(forms.Form):
    """Bound to the rule and the content it matched in."""

    blob = forms.RegexField(regex=r"^[0-9a-f]{40,64}$", widget=forms.HiddenInput)
    rule = forms.CharField(max_length=200, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("为什么不是许可证"), max_length=300, required=False)

    def clean_reason(self) -> str:
        """One click is enough: what was matched says why."""
        return self.cleaned_data["reason"].strip() or str(_("匹配到的文字不是许可证声明。"))
