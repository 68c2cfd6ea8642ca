"""How does Django know this app?"""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """public."""

    name = "portal.public"
    label = "public"
