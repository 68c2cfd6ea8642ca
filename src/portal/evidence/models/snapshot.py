"""A frozen state of everything declared: what the register handed to the engine, once."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Snapshot(models.Model):
    """The text itself lies in ``$XINGTU_HOME/declarations/<digest>/city.toml``: raw addresses, so it stays in the office."""

    digest = models.CharField(primary_key=True, max_length=64)
    """SHA-256 of the file's bytes."""
    frozen_at = models.DateTimeField(default=timezone.now)
    repositories = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    organisations = models.PositiveIntegerField()
    statements = models.PositiveIntegerField()
    """Claims that count: proven mailboxes and confirmed employments."""
    journal_sequence = models.BigIntegerField()
    """The journal's head when it was frozen: what was declared later is not in it."""

    class Meta:
        """Newest first."""

        verbose_name = _("声明快照")
        ordering = ("-frozen_at",)

    def __str__(self) -> str:
        return self.digest[:12]
