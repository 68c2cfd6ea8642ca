"""A repository somebody wants to register: fetched and read before there is a record."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IntakeState(models.TextChoices):
    """As the owner reads it."""

    WAITING = "waiting", _("等待读取")
    READ = "read", _("已读")
    FAILED = "failed", _("没有读成")
    DRAFTED = "drafted", _("已起草登记")


class Intake(models.Model):
    """``found`` holds what the repository says of itself: [{"field", "value", "confidence", "why"}, …]."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    url = models.CharField(_("地址"), max_length=500)
    """Canonical."""
    repository = models.CharField(max_length=200)
    """The engine id it will have."""
    state = models.CharField(_("状态"), max_length=20, choices=IntakeState.choices, default=IntakeState.WAITING)
    challenge = models.CharField(max_length=64)
    proven = models.CharField(_("归属核实"), max_length=20, blank=True)
    """file or host; empty: not yet."""
    found = models.JSONField(default=list)
    publiccode = models.JSONField(default=dict)
    """Keys of publiccode.yml that the register has no field for."""
    kin = models.CharField(max_length=200, blank=True)
    """A registered repository with the same root commit."""
    problem = models.TextField(blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    record = models.ForeignKey("register.Record", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        """Newest first."""

        verbose_name = _("按网址登记")
        ordering: ClassVar[list[str]] = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"intake {self.pk} {self.repository}"
