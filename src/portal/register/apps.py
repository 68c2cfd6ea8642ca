"""How does Django know this app?"""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """register."""

    name = "portal.register"
    label = "register"
