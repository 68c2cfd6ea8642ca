"""Money: what was applied for, recommended, approved, paid and recovered, to the fen, and what is still to be shown for it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.calls.models.application import Application


class Budget(models.Model):
    """What one programme may commit in one year. Whoever commits holds this row, so that two approvals cannot both fit."""

    programme = models.SlugField(max_length=80)
    year = models.PositiveSmallIntegerField()
    total_fen = models.BigIntegerField()
    committed_fen = models.BigIntegerField(default=0)

    class Meta:
        """By programme."""

        verbose_name = _("预算")
        ordering: ClassVar[list[str]] = ["programme", "year"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["programme", "year"], name="budget_once"),
            models.CheckConstraint(condition=Q(committed_fen__gte=0), name="budget_not_negative"),
            models.CheckConstraint(condition=Q(committed_fen__lte=models.F("total_fen")), name="budget_never_exceeded"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}"


class Award(models.Model):
    """One grant to one application. The amounts are the sums of its ledger, kept beside it for lists; a check proves them equal."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="awards")
    grant = models.CharField(max_length=60)
    """Id of the grant in the programme's file, or of the track."""
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, null=True, related_name="awards")
    applied_fen = models.BigIntegerField(default=0)
    recommended_fen = models.BigIntegerField(default=0)
    approved_fen = models.BigIntegerField(default=0)
    paid_fen = models.BigIntegerField(default=0)
    recovered_fen = models.BigIntegerField(default=0)
    workings = models.JSONField(default=list)
    """[[zh, en], …]: how the recommended amount came about."""
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of the applications."""

        verbose_name = _("奖励")
        ordering: ClassVar[list[str]] = ["application__number", "grant"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "grant"], name="award_once"),
            models.CheckConstraint(condition=Q(paid_fen__lte=models.F("approved_fen")), name="award_paid_within_approved"),
            models.CheckConstraint(condition=Q(recovered_fen__lte=models.F("paid_fen")), name="award_recovered_within_paid"),
            models.CheckConstraint(
                condition=Q(applied_fen__gte=0, recommended_fen__gte=0, approved_fen__gte=0, paid_fen__gte=0, recovered_fen__gte=0),
                name="award_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.grant}"


class EntryKind(models.TextChoices):
    """Which of the five amounts an entry adds to."""

    APPLIED = "applied", _("申领")
    RECOMMENDED = "recommended", _("建议")
    APPROVED = "approved", _("批准")
    PAID = "paid", _("拨付")
    RECOVERED = "recovered", _("追回")


class LedgerEntry(models.Model):
    """Append-only: a correction is an entry with the opposite sign and its reason."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20, choices=EntryKind.choices)
    amount_fen = models.BigIntegerField()
    by = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=500, blank=True)
    voucher = models.CharField(_("凭证号"), max_length=80, blank=True)
    voucher_on = models.DateField(null=True, blank=True)
    journal_sequence = models.BigIntegerField(null=True)

    class Meta:
        """As they came."""

        verbose_name = _("台账分录")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.award_id} {self.kind} {self.amount_fen}"


class Approval(models.Model):
    """One of the programme's approvals, each by another person."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="approvals")
    ordinal = models.PositiveSmallIntegerField()
    """Place in the programme's ``approvals``."""
    role = models.CharField(max_length=40)
    person = models.CharField(max_length=40)
    amount_fen = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        """In order."""

        ordering: ClassVar[list[str]] = ["award_id", "ordinal", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["award", "ordinal"], condition=Q(withdrawn_at__isnull=True), name="approval_once"),
            models.UniqueConstraint(
                fields=["award", "person"], condition=Q(withdrawn_at__isnull=True), name="approval_by_different_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_id} {self.ordinal}"


class Account(models.Model):
    """Where the money goes; sealed with the city's key, opened for finance alone, each time journalled."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="account")
    sealed = models.TextField()
    """Account holder, bank, number."""
    tail = models.CharField(max_length=4)
    """Last four digits, for recognising it."""
    given_by = models.CharField(max_length=40)
    given_at = models.DateTimeField(default=timezone.now)
    """Deleted after payment when the programme's keep_days are over."""

    class Meta:
        """One an application."""

        verbose_name = _("收款账户")

    def __str__(self) -> str:
        return f"{self.application_id} …{self.tail}"


class MilestoneState(models.TextChoices):
    """As the recipient reads it."""

    WAITING = "waiting", _("未到期")
    MET = "met", _("已达到")
    WARNED = "warned", _("预警")
    MISSED = "missed", _("未达到")
    RECOVERING = "recovering", _("追回中")
    CLOSED = "closed", _("已了结")


class Milestone(models.Model):
    """A promise of the programme's file with its day, re-measured from the repositories until it is settled."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="milestones")
    milestone = models.CharField(max_length=60)
    """Id in the programme's file."""
    due_on = models.DateField()
    extended_from_on = models.DateField(null=True, blank=True)
    extension_reason = models.TextField(blank=True)
    extended_by = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=20, choices=MilestoneState.choices, default=MilestoneState.WAITING)
    outcome = models.CharField(max_length=10, blank=True)
    """pass, fail or unknown, as last measured."""
    reason = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    run_id = models.CharField(max_length=64, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    case_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        """Nearest first."""

        verbose_name = _("绩效目标")
        ordering: ClassVar[list[str]] = ["due_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "milestone"], name="milestone_once")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.milestone}"
