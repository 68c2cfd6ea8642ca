"""What is asked when a role is handed to somebody?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.acting import Acting
from portal.accounts.forms.organisations import district_choices
from portal.accounts.models import Organisation
from portal.accounts.roles import HELD_IN_DISTRICT, HELD_IN_ORGANISATION, Act, Scope
from portal.accounts.selectors.grants import grantable_roles
from portal.accounts.selectors.people import person_named
from portal.accounts.uscc import normalise_uscc


class GrantForm(forms.Form):
    """Who, as what, where, from when to when, and why."""

    person = forms.CharField(
        label=_("人员"),
        max_length=254,
        help_text=_("登录邮箱或人员编号（p- 开头）；对方须先注册并证实邮箱。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=pgettext_lazy("one", "角色"))
    organisation = forms.CharField(
        label=_("单位"), max_length=60, required=False, help_text=_("单位的角色才填：统一社会信用代码或单位编号。")
    )
    district = forms.ChoiceField(label=_("区县（园区）"), required=False, help_text=_("区县、园区的角色才选。"))
    from_on = forms.DateField(
        label=_("自"), required=False, help_text=_("留空即今天。"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until_on = forms.DateField(
        label=_("至（不含）"),
        required=False,
        help_text=_("不再有这个角色的第一天；留空即长期。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("例如任命文件的文号；记入留痕。"))

    def __init__(self, *arguments: Any, acting: Acting, **named: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*arguments, **named)
        roles = grantable_roles(acting)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        if not HELD_IN_ORGANISATION & set(roles):
            del self.fields["organisation"]
        if not HELD_IN_DISTRICT & set(roles):
            del self.fields["district"]
        elif acting.scope(Act.ROLE_GRANT) is Scope.DISTRICT:
            self.fields["district"].choices = [choice for choice in district_choices() if choice[0] == acting.district]  # type: ignore[attr-defined]
        else:
            self.fields["district"].choices = district_choices(none=_("（不适用）"))  # type: ignore[attr-defined]

    def clean_person(self) -> Any:  # noqa: ANN401 -- a person
        """The one who is meant."""
        found = person_named(self.cleaned_data["person"])
        if found is None:
            raise forms.ValidationError(_("没有这个人：请核对邮箱，并确认对方已注册且证实了邮箱。"))
        return found

    def clean_organisation(self) -> Organisation | None:
        """The one that is meant."""
        text = self.cleaned_data["organisation"].strip()
        if not text:
            return None
        found = Organisation.objects.filter(uscc=normalise_uscc(text)).first() or Organisation.objects.filter(pk=text).first()
        if found is None:
            raise forms.ValidationError(_("没有登记过这个单位：请核对代码。"))
        return found
