"""What licence evidence gives people to deal with: answers of compatibility that are not a plain yes, and alarms from what changed."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.evidence.models.licence_reading import LicenceReading


class ConflictAnswer(models.TextChoices):
    """As the engine answers."""

    COMPATIBLE = "compatible", _("兼容")
    REVIEW = "review", _("专家复核")
    INCOMPATIBLE = "incompatible", _("不兼容")


class LicenceConflict(models.Model):
    """One question of compatibility of one repository, over all its readings. Open: not compatible, and not resolved."""

    repository = models.CharField(_("仓库"), max_length=200)
    key = models.CharField(max_length=64)
    """Digest of folder, expressions, relation and distribution: the same question keeps it over commits."""
    reading = models.ForeignKey(LicenceReading, on_delete=models.CASCADE, related_name="conflicts")
    """The newest in which it was asked."""
    answer = models.CharField(_("结论"), max_length=20, choices=ConflictAnswer.choices)
    root = models.CharField(_("位置"), max_length=1000, blank=True)
    outbound = models.TextField(_("项目的许可证"))
    inbound = models.TextField(_("部件的许可证"))
    content = models.JSONField(default=dict)
    """The engine's row: relation, modified, distribution, sources, reasons, conditions, obligations, evidence."""
    found_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    """When a reading no longer asked it, or answered it with yes."""

    class Meta:
        """The worst first."""

        verbose_name = _("许可证冲突")
        ordering: ClassVar[list[str]] = ["repository", "root", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["answer", "resolved_at"], name="licence_conflict_open")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["repository", "key"], name="licence_conflict_once")
        ]

    def __str__(self) -> str:
        return f"{self.repository} {self.outbound} ← {self.inbound}: {self.answer}"

    @property
    def open(self) -> bool:
        """Whether somebody still has to deal with it."""
        return self.answer != ConflictAnswer.COMPATIBLE and self.resolved_at is None


class AlarmLevel(models.TextChoices):
    """How urgent."""

    RED = "red", _("红色")
    YELLOW = "yellow", _("黄色")
    GREEN = "green", _("绿色")


class LicenceAlarm(models.Model):
    """A change between two readings of a repository, told once."""

    repository = models.CharField(_("仓库"), max_length=200)
    key = models.CharField(max_length=64)
    before = models.ForeignKey(LicenceReading, on_delete=models.CASCADE, related_name="+")
    after = models.ForeignKey(LicenceReading, on_delete=models.CASCADE, related_name="alarms")
    level = models.CharField(_("级别"), max_length=10, choices=AlarmLevel.choices)
    kind = models.CharField(max_length=60)
    path = models.CharField(_("文件"), max_length=1000, blank=True)
    text = models.TextField()
    text_en = models.TextField(blank=True)
    commit = models.CharField(_("由哪次提交引起"), max_length=64, blank=True)
    content = models.JSONField(default=dict)
    """The engine's row."""
    raised_at = models.DateTimeField(default=timezone.now)
    told = models.PositiveIntegerField(default=0)
    """People who were told."""

    class Meta:
        """Newest first."""

        verbose_name = _("许可证告警")
        ordering: ClassVar[list[str]] = ["-raised_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["raised_at"], name="licence_alarm_raised")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["repository", "key"], name="licence_alarm_once")
        ]

    def __str__(self) -> str:
        return f"{self.repository} {self.kind} {self.level}"
