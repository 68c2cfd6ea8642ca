"""One fact told to one person; the key makes that it is told once."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """What stands in the portal's inbox; the letter says the same."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letters")
    key = models.CharField(max_length=200)
    """Event and subject, e.g. ``employment.claimed:42``; a second message with the same key is not sent."""
    event = models.CharField(_("事件"), max_length=60)
    subject = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("正文"), blank=True)
    path = models.CharField(_("去哪里办理"), max_length=300, blank=True)
    """A path of this portal, without language prefix."""
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        verbose_name = _("消息")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["person", "key"], name="message_once")]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "read_at"])]

    def __str__(self) -> str:
        return self.key
