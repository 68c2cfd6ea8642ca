"""How do the library's forms of the second factor speak to our people?"""

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms.entrance import Worded

CODE = _("动态口令或备用码")
KEY_NAME = _("名称")


class AuthenticateForm(Worded, base.AuthenticateForm):
    """After the password."""

    labels = {"code": CODE}  # noqa: RUF012 -- a table of words
    helps = {"code": _("身份验证器应用里的 6 位数字；手机不在身边时，用一个备用码。")}  # noqa: RUF012 -- likewise


class ReauthenticateForm(Worded, base.ReauthenticateForm):
    """It is still you?"""

    labels = {"code": CODE}  # noqa: RUF012 -- a table of words


class ActivateForm(Worded, totp.ActivateTOTPForm):
    """Show that the app has the secret."""

    labels = {"code": _("动态口令")}  # noqa: RUF012 -- a table of words
    helps = {"code": _("应用里现在显示的 6 位数字。")}  # noqa: RUF012 -- likewise


class AddKeyForm(Worded, webauthn.AddWebAuthnForm):
    """A security key or passkey."""

    labels = {"name": KEY_NAME, "passwordless": _("用它直接登录（通行密钥），不再输密码")}  # noqa: RUF012 -- a table of words
    helps = {  # noqa: RUF012 -- likewise
        "name": _("方便您辨认，例如“办公室的钥匙”“我的手机”。"),
        "passwordless": _("设备会要求指纹、面容或 PIN。"),
    }


class EditKeyForm(Worded, webauthn.EditWebAuthnForm):
    """Rename one."""

    labels = {"name": KEY_NAME}  # noqa: RUF012 -- a table of words
