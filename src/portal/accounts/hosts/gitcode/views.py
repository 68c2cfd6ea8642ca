"""Where does a sign-in with GitCode begin and come back?"""

from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView

from portal.accounts.hosts.oauth import HostOAuth2Adapter


class GitCodeOAuth2Adapter(HostOAuth2Adapter):
    """GitCode."""

    provider_id = "gitcode"


oauth2_login = OAuth2LoginView.adapter_view(GitCodeOAuth2Adapter)
oauth2_callback = OAuth2CallbackView.adapter_view(GitCodeOAuth2Adapter)
