"""How does Django know this app?"""

from importlib import import_module

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """calls."""

    name = "portal.calls"
    label = "calls"

    def ready(self) -> None:
        """Say how the things of calls are named, and what of them waits for whom."""
        import_module("portal.calls.things")
        import_module("portal.calls.services.erasures")
        also_kept = import_module("portal.register.services.privacy").also_kept
        also_kept(import_module("portal.calls.selectors.own_data").tables_of)
        offer = import_module("portal.evidence.selectors.waiting").offer
        offer(import_module("portal.calls.selectors.waiting").waiting)
        offer(import_module("portal.calls.selectors.money").money_waiting)
