"""An advisory that an officer wrote down: a draft until a second person confirms it, then a record like any other."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EntryState(models.TextChoices):
    """Where it stands."""

    DRAFT = "draft", _("待复核")
    IN_FORCE = "in_force", _("已生效")
    DISCARDED = "discarded", _("已退回")
    WITHDRAWN = "withdrawn", _("已撤回")


class AdvisoryEntry(models.Model):
    """What was entered does not change: who finds a mistake discards or withdraws it and enters another."""

    ident = models.CharField(_("编号"), max_length=40, unique=True)
    state = models.CharField(_("状态"), max_length=10, choices=EntryState.choices, default=EntryState.DRAFT)
    record = models.JSONField()
    """In OSV's format, without what only time gives (``modified``, ``withdrawn``)."""
    basis = models.TextField(_("依据"), max_length=2_000)
    """Where it was published, for whoever confirms; not public."""
    entered_by = models.CharField(max_length=40)
    entered_at = models.DateTimeField(default=timezone.now)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    """Confirmed or discarded."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    """Why it was discarded or withdrawn."""

    class Meta:
        """Newest first."""

        verbose_name = _("录入的公告")
        ordering: ClassVar[list[str]] = ["-entered_at", "-id"]

    def __str__(self) -> str:
        return self.ident
