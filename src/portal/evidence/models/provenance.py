"""A report on where a repository's content stood before, computed once for the commits it compares."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ProvenanceState(models.TextChoices):
    """As its reader sees it."""

    WAITING = "waiting", _("排队")
    COMPUTING = "computing", _("比对")
    DONE = "done", _("完成")
    FAILED = "failed", _("失败")


class Provenance(models.Model):
    """``key`` names the repositories, their tips and the version of the comparison: the same question has one report."""

    key = models.CharField(primary_key=True, max_length=64)
    subject = models.CharField(_("被核对的仓库"), max_length=200)
    compared = models.JSONField(default=list)
    """[[repository, tip], …], the subject first, the others by id."""
    absent = models.JSONField(default=list)
    """Repositories that were never read, so that there is nothing to compare."""
    state = models.CharField(_("状态"), max_length=20, choices=ProvenanceState.choices, default=ProvenanceState.WAITING)
    done = models.PositiveIntegerField(_("已比对"), default=0)
    report = models.JSONField(default=dict)
    """``xingtu.collect.provenance.Report.as_json``; empty until it is done."""
    problem = models.TextField(_("问题"), blank=True)
    requested_by = models.CharField(max_length=40, blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(null=True, blank=True)
    """When the worker last said it is alive."""
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        verbose_name = _("来源比对")
        ordering: ClassVar[list[str]] = ["-requested_at", "key"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["subject"], name="provenance_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.key[:12]}"

    @property
    def planned(self) -> int:
        """How many repositories it is compared with."""
        return len(self.compared) - 1

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {ProvenanceState.DONE, ProvenanceState.FAILED}
