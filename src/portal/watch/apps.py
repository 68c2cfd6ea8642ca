"""How does Django know this app?"""

from importlib import import_module

from django.apps import AppConfig


class WatchConfig(AppConfig):
    """watch. What is found and what was ruled are evidence's rows; its own are whom it tells of it, and what they were told."""

    name = "portal.watch"
    label = "watch"

    def ready(self) -> None:
        """Say how the things of watch are named, and what of them waits for whom."""
        import_module("portal.watch.things")
        import_module("portal.watch.services.noting")
        also_kept = import_module("portal.register.services.privacy").also_kept
        also_kept(import_module("portal.watch.selectors.own_data").tables_of)
        offer = import_module("portal.evidence.selectors.waiting").offer
        offer(import_module("portal.watch.selectors.waiting").waiting)
