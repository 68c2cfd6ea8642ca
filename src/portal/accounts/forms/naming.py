"""What is a person called? Asked of everybody who joins, with a password or from a code host."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Person

PLAIN_NAME = RegexValidator(
    r"^[^\W\d_][\w·.'’\- ]*$", _("姓名只用文字、空格和间隔号，例如“欧阳星”“Lin Wei”；请不要写网址或邮箱。"), code="name"
)
"""No addresses: a name stands in letters to others, and must not carry a link there."""


class NameForm(forms.Form):
    """Mixed by the library into both of its sign-up forms (``ACCOUNT_SIGNUP_FORM_CLASS``)."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=80,
        validators=[PLAIN_NAME],
        help_text=_("请写真实姓名，办理登记和确认任职时用。不经您同意，公开页面不显示全名。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, request: HttpRequest, user: Person) -> None:  # noqa: ARG002 -- the library calls it so
        """Keep the name; the library has just saved the person."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class ProfileForm(forms.ModelForm[Person]):
    """What people may say about themselves."""

    class Meta:
        """Name only: the mailbox is changed by proof."""

        model = Person
        fields = ("name", "name_en")
        help_texts = {"name_en": _("英文页面和英文材料中使用。")}  # noqa: RUF012 -- Django's Meta

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*arguments, **named)
        for field in self.fields.values():
            field.validators.append(PLAIN_NAME)
