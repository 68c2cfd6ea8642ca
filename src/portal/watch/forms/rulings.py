"""What does a ruling say? One form a kind; expressions are read before anything is saved."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Grant, Person
from portal.accounts.roles import Role
from portal.evidence.models import ConflictAnswer, LicenceRuling, RulingKind
from portal.evidence.selectors.licence_pages import ways
from portal.register.models import Repository
from xingtu.errors import XingtuError
from xingtu.policy.licence_expression import read_expression, written

EVERYWHERE, HERE = "everywhere", "repository"


class ExpressionField(forms.CharField):
    """An SPDX expression, written as SPDX writes it."""

    def __init__(self, **named_: Any) -> None:  # noqa: ANN401 - as Django's fields take them
        super().__init__(max_length=500, help_text=_("SPDX 写法，如 MIT、GPL-2.0-or-later、Apache-2.0 AND MIT"), **named_)

    def clean(self, value: Any) -> str:  # noqa: ANN401 - as typed
        """Read it; what cannot be read is said."""
        text = str(super().clean(value) or "")
        if not text:
            return ""
        try:
            return written(read_expression(text))
        except XingtuError as error:
            raise forms.ValidationError(str(error)) from error


class RulingForm(forms.Form):
    """What all kinds have in common."""

    reason = forms.CharField(
        label=_("理由"),
        help_text=_("看了哪些条款、为什么这样认定；会出现在项目方看到的页面上，不要写姓名和邮箱。"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
    )
    reason_en = forms.CharField(label=_("理由（英文）"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    expires_on = forms.DateField(
        label=_("失效日期"),
        required=False,
        help_text=_("从这一天起不再适用；不填则一直有效，直到撤回，或所依据的矩阵、文本更新。"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    expert = forms.ModelChoiceField(
        label=_("请一位专家"),
        required=False,
        queryset=Person.objects.none(),
        help_text=_("专家可以修改，也可以签署；参与起草的人不能签署。"),
    )

    def __init__(self, *arguments: Any, officer: bool, **named_: Any) -> None:  # noqa: ANN401 - as Django's forms take them
        super().__init__(*arguments, **named_)
        experts = Grant.objects.held_on(timezone.localdate()).filter(role=Role.EXPERT)
        field = self.fields["expert"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Person.objects.filter(is_active=True, pk__in=experts.values("person_id")).order_by("name", "pk")
        if not officer:
            del self.fields["expert"]

    def clean_expires_on(self) -> Any:  # noqa: ANN401 - a date or None
        """A day to come."""
        day = self.cleaned_data["expires_on"]
        if day is not None and day <= timezone.localdate():
            raise forms.ValidationError(_("请填今天以后的日期。"))
        return day

    def content(self) -> dict[str, Any]:
        """Fields of a ruling."""
        return {name: value for name, value in self.cleaned_data.items() if name != "expert"}


class ConclusionForm(RulingForm):
    """Which licence a part has."""

    field_order = ("repository", "root", "concluded", "reason", "reason_en", "expires_on", "expert")
    repository = forms.CharField(label=_("仓库"), max_length=200)
    root = forms.CharField(label=_("文件夹"), required=False, max_length=1000, help_text=_("空着表示项目本身。"))
    concluded = ExpressionField(label=_("认定的许可证"))

    def clean_repository(self) -> str:
        """One that is registered."""
        return _registered(self.cleaned_data["repository"])


class CompatibilityForm(RulingForm):
    """Whether one licence may go into another."""

    field_order = (
        "inbound", "outbound", "relation", "distribution", "answer", "scope", "repository", "reason", "reason_en", "expires_on", "expert",
    )  # fmt: skip
    inbound = ExpressionField(label=_("部件的许可证"))
    outbound = ExpressionField(label=_("项目的许可证"))
    relation = forms.ChoiceField(label=_("使用方式"), required=False)
    distribution = forms.ChoiceField(label=_("提供方式"), required=False)
    answer = forms.ChoiceField(label=_("结论"), choices=ConflictAnswer.choices, widget=forms.RadioSelect)
    scope = forms.ChoiceField(
        label=_("适用范围"),
        choices=[(HERE, _("只用于这个仓库")), (EVERYWHERE, _("全市所有项目遇到这一对许可证时"))],
        widget=forms.RadioSelect,
        initial=HERE,
    )
    repository = forms.CharField(label=_("仓库"), max_length=200, required=False)

    def __init__(self, *arguments: Any, **named_: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*arguments, **named_)
        for name in ("relation", "distribution"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("任何方式")), *ways(name)]

    def clean(self) -> dict[str, Any]:
        """A scope of one repository names it."""
        given = super().clean() or self.cleaned_data
        if given.get("scope") == EVERYWHERE:
            given["repository"] = ""
        elif "scope" in given:
            try:
                given["repository"] = _registered(given.get("repository", ""))
            except forms.ValidationError as error:
                self.add_error("repository", error)
        return given

    def content(self) -> dict[str, Any]:
        """Fields of a ruling."""
        return {name: value for name, value in super().content().items() if name != "scope"}


class NotALicenceRulingForm(RulingForm):
    """Why a match is no licence; what it is bound to does not change."""

    field_order = ("reason", "reason_en", "expires_on", "expert")


class EndForm(forms.Form):
    """Why a ruling is taken back."""

    reason = forms.CharField(label=_("理由"), max_length=300)


FORMS: dict[str, type[RulingForm]] = {
    RulingKind.CONCLUSION: ConclusionForm,
    RulingKind.COMPATIBILITY: CompatibilityForm,
    RulingKind.NOT_A_LICENCE: NotALicenceRulingForm,
}


def as_written(ruling: LicenceRuling) -> dict[str, Any]:
    """What the form shows of a draft."""
    values = {
        name: getattr(ruling, name)
        for name in ("repository", "root", "concluded", "inbound", "outbound", "relation", "distribution", "answer", "reason", "reason_en")
    }
    scope = HERE if ruling.repository else EVERYWHERE
    return values | {"expires_on": ruling.expires_on, "expert": ruling.expert_id, "scope": scope}


def _registered(repository: str) -> str:
    if not Repository.objects.filter(pk=repository, removed_at=None).exists():
        raise forms.ValidationError(_("没有登记这个仓库；请填登记中的仓库编号。"))
    return repository
