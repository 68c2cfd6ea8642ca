"""A finished run of the engine as the portal keeps it: written once, never changed but for its publication."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.evidence.models.snapshot import Snapshot


class RunState(models.TextChoices):
    """Who may see it."""

    LOADED = "loaded", _("内部")
    PUBLISHED = "published", _("已公布")
    RETRACTED = "retracted", _("已撤下")


class Run(models.Model):
    """The manifest, tables and bundle lie in ``$XINGTU_HOME/runs/<run_id>/``; what pages need of them is in ``run_rows``."""

    run_id = models.CharField(unique=True, max_length=64)
    results_hash = models.CharField(max_length=64)
    programme = models.CharField(max_length=80)
    programme_name = models.CharField(max_length=200)
    programme_name_en = models.CharField(max_length=200, blank=True)
    programme_version = models.CharField(max_length=20, blank=True)
    policy_hash = models.CharField(max_length=64)
    """Of the programme file."""
    basis = models.CharField(max_length=300, blank=True)
    window = models.CharField(max_length=300)
    window_en = models.CharField(max_length=300, blank=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    """Exclusive; both null for a window of commit ranges."""
    engine = models.CharField(max_length=40)
    declarations = models.CharField(max_length=64)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="runs")
    """Null: loaded from a bundle made elsewhere."""
    completeness = models.PositiveIntegerField()
    """Measured over expected commits of all its repositories, in millionths."""
    publishable = models.BooleanField()
    refusal = models.JSONField(default=list)
    """Why it may not be published, a sentence each."""
    notes = models.JSONField(default=list)
    """[[zh, en], …]: what a reader must know before any number."""
    state = models.CharField(max_length=20, choices=RunState.choices, default=RunState.LOADED)
    loaded_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=40, blank=True)
    retraction = models.CharField(max_length=500, blank=True)
    journal_sequence = models.BigIntegerField(null=True)
    journal_digest = models.CharField(max_length=128, blank=True)
    """The journal's head at publication: a tail cut off later shows."""

    class Meta:
        """Newest first."""

        verbose_name = _("运行")
        ordering: ClassVar[list[str]] = ["-loaded_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["programme", "state"])]

    def __str__(self) -> str:
        return f"{self.run_id[:12]} {self.programme}"

    @property
    def short(self) -> str:
        """As written in addresses and commands."""
        return self.run_id[:12]
