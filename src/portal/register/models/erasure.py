"""That somebody asked for their data to be erased, and until when they may still think better of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """One wish; carried out at ``due_at`` unless it was taken back."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="erasures")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(_("执行时间"))
    taken_back_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One open wish a person."""

        verbose_name = _("注销申请")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person"], condition=Q(taken_back_at__isnull=True, done_at__isnull=True), name="erasure_once")
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"
