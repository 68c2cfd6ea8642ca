"""What an owner is told of risks: facts, each once for ever, gathered into digests; and how each digest went out by each channel."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.watch.models.channel import Channel


class DigestKind(models.TextChoices):
    """Why it is told now."""

    IMMEDIATE = "immediate", _("即时告警")
    DAILY = "daily", _("每日汇总")
    WEEKLY = "weekly", _("每周无变化")


class Digest(models.Model):
    """One digest of one owner, as it was told; it is not changed later."""

    owner = models.CharField(max_length=70)
    kind = models.CharField(_("类别"), max_length=10, choices=DigestKind.choices)
    day = models.DateField(_("日期"))
    number = models.PositiveIntegerField(default=0)
    """Several alerts may come on one day; of a daily or weekly one there is but one."""
    content = models.JSONField()
    """``digests.Content`` as plain values, with what was known of freshness and coverage then."""
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Newest first."""

        verbose_name = _("风险汇总")
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "kind", "day", "number"], name="digest_once")
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.kind} {self.day} {self.number}"


class Fact(models.Model):
    """One thing that happened, for one owner. ``digest`` empty: it waits for the next one."""

    owner = models.CharField(max_length=70)
    key = models.CharField(max_length=64)
    """Hash of what happened (``digests.key_of``), not of a row: a list of events that is loaded twice tells nothing twice."""
    happened = models.JSONField()
    """``digests.Happened`` as plain values."""
    urgent = models.BooleanField()
    digest = models.ForeignKey(Digest, on_delete=models.PROTECT, null=True, blank=True, related_name="facts")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they came."""

        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["owner", "key"], name="fact_told_once")]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner"], condition=models.Q(digest__isnull=True), name="watch_fact_waiting")
        ]

    def __str__(self) -> str:
        return self.key


class DeliveryState(models.TextChoices):
    """Where it stands."""

    WAITING = "waiting", _("等待发送")
    SENT = "sent", _("已送达")
    FAILED = "failed", _("未送达，不再尝试")
    DROPPED = "dropped", _("未发送：渠道已停用或移除")


class Delivery(models.Model):
    """One digest, or a test message, by one channel."""

    digest = models.ForeignKey(Digest, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries")
    """Empty: a test message."""
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="deliveries")
    ident = models.CharField(max_length=36, unique=True)
    """The same at each attempt; a receiver knows a second copy by it."""
    state = models.CharField(_("状态"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    tries = models.JSONField(default=list)
    """[{"at", "reason", "code"}, …]: each attempt, without address or text."""
    next_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Newest first."""

        verbose_name = _("投递")
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["digest", "channel"], condition=models.Q(digest__isnull=False), name="delivery_once_a_channel")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "next_at"])]

    def __str__(self) -> str:
        return self.ident
