"""How does Django know this app?"""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """cases."""

    name = "portal.cases"
    label = "cases"
