"""Where does a sign-in with Gitee begin and come back?"""

from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView

from portal.accounts.hosts.oauth import HostOAuth2Adapter


class GiteeOAuth2Adapter(HostOAuth2Adapter):
    """Gitee."""

    provider_id = "gitee"


oauth2_login = OAuth2LoginView.adapter_view(GiteeOAuth2Adapter)
oauth2_callback = OAuth2CallbackView.adapter_view(GiteeOAuth2Adapter)
