"""Who reviews what: seats in the expert library, the draw, conflicts, declarations, scores, aggregates."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.calls.models.application import Application
from portal.calls.models.call import Call


class Seat(models.Model):
    """That a person may be drawn as an expert, for which fields, until when."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seat")
    record = models.ForeignKey("register.Record", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    fields = models.JSONField(_("专业领域"), default=list)
    from_on = models.DateField(_("聘期自"), default=timezone.localdate)
    until_on = models.DateField(_("聘期至（不含）"), null=True, blank=True)
    most_load = models.PositiveSmallIntegerField(_("同时评审上限"), default=20)
    available = models.BooleanField(_("可以参加评审"), default=True)

    class Meta:
        """By person."""

        verbose_name = _("评审专家")
        ordering: ClassVar[list[str]] = ["person_id"]

    def __str__(self) -> str:
        return self.person_id


class Draw(models.Model):
    """A draw can be repeated by anybody: frozen pool, its digest published before the seed, seed, result with reasons."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="draws")
    field = models.CharField(max_length=40, blank=True)
    """Empty: all fields."""
    applications = models.JSONField(default=list)
    """Ids of the applications the drawn experts review."""
    seats = models.PositiveSmallIntegerField()
    pool = models.JSONField()
    """[{"expert": person id, "fields": […], "load": n}, …] in the order of ids."""
    pool_digest = models.CharField(max_length=64)
    excluded = models.JSONField(default=list)
    """[{"expert", "ground", "sentence", "sentence_en"}, …]: out before the draw, with the reason."""
    seed = models.CharField(max_length=200, blank=True)
    seed_source = models.CharField(_("种子出处"), max_length=300, blank=True)
    result = models.JSONField(default=dict, blank=True)
    prepared_by = models.CharField(max_length=40)
    prepared_at = models.DateTimeField(default=timezone.now)
    drawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        verbose_name = _("专家抽取")
        ordering: ClassVar[list[str]] = ["-prepared_at", "-id"]

    def __str__(self) -> str:
        return f"{self.call_id} {self.pool_digest[:12]}"


class ConflictKind(models.TextChoices):
    """How much it weighs."""

    BLOCK = "block", _("应当回避")
    ASK = "ask", _("需要说明")
    NOTE = "note", _("仅提示")


class Conflict(models.Model):
    """A computed or declared relation of an expert to an application; a block cannot be overridden, an ask needs a reason."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="conflicts")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ConflictKind.choices)
    ground = models.CharField(max_length=60)
    """``declared`` when the expert said so."""
    sentence = models.TextField()
    sentence_en = models.TextField(blank=True)
    evidence = models.JSONField(default=dict, blank=True)
    run_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)
    kept_reason = models.TextField(blank=True)
    """Why an ``ask`` may stay; by whom stands beside it."""
    kept_by = models.CharField(max_length=40, blank=True)

    class Meta:
        """By application."""

        verbose_name = _("利益关系")
        ordering: ClassVar[list[str]] = ["application_id", "expert_id", "kind", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "expert", "ground"], name="conflict_once")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.expert_id} {self.ground}"


class AssignmentState(models.TextChoices):
    """How far an expert is with one application."""

    ASSIGNED = "assigned", _("待声明")
    DECLARED = "declared", _("可评审")
    RECUSED = "recused", _("已回避")
    DONE = "done", _("已评完")
    REPLACED = "replaced", _("已更换")


class Assignment(models.Model):
    """Before ``declared`` the expert sees the title of the call and nothing of the file."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="assignments")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    draw = models.ForeignKey(Draw, on_delete=models.SET_NULL, null=True, blank=True, related_name="assignments")
    state = models.CharField(max_length=20, choices=AssignmentState.choices, default=AssignmentState.ASSIGNED)
    alias = models.CharField(max_length=20)
    """What others call the reviewer while names are hidden, e.g. 专家3; differs between applications."""
    declaration = models.TextField(blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)
    assigned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """By application."""

        verbose_name = _("评审任务")
        ordering: ClassVar[list[str]] = ["application_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "expert"], name="assignment_once")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.alias}"


class Score(models.Model):
    """An expert's marks in one phase and round; saved while writing, counted once submitted in time."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="scores")
    phase = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField(default=1)
    marks = models.JSONField(default=dict, blank=True)
    """{criterion id: points}; a missing one is not zero."""
    comments = models.JSONField(default=dict, blank=True)
    opinion = models.TextField(_("总体意见"), blank=True)
    abstained = models.BooleanField(default=False)
    abstain_reason = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False)
    """Came after the phase had ended: kept, marked, not counted."""

    class Meta:
        """In order of phases."""

        verbose_name = _("评分")
        ordering: ClassVar[list[str]] = ["assignment_id", "round", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["assignment", "phase", "round"], name="score_once")
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.phase} r{self.round}"


class Aggregate(models.Model):
    """The scores of one application put together, with every intermediate number."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="aggregates")
    phase = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField(default=1)
    method = models.CharField(max_length=20)
    """The one really used: trimmed falls back to median below five scores."""
    value = models.CharField(max_length=60)
    """Exact, as a fraction "p/q" of 100 points."""
    hundredths = models.PositiveIntegerField()
    """For sorting and showing: 8125 is 81.25."""
    scores = models.PositiveSmallIntegerField()
    abstentions = models.PositiveSmallIntegerField(default=0)
    alarm = models.BooleanField(default=False)
    workings = models.JSONField(default=list)
    """[[zh, en], …]."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Best first."""

        ordering: ClassVar[list[str]] = ["-hundredths", "application_id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "phase", "round"], name="aggregate_once")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.phase} {self.hundredths}"
