"""How does Django know this app?"""

from importlib import import_module

from django.apps import AppConfig


class WatchConfig(AppConfig):
    """watch. Its rows are evidence's: what is read of repositories, and what was ruled, goes back into runs."""

    name = "portal.watch"
    label = "watch"

    def ready(self) -> None:
        """Say how the things of watch are named, and what of them waits for whom."""
        import_module("portal.watch.things")
        also_kept = import_module("portal.register.services.privacy").also_kept
        also_kept(import_module("portal.watch.selectors.own_data").tables_of)
        offer = import_module("portal.evidence.selectors.waiting").offer
        offer(import_module("portal.watch.selectors.waiting").waiting)
