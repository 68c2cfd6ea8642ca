"""What does the office enter about a run?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.evidence.home import programme_names


class RequestForm(forms.Form):
    """Which programme is to be computed."""

    programme = forms.ChoiceField(label=_("规则文件"), help_text=_("运行按这个规则文件读取仓库、计算数字和名次。"))
    publish = forms.BooleanField(label=_("完成后即公布（证据不全而规则不允许时不会公布）"), required=False)

    def __init__(self, *arguments: object, publish: bool, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.fields["programme"].choices = [*programme_names().items()]  # type: ignore[attr-defined]
        if not publish:
            del self.fields["publish"]


class RetractForm(forms.Form):
    """Why a run is taken back."""

    reason = forms.CharField(label=_("撤下的理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("会公开显示。"))
