"""How does Django know this app?"""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """journal."""

    name = "portal.journal"
    label = "journal"
