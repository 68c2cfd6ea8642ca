"""How does Django know this app?"""

from importlib import import_module

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """register."""

    name = "portal.register"
    label = "register"

    def ready(self) -> None:
        """Listen to the apps below, and tell them how registered things are called."""
        import_module("portal.register.listeners")
        import_module("portal.register.things")
