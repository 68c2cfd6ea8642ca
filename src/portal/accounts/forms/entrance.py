"""How do the library's forms of signing in, joining and passwords speak to our people? Same fields, our words."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.socialaccount import forms as socialaccount
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.errors import Sentence

MAILBOX = _("邮箱")
PASSWORD = _("密码")
AGAIN = _("再输一遍密码")
NEW = _("新密码")
CODE = _("验证码")
PASSWORD_HELP = _("至少 10 个字符；不要用常见密码，也不要与姓名、邮箱相近。")
CODE_HELP = _("信里的验证码，大小写不限，15 分钟内有效。")


class Worded(forms.Form):
    """Labels and help by field; what a placeholder says the label says already."""

    labels: ClassVar[Mapping[str, Sentence]] = {}
    helps: ClassVar[Mapping[str, Sentence]] = {}

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 -- the library's forms differ
        super().__init__(*arguments, **named)
        for name, field in self.fields.items():
            if name in self.labels:
                field.label = str(self.labels[name])
                field.help_text = str(self.helps.get(name, ""))
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = str(_("请填写%(label)s。") % {"label": field.label})
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = str(_("邮箱格式不对，例如 name@example.cn。"))


class SignInForm(Worded, account.LoginForm):
    """Sign in."""

    labels = {"login": MAILBOX, "password": PASSWORD}  # noqa: RUF012 -- a table of words


class JoinForm(Worded, account.SignupForm):
    """Join with a password."""

    labels = {"email": MAILBOX, "password1": PASSWORD, "password2": AGAIN}  # noqa: RUF012 -- a table of words
    helps = {"email": _("用来登录和接收通知；我们会寄一个验证码到这里。"), "password1": PASSWORD_HELP}  # noqa: RUF012 -- likewise
    field_order = ("name", "email", "password1", "password2")


class JoinFromHostForm(Worded, socialaccount.SignupForm):
    """Join from a code host."""

    labels = {"email": MAILBOX}  # noqa: RUF012 -- a table of words
    helps = {"email": _("用来登录和接收通知；平台没有证实的邮箱，我们会寄一个验证码。")}  # noqa: RUF012 -- likewise
    field_order = ("name", "email")


class ResetForm(Worded, account.ResetPasswordForm):
    """Ask for a code by mail."""

    labels = {"email": _("登录邮箱")}  # noqa: RUF012 -- a table of words


class NewPasswordForm(Worded, account.ResetPasswordKeyForm):
    """Choose a password after the code."""

    labels = {"password1": NEW, "password2": AGAIN}  # noqa: RUF012 -- a table of words
    helps = {"password1": PASSWORD_HELP}  # noqa: RUF012 -- likewise


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    """Change it."""

    labels = {"oldpassword": _("现在的密码"), "password1": NEW, "password2": AGAIN}  # noqa: RUF012 -- a table of words
    helps = {"password1": PASSWORD_HELP}  # noqa: RUF012 -- likewise


class SetPasswordForm(Worded, account.SetPasswordForm):
    """Set the first one, after joining from a code host."""

    labels = {"password1": NEW, "password2": AGAIN}  # noqa: RUF012 -- a table of words
    helps = {"password1": PASSWORD_HELP}  # noqa: RUF012 -- likewise


class ChangeMailboxForm(Worded, account.AddEmailForm):
    """Sign in with another mailbox from now on."""

    labels = {"email": _("新的登录邮箱")}  # noqa: RUF012 -- a table of words
    helps = {"email": _("我们会寄一个验证码到新邮箱；证实之前，原邮箱照常可用。")}  # noqa: RUF012 -- likewise


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    """It is still you?"""

    labels = {"password": PASSWORD}  # noqa: RUF012 -- a table of words


class MailboxCodeForm(Worded, account.ConfirmEmailVerificationCodeForm):
    """The code that proves a mailbox."""

    labels = {"code": CODE}  # noqa: RUF012 -- a table of words
    helps = {"code": CODE_HELP}  # noqa: RUF012 -- likewise


class ResetCodeForm(Worded, account.ConfirmPasswordResetCodeForm):
    """The code that lets a forgotten password be replaced."""

    labels = {"code": CODE}  # noqa: RUF012 -- a table of words
    helps = {"code": CODE_HELP}  # noqa: RUF012 -- likewise
