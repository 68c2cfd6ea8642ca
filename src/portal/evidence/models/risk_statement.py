"""A statement (VEX) on one flaw in one package: not affected, mended otherwise, or accepted for a while. Signed by a second person."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class VexStatus(models.TextChoices):
    """OpenVEX's words. ``affected`` here is a waiver: the risk is known and borne until a day."""

    NOT_AFFECTED = "not_affected", _("不受影响")
    FIXED = "fixed", _("已用其他办法修复（如回移补丁）")
    AFFECTED = "affected", _("受影响，暂不升级（豁免）")
    UNDER_INVESTIGATION = "under_investigation", _("调查中")


class Justification(models.TextChoices):
    """OpenVEX's reasons for ``not_affected``."""

    COMPONENT_NOT_PRESENT = "component_not_present", _("产品里没有这个组件")
    CODE_NOT_PRESENT = "vulnerable_code_not_present", _("产品里没有有漏洞的代码")
    NOT_IN_EXECUTE_PATH = "vulnerable_code_not_in_execute_path", _("有漏洞的代码不会被执行")
    NOT_CONTROLLED = "vulnerable_code_cannot_be_controlled_by_adversary", _("攻击者无法控制有漏洞的代码")
    MITIGATED = "inline_mitigations_already_exist", _("已有防护措施")


class VexScope(models.TextChoices):
    """For which projects it speaks."""

    PROJECT = "project", _("只对这个项目")
    ORGANISATION = "organisation", _("本单位所有项目")
    CITY = "city", _("全市所有项目")


class VexState(models.TextChoices):
    """Where it stands; one past its day is no longer used, whatever it says until the next sweep."""

    DRAFT = "draft", _("待签署")
    IN_FORCE = "in_force", _("已生效")
    EXPIRED = "expired", _("已到期")
    OVERTAKEN = "overtaken", _("情况变化，不再适用")
    REFUSED = "refused", _("未采纳")
    WITHDRAWN = "withdrawn", _("已撤回")


class RiskStatement(models.Model):
    """Whoever wrote at it does not sign it; signed, it is never changed. Bound to the group of aliases, not to one number of it."""

    finding = models.ForeignKey("evidence.RiskFinding", on_delete=models.SET_NULL, null=True, related_name="statements")
    """What it arose from."""
    ecosystem = models.CharField(_("生态"), max_length=80)
    package = models.CharField(_("组件"), max_length=300)
    group = models.CharField(_("漏洞"), max_length=120)
    versions = models.JSONField(default=list)
    """Exact versions it holds for; empty: whatever version, as long as its reason holds."""
    scope = models.CharField(_("适用范围"), max_length=20, choices=VexScope.choices, default=VexScope.PROJECT)
    record = models.ForeignKey("register.Record", on_delete=models.SET_NULL, null=True, related_name="risk_statements")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.SET_NULL, null=True, related_name="risk_statements")
    """Whose statement it is."""
    status = models.CharField(_("结论"), max_length=20, choices=VexStatus.choices)
    justification = models.CharField(_("依据类型"), max_length=60, choices=Justification.choices, blank=True)
    reason = models.TextField(_("理由"))
    action = models.TextField(_("采取的措施"), blank=True)
    """Of a waiver: what is done instead, and when it will be mended."""
    proof = models.CharField(_("佐证"), max_length=500, blank=True)
    """A commit, a file, an address."""
    foreign_author = models.CharField(max_length=300, blank=True)
    """Whose document it came in, where it was imported."""
    document = models.CharField(max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=VexState.choices, default=VexState.DRAFT)
    expires_on = models.DateField(_("有效期至"), null=True)
    """The last day on which it holds; nothing is signed without."""
    signed_on_facts = models.JSONField(default=dict)
    """What lay before those who signed: {"level", "kev", "versions"}; worse, exploited or wider, and it is overtaken."""
    writers = models.JSONField(default=list)
    """Ids of everybody who wrote at it: none of them signs."""
    drafted_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    signed_by = models.CharField(max_length=40, blank=True)
    signed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    """Goes up with every change: one signs what one has read."""

    class Meta:
        """Newest first."""

        verbose_name = _("风险声明")
        ordering: ClassVar[list[str]] = ["-drafted_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "group"], name="risk_statement_state"),
        ]

    def __str__(self) -> str:
        return f"risk statement {self.pk} {self.status} {self.state}"

    def holds_on(self, day: date) -> bool:
        """Whether it is used on that day."""
        return self.state == VexState.IN_FORCE and self.expires_on is not None and day <= self.expires_on
