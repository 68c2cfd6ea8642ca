"""Where an owner wants to be told besides the portal. The address and the secret are sealed, and shown to nobody again."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ChannelState(models.TextChoices):
    """Whether it is used."""

    ACTIVE = "active", _("使用中")
    PAUSED = "paused", _("已暂停")
    STOPPED = "stopped", _("因连续失败停用")
    REMOVED = "removed", _("已移除")
    """Kept for the log of deliveries, without address and secret."""


class Channel(models.Model):
    """One channel. ``owner`` is ``o:ORGANISATION``, or ``office`` for those who watch for the city (``portal.watch.owners``)."""

    owner = models.CharField(max_length=70)
    kind = models.CharField(_("方式"), max_length=20)
    """Id of a file of ``portal/watch/channels``."""
    name = models.CharField(_("名称"), max_length=60)
    sealed_address = models.TextField(editable=False, blank=True)
    sealed_secret = models.TextField(editable=False, blank=True)
    hint = models.CharField(max_length=80, blank=True)
    """The host it goes to: what a page may show of it."""
    fingerprint = models.CharField(max_length=64, blank=True)
    """Keyed hash of the address: the same robot is not added twice, and its peer's limit is counted over all its channels."""
    state = models.CharField(_("状态"), max_length=10, choices=ChannelState.choices, default=ChannelState.ACTIVE)
    reason = models.CharField(max_length=20, blank=True)
    """How the last attempt went (``channel_kinds.Reason``); empty: none yet."""
    code = models.CharField(max_length=20, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    """Deliveries given up, one after the other, since one arrived."""
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they were added."""

        verbose_name = _("通知渠道")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["owner", "state"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "fingerprint"], condition=models.Q(fingerprint__gt=""), name="channel_once_an_owner")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
