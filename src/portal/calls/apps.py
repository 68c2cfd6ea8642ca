"""How does Django know this app?"""

from importlib import import_module

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """calls."""

    name = "portal.calls"
    label = "calls"

    def ready(self) -> None:
        """Say how the things of calls are named."""
        import_module("portal.calls.things")
