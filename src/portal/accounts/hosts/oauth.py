"""What do Gitee, GitCode and AtomGit share in signing in? OAuth2 with a code, then ``/user`` and ``/emails`` of the v5 API."""

from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import ProviderAccount, ProviderException
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

OK = 200


class HostAccount(ProviderAccount):  # type: ignore[misc] # the library ships no types
    """An account on one of these hosts, as shown to its owner."""

    account: SocialAccount

    def get_profile_url(self) -> str | None:
        """Its page on the host."""
        return cast("str | None", self.account.extra_data.get("html_url"))

    def to_str(self) -> str:
        """The name it is known by."""
        return str(self.account.extra_data.get("login") or self.account.uid)


class HostOAuth2Adapter(OAuth2Adapter):  # type: ignore[misc] # likewise
    """Endpoints come from the configuration of the app (``hosts/addresses.py``)."""

    def _address(self, key: str) -> str:
        app: SocialApp = get_adapter().get_app(self.request, provider=self.provider_id)
        return str(app.settings[key])

    @property
    def authorize_url(self) -> str:
        """Where people are sent."""
        return self._address("authorize")

    @property
    def access_token_url(self) -> str:
        """Where the code is exchanged."""
        return self._address("token")

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:  # noqa: ARG002 -- the library's signature
        """One address whatever the reader's language: hosts compare it letter by letter with the registered one."""
        with override(settings.LANGUAGE_CODE):
            return str(build_absolute_uri(request, reverse(f"{self.provider_id}_callback")))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **_more: Any) -> SocialLogin:  # noqa: ARG002, ANN401 -- likewise
        """Read the account, and its mailboxes where the host lets us.

        Raises:
            ProviderException: the host answered something that is not an account.
        """
        headers = {"Authorization": f"Bearer {token.token}", "Accept": "application/json"}
        with get_adapter().get_requests_session() as session:
            answer = session.get(f"{self._address('api')}/user", headers=headers)
            answer.raise_for_status()
            account = answer.json()
            if not isinstance(account, dict) or not account.get("id") or not account.get("login"):
                raise ProviderException(f"{self.provider_id}: /user answered no account")
            mailboxes = session.get(f"{self._address('api')}/emails", headers=headers)
        account["mailboxes"] = mailboxes.json() if mailboxes.status_code == OK else []
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, account)
        return login


class HostProvider(OAuth2Provider):  # type: ignore[misc] # likewise
    """One of these hosts."""

    account_class = HostAccount

    def extract_uid(self, data: dict[str, Any]) -> str:
        """The id that stays when the account is renamed."""
        return str(data["id"])

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """What prefills the sign-up form."""
        return {"email": data.get("email"), "username": data.get("login"), "name": data.get("name")}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Only mailboxes that the host says it has confirmed. Gitee answers a list, GitCode one mailbox."""
        answered = data.get("mailboxes") or []
        rows = [answered] if isinstance(answered, dict) else answered
        return [
            EmailAddress(email=row["email"], verified=True, primary=False)
            for row in rows
            if isinstance(row, dict) and row.get("email") and row.get("state") == "confirmed"
        ]
