"""What does the owner of a repository enter and confirm?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.evidence.prefill import MEASURED
from portal.register.models.subjects import DevelopmentStatus
from portal.register.vocabulary import choices_of, districts, fields_vocabulary


class AddressForm(forms.Form):
    """Any form of the address."""

    url = forms.CharField(
        label=gettext_lazy("仓库网址"),
        max_length=500,
        help_text=gettext_lazy("浏览器地址栏里的网址或克隆地址都可以，如 https://gitee.com/组织/仓库。"),
    )


class ConfirmForm(forms.Form):
    """Every field with what the repository says; nothing is taken over until the owner sends the form."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=160, required=False)
    summary = forms.CharField(label=gettext_lazy("一句话介绍"), max_length=150, required=False)
    description = forms.CharField(label=gettext_lazy("介绍"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 5}))
    fields_ = forms.MultipleChoiceField(label=gettext_lazy("重点领域"), required=False, widget=forms.CheckboxSelectMultiple)
    licence = forms.CharField(label=gettext_lazy("许可证（SPDX 表达式）"), max_length=200, required=False)
    development_status = forms.ChoiceField(label=gettext_lazy("开发状态"), required=False)
    languages = forms.CharField(label=gettext_lazy("编程语言"), required=False)
    software_type = forms.CharField(label=gettext_lazy("软件类型（publiccode）"), max_length=40, required=False)
    homepage = forms.URLField(label=gettext_lazy("主页"), required=False, assume_scheme="https")
    district = forms.ChoiceField(label=gettext_lazy("区县（园区）"), required=False)

    def __init__(self, *arguments: Any, found: Sequence[dict[str, Any]], **named: Any) -> None:  # noqa: ANN401 - as Django's
        super().__init__(*arguments, **named)
        self.fields["fields_"].choices = choices_of(fields_vocabulary().fields)  # type: ignore[attr-defined]
        self.fields["development_status"].choices = [("", "—"), *DevelopmentStatus.choices]  # type: ignore[attr-defined]
        self.fields["district"].choices = [("", "—"), *choices_of(districts())]  # type: ignore[attr-defined]
        for row in found:
            name = "fields_" if row["field"] == "fields" else row["field"]
            if name not in self.fields:
                continue
            value = row["value"]
            self.initial[name] = "、".join(value) if name == "languages" and isinstance(value, list) else value
            said = _("实测，把握 %(n)d/5：%(why)s。") if row["confidence"] >= MEASURED else _("推测，把握 %(n)d/5，请核对：%(why)s。")
            self.fields[name].help_text = said % {"n": row["confidence"], "why": row["why"]}

    def values(self) -> dict[str, Any]:
        """As the register takes them."""
        return {("fields" if name == "fields_" else name): value for name, value in self.cleaned_data.items() if value not in ("", None)}
