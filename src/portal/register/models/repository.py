"""A repository: where it is fetched from, whose it is and how that was proven, of which other it is a mirror or fork."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.register.models.record import Record


class Ownership(models.TextChoices):
    """How it was proven that the repository belongs to who registered it."""

    UNPROVEN = "unproven", _("未核实")
    FILE = "file", _("仓库内的验证文件")
    TOPIC = "topic", _("仓库标签中的验证码")
    HOST = "host", _("代码平台账号")
    OFFICER = "officer", _("工作人员核对")


class Repository(models.Model):
    """``id`` is the engine's repository id and never changes, whatever the address does."""

    id = models.CharField(primary_key=True, max_length=200)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, null=True, blank=True, related_name="repositories")
    """The project it belongs to; null: watched only as the target of a lead."""
    name = models.CharField(_("名称"), max_length=200)
    url = models.CharField(_("地址"), max_length=500, unique=True)
    """Canonical https clone address."""
    aliases = models.JSONField(_("同一仓库的其他地址"), default=list, blank=True)
    branches = models.JSONField(_("另行读取的分支"), default=list, blank=True)
    mailmap = models.CharField(max_length=200, default="HEAD")
    mirror_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="mirrors")
    fork_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="forks")
    kinship = models.CharField(
        _("镜像或复刻关系"),
        max_length=20,
        choices=[("", _("无")), ("proposed", _("系统推断，待确认")), ("confirmed", _("已确认")), ("refused", _("已否认"))],
        blank=True,
    )
    ownership = models.CharField(_("归属核实"), max_length=20, choices=Ownership.choices, default=Ownership.UNPROVEN)
    challenge = models.CharField(max_length=64, blank=True)
    """One-time string to be put into the repository or its topics."""
    proven_at = models.DateTimeField(null=True, blank=True)
    proven_by = models.CharField(max_length=40, blank=True)
    serial = models.BigIntegerField(unique=True)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In order of registration."""

        verbose_name = _("仓库")
        ordering: ClassVar[list[str]] = ["serial"]

    def __str__(self) -> str:
        return self.name
