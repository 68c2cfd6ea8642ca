"""A run that was asked for: how far it is, and what became of each repository."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """As the office reads it."""

    QUEUED = "queued", _("排队")
    SCANNING = "scanning", _("读取仓库")
    COMPUTING = "computing", _("计算")
    LOADING = "loading", _("载入")
    DONE = "done", _("完成")
    FAILED = "failed", _("失败")
    CANCELLED = "cancelled", _("已取消")


OVER = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Job(models.Model):
    """A worker that dies leaves it unfinished; the next worker takes it up where the lake stands."""

    programme = models.CharField(_("规则文件"), max_length=80)
    policy_hash = models.CharField(max_length=64, blank=True)
    """Of the published version that is to be used; empty: the file of the policy folder as it lies then."""
    applicants = models.JSONField(default=dict, blank=True)
    """Number of an application → ids of the records whose repositories it brings; empty: no call is frozen."""
    snapshot = models.ForeignKey("evidence.Snapshot", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The register as it stood when the call was frozen; null: as it stands when the work begins."""
    only = models.JSONField(_("只读取这些仓库"), default=list, blank=True)
    """Repository ids to fetch anew; empty: all. The run itself is always over all of the programme's repositories."""
    state = models.CharField(_("状态"), max_length=20, choices=JobState.choices, default=JobState.QUEUED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    """When the worker last said it is alive."""
    ended_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(_("问题"), blank=True)
    run = models.ForeignKey("evidence.Run", on_delete=models.SET_NULL, null=True, blank=True, related_name="jobs")
    publish = models.BooleanField(default=False)
    """Publish the run when it is done and may be (asked for by somebody who may)."""

    class Meta:
        """Newest first."""

        verbose_name = _("运行任务")
        ordering: ClassVar[list[str]] = ["-requested_at", "-id"]

    def __str__(self) -> str:
        return f"{self.pk} {self.programme} {self.state}"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in OVER

    @property
    def freezes(self) -> bool:
        """Whether it freezes the applications of a call."""
        return bool(self.applicants)


class JobRepository(models.Model):
    """One repository of a job."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="repositories")
    repository = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    planned = models.PositiveIntegerField(_("待读提交"), default=0)
    done = models.PositiveIntegerField(_("已读提交"), default=0)
    ended = models.BooleanField(default=False)
    problem = models.TextField(_("原因与办法"), blank=True)
    completeness = models.PositiveIntegerField(null=True)
    """Millionths; null: not read."""

    class Meta:
        """In the order of registration."""

        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["job", "repository"], name="job_repository_once")
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.repository}"
