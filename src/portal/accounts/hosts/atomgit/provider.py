"""What is AtomGit called, and what do we ask of it?"""

from portal.accounts.hosts.atomgit.views import AtomGitOAuth2Adapter
from portal.accounts.hosts.oauth import HostProvider


class AtomGitProvider(HostProvider):
    """AtomGit."""

    id = "atomgit"
    name = "AtomGit"
    oauth2_adapter_class = AtomGitOAuth2Adapter

    def get_default_scope(self) -> list[str]:
        """The least that names the account."""
        return []


provider_classes = [AtomGitProvider]
