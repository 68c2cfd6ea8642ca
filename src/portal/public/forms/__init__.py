"""Forms of public."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.public.bundle_check import LARGEST_UPLOAD


class VerifyForm(forms.Form):
    """A run's number, the short code on a printed list, or a bundle."""

    code = forms.CharField(
        label=_("运行编号"), max_length=80, required=False, help_text=_("名单下方或文件末尾的编号，前 12 位就够，例如 7d1aa349daae。")
    )
    bundle = forms.FileField(label=_("运行包"), required=False, help_text=_("您下载或收到的 bundle.zip，64 MB 以内。只比对散列，不保存。"))

    def clean(self) -> dict[str, object]:
        """One of the two."""
        given = super().clean() or {}
        upload = given.get("bundle")
        if upload and upload.size > LARGEST_UPLOAD:
            self.add_error("bundle", _("文件超过 64 MB。请在自己的电脑上运行 xingtu replay，它没有大小限制。"))
        elif not upload and not given.get("code") and not self.errors:
            self.add_error("code", _("请填写运行编号，或选择一个运行包。"))
        return given
