"""The rows of a run that pages are made from. Loaded in one transaction with the run, never changed after."""

from typing import ClassVar

from django.db import models

from portal.evidence.models.run import Run


class RunRepository(models.Model):
    """A repository as frozen in the run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="repositories")
    repository = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    url = models.CharField(max_length=500, blank=True)
    tip = models.CharField(max_length=64, blank=True)
    expected_commits = models.PositiveIntegerField()
    measured_commits = models.PositiveIntegerField()
    completeness = models.PositiveIntegerField()
    """Millionths."""
    missing = models.JSONField(default=list)

    class Meta:
        """In order of registration."""

        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["run", "repository"], name="run_repository")]

    def __str__(self) -> str:
        return self.repository


class RunPerson(models.Model):
    """A person as resolved in the run; ``person`` is Person.id where they have an account here."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="people")
    person = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    actor = models.CharField(max_length=20)
    actor_rule = models.CharField(max_length=200, blank=True)
    identities = models.PositiveIntegerField()
    joined_by = models.JSONField(default=list)
    confidence = models.CharField(max_length=20)

    class Meta:
        """By id."""

        ordering: ClassVar[list[str]] = ["person"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["run", "person"], name="run_person")]

    def __str__(self) -> str:
        return self.person


class RunOrganisation(models.Model):
    """An organisation as named in the run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="organisations")
    organisation = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)

    class Meta:
        """By id."""

        ordering: ClassVar[list[str]] = ["organisation"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "organisation"], name="run_organisation")
        ]

    def __str__(self) -> str:
        return self.organisation


class RunMetric(models.Model):
    """A metric's definition as it stood in the run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="metrics")
    metric = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    unit = models.CharField(max_length=40)
    unit_en = models.CharField(max_length=40)
    scale = models.BigIntegerField(default=1)
    additive = models.BooleanField()
    grain = models.JSONField()
    beside = models.JSONField(default=list)
    """[{"column", "name", "name_en", "unit", "unit_en", "scale"}, …]"""
    question = models.CharField(max_length=300, blank=True)
    definition = models.TextField()
    source = models.CharField(max_length=300)
    basis = models.CharField(max_length=300, blank=True)
    caveats = models.JSONField(default=list)

    class Meta:
        """By id."""

        ordering: ClassVar[list[str]] = ["metric"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["run", "metric"], name="run_metric")]

    def __str__(self) -> str:
        return f"{self.metric} v{self.version}"


class RunNumber(models.Model):
    """One number. Columns of the metric's grain that it does not have are empty; others than these three are in ``key``."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="numbers", db_index=False)
    metric = models.CharField(max_length=80)
    repository = models.CharField(max_length=200, blank=True)
    person = models.CharField(max_length=80, blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=200, blank=True)
    """Month, area, class …; several joined by "/"."""
    value = models.BigIntegerField(null=True)
    """Before the metric's scale; null: unknown, never 0."""
    beside = models.JSONField(null=True)
    """Second numbers by column."""

    class Meta:
        """Read by metric and subject."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "metric", "repository"]),
            models.Index(fields=["run", "metric", "person"]),
            models.Index(fields=["run", "metric", "organisation"]),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.repository} {self.person} {self.organisation} {self.key}"


class RunTotal(models.Model):
    """A metric's number for one repository, person or organisation as a whole, summed at loading where it may be summed.

    Pages of many subjects read these; the parts are in ``RunNumber``.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="totals", db_index=False)
    metric = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=20)
    """repository, person or organisation."""
    subject = models.CharField(max_length=200)
    value = models.BigIntegerField(null=True)
    """Before the metric's scale; null: a part of it is unknown."""

    class Meta:
        """Read by metric, or by subject."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "subject_kind", "metric"]),
            models.Index(fields=["run", "subject"]),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.subject}"


class RunTrack(models.Model):
    """A ranking of the run: what decided, what stands beside it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="tracks")
    track = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    subject_kind = models.CharField(max_length=20)
    metric = models.CharField(max_length=80)
    shown = models.JSONField(default=list)
    """Metric ids beside the deciding one."""
    conditions = models.JSONField(default=list)
    """[[zh, en], …]"""
    ties = models.JSONField(default=list)

    class Meta:
        """As in the programme file."""

        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["run", "track"], name="run_track")]

    def __str__(self) -> str:
        return self.track


class RunVerdict(models.Model):
    """One line of a ranking."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="verdicts", db_index=False)
    track = models.CharField(max_length=60)
    row = models.PositiveIntegerField()
    """Place in the engine's own order, from 0."""
    subject = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    place = models.PositiveIntegerField(null=True)
    value = models.BigIntegerField(null=True)
    shown = models.JSONField(default=list)
    """Values of the track's ``shown`` metrics, before their scale."""
    organisations = models.JSONField(default=list)
    """For a person: ids of the organisations they worked for in the window, most work first."""
    outcome = models.CharField(max_length=20)
    amount_fen = models.BigIntegerField(null=True)
    reasons = models.JSONField(default=list)
    """[[zh, en], …]"""

    class Meta:
        """In the engine's order."""

        ordering: ClassVar[list[str]] = ["row"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "track", "subject"], name="run_verdict")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["run", "track", "row"]), models.Index(fields=["run", "subject"])]

    def __str__(self) -> str:
        return f"{self.track} {self.subject}"
