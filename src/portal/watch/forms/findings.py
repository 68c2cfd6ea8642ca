"""What is said of a finding: a statement for a second person to sign, and why one is not taken or taken back."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.evidence.models import Justification, RiskFinding, RiskStatement, VexScope, VexStatus
from portal.evidence.risk_rules import risk_rules

THIS, ANY = "this", "any"


class StatementForm(forms.Form):
    """Not affected, mended otherwise, borne for a while, or being looked at."""

    status = forms.ChoiceField(label=_("结论"), choices=VexStatus.choices, widget=forms.RadioSelect)
    justification = forms.ChoiceField(
        label=_("依据类型"),
        required=False,
        choices=[("", _("（仅“不受影响”时选择）")), *Justification.choices],
    )
    reason = forms.CharField(
        label=_("理由"),
        help_text=_("看了哪些代码、为什么这样认定；签署人和本单位看得到，不要写姓名和邮箱。"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )
    action = forms.CharField(
        label=_("采取的措施"),
        required=False,
        help_text=_("豁免必填：现在用什么办法控制风险，打算何时升级。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )
    proof = forms.CharField(label=_("佐证"), required=False, max_length=500, help_text=_("提交、文件或链接。"))
    versions = forms.ChoiceField(
        label=_("适用的版本"),
        choices=[(THIS, _("只对现在使用的版本")), (ANY, _("换了版本仍然适用，只要理由还成立"))],
        widget=forms.RadioSelect,
        initial=THIS,
    )
    scope = forms.ChoiceField(label=_("适用范围"), choices=VexScope.choices, widget=forms.RadioSelect, initial=VexScope.PROJECT)
    expires_on = forms.DateField(label=_("有效期至"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *arguments: Any, finding: RiskFinding, officer: bool, **named_: Any) -> None:  # noqa: ANN401 - as Django's forms take them
        super().__init__(*arguments, **named_)
        self.finding = finding
        reach = [one for one in VexScope if officer or one is not VexScope.CITY]
        if finding.record is None or finding.record.organisation_id is None:
            reach = [one for one in reach if one is not VexScope.ORGANISATION]
        scope = self.fields["scope"]
        if isinstance(scope, forms.ChoiceField):
            scope.choices = [(one.value, one.label) for one in reach]
        waiver = risk_rules().waiver
        self.fields["expires_on"].initial = timezone.localdate() + timedelta(days=waiver.default)
        self.fields["expires_on"].help_text = _("最长 %(days)d 天；到期、漏洞升级、被列入 KEV 或受影响范围扩大时自动重新打开。") % {
            "days": waiver.most
        }

    def content(self) -> dict[str, Any]:
        """Fields of a statement."""
        given = self.cleaned_data
        return given | {"versions": list(self.finding.versions) if given["versions"] == THIS else []}


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def as_written(one: RiskStatement) -> dict[str, Any]:
    """What the form shows of a draft."""
    values = {name: getattr(one, name) for name in ("status", "justification", "reason", "action", "proof", "scope", "expires_on")}
    return values | {"versions": THIS if one.versions else ANY}
