"""What is asked for a step of a case?"""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Person
from portal.cases.flow import Outcome
from portal.cases.models import Case, CaseState
from portal.cases.selectors import assignable


class PersonChoice(forms.ModelChoiceField):
    """People by name."""

    def label_from_instance(self, obj: Person) -> str:  # type: ignore[override] # only people are offered
        """As the desk knows them."""
        return str(obj)


STEPS = {
    CaseState.FOUND: _("重新打开"),
    CaseState.ASSIGNED: _("指派"),
    CaseState.FIXING: _("开始办理"),
    CaseState.RETEST: _("办理完毕，提交复核"),
    CaseState.DISPUTED: _("提出争议"),
    CaseState.WAIVED: _("豁免，不再办理"),
    CaseState.CLOSED: _("办结"),
}
"""What is done when a case moves there."""


class AssignForm(forms.Form):
    """One owner, one day."""

    owner = PersonChoice(queryset=Person.objects.none(), label=_("办理人"), empty_label=None)
    due_on = forms.DateField(label=_("期限"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    text = forms.CharField(label=_("给办理人的话"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=4000)

    def __init__(self, data: QueryDict | None = None, *, case: Case) -> None:
        super().__init__(data)
        self.fields["owner"].queryset = assignable(case)  # type: ignore[attr-defined]
        self.fields["owner"].initial = case.owner_id
        self.fields["due_on"].initial = max(case.due_on, timezone.localdate()) if case.due_on else None


class MoveForm(forms.Form):
    """Where to, why; with an answer where a case may end."""

    to = forms.ChoiceField(label=_("下一步"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("理由或办理情况"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text=_("豁免、争议、退回、重新打开必须写理由。"),
    )
    outcome = forms.ChoiceField(
        label=_("结果"),
        required=False,
        choices=[("", _("（仅办结时选择）")), *(one for one in Outcome.choices if one[0] != Outcome.WITHDRAWN.value)],
    )
    answer = forms.CharField(
        label=_("答复"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("办结时必填，当事人看得到：查了什么、依据是什么、结论是什么。"),
    )

    def __init__(self, data: QueryDict | None = None, *, moves: Sequence[CaseState]) -> None:
        super().__init__(data)
        steps = STEPS | ({CaseState.FIXING: _("退回重办")} if CaseState.CLOSED in moves else {})
        self.fields["to"].choices = [(to.value, steps[to]) for to in moves]  # type: ignore[attr-defined]
        if len(moves) == 1:
            self.fields["to"].initial = moves[0].value
        if CaseState.CLOSED not in moves:
            del self.fields["outcome"], self.fields["answer"]


class CommentForm(forms.Form):
    """Something to add."""

    text = forms.CharField(label=_("补充一条说明"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)


class WithdrawForm(forms.Form):
    """Why it is taken back."""

    text = forms.CharField(label=_("撤回的理由"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)
