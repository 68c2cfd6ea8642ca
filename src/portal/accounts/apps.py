"""How does Django know this app?"""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """accounts."""

    name = "portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to the library's signals and tell how bodies are called; models exist only now."""
        from portal.accounts import signals, things  # noqa: F401, PLC0415 -- connecting is the point
