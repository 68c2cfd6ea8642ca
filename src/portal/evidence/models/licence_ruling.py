"""A ruling of two people on licences: what a part's licence is, whether two may be combined, or that a match is no licence."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RulingKind(models.TextChoices):
    """What is ruled on."""

    CONCLUSION = "conclusion", _("认定许可证")
    COMPATIBILITY = "compatibility", _("认定能否组合")
    NOT_A_LICENCE = "not_a_licence", _("不是许可证")


class RulingState(models.TextChoices):
    """Where it stands; one past its day is no longer used, whatever it says until the next sweep."""

    DRAFT = "draft", _("待签署")
    IN_FORCE = "in_force", _("已生效")
    EXPIRED = "expired", _("已到期")
    WITHDRAWN = "withdrawn", _("已撤回")
    DISCARDED = "discarded", _("未采用")


class LicenceRuling(models.Model):
    """Never changed once signed: what turns out wrong is withdrawn, and ruled on anew."""

    kind = models.CharField(_("类别"), max_length=20, choices=RulingKind.choices)
    state = models.CharField(_("状态"), max_length=20, choices=RulingState.choices, default=RulingState.DRAFT)
    repository = models.CharField(_("仓库"), max_length=200, blank=True)
    """Empty: it holds for all projects of the city."""
    root = models.CharField(_("文件夹"), max_length=1000, blank=True)
    outbound = models.CharField(_("项目的许可证"), max_length=500, blank=True)
    inbound = models.CharField(_("部件的许可证"), max_length=500, blank=True)
    relation = models.CharField(_("使用方式"), max_length=30, blank=True)
    distribution = models.CharField(_("提供方式"), max_length=20, blank=True)
    """Empty: in every one."""
    answer = models.CharField(_("结论"), max_length=20, blank=True)
    concluded = models.CharField(_("认定的许可证"), max_length=500, blank=True)
    blob = models.CharField(_("文件内容"), max_length=64, blank=True)
    rule = models.CharField(_("匹配规则"), max_length=200, blank=True)
    reason = models.TextField(_("理由"))
    reason_en = models.TextField(_("理由（英文）"), blank=True)
    expires_on = models.DateField(_("失效日期"), null=True, blank=True)
    """The first day on which it no longer holds."""
    seen = models.JSONField(default=list)
    """Sources with their versions that lay before those who ruled; another version re-opens it."""
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """Asked to write or to sign it; sees what it is about for that."""
    writers = models.JSONField(default=list)
    """Ids of everybody who wrote at it: none of them signs."""
    drafted_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    signed_by = models.CharField(max_length=40, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    """Goes up with every change: one signs what one has read."""
    conflict = models.ForeignKey("evidence.LicenceConflict", on_delete=models.SET_NULL, null=True, blank=True, related_name="rulings")
    """What it arose from."""

    class Meta:
        """Newest first."""

        verbose_name = _("专家裁定")
        ordering: ClassVar[list[str]] = ["-drafted_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "kind"], name="licence_ruling_state")]

    def __str__(self) -> str:
        return f"ruling {self.pk} {self.kind} {self.state}"

    @property
    def ident(self) -> str:
        """As the engine names it: ``ruling:r12``."""
        return f"r{self.pk}"

    def holds_on(self, day: date) -> bool:
        """Whether it is used on that day."""
        return self.state == RulingState.IN_FORCE and (self.expires_on is None or day < self.expires_on)
