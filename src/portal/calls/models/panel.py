"""The panel meeting: who sat, what was voted on each application, and the minutes, every version of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.calls.models.application import Application
from portal.calls.models.call import Call


class PanelState(models.TextChoices):
    """How far the meeting is."""

    CALLED = "called", _("已召集")
    SITTING = "sitting", _("进行中")
    CLOSED = "closed", _("已结束")


class Panel(models.Model):
    """A meeting (合议) on some applications of a call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="panels")
    held_on = models.DateField(_("日期"))
    place = models.CharField(_("地点"), max_length=120, blank=True)
    quorum = models.PositiveSmallIntegerField(_("法定人数"))
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("组长"))
    state = models.CharField(max_length=20, choices=PanelState.choices, default=PanelState.CALLED)
    called_by = models.CharField(max_length=40)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        verbose_name = _("合议")
        ordering: ClassVar[list[str]] = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.call_id} {self.held_on}"


class PanelMember(models.Model):
    """Who was asked to sit, and whether they came."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField(default=False)

    class Meta:
        """In order of invitation."""

        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["panel", "person"], name="panel_member_once")]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.person_id}"


class ItemOutcome(models.TextChoices):
    """What the panel proposes."""

    SUPPORT = "support", _("建议支持")
    REJECT = "reject", _("不予支持")
    AGAIN = "again", _("重新评审")


class PanelItem(models.Model):
    """One application before the panel."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="items")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="panel_items")
    position = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=20, choices=ItemOutcome.choices, blank=True)
    amount_fen = models.BigIntegerField(null=True, blank=True)
    """What the panel proposes where the programme leaves the amount to it."""
    grounds = models.TextField(_("理由"), blank=True)
    """Cites a rule, a score or evidence."""
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order of the agenda."""

        ordering: ClassVar[list[str]] = ["panel_id", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["panel", "application"], name="panel_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.application_id}"


class Choice(models.TextChoices):
    """A member's vote."""

    FOR = "for", _("同意")
    AGAINST = "against", _("反对")
    ABSTAIN = "abstain", _("弃权")
    RECUSED = "recused", _("回避")


class Vote(models.Model):
    """A recused member leaves the item; the vote says so."""

    item = models.ForeignKey(PanelItem, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of voting."""

        ordering: ClassVar[list[str]] = ["item_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["item", "person"], name="vote_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.person_id} {self.choice}"


class Minutes(models.Model):
    """Any change after the vote is a new version."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    """What the paper is made from."""
    sha256 = models.CharField(max_length=64)
    """Of the Word file."""
    by = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Newest first."""

        verbose_name = _("会议纪要")
        ordering: ClassVar[list[str]] = ["-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["panel", "version"], name="minutes_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} v{self.version}"
