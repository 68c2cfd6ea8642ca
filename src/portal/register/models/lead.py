"""台账 W3: somebody or something the city wants to win, from the first hint to running here, with promises that runs check."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.register.models.repository import Repository


class LeadKind(models.TextChoices):
    """Who or what is to be won."""

    FOUNDATION = "foundation", _("基金会")
    BRANCH = "branch", _("分支机构")
    LEADING_COMPANY = "leading_company", _("龙头企业")
    KNOWN_PROJECT = "known_project", _("知名项目")
    DONOR = "donor", _("捐赠企业")
    CENTRE = "centre", _("服务与孵化中心")
    ALLIANCE = "alliance", _("联盟分盟")
    EVENT = "event", _("标志性活动")


class LeadState(models.TextChoices):
    """As an official reads it."""

    PROSPECT = "prospect", _("线索")
    TALKS = "talks", _("洽谈")
    SIGNED = "signed", _("签约")
    LANDED = "landed", _("落地")
    RUNNING = "running", pgettext_lazy("线索", "运行")
    EXITED = "exited", _("退出")
    DROPPED = "dropped", pgettext_lazy("线索", "终止")


MOVES: dict[LeadState, tuple[LeadState, ...]] = {
    LeadState.PROSPECT: (LeadState.TALKS, LeadState.DROPPED),
    LeadState.TALKS: (LeadState.SIGNED, LeadState.DROPPED),
    LeadState.SIGNED: (LeadState.LANDED, LeadState.DROPPED),
    LeadState.LANDED: (LeadState.RUNNING, LeadState.SIGNED),
    LeadState.RUNNING: (LeadState.EXITED, LeadState.LANDED),
    LeadState.EXITED: (),
    LeadState.DROPPED: (LeadState.PROSPECT,),
}
NEEDS_FACTS = (LeadState.LANDED, LeadState.RUNNING)
"""Reached only while every promise that is a rule passes in the newest run; nobody ticks it by hand."""


class Lead(models.Model):
    """One line of the ledger."""

    kind = models.CharField(_("类别"), max_length=20, choices=LeadKind.choices)
    state = models.CharField(_("进展"), max_length=20, choices=LeadState.choices, default=LeadState.PROSPECT)
    name = models.CharField(_("名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=160, blank=True)
    source = models.CharField(_("线索来源"), max_length=200)
    district = models.CharField(_("区县（园区）"), max_length=40, blank=True)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="leads", verbose_name=_("落地主体")
    )
    targets = models.ManyToManyField(Repository, blank=True, related_name="leads", verbose_name=_("目标项目的仓库"))
    owner = models.CharField(_("负责人"), max_length=40, blank=True)
    """Person.id of the officer."""
    next_step = models.CharField(_("下一步"), max_length=200, blank=True)
    next_on = models.DateField(_("下一步日期"), null=True, blank=True)
    ended_on = models.DateField(_("退出或终止日期"), null=True, blank=True)
    ended_reason = models.CharField(_("退出或终止的理由"), max_length=500, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Next step first."""

        verbose_name = _("线索")
        ordering: ClassVar[list[str]] = ["next_on", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state"]), models.Index(fields=["district"])]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """One conversation: who, when, what."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="contacts")
    on = models.DateField(_("日期"))
    who = models.CharField(_("对方"), max_length=120)
    summary = models.TextField(_("内容"))
    noted_by = models.CharField(max_length=40)
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Newest first."""

        verbose_name = _("联系记录")
        ordering: ClassVar[list[str]] = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.on}"


class Promise(models.Model):
    """What was promised, by when; with ``metric`` it is a rule that runs check: metric(subject) ≥ at_least."""

    class Result(models.TextChoices):
        """Of the newest check."""

        PASS = "pass", _("已兑现")
        FAIL = "fail", _("未兑现")
        UNKNOWN = "unknown", _("无法判断")

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="promises")
    text = models.CharField(_("承诺内容"), max_length=300)
    due_on = models.DateField(_("期限"))
    metric = models.CharField(_("指标"), max_length=80, blank=True)
    """A metric id of the engine; empty: a promise no repository can show."""
    subject_kind = models.CharField(
        _("主体类别"), max_length=20, choices=[("organisation", _("单位")), ("repository", _("仓库"))], blank=True
    )
    subject = models.CharField(_("主体"), max_length=200, blank=True)
    at_least = models.BigIntegerField(_("不少于"), null=True, blank=True)
    """Before the metric's scale, like every stored number."""
    result = models.CharField(_("核对结果"), max_length=10, choices=Result.choices, default=Result.UNKNOWN)
    measured = models.BigIntegerField(_("实测"), null=True, blank=True)
    run_id = models.CharField(_("依据的运行"), max_length=64, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    """When its present wording was written down; a check before that says nothing about it."""

    class Meta:
        """Due first."""

        verbose_name = _("承诺")
        ordering: ClassVar[list[str]] = ["due_on", "id"]

    def __str__(self) -> str:
        return self.text

    @property
    def is_rule(self) -> bool:
        """Whether a run can check it."""
        return bool(self.metric)
