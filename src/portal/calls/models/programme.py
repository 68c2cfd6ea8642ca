"""A programme as it was published, each version for ever, and the draft somebody is editing."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ProgrammeVersion(models.Model):
    """Written once. A running call keeps the version it opened with."""

    programme = models.SlugField(_("项目编号"), max_length=80)
    """The file's id, e.g. ``seed-projects-2026``."""
    version = models.PositiveIntegerField(_("版本"))
    policy_hash = models.CharField(_("规则校验值"), max_length=64, unique=True)
    """SHA-256 of the text."""
    text = models.TextField()
    """The TOML file, byte for byte."""
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    in_force_on = models.DateField(_("生效日期"), default=timezone.localdate)
    ended_on = models.DateField(_("失效日期"), null=True, blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    signatures = models.JSONField(default=list)
    """[{"person": id, "role": …, "at": …}, …]; empty: shipped with the policy folder."""
    backtest = models.JSONField(default=dict, blank=True)
    """The report both signatories saw."""

    class Meta:
        """Newest version first."""

        verbose_name = _("项目规则")
        ordering: ClassVar[list[str]] = ["programme", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["programme", "version"], name="programme_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="programme_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} v{self.version}"


class DraftState(models.TextChoices):
    """Where a draft stands."""

    OPEN = "open", _("起草中")
    PUBLISHED = "published", _("已发布")
    DISCARDED = "discarded", _("已放弃")


class Draft(models.Model):
    """A programme file being edited; it may be unsound until it is signed."""

    programme = models.SlugField(_("项目编号"), max_length=80)
    based_on = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="drafts")
    text = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    """Goes up with every saved change; a form made from an older one is refused."""
    state = models.CharField(max_length=20, choices=DraftState.choices, default=DraftState.OPEN)
    reason = models.CharField(_("修改理由"), max_length=500, blank=True)
    edited_by = models.CharField(max_length=40)
    edited_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    backtest_id = models.BigIntegerField(null=True, blank=True)
    """Of ``evidence``."""

    class Meta:
        """Last edited first."""

        verbose_name = _("规则草稿")
        ordering: ClassVar[list[str]] = ["-edited_at"]

    def __str__(self) -> str:
        return f"{self.programme} draft {self.pk}"


class DraftRevision(models.Model):
    """The text after each saved change, for undo and difference."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    text = models.TextField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-revision"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draft", "revision"], name="draft_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} r{self.revision}"


class Signature(models.Model):
    """Somebody signs exactly this text; editing the draft leaves the signature behind, it no longer counts."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="signatures")
    policy_hash = models.CharField(max_length=64)
    person = models.CharField(max_length=40)
    role = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of signing."""

        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draft", "policy_hash", "person"], name="signature_once")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.person}"
