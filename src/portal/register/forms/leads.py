"""What does an officer write about a lead?"""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.accounts.acting import Acting
from portal.accounts.models import Organisation
from portal.accounts.roles import Act, Scope
from portal.register.forms.claims import day_field
from portal.register.models import Lead, LeadKind, LeadState
from portal.register.models.lead import NEEDS_FACTS
from portal.register.promise_metrics import PromiseMetric, promise_metrics
from portal.register.selectors.claims import organisations_named
from portal.register.services.promises import PromisedFact
from portal.register.vocabulary import choices_of, districts


class LeadForm(forms.Form):
    """Who or what, from where, what comes next."""

    kind = forms.ChoiceField(label=_("类别"), choices=LeadKind.choices)
    name = forms.CharField(label=_("名称"), max_length=120)
    name_en = forms.CharField(label=_("英文名称"), max_length=160, required=False)
    source = forms.CharField(label=_("线索来源"), max_length=200, help_text=_("谁提供的，在什么场合。"))
    district = forms.ChoiceField(label=_("区县（园区）"), required=False)
    organisation = forms.CharField(
        label=_("落地主体"), max_length=120, required=False, help_text=_("已在平台登记的单位全称或统一社会信用代码；签约前可以留空。")
    )
    next_step = forms.CharField(label=_("下一步"), max_length=200, required=False)
    next_on = day_field(label=_("下一步日期"), required=False)

    def __init__(self, data: QueryDict | None = None, *, acting: Acting, lead: Lead | None = None) -> None:
        super().__init__(data, initial=_as_it_stands(lead))
        every = choices_of(districts())
        if acting.scope(Act.LEAD_EDIT) is Scope.DISTRICT:
            own = [one for one in every if one[0] == acting.district] or [(acting.district, acting.district)]
            self.fields["district"].choices = own  # type: ignore[attr-defined]
            self.fields["district"].required = True
        else:
            self.fields["district"].choices = [("", _("全市")), *every]  # type: ignore[attr-defined]

    def clean_organisation(self) -> Organisation | None:
        """The one body that is meant, if any.

        Raises:
            ValidationError: none, or several.
        """
        text = self.cleaned_data["organisation"]
        if not text.strip():
            return None
        found = organisations_named(text)
        if len(found) != 1:
            raise forms.ValidationError(_("没有找到唯一的单位；请填写已登记单位的全称或统一社会信用代码。"))
        return found[0]


def _as_it_stands(lead: Lead | None) -> dict[str, object]:
    if lead is None:
        return {}
    return {name: getattr(lead, name) for name in ("kind", "name", "name_en", "source", "district", "next_step", "next_on")} | {
        "organisation": lead.organisation.name if lead.organisation else ""
    }


class LeadMoveForm(forms.Form):
    """Where to, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ChoiceField(label=_("转为"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("理由"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    ended_on = day_field(label=_("退出或终止日期"), required=False, help_text=_("退出、终止时必填，理由也必填。"))

    def __init__(self, data: QueryDict | None = None, *, lead: Lead, moves: list[LeadState], holds: bool) -> None:
        super().__init__(data, initial={"version": lead.version, "to": moves[0].value if len(moves) == 1 else None}, auto_id="move_%s")
        open_ones = [to for to in moves if holds or to not in NEEDS_FACTS]
        self.fields["to"].choices = [(to.value, to.label) for to in open_ones]  # type: ignore[attr-defined]
        if not {LeadState.EXITED, LeadState.DROPPED} & set(open_ones):
            del self.fields["ended_on"]


class ContactForm(forms.Form):
    """A conversation and what comes of it."""

    on = day_field(label=_("日期"))
    who = forms.CharField(label=_("对方"), max_length=120, help_text=_("单位和职务即可。"))
    summary = forms.CharField(label=_("内容"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    next_step = forms.CharField(label=_("下一步"), max_length=200, required=False)
    next_on = day_field(label=_("下一步日期"), required=False)


class PromiseForm(forms.Form):
    """What was promised, by when; as a rule where it can be measured."""

    text = forms.CharField(label=_("承诺内容"), max_length=300)
    due_on = day_field(label=_("期限"))
    metric = forms.CharField(
        label=_("核对指标"), max_length=80, required=False, help_text=_("能由仓库证明的承诺请写成规则，由运行核对；不能的留空。")
    )
    subject = forms.ChoiceField(label=_("核对谁"), required=False, help_text=_("本线索的落地主体或目标仓库。"))
    at_least = forms.IntegerField(label=_("不少于"), required=False, min_value=1)

    def __init__(self, data: QueryDict | None = None, *, lead: Lead) -> None:
        super().__init__(data, auto_id="promise_%s")
        subjects = [(f"organisation:{lead.organisation_id}", str(lead.organisation))] if lead.organisation_id else []
        subjects += [(f"repository:{one.pk}", one.name) for one in lead.targets.all()]
        self.fields["subject"].choices = [("", _("（不写成规则）")), *subjects]  # type: ignore[attr-defined]
        self.known = promise_metrics()
        if self.known:
            named = [(one.id, f"{one.name}（{one.unit}）" if one.unit else str(one.name)) for one in self.known.values()]
            plain = self.fields["metric"]
            self.fields["metric"] = forms.ChoiceField(
                label=plain.label, required=False, help_text=plain.help_text, choices=[("", _("（不写成规则）")), *named]
            )

    def clean(self) -> dict[str, object]:
        """A rule has all three parts, or it is none.

        Raises:
            ValidationError: only some parts, or a measure that is not taken of such a subject.
        """
        given = super().clean() or self.cleaned_data
        parts = [bool(given.get("metric")), bool(given.get("subject")), given.get("at_least") is not None]
        if any(parts) and not all(parts):
            raise forms.ValidationError(_("写成规则要同时填写指标、核对谁和数值；不写成规则则都留空。"))
        metric = self.known.get(str(given.get("metric")))
        if metric and str(given.get("subject")).partition(":")[0] not in metric.subject_kinds:
            raise forms.ValidationError(_("这个指标不能用来核对所选的主体。"))
        return dict(given)

    def fact(self) -> PromisedFact | None:
        """The rule, if it is one."""
        given = self.cleaned_data
        if not given.get("metric"):
            return None
        kind, _colon, subject = given["subject"].partition(":")
        scale = self.known.get(given["metric"], PromiseMetric(given["metric"], "")).scale
        return PromisedFact(given["metric"], kind, subject, given["at_least"] * scale)


class TargetForm(forms.Form):
    """A repository to watch."""

    url = forms.CharField(label=_("仓库网址"), max_length=500, help_text=_("如 https://gitee.com/组织/仓库；不必已在本平台登记。"))


class StrikeForm(forms.Form):
    """Why a promise is struck."""

    reason = forms.CharField(label=_("删去的理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class PurposeForm(forms.Form):
    """What an export is for."""

    purpose = forms.CharField(label=_("导出用途"), max_length=200, help_text=_("会写入留痕。"))
