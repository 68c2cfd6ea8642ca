"""What is asked of somebody who claims a mailbox or an employment, and of the organisation that answers?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organisation
from portal.register.selectors.claims import organisations_named


def day_field(**named: Any) -> forms.DateField:  # noqa: ANN401 -- handed on to the field
    """A calendar day, with the browser's own calendar."""
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **named)


class MailboxForm(forms.Form):
    """A mailbox of one's own."""

    address = forms.CharField(
        label=_("邮箱"),
        max_length=254,
        help_text=_("提交代码时用的邮箱，现在或从前的都可以。只有您和运行能看到，不会公开。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email", "spellcheck": "false"}),
    )


class CodeForm(forms.Form):
    """The six digits from the letter."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=10,
        help_text=_("邮件里的 6 位数字，30 分钟内有效。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )


class EmploymentForm(forms.Form):
    """Where, from when to when, how much of one's work."""

    organisation = forms.CharField(label=_("单位"), max_length=120, help_text=_("单位全称或统一社会信用代码。"))
    from_on = day_field(label=_("入职日"))
    until_on = day_field(label=_("离任日"), required=False, help_text=_("从这一天起不再任职；仍在任职请留空。"))
    percent = forms.IntegerField(
        label=_("工作量占比（%）"), initial=100, min_value=1, max_value=100, help_text=_("同时在几家任职时，各家占比之和不超过 100%。")
    )
    note = forms.CharField(
        label=_("备注"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("如部门、岗位，便于单位核对。"),
    )

    def clean_organisation(self) -> Organisation:
        """The one body that is meant.

        Raises:
            ValidationError: none, or several.
        """
        found = organisations_named(self.cleaned_data["organisation"])
        if not found:
            raise forms.ValidationError(_("没有找到这个单位；请核对全称或统一社会信用代码。单位须先在平台登记。"))
        if len(found) > 1:
            raise forms.ValidationError(_("有几个单位与此相近，请填写全称：%(names)s") % {"names": "、".join(one.name for one in found)})
        return found[0]


class AnswerForm(forms.Form):
    """Why the organisation disagrees."""

    answer = forms.CharField(
        label=_("单位意见"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("本人会看到这段话。例如：此人从未在本单位任职；或离任日应为某年某月某日。"),
    )


class EndForm(forms.Form):
    """When it ended, as the organisation sees it."""

    until_on = day_field(label=_("离任日"), help_text=_("从这一天起不再任职。本人同意后生效。"))


class RulingForm(forms.Form):
    """On what the desk rests its ruling."""

    reason = forms.CharField(label=_("判定依据"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
