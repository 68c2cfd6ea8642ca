"""One open question with an owner and a due date, and every step it went through."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.cases.flow import CaseKind, CaseState, Outcome

__all__ = ["Case", "CaseKind", "CaseState", "Step"]


class Case(models.Model):
    """``subject_*`` and ``evidence`` are ids of other apps, never keys: cases lie below register and evidence."""

    kind = models.CharField(_("类别"), max_length=20, choices=CaseKind.choices)
    state = models.CharField(_("状态"), max_length=20, choices=CaseState.choices, default=CaseState.FOUND)
    outcome = models.CharField(_("结果"), max_length=20, choices=Outcome.choices, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    statement = models.TextField(_("陈述"))
    subject_kind = models.CharField(max_length=40)
    """record, repository, person, organisation, employment, run …"""
    subject = models.CharField(max_length=120)
    evidence = models.JSONField(_("证据"), default=dict, blank=True)
    """What it rests on, e.g. {"run": …, "repository": …, "commit": …, "class": "generated"}."""
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="cases_opened")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="cases")
    """Whose affair it is, when it is an organisation's."""
    district = models.CharField(_("区县（园区）"), max_length=40, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases_owned")
    due_on = models.DateField(_("期限"), null=True, blank=True)
    opened_at = models.DateTimeField(_("收到时间"), default=timezone.now)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    answer = models.TextField(_("答复"), blank=True)

    class Meta:
        """Most urgent first."""

        verbose_name = _("工单")
        ordering: ClassVar[list[str]] = ["due_on", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state"]), models.Index(fields=["subject_kind", "subject"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.title}"


class Step(models.Model):
    """A move, an assignment or a comment; never changed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField(default=timezone.now)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """Null: the system."""
    role = models.CharField(max_length=80, blank=True)
    from_state = models.CharField(max_length=20, choices=CaseState.choices, blank=True)
    to_state = models.CharField(max_length=20, choices=CaseState.choices, blank=True)
    text = models.TextField(_("说明"), blank=True)

    class Meta:
        """Oldest first."""

        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.to_state or 'comment'}"
