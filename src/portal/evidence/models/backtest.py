"""What would a draft of a programme have done with the facts at hand? Asked before it is published, and never published itself."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BacktestState(models.TextChoices):
    """As the office reads it."""

    QUEUED = "queued", _("排队")
    COMPUTING = "computing", _("计算")
    DONE = "done", _("完成")
    FAILED = "failed", _("失败")


class Backtest(models.Model):
    """The draft's text lies where published versions lie, by its hash; ``result`` is described in ``services.backtest_results``."""

    programme = models.CharField(_("规则文件"), max_length=80)
    policy_hash = models.CharField(max_length=64)
    """Of the draft's bytes."""
    against = models.CharField(max_length=64, blank=True)
    """Hash of the version it is compared with; empty: there is none."""
    state = models.CharField(_("状态"), max_length=20, choices=BacktestState.choices, default=BacktestState.QUEUED)
    result = models.JSONField(default=dict, blank=True)
    problem = models.TextField(_("问题"), blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        verbose_name = _("回测")
        ordering: ClassVar[list[str]] = ["-requested_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["programme", "policy_hash"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.programme} {self.state}"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (BacktestState.DONE, BacktestState.FAILED)
