"""What the rules say of an application, what people made of each unknown, and what the applicant clarified."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.calls.models.application import Application


class Outcome(models.TextChoices):
    """Three answers, never two."""

    PASS = "pass", _("符合")
    FAIL = "fail", _("不符合")
    UNKNOWN = "unknown", _("无法判断")


class Check(models.Model):
    """One eligibility rule on one application, judged on one run; ``resolved`` is a person's answer to an unknown, with the reason."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="checks")
    rule = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    """Of the rule in the file: the same rule may stand twice with other numbers."""
    condition = models.CharField(max_length=300)
    condition_en = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.TextField()
    reason_en = models.TextField(blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    run_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)
    resolved = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    resolution = models.TextField(blank=True)
    resolved_by = models.CharField(max_length=40, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order of the file."""

        ordering: ClassVar[list[str]] = ["application_id", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "position"], name="check_once"),
            models.CheckConstraint(condition=Q(resolved="") | ~Q(resolution=""), name="check_resolved_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.rule} {self.outcome}"

    @property
    def standing(self) -> str:
        """The answer that counts now."""
        return self.resolved or self.outcome


class Clarification(models.Model):
    """A fact the applicant contests, or one below its target: answered by the applicant, signed off by whoever owns it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="clarifications")
    about = models.CharField(max_length=80)
    """``fact:<id>``, ``metric:<id>`` or ``rule:<position>``."""
    label = models.CharField(max_length=200)
    question = models.TextField()
    fact = models.JSONField(default=dict, blank=True)
    """{"value", "confidence", "explanation", "run"}: what the platform says."""
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True)
    decision = models.TextField(blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In order of arising."""

        verbose_name = _("澄清")
        ordering: ClassVar[list[str]] = ["application_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "about"], name="clarification_once")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.about}"
