"""How does Django know this app?"""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """evidence."""

    name = "portal.evidence"
    label = "evidence"
