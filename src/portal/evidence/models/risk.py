"""What is known of a flaw in a project's dependencies, as far as lists, cases and pages need it without opening ``risk.sqlite``.

Facts as the engine found them; what somebody decided about them stands in ``risk_statement``.
"""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RiskLevel(models.TextChoices):
    """As the advisory grades it; empty: no advisory says."""

    CRITICAL = "critical", _("严重")
    HIGH = "high", _("高")
    MEDIUM = "medium", _("中")
    LOW = "low", _("低")
    NONE = "none", _("无影响")


class Urgency(models.IntegerChoices):
    """In which order findings are worked on. No score made of others: each number stands beside its date."""

    MALICIOUS = 1, _("恶意包")
    EXPLOITED = 2, _("已知被利用")
    LIKELY = 3, _("严重或高危，近期很可能被利用")
    SERIOUS = 4, _("严重或高危")
    OTHER = 5, _("其他")


class Standing(models.TextChoices):
    """What the statements in force say of a finding; ``open`` where none does."""

    OPEN = "open", _("未处置")
    UNDER_INVESTIGATION = "under_investigation", _("调查中")
    NOT_AFFECTED = "not_affected", _("不受影响")
    FIXED = "fixed", _("已修复（回移补丁）")
    WAIVED = "waived", _("豁免")


class RiskFinding(models.Model):
    """One group of aliases that touches one package of one project, from when it was seen until it was gone. Never deleted."""

    generation = models.PositiveIntegerField(default=1)
    """Goes up when ``risk.sqlite`` was made anew: numbers of findings begin again there."""
    fid = models.PositiveBigIntegerField()
    """In ``risk.sqlite`` of that generation."""
    project = models.CharField(_("仓库"), max_length=200)
    """As the engine names it: the id of a repository, or of what a firm declared in an SBOM."""
    record = models.ForeignKey(
        "register.Record", on_delete=models.SET_NULL, null=True, related_name="risk_findings", verbose_name=_("登记")
    )
    """Whose it is; it moves with the repository."""
    ecosystem = models.CharField(_("生态"), max_length=80)
    package = models.CharField(_("组件"), max_length=300)
    group = models.CharField(_("漏洞"), max_length=120)
    """Id of the group of aliases."""
    ids = models.JSONField(default=list)
    level = models.CharField(_("级别"), max_length=20, choices=RiskLevel.choices, blank=True)
    score = models.PositiveSmallIntegerField(null=True)
    """CVSS in tenths."""
    severity_source = models.CharField(max_length=120, blank=True)
    malicious = models.BooleanField(default=False)
    kev_added_on = models.DateField(null=True)
    kev_due_on = models.DateField(null=True)
    ransomware = models.BooleanField(default=False)
    epss = models.PositiveIntegerField(null=True)
    """In millionths, as of ``epss_on``."""
    epss_percentile = models.PositiveIntegerField(null=True)
    epss_on = models.DateField(null=True)
    summary = models.TextField(blank=True)
    published = models.CharField(max_length=40, blank=True)
    versions = models.JSONField(default=list)
    fixed = models.JSONField(default=list)
    places = models.JSONField(default=list)
    """[{"path", "line", "scope", "direct", "via", "blob"}]."""
    matches = models.JSONField(default=list)
    """Which sentence of which advisory touched which version: [{"id", "digest", "modified", "source", "version", "range"}]."""
    runtime = models.BooleanField(default=True)
    """Some place is not only for development, tests or building."""
    direct = models.BooleanField(null=True)
    """The project itself asks for the package; None: its files do not say."""
    urgency = models.PositiveSmallIntegerField(_("处置次序"), choices=Urgency.choices, default=Urgency.OTHER)
    content = models.CharField(max_length=64)
    """Digest of the engine's row: the same is not written again."""
    opened_at = models.DateTimeField(_("发现时间"))
    open_cause = models.CharField(max_length=40)
    closed_at = models.DateTimeField(_("消失时间"), null=True, blank=True)
    close_cause = models.CharField(max_length=40, blank=True)
    seen_commit = models.CharField(max_length=64, blank=True)
    """The commit in which it was seen first."""
    closed_commit = models.CharField(max_length=64, blank=True)
    brought = models.JSONField(null=True)
    """Which commit brought the touched version and which took it away (``xingtu.risk.brought_in.Brought``); None: git was not asked yet,
    empty: it does not know."""
    due_on = models.DateField(_("期限"), null=True)
    """By its level, from policy; None: the policy sets none."""
    standing = models.CharField(_("处置"), max_length=20, choices=Standing.choices, default=Standing.OPEN)
    statement = models.ForeignKey("evidence.RiskStatement", on_delete=models.SET_NULL, null=True, related_name="+")
    """The one it stands so by."""
    until_on = models.DateField(null=True)
    case = models.ForeignKey("cases.Case", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        """In order of work."""

        verbose_name = _("风险发现")
        ordering: ClassVar[list[str]] = ["urgency", "due_on", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record", "closed_at"], name="risk_finding_record"),
            models.Index(fields=["closed_at", "urgency"], name="risk_finding_open"),
            models.Index(fields=["group"], name="risk_finding_group"),
            models.Index(fields=["ecosystem", "package"], name="risk_finding_package"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["generation", "fid"], name="risk_finding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.package} {self.group}"

    @property
    def open(self) -> bool:
        """Whether the project still holds a touched version; what was decided about that is another question."""
        return self.closed_at is None


class RiskEvent(models.Model):
    """One change between two evaluations, loaded once. Whoever tells people of it goes by these rows."""

    generation = models.PositiveIntegerField(default=1)
    number = models.PositiveBigIntegerField()
    """In ``risk.sqlite`` of that generation; ascends for ever."""
    at = models.DateTimeField()
    revision = models.CharField(max_length=120, blank=True)
    """Of the sources together."""
    kind = models.CharField(max_length=20)
    """``xingtu.facts.findings.EVENT_KINDS``."""
    finding = models.ForeignKey(RiskFinding, on_delete=models.CASCADE, related_name="events")
    project = models.CharField(max_length=200)
    record = models.ForeignKey("register.Record", on_delete=models.SET_NULL, null=True, related_name="risk_events")
    ecosystem = models.CharField(max_length=80)
    package = models.CharField(max_length=300)
    group = models.CharField(max_length=120)
    before = models.CharField(max_length=120, blank=True)
    after = models.CharField(max_length=120, blank=True)
    cause = models.CharField(max_length=40, blank=True)
    first_look = models.BooleanField(default=False)
    """Found when the project, or the city, was looked at for the first time: there already, so no news."""
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Oldest first."""

        verbose_name = _("风险变化")
        ordering: ClassVar[list[str]] = ["generation", "number"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record", "at"], name="risk_event_record"),
            models.Index(fields=["loaded_at"], name="risk_event_loaded"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["generation", "number"], name="risk_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.project} {self.group}"


class RiskInventory(models.Model):
    """What was taken of one repository's lockfiles, and when; or why it could not be."""

    project = models.CharField(primary_key=True, max_length=200)
    record = models.ForeignKey("register.Record", on_delete=models.SET_NULL, null=True, related_name="risk_inventories")
    origin = models.CharField(max_length=10, default="git")
    """git, or sbom where a firm only declared what it uses."""
    commit = models.CharField(max_length=64, blank=True)
    """Of the newest inventory that was taken; empty: none yet."""
    taken_at = models.DateTimeField(null=True)
    loaded = models.BooleanField(default=False)
    """Its findings were loaded at least once: what comes later is news."""
    coverage = models.JSONField(default=dict)
    """``xingtu.risk.coverage.Coverage`` of this project alone."""
    stock = models.JSONField(default=dict)
    """What was read: {"files": [{"path", "blob", "format", "components", "unresolved", "resolved"}], "faults": [{"path", "line", "words"}],
    "vendored": […]}."""
    problem = models.TextField(blank=True)
    """Why the newest attempt failed; empty: it did not."""
    failed_commit = models.CharField(max_length=64, blank=True)
    failed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    """When it was no longer registered."""

    class Meta:
        """By project."""

        verbose_name = _("组件清单")
        ordering: ClassVar[list[str]] = ["project"]

    def __str__(self) -> str:
        return f"{self.project} {self.commit[:12]}"


class RiskWatch(models.Model):
    """Where the watch stands; one row. ``asked`` and ``done`` count requests: equal, nothing waits."""

    generation = models.PositiveIntegerField(default=1)
    number = models.PositiveBigIntegerField(default=0)
    """The last event that was loaded."""
    store = models.CharField(max_length=40, blank=True)
    """Which ``risk.sqlite`` it was loaded from; empty: none yet."""
    revision = models.CharField(max_length=120, blank=True)
    evaluated_at = models.DateTimeField(null=True)
    loaded_at = models.DateTimeField(null=True)
    coverage = models.JSONField(default=dict)
    """``xingtu.risk.coverage.Coverage`` of the whole city."""
    sources = models.JSONField(default=list)
    """``xingtu.risk.coverage.Source``, without addresses of this machine."""
    asked = models.PositiveBigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    """Why the last round as a whole failed; empty: it did not."""

    class Meta:
        """One row."""

        verbose_name = _("风险监测")

    def __str__(self) -> str:
        return f"{self.revision} {self.number}"
