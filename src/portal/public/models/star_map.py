"""Where the stars of a run stand, so that a page never waits for the layout and a frozen chart stays as it was."""

from django.db import models
from django.utils import timezone

from portal.evidence.models import Run


class StarMap(models.Model):
    """Made once a run; projects that join the register later are added, nobody is moved."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="star_map")
    places = models.JSONField(default=dict)
    """Record id → [x, y] in the frame of ``portal.public.stars``."""
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.run_id}"
