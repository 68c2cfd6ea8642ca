"""What people say is theirs: mailboxes, accounts on code hosts, employment; with proof and period."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Proof(models.TextChoices):
    """How a mailbox or an account was shown to be the person's."""

    NONE = "none", _("尚未证明")
    MAIL_CODE = "mail_code", _("邮箱验证码")
    HOST_SIGN_IN = "host_sign_in", _("代码平台登录")
    SIGNED_COMMIT = "signed_commit", _("签名提交")
    FILE = "file", _("仓库内的验证文件")
    OFFICER = "officer", _("工作人员核对")


class Mailbox(models.Model):
    """A mailbox that commits were signed with. Private: it never leaves the office in clear text."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mailboxes")
    address = models.CharField(_("邮箱"), max_length=254)
    """Normalised as the engine normalises (``xingtu.resolve.addresses``: lower case, trimmed)."""
    proof = models.CharField(_("证明方式"), max_length=20, choices=Proof.choices, default=Proof.NONE)
    proof_detail = models.CharField(max_length=300, blank=True)
    """Host and account, or repository and commit; never a secret."""
    code_hash = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(default=timezone.now)
    proven_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A proven mailbox belongs to one person; anybody may claim one that is not proven."""

        verbose_name = _("邮箱认领")
        ordering: ClassVar[list[str]] = ["claimed_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["address"], condition=Q(proven_at__isnull=False, withdrawn_at__isnull=True), name="mailbox_proven_once"
            ),
            models.UniqueConstraint(fields=["person", "address"], condition=Q(withdrawn_at__isnull=True), name="mailbox_claimed_once"),
        ]

    def __str__(self) -> str:
        return f"mailbox {self.pk}"

    @property
    def counts(self) -> bool:
        """Whether runs may use it."""
        return self.proven_at is not None and self.withdrawn_at is None


class HostAccount(models.Model):
    """An account on a code host, bound by signing in there or by a challenge."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="host_accounts")
    host = models.CharField(_("平台"), max_length=40)
    login = models.CharField(_("账号"), max_length=120)
    native_id = models.CharField(max_length=120, blank=True)
    proof = models.CharField(_("证明方式"), max_length=20, choices=Proof.choices)
    bound_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One person an account."""

        verbose_name = _("平台账号")
        ordering: ClassVar[list[str]] = ["host", "login"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["host", "login"], condition=Q(released_at__isnull=True), name="host_account_once")
        ]

    def __str__(self) -> str:
        return f"{self.host}:{self.login}"


class EmploymentState(models.TextChoices):
    """Whether the organisation agrees."""

    CLAIMED = "claimed", _("待单位确认")
    CONFIRMED = "confirmed", _("单位已确认")
    CONTESTED = "contested", _("单位有异议")
    WITHDRAWN = "withdrawn", _("已撤回")


class Employment(models.Model):
    """A claim to have worked somewhere from one day to another. Only confirmed ones reach a run."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="employments")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="employments")
    from_on = models.DateField(_("自"), null=True, blank=True)
    until_on = models.DateField(_("至（不含）"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("工作量占比（%）"), default=100)
    state = models.CharField(_("状态"), max_length=20, choices=EmploymentState.choices, default=EmploymentState.CLAIMED)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    answer = models.CharField(_("单位意见"), max_length=300, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="corrections")
    """The claim this one takes the place of, once it is confirmed."""
    proposed_until_on = models.DateField(_("单位提出的离任日"), null=True, blank=True)
    """First day without the employment, as the organisation sees it; the person accepts or not."""
    claimed_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)

    class Meta:
        """Oldest first."""

        verbose_name = _("任职声明")
        ordering: ClassVar[list[str]] = ["from_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="employment_percent"),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gt=models.F("from_on")), name="employment_period"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["organisation", "state"])]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.organisation_id}"
