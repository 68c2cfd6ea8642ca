"""What was read of the licences of one repository at one commit, as far as lists, facts and pages need it without opening the lake."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.evidence.models.run import Run

WHOLE = 1_000_000


class ReadingState(models.TextChoices):
    """As the owner reads it."""

    WAITING = "waiting", _("等待检测")
    EXAMINING = "examining", _("检测中")
    DONE = "done", _("已检测")
    FAILED = "failed", _("没有检测成")


class LicenceReading(models.Model):
    """Once done never changed, but for ``current``: an upgrade of the tools or a new ruling makes another reading of the same commit."""

    repository = models.ForeignKey("register.Repository", on_delete=models.CASCADE, related_name="licence_readings", verbose_name=_("仓库"))
    commit = models.CharField(_("提交"), max_length=64)
    state = models.CharField(_("状态"), max_length=20, choices=ReadingState.choices, default=ReadingState.WAITING)
    current = models.BooleanField(default=False)
    """The newest one of its repository that is done."""
    problem = models.TextField(_("原因与办法"), blank=True)
    requested_by = models.CharField(max_length=40, blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(null=True, blank=True)
    """When the worker took it up."""
    made_at = models.DateTimeField(null=True, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    """Id of the stored evidence in the lake."""
    fingerprint = models.CharField(_("检测指纹"), max_length=128, blank=True)
    rulings = models.CharField(max_length=64, blank=True)
    """Digest of the rulings it was concluded with."""
    accelerated = models.BooleanField(default=False)
    committed_at = models.CharField(max_length=40, blank=True)
    declared = models.TextField(_("声明"), blank=True)
    detected = models.TextField(_("检出"), blank=True)
    concluded = models.TextField(_("认定"), blank=True)
    concluded_by = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    questions = models.JSONField(default=list)
    """What a person has to look at, as ids of the engine."""
    licence_class = models.CharField(_("类别"), max_length=40, blank=True)
    """Of the headline licence, an id of ``policy/licences.toml``; empty: not known there."""
    open = models.BooleanField(null=True)
    judged = models.JSONField(default=dict)
    """What the policy said of the headline then: ``xingtu.report.licences.advice.Advice``, and the name of its class."""
    files = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    """State of a file -> how many; all but ``scanned`` are gaps."""
    complete = models.BooleanField(default=False)
    reuse_files = models.PositiveIntegerField(default=0)
    reuse_covered = models.PositiveIntegerField(default=0)
    reuse = models.JSONField(default=dict)
    """{"missing_texts", "unused_texts", "bad_texts"}."""
    incompatible = models.PositiveIntegerField(default=0)
    review = models.PositiveIntegerField(default=0)

    class Meta:
        """Newest first."""

        verbose_name = _("许可证检测")
        ordering: ClassVar[list[str]] = ["-requested_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["repository", "commit"], name="licence_reading_commit"),
            models.Index(fields=["state"], name="licence_reading_state"),
            models.Index(fields=["made_at"], name="licence_reading_made"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["repository"], condition=Q(current=True), name="licence_reading_current")
        ]

    def __str__(self) -> str:
        return f"{self.repository_id} {self.commit[:12]} {self.state}"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {ReadingState.DONE, ReadingState.FAILED}

    @property
    def headline(self) -> str:
        """What stands first: the concluded licence, else what is declared, else nothing."""
        return self.concluded or self.declared

    @property
    def scanned(self) -> int:
        """Files that were read to their end."""
        return int(self.counts.get("scanned", 0))

    @property
    def coverage(self) -> int | None:
        """Files read, of all there are, in millionths; None where the tree is empty."""
        return self.scanned * WHOLE // self.files if self.files else None

    @property
    def reuse_score(self) -> int | None:
        """Files with licence and copyright information, in millionths."""
        return self.reuse_covered * WHOLE // self.reuse_files if self.reuse_files else None


class RunLicence(models.Model):
    """Which reading speaks for a repository of a run. Of a frozen run set once: a later reading of the same commit changes no decision."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="licences")
    repository = models.CharField(max_length=200)
    reading = models.ForeignKey(LicenceReading, on_delete=models.PROTECT, related_name="runs")

    class Meta:
        """By repository."""

        ordering: ClassVar[list[str]] = ["repository"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "repository"], name="run_licence_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.repository}"


class LicenceHolding(models.Model):
    """One licence in one file of a current reading, so that a whole city can be searched. Of readings that were replaced none are kept."""

    reading = models.ForeignKey(LicenceReading, on_delete=models.CASCADE, related_name="holdings")
    licence = models.CharField(max_length=120)
    """One licence of the file's expression, as SPDX writes it."""
    path = models.CharField(max_length=1000)
    blob = models.CharField(max_length=64)
    vendored = models.BooleanField(default=False)

    class Meta:
        """By path."""

        ordering: ClassVar[list[str]] = ["path", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["licence"], name="licence_holding_licence"),
            models.Index(fields=["blob"], name="licence_holding_blob"),
        ]

    def __str__(self) -> str:
        return f"{self.licence} {self.path}"
