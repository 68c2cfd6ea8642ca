"""How does Django know this app?"""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """messages."""

    name = "portal.messages"
    label = "portal_messages"
