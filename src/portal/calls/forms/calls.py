"""What an official enters about a call, and about the fate of a draft."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.calls.models import Call


class CallForm(forms.ModelForm[Call]):
    """Dates come from the file and may be moved for this one call."""

    class Meta:
        """Everything but state and version."""

        model = Call
        fields = ("name", "name_en", "prefix", "opens_at", "deadline_at", "document_number", "announcement")
        help_texts: ClassVar[dict[str, Any]] = {
            "prefix": _("大写字母加年份，如 ZZ2026；申报编号写成 ZZ2026-0001，各次征集不能相同。"),
            "deadline_at": _("留空为常年受理，逐件受理、逐件冻结证据。"),
            "document_number": _("发文字号；没有可留空。"),
            "announcement": _("以“一、”“二、”开头的一行是小标题；其余每行一段。时间安排表和附件由系统附上。"),
        }
        widgets: ClassVar[dict[str, Any]] = {
            "opens_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "deadline_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "announcement": forms.Textarea(attrs={"rows": 24}),
        }

    def validate_unique(self) -> None:
        """The service proves what must be unique."""


class ReasonForm(forms.Form):
    """Why something is given up or called off."""

    reason = forms.CharField(label=_("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class BeginForm(forms.Form):
    """What a draft begins as."""

    how = forms.ChoiceField(label=_("怎样起草"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("修改理由"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *arguments: Any, choices: list[tuple[str, str]], **named: Any) -> None:  # noqa: ANN401 -- Django's
        super().__init__(*arguments, **named)
        self.fields["how"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("how", choices[0][0])


class EmptyForm(forms.Form):
    """The id of a programme that has no file yet."""

    ident = forms.CharField(
        label=_("编号"), max_length=80, help_text=_("小写英文和连接号，最后写年份，如 reading-room-2026；发布后不再改动。")
    )
    reason = forms.CharField(label=_("为什么新设"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class PublishForm(forms.Form):
    """From which day the new version holds."""

    in_force_on = forms.DateField(label=_("生效日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
