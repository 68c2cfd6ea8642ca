"""What do the office, experts and the panel enter: seats, seeds, declarations, marks, votes, outcomes?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.calls.models import Choice, ItemOutcome
from portal.calls.services.scores import Given
from portal.evidence.doors import said
from portal.register.vocabulary import choices_of, fields_vocabulary

if TYPE_CHECKING:
    from django.http import QueryDict

    from portal.accounts.models import Person
    from portal.calls.models import Score
    from xingtu.policy.rubric import Review

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SeatForm(forms.Form):
    """For what somebody may be drawn."""

    fields_known = forms.MultipleChoiceField(label=gettext_lazy("专业领域"), required=False, widget=forms.CheckboxSelectMultiple)
    from_on = forms.DateField(label=gettext_lazy("聘期自"), widget=DAY)
    until_on = forms.DateField(label=gettext_lazy("聘期至（不含）"), widget=DAY, required=False)
    most_load = forms.IntegerField(label=gettext_lazy("同时评审上限（件）"), min_value=0, max_value=1000)
    available = forms.BooleanField(label=gettext_lazy("可以参加评审"), required=False)

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.fields["fields_known"].choices = choices_of(fields_vocabulary().fields)  # type: ignore[attr-defined]


class PrepareForm(forms.Form):
    """For which applications experts are drawn."""

    field = forms.ChoiceField(label=gettext_lazy("领域"), required=False)
    seats = forms.IntegerField(label=gettext_lazy("每份申报的专家数"), min_value=1, max_value=99)
    group = forms.IntegerField(label=gettext_lazy("每组最多几份申报"), min_value=1, max_value=1000)

    def __init__(self, data: "QueryDict | None" = None, *, review: "Review") -> None:
        super().__init__(data, initial={"seats": review.experts, "group": review.load})
        self.fields["field"].choices = [("", _("全部领域")), *choices_of(fields_vocabulary().fields)]  # type: ignore[attr-defined]
        self.fields["group"].help_text = _("同一组申报由同一批专家评审；每位专家同时承担的不超过规则和聘期里的上限。")


class SeedForm(forms.Form):
    """A number nobody controls, and where everybody can look it up."""

    seed = forms.CharField(
        label=gettext_lazy("种子"),
        max_length=200,
        help_text=gettext_lazy("名册公布之后才产生、任何人都不能左右的数，如下一期彩票开奖号码。"),
    )
    source = forms.CharField(label=gettext_lazy("种子出处"), max_length=300, help_text=gettext_lazy("哪里、哪一期、何时公布。"))


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("理由"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class DeclareForm(forms.Form):
    """With which parties of the call one has a relation; their places in the list stand for them."""

    related = forms.MultipleChoiceField(
        label=gettext_lazy("与下列哪些申报方有关系"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("三年内任职或持股、亲属关系、共同承担项目、出具过检测报告、有争议，以及其他可能影响公正的关系。"),
    )  # fmt: skip
    statement = forms.CharField(label=gettext_lazy("是什么关系"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000)
    promise = forms.BooleanField(label=gettext_lazy("我已逐一看过上面的名单，声明属实；评审内容不外传。"))

    def __init__(self, data: "QueryDict | None" = None, *, names: Sequence[str]) -> None:
        super().__init__(data)
        self.names = list(names)
        self.fields["related"].choices = [(str(n), name) for n, name in enumerate(self.names)]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[str]:
        """Their names."""
        return [self.names[int(place)] for place in self.cleaned_data["related"]]


class ScoreForm(forms.Form):
    """A mark and a comment for each criterion, an opinion, or an abstention with its reason."""

    def __init__(self, data: "QueryDict | None" = None, *, review: "Review", score: "Score | None" = None, complete: bool = True) -> None:
        super().__init__(data, initial=_of(score) if score else None)
        asked = complete and not (data and data.get("abstained"))
        self.review = review
        for criterion in review.criteria:
            counts = _("占 %(weight)d%%") % {"weight": criterion.weight} if criterion.counts else _("不计入总分")
            name = said(criterion.name, criterion.name_en)
            self.fields[f"mark_{criterion.id}"] = forms.IntegerField(
                label=_("%(name)s（0–%(scale)d 分，%(counts)s）") % {"name": name, "scale": criterion.scale, "counts": counts},
                help_text=said(criterion.help, criterion.help_en), min_value=0, max_value=criterion.scale,
                required=asked and criterion.counts,
            )  # fmt: skip
            self.fields[f"comment_{criterion.id}"] = forms.CharField(
                label=_("%(name)s：意见") % {"name": name}, widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=4000
            )
        self.fields["opinion"] = forms.CharField(
            label=_("总体意见"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=4000
        )
        self.fields["abstained"] = forms.BooleanField(label=_("弃权"), required=False, help_text=_("弃权不是零分，不计入汇总。"))
        self.fields["abstain_reason"] = forms.CharField(label=_("弃权的理由"), required=False, max_length=1000)

    @property
    def given(self) -> Given:
        """What stands on the page, as far as it can be read."""
        told = self.cleaned_data
        marks = {one.id: told[f"mark_{one.id}"] for one in self.review.criteria if told.get(f"mark_{one.id}") is not None}
        comments = {one.id: told.get(f"comment_{one.id}", "") for one in self.review.criteria}
        return Given(marks, comments, told.get("opinion", ""), bool(told.get("abstained")), told.get("abstain_reason", ""))


def _of(score: "Score") -> dict[str, object]:
    told: dict[str, object] = {f"mark_{ident}": mark for ident, mark in score.marks.items()}
    told |= {f"comment_{ident}": text for ident, text in score.comments.items()}
    return told | {"opinion": score.opinion, "abstained": score.abstained, "abstain_reason": score.abstain_reason}


class PanelForm(forms.Form):
    """When and where who sits."""

    held_on = forms.DateField(label=gettext_lazy("日期"), widget=DAY, initial=timezone.localdate)
    place = forms.CharField(label=gettext_lazy("地点"), max_length=120, required=False)
    members = forms.MultipleChoiceField(label=gettext_lazy("成员"), widget=forms.CheckboxSelectMultiple)
    chair = forms.ChoiceField(label=gettext_lazy("组长"))

    def __init__(self, data: "QueryDict | None" = None, *, people: "Iterable[Person]") -> None:
        super().__init__(data)
        choices = [(person.id, person.name) for person in people]
        self.fields["members"].choices = choices  # type: ignore[attr-defined]
        self.fields["members"].initial = [ident for ident, _name in choices]
        self.fields["chair"].choices = choices  # type: ignore[attr-defined]


class PresenceForm(forms.Form):
    """Who came."""

    present = forms.MultipleChoiceField(label=gettext_lazy("到会成员"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: "QueryDict | None" = None, *, people: "Iterable[Person]") -> None:
        super().__init__(data)
        self.fields["present"].choices = [(person.id, person.name) for person in people]  # type: ignore[attr-defined]


class VoteForm(forms.Form):
    """How a member votes; the office says whose vote it writes down."""

    person = forms.ChoiceField(label=gettext_lazy("成员"), required=False)
    choice = forms.ChoiceField(label=gettext_lazy("表决"), choices=Choice.choices, widget=forms.RadioSelect)

    def __init__(self, data: "QueryDict | None" = None, *, people: "Iterable[Person]" = ()) -> None:
        super().__init__(data)
        self.fields["person"].choices = [(person.id, person.name) for person in people]  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """The outcome with what it rests on."""

    outcome = forms.ChoiceField(label=gettext_lazy("结论"), choices=ItemOutcome.choices, widget=forms.RadioSelect)
    amount = forms.DecimalField(label=gettext_lazy("建议金额（元）"), min_value=0, max_digits=14, decimal_places=2, required=False)
    grounds = forms.CharField(label=gettext_lazy("理由"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    cites = forms.MultipleChoiceField(label=gettext_lazy("依据"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: "QueryDict | None" = None, *, cites: Mapping[str, str], amount: bool) -> None:
        super().__init__(data)
        self.fields["cites"].choices = list(cites.items())  # type: ignore[attr-defined]
        if not amount:
            del self.fields["amount"]

    @property
    def amount_fen(self) -> int | None:
        """In fen."""
        amount = self.cleaned_data.get("amount")
        return None if amount is None else int(amount * 100)


class CorrectionForm(forms.Form):
    """What is put right in the minutes."""

    text = forms.CharField(label=gettext_lazy("更正内容"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
