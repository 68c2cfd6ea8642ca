"""What does somebody paste to prove a mailbox by a signed commit?"""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 8_000
"""Longer than the signature of the longest key that is taken."""


class SignatureForm(forms.Form):
    """The text that was signed comes back with its signature."""

    challenge = forms.CharField(max_length=400, widget=forms.HiddenInput, strip=False)
    signature = forms.CharField(
        label=_("签名"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("命令打印的全部内容，从 BEGIN SSH SIGNATURE 到 END SSH SIGNATURE。私钥不要粘贴到任何网页。"),
    )
    repository = forms.CharField(
        label=_("有签名提交的仓库"),
        max_length=500,
        required=False,
        help_text=_("填写网址可以查得更快；不填时查看全部已登记的仓库。"),
    )
