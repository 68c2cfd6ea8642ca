"""How does Django know this app?"""

from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """cases."""

    name = "portal.cases"
    label = "cases"

    def ready(self) -> None:
        """Tell how cases are called."""
        import_module("portal.cases.things")
