"""The register's kernel: what every registered thing has, whatever its kind, and every version of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What is registered; each has its own table in ``subjects.py``."""

    PROJECT = "project", _("开源项目")
    ENTERPRISE = "enterprise", _("开源企业")
    COMMUNITY = "community", _("开源社区")
    PRODUCT = "product", _("开源产品")
    EXPERT = "expert", _("专家")
    PARTNER = "partner", _("服务机构与合作方")


class State(models.TextChoices):
    """Where a registration stands. Only ``registered`` and ``suspended`` are public."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待核对")
    RETURNED = "returned", _("退回补正")
    REGISTERED = "registered", _("已登记")
    SUSPENDED = "suspended", _("暂停")
    REMOVED = "removed", _("已注销")


MOVES: dict[State, tuple[State, ...]] = {
    State.DRAFT: (State.SUBMITTED, State.REMOVED),
    State.SUBMITTED: (State.REGISTERED, State.RETURNED, State.DRAFT),
    State.RETURNED: (State.SUBMITTED, State.REMOVED),
    State.REGISTERED: (State.SUSPENDED, State.REMOVED),
    State.SUSPENDED: (State.REGISTERED, State.REMOVED),
    State.REMOVED: (State.REGISTERED,),
}
SHOWN = (State.REGISTERED, State.SUSPENDED)


class Record(models.Model):
    """``id`` is public and for ever: it stands in addresses of pages, in snapshots and in exchanged catalogues."""

    id = models.SlugField(primary_key=True, max_length=80)
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.DRAFT)
    name = models.CharField(_("名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=160, blank=True)
    summary = models.CharField(_("一句话介绍"), max_length=150, blank=True)
    summary_en = models.CharField(_("一句话介绍（英文）"), max_length=150, blank=True)
    description = models.TextField(_("介绍"), max_length=10_000, blank=True)
    homepage = models.URLField(_("主页"), blank=True)
    district = models.CharField(_("区县（园区）"), max_length=40, blank=True)
    """Responsible district, an id of ``policy/office.toml``."""
    fields = models.JSONField(_("重点领域"), default=list, blank=True)
    """Ids of ``policy/fields.toml``."""
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="records", verbose_name=_("所属单位")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="records", verbose_name=_("登记人")
    )
    serial = models.BigIntegerField(_("登记次序"), unique=True)
    """Order of registration: decides between mirrors in every run."""
    version = models.PositiveIntegerField(_("版本"), default=1)
    """Goes up with every change; a form made from an older one is refused."""
    search_text = models.TextField(editable=False, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    registered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In order of registration."""

        verbose_name = _("登记")
        ordering: ClassVar[list[str]] = ["serial"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "state"]), models.Index(fields=["district"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self.state in SHOWN

    def typed(self) -> "Record":
        """The same record as its own kind."""
        typed: Record = getattr(self, self.kind)
        return typed


class Revision(models.Model):
    """A version of a record as it was after a change."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    person = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    content = models.JSONField()
    """All fields of the record, by name."""
    journal_sequence = models.BigIntegerField(null=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["record", "version"], name="revision_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="revision_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.version}"
