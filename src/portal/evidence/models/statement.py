"""What the office declared that is no claim of one person: shared mailboxes, bots, people who are not the same, imported maps."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StatementKind(models.TextChoices):
    """As in ``city.toml``."""

    SHARED_MAILBOX = "shared_mailbox", _("共用邮箱")
    SIGNATURE = "signature", _("共用邮箱中某人的署名")
    ACTOR = "actor", _("是人、机器人还是 AI 代理")
    NOT_SAME = "not_same", _("不是同一个人")


class Statement(models.Model):
    """Taken back, never changed. ``content`` holds raw mailboxes, so it stays in the office."""

    kind = models.CharField(_("类别"), max_length=20, choices=StatementKind.choices)
    content = models.JSONField(_("内容"))
    """The keys of the stanza in ``city.toml``; signature: {"person", "address", "name"}."""
    case = models.BigIntegerField(_("依据的工单"), null=True, blank=True)
    declared_by = models.CharField(max_length=40, blank=True)
    declared_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Oldest first."""

        verbose_name = _("办公室声明")
        ordering: ClassVar[list[str]] = ["declared_at", "id"]

    def __str__(self) -> str:
        return f"statement {self.pk} {self.kind}"


class ImportedMap(models.Model):
    """A file of aliases or affiliations that came with a city, kept as it was; snapshots carry it under the hash of its bytes."""

    name = models.CharField(_("文件名"), max_length=120, unique=True)
    use = models.CharField(_("用途"), max_length=20, choices=[("aliases", _("别名")), ("affiliations", _("任职"))])
    place = models.PositiveSmallIntegerField()
    """What an earlier file says of somebody stands before a later one."""
    content = models.BinaryField()
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they are read."""

        verbose_name = _("导入的表")
        ordering: ClassVar[list[str]] = ["place", "name"]

    def __str__(self) -> str:
        return self.name
