"""What is asked of an organisation, of its verification, and of whoever is invited to it?"""

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Invitation, Organisation, OrganisationKind, Standing
from portal.accounts.roles import GRANTABLE, Role
from portal.house.context import office


def district_choices(*, none: Any = None) -> list[tuple[str, Any]]:  # noqa: ANN401 -- a lazy text
    """The office's districts and parks in the reader's language."""
    english = (get_language() or "").startswith("en")
    named = [(one.id, one.name_en if english else one.name) for one in office().districts]
    return [("", none), *named] if none is not None else named


def district_name(district: str) -> str:
    """A district as the reader calls it; empty for none."""
    return str(dict(district_choices()).get(district, district))


def said_of(organisation: Organisation) -> list[tuple[Any, Any]]:
    """What a body says of itself, in terms and values."""
    return [
        (_("统一社会信用代码"), organisation.uscc),
        (_("类别"), organisation.get_kind_display()),
        (_("区县（园区）"), district_name(organisation.district) or _("不在本市")),
        (_("英文名称"), organisation.name_en),
        (_("邮箱域名"), "、".join(organisation.domains)),
        (_("编号"), organisation.id),
    ]


class OrganisationForm(forms.Form):
    """A legal body as on its licence; whether it can be so is ``services.organisations``' to say."""

    name = forms.CharField(label=_("单位全称"), max_length=120, help_text=_("与营业执照或法人证书一致。"))
    uscc = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=40,
        required=False,
        help_text=_("18 位，在营业执照或法人证书上；空格和小写不要紧。境外等没有代码的机构留空。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(label=_("类别"), choices=OrganisationKind.choices)
    district = forms.ChoiceField(label=_("所在区县（园区）"), required=False)
    name_en = forms.CharField(label=_("英文名称"), max_length=160, required=False)
    domains = forms.CharField(
        label=_("邮箱域名"),
        required=False,
        max_length=500,
        help_text=_("单位自己的邮箱域名，一行一个，例如 lizhou.example；用来推断提交属于哪个单位。公共邮箱（如 qq.com）不算。"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*arguments, **named)
        self.fields["district"].choices = district_choices(none=_("不在本市"))  # type: ignore[attr-defined]

    def clean_domains(self) -> list[str]:
        """One a line, or separated by commas."""
        return self.cleaned_data["domains"].replace("，", ",").replace("；", ",").replace(";", ",").replace(",", " ").split()


class StandingForm(forms.Form):
    """An officer's verdict on who a body is."""

    standing = forms.ChoiceField(
        label=_("核实结果"),
        choices=Standing.choices,
        widget=forms.RadioSelect,
        help_text=_("选“已注销”时，单位全部成员的角色今天终止。"),
    )
    reason = forms.CharField(
        label=_("依据"),
        max_length=400,
        help_text=_("核对了什么，例如“企业信用信息公示系统，名称、代码一致”。单位能看到。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InvitationForm(forms.Form):
    """Whom to ask, as what."""

    email = forms.EmailField(
        label=_("邮箱"),
        error_messages={"invalid": _("邮箱格式不对，例如 name@example.cn。")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=pgettext_lazy("one", "角色"))

    def __init__(self, *arguments: Any, acting_role: Role, **named: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*arguments, **named)
        given = GRANTABLE.get(acting_role, frozenset())
        offered = [choice for choice in Invitation._meta.get_field("role").choices or [] if choice[0] in given]  # noqa: SLF001 -- Django's documented API
        self.fields["role"].choices = offered[::-1]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is ended."""

    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("记入留痕，对方能看到。"))


class CodeForm(forms.Form):
    """The code sent to an invited mailbox."""

    code = forms.CharField(
        label=_("确认码"),
        max_length=20,
        help_text=_("信里的 8 位确认码，15 分钟内有效。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )
