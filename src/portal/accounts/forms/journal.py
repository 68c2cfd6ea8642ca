"""What may a reader of the journal look for?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.selectors.journal import Wanted
from portal.journal.events import Event


class JournalFilter(forms.Form):
    """Every field narrows the list."""

    event = forms.ChoiceField(label=_("事件"), required=False, choices=[("", _("全部")), *Event.choices])
    actor = forms.CharField(label=_("经办人编号"), required=False, max_length=40)
    subject = forms.CharField(label=_("对象编号"), required=False, max_length=120)
    from_on = forms.DateField(label=_("自"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until_on = forms.DateField(label=_("至"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def wanted(self) -> Wanted:
        """As the selector takes it; what was not understood is left out."""
        self.full_clean()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})
