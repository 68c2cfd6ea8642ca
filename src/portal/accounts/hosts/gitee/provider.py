"""What is Gitee called, and what do we ask of it?"""

from portal.accounts.hosts.gitee.views import GiteeOAuth2Adapter
from portal.accounts.hosts.oauth import HostProvider


class GiteeProvider(HostProvider):
    """Gitee."""

    id = "gitee"
    name = "Gitee"
    oauth2_adapter_class = GiteeOAuth2Adapter

    def get_default_scope(self) -> list[str]:
        """The least that names the account."""
        return ["user_info", "emails"]


provider_classes = [GiteeProvider]
