"""How does Django know this app?"""

from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_save


class PublicConfig(AppConfig):
    """public."""

    name = "portal.public"
    label = "public"

    def ready(self) -> None:
        """Place the stars when an observation is published: evidence lies below and cannot ask for it."""
        from portal.evidence.models import Run  # noqa: PLC0415 -- models are not there before the registry is

        post_save.connect(_place_stars, sender=Run, dispatch_uid="public.star_map")


def _place_stars(instance: Any, **_named: object) -> None:  # noqa: ANN401 -- a Run; its module cannot be imported yet
    from portal.public.selectors.observation import OBSERVATION  # noqa: PLC0415
    from portal.public.services import make_star_map  # noqa: PLC0415

    if instance.state == "published" and instance.programme.startswith(OBSERVATION):
        transaction.on_commit(lambda: make_star_map.enqueue(instance.run_id))
