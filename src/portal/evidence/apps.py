"""How does Django know this app?"""

from importlib import import_module

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """evidence."""

    name = "portal.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Offer the newest run's measures to those who write down promises, and read what has just been registered."""
        import_module("portal.evidence.listeners")
        import_module("portal.evidence.things")
        offer = import_module("portal.register.promise_metrics").offer
        offer(import_module("portal.evidence.selectors.promise_measures").promise_measures)
