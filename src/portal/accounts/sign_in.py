"""What is ours in signing in? What the library says in our words, where people land, which host accounts are theirs.

Joining, signing in and changes of how somebody signs in enter the journal (``signals.py``); a bound account on a code host is
announced with ``host_bound``, and ``register`` makes a proven claim of it.
"""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.dispatch import Signal
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Person
from portal.accounts.throttle import free_at, said
from portal.errors import Sentence

KEPT = ("id", "login", "username", "name", "html_url", "web_url", "type")
"""What is kept of an account on a code host; its mailboxes are claims, its picture and counts are none of our business."""
KEPT_OF_CLAIMS = ("sub", "preferred_username", "name")
"""Likewise of an identity that comes by OIDC."""
CODE_HOSTS = frozenset({"github", "gitlab", "gitee", "gitcode", "atomgit"})

host_bound = Signal()
"""Somebody has shown that an account on a code host is theirs, by signing in there.

Sent inside no transaction of ours, with ``provider``, ``login``, ``native_id``, ``mailboxes`` (those the host has confirmed), ``person``.
"""
host_released = Signal()
"""They no longer sign in with it: ``provider``, ``login``, ``native_id``, ``person``. What it proved stays proven."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # the library ships no types
    """Sign-in by mailbox and password."""

    error_messages: ClassVar[dict[str, Sentence]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("这个账号已停用。"),
        "cannot_remove_primary_email": _("登录邮箱不能移除，请先换成另一个。"),
        "duplicate_email": _("这已经是您的邮箱。"),
        "email_password_mismatch": _("邮箱或密码不对。忘记密码可以重设。"),
        "email_taken": _("这个邮箱已经注册。"),
        "enter_current_password": _("现在的密码不对。"),
        "incorrect_code": _("验证码不对。"),
        "incorrect_password": _("密码不对。"),
        "invalid_or_expired_key": _("链接无效或已过期。"),
        "invalid_login": _("没有登录成功。"),
        "invalid_password_reset": _("重设密码的验证码无效，请重新申请。"),
        "max_email_addresses": _("最多只能登记 %d 个邮箱。"),
        "too_many_login_attempts": _("试错次数过多，请稍后再试。"),
        "unknown_email": _("没有用这个邮箱注册的账号。"),
        "unverified_primary_email": _("登录邮箱须先经过证实。"),
        "select_only_one": _("只能选一项。"),
        "same_as_current": _("新的不能与现在的相同。"),
        "rate_limited": _("操作太频繁，请稍等片刻再试。"),
    }

    def format_email_subject(self, subject: str) -> str:
        """The portal's name first."""
        return gettext("【星图】%(subject)s") % {"subject": subject}

    def get_login_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 -- the library calls it so
        """The person's own front page, in the language they read."""
        try:
            return reverse("evidence:me")
        except NoReverseMatch:
            return reverse("accounts:profile")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Likewise."""
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 -- the library calls it so
        """Back to where passwords and keys are kept together."""
        return reverse("accounts:profile")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401 -- the library calls it so
        """Count the attempt; say until when when there were too many wrong ones."""
        key = self._get_login_attempts_cache_key(request, **credentials)
        self._login_failed_rl_usage = ratelimit.consume(request, app="allauth.account", action="login_failed", key=key)
        if self._login_failed_rl_usage is None:
            until = free_at(request, action="login_failed", key=key)
            error = self.validation_error("too_many_login_attempts")
            error.message = said(until)
            raise error


class HostAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # likewise
    """Sign-in by an account on a code host. It never joins two accounts because their mailboxes are equal."""

    error_messages: ClassVar[dict[str, Sentence]] = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": _("这个邮箱已经注册。请先用它登录，再在“登录与安全”里绑定 %s 账号。"),
        "invalid_token": _("平台返回的凭证无效。"),
        "no_password": _("您还没有设置密码；解绑后将无法登录，请先设置密码。"),
        "no_verified_email": _("您还没有证实过的邮箱；解绑后将无法找回密码，请先证实邮箱。"),
        "disconnect_last": _("这是最后一个登录方式，不能解绑。"),
        "connected_other": _("这个平台账号已经绑定在另一个账号上。"),
    }

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Person:
        """Prefill the form, and forget what the host told us beyond what names the account."""
        given = sociallogin.account.extra_data
        if sociallogin.account.provider in CODE_HOSTS:
            sociallogin.account.extra_data = {key: given[key] for key in KEPT if key in given}
        else:
            claims = given.get("userinfo") or given.get("id_token") or {}
            sociallogin.account.extra_data = {"userinfo": {key: claims[key] for key in KEPT_OF_CLAIMS if key in claims}}
        person: Person = super().populate_user(request, sociallogin, data)
        person.name = str(data.get("name") or "")[:80]
        return person

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        """Name and mailbox as the host gave them."""
        return {**super().get_signup_form_initial_data(sociallogin), "name": sociallogin.user.name if sociallogin.user else ""}

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None) -> Person:
        """Keep no mailbox that the host knows but the person did not write into the form."""
        if form is not None:
            wanted = form.cleaned_data["email"].lower()
            sociallogin.proven_mailboxes = [one.email.lower() for one in sociallogin.email_addresses if one.verified]
            sociallogin.email_addresses = [one for one in sociallogin.email_addresses if one.email.lower() == wanted]
        person: Person = super().save_user(request, sociallogin, form)
        return person


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # likewise
    """The second factor."""

    error_messages: ClassVar[dict[str, Sentence]] = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _("已启用两步验证的账号不能这样添加邮箱。"),
        "cannot_delete_authenticator": _("不能停用两步验证。"),
        "cannot_generate_recovery_codes": _("启用两步验证之后才能生成备用码。"),
        "incorrect_code": _("口令不对，请用应用里现在显示的数字，或一个没用过的备用码。"),
        "unverified_email": _("证实邮箱之后才能启用两步验证。"),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """How a browser names us when it asks for a key."""
        return {**super().get_public_key_credential_rp_entity(), "name": gettext("星图")}
