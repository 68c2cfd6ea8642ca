"""One round of a programme: announced, open until its deadline, frozen, judged, decided."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.calls.models.programme import ProgrammeVersion


class CallState(models.TextChoices):
    """What the public reads."""

    PREPARED = "prepared", _("筹备中")
    OPEN = "open", _("征集中")
    CLOSED = "closed", _("已截止")
    CONCLUDED = "concluded", _("已办结")
    CANCELLED = "cancelled", _("已取消")


class Call(models.Model):
    """``id`` is public and stands in addresses; ``version`` never changes once the call is open."""

    id = models.SlugField(primary_key=True, max_length=80)
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="calls")
    name = models.CharField(_("名称"), max_length=200)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    prefix = models.CharField(_("申报编号前缀"), max_length=12, unique=True)
    """E.g. ``ZZ2026``: numbers are ZZ2026-0001, -0002 …"""
    state = models.CharField(_("状态"), max_length=20, choices=CallState.choices, default=CallState.PREPARED)
    announcement = models.TextField(_("通知正文"), blank=True)
    document_number = models.CharField(_("文号"), max_length=80, blank=True)
    opens_at = models.DateTimeField(_("开始受理"))
    deadline_at = models.DateTimeField(_("截止时间"), null=True, blank=True)
    """Null: rolling; each application freezes when it is accepted."""
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    last_number = models.PositiveIntegerField(default=0)
    job = models.ForeignKey("evidence.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The freezing run while it is made."""
    run = models.ForeignKey("evidence.Run", on_delete=models.PROTECT, null=True, blank=True, related_name="calls")
    """The frozen run every application of this call is judged on; null for a rolling call."""
    phase = models.CharField(_("评审阶段"), max_length=40, blank=True)
    """Id of the review phase that is open now; empty: none."""
    phase_ends_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveSmallIntegerField(_("评分轮次"), default=1)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Newest first."""

        verbose_name = _("征集")
        ordering: ClassVar[list[str]] = ["-opens_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        """Whether everybody may read its page."""
        return self.state not in {CallState.PREPARED, CallState.CANCELLED} or self.opened_at is not None
