"""How does Django know this app?"""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """accounts."""

    name = "portal.accounts"
    label = "accounts"
