"""Where does a sign-in with AtomGit begin and come back?"""

from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView

from portal.accounts.hosts.oauth import HostOAuth2Adapter


class AtomGitOAuth2Adapter(HostOAuth2Adapter):
    """AtomGit."""

    provider_id = "atomgit"


oauth2_login = OAuth2LoginView.adapter_view(AtomGitOAuth2Adapter)
oauth2_callback = OAuth2CallbackView.adapter_view(AtomGitOAuth2Adapter)
