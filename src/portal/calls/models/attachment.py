"""A file somebody gave, checked by its content, stored sealed, handed out only to those who may read what it belongs to."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.calls.models.application import Application, new_application_id


class AttachmentKind(models.TextChoices):
    """What it was given as."""

    ANSWER = "answer", _("申报材料")
    STAMPED = "stamped", _("盖章扫描件")
    PAYMENT = "payment", _("申领材料")
    OBJECTION = "objection", _("异议材料")
    MINUTES = "minutes", _("会议材料")
    REPORT = "report", _("检测、评估报告")


class Attachment(models.Model):
    """The bytes lie under their SHA-256 in the store of ``portal.house.uploads``."""

    id = models.SlugField(primary_key=True, max_length=20, default=new_application_id)
    kind = models.CharField(max_length=20, choices=AttachmentKind.choices, default=AttachmentKind.ANSWER)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    objection = models.ForeignKey("calls.Objection", on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    field = models.CharField(max_length=60, blank=True)
    name = models.CharField(_("文件名"), max_length=200)
    """As the giver called it; never shown in a blind phase."""
    media = models.CharField(max_length=100)
    """By content."""
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    warnings = models.JSONField(default=list, blank=True)
    """[[zh, en], …]: macros and the like."""
    content_code = models.CharField(max_length=24, blank=True)
    """Of a stamped scan: what the official read on the paper."""
    by = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In order of arrival."""

        verbose_name = _("附件")
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.id} {self.media}"
