"""What officials enter at the desk: a move with its reasons, a settled check, a stamped scan, a colleague."""

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Grant, Person
from portal.calls.models import Outcome
from xingtu.policy.form import Form

REASON = forms.Textarea(attrs={"rows": 4})


class MoveForm(forms.Form):
    """A reason; for a return also what must be put right, field by field."""

    reason = forms.CharField(label=_("理由"), widget=REASON, required=False, max_length=2000)

    def __init__(self, data: QueryDict | None = None, *, needs_reason: bool = False, form: Form | None = None) -> None:
        super().__init__(data)
        self.fields["reason"].required = needs_reason and form is None
        self.fields["reason"].help_text = _("申报人会原样看到。") if needs_reason else _("可以不填；会写入办理经过。")
        for field in form.fields if form else ():
            self.fields[f"field_{field.id}"] = forms.CharField(label=field.label, required=False, max_length=300)

    @property
    def told(self) -> dict[str, str]:
        """{field id: what must be put right}."""
        return {name.removeprefix("field_"): text for name, text in self.cleaned_data.items() if name.startswith("field_") and text}


class ResolveForm(forms.Form):
    """What a person made of an unknown."""

    outcome = forms.ChoiceField(label=_("认定"), choices=[(Outcome.PASS, _("符合")), (Outcome.FAIL, _("不符合"))], widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("依据"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, help_text=_("查了什么、看到什么、何时查的。")
    )


class DecideForm(forms.Form):
    """What the desk made of a clarification."""

    accepted = forms.ChoiceField(label=_("认定"), choices=[("yes", _("澄清成立")), ("no", _("澄清不成立"))], widget=forms.RadioSelect)
    decision = forms.CharField(label=_("依据"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class StampForm(forms.Form):
    """The stamped scan, with the code that stands on the paper."""

    code = forms.CharField(label=_("扫描件页脚上的内容码"), max_length=40, help_text=_("照纸上的抄写，如 ABCD-EFGH-JKLM-NPQR。"))
    scan = forms.FileField(label=_("盖章扫描件（PDF 或图片）"))


class OfficerForm(forms.Form):
    """A colleague of the same desk, or nobody."""

    officer = forms.ChoiceField(label=_("承办人"), required=False)

    def __init__(self, data: QueryDict | None = None, *, colleagues: list[Person]) -> None:
        super().__init__(data)
        self.fields["officer"].choices = [("", _("暂不指定")), *((person.id, person.name) for person in colleagues)]  # type: ignore[attr-defined]


def colleagues_of(roles: tuple[str, ...], district: str, today: date) -> list[Person]:
    """Who holds one of the roles today, in the district when one is given."""
    held = Grant.objects.held_on(today).filter(role__in=roles)
    if district:
        held = held.filter(district=district)
    return [grant.person for grant in held.select_related("person").order_by("person__name")]
