"""What is GitCode called, and what do we ask of it?"""

from portal.accounts.hosts.gitcode.views import GitCodeOAuth2Adapter
from portal.accounts.hosts.oauth import HostProvider


class GitCodeProvider(HostProvider):
    """GitCode."""

    id = "gitcode"
    name = "GitCode"
    oauth2_adapter_class = GitCodeOAuth2Adapter

    def get_default_scope(self) -> list[str]:
        """The least that names the account."""
        return []


provider_classes = [GitCodeProvider]
