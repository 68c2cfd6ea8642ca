"""The public notice of a proposed list, every version of it, and the objections it met."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.calls.models.application import LETTERS, Application
from portal.calls.models.call import Call


class NoticeState(models.TextChoices):
    """As the public reads it."""

    DRAFT = "draft", _("待公示")
    PUBLISHED = "published", _("公示中")
    ENDED = "ended", _("公示期满")
    REPLACED = "replaced", _("已由新的名单代替")
    WITHDRAWN = "withdrawn", _("已撤下")


class Notice(models.Model):
    """A version of the list. A changed list is a new notice whose clock starts again; the old one stays readable to the office."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="notices")
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, choices=NoticeState.choices, default=NoticeState.DRAFT)
    title = models.CharField(_("标题"), max_length=200)
    introduction = models.TextField(_("正文"), blank=True)
    mask = models.CharField(max_length=40)
    """Id of the mask template."""
    columns = models.JSONField(default=list)
    """[{"id", "label", "label_en"}, …] as published."""
    confirmed_digest = models.CharField(max_length=64, blank=True)
    """Of the masked preview that the head of the office confirmed; only exactly this is published."""
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    """Last day of the notice, working days counted by the office's calendar."""
    objections_until = models.DateField(null=True, blank=True)
    provisional = models.BooleanField(default=False)
    run = models.ForeignKey("evidence.Run", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=40, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    """After this day names of natural persons are replaced by codes."""
    expired_at = models.DateTimeField(null=True, blank=True)
    change_reason = models.TextField(blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    """The list this one corrects; null: a list of its own, of which a rolling call has many."""

    class Meta:
        """Newest first."""

        verbose_name = _("公示")
        ordering: ClassVar[list[str]] = ["-published_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["call", "version"], name="notice_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.call_id} v{self.version}"


class NoticeLine(models.Model):
    """One application on the list, as the public sees it."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="lines")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notice_lines")
    position = models.PositiveIntegerField()
    shown = models.JSONField()
    """{column id: masked text}."""
    code = models.CharField(max_length=24)
    """What stays in the place of a person's name after the notice has expired."""

    class Meta:
        """In order of the list."""

        ordering: ClassVar[list[str]] = ["notice_id", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["notice", "application"], name="notice_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.position}"


def new_receipt() -> str:
    """A code the objector keeps; whoever has it sees the state, nobody can guess it."""
    return "-".join("".join(secrets.choice(LETTERS) for _place in range(4)) for _group in range(4))


class ObjectionState(models.TextChoices):
    """As the objector reads it."""

    RECEIVED = "received", _("已收到")
    ADMITTED = "admitted", _("已受理")
    REFUSED = "refused", _("不予受理")
    INVESTIGATED = "investigated", _("已核查")
    ANSWERED = "answered", _("已答复")
    WITHDRAWN = "withdrawn", _("已撤回")


class ObjectionOutcome(models.TextChoices):
    """What it led to."""

    DISMISSED = "dismissed", _("异议不成立")
    CORRECTED = "corrected", _("名单已更正，重新公示")
    REMOVED = "removed", _("移出名单")
    REVIEWED = "reviewed", _("重新评审")


class Objection(models.Model):
    """Who objects is known to the handlers alone; the applicant sees what is said, never by whom."""

    receipt = models.CharField(primary_key=True, max_length=24, default=new_receipt)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, blank=True, related_name="objections")
    """Null: about the list as a whole."""
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    sealed = models.TextField()
    """Name, organisation, telephone, address of the objector, sealed with the city's key."""
    statement = models.TextField(_("异议内容"))
    grounds = models.CharField(max_length=40, blank=True)
    """``copied`` opens a provenance report."""
    compared = models.CharField(max_length=300, blank=True)
    """Address of the repository said to be the original."""
    provenance = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=20, choices=ObjectionState.choices, default=ObjectionState.RECEIVED)
    outcome = models.CharField(max_length=20, choices=ObjectionOutcome.choices, blank=True)
    reply = models.TextField(_("被异议方的说明"), blank=True)
    replied_by = models.CharField(max_length=40, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    opinion = models.TextField(_("专家意见"), blank=True)
    findings = models.TextField(_("核查情况"), blank=True)
    answer = models.TextField(_("答复"), blank=True)
    public_answer = models.TextField(_("公开的答复"), blank=True)
    handler = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    case_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        """Most urgent first."""

        verbose_name = _("异议")
        ordering: ClassVar[list[str]] = ["due_on", "received_at"]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.state}"


class Result(models.Model):
    """The list in force, with the run it rests on; published once per notice that ended."""

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="result")
    text = models.TextField(blank=True)
    decided_by = models.CharField(max_length=40)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Newest first."""

        verbose_name = _("结果")
        ordering: ClassVar[list[str]] = ["-published_at"]

    def __str__(self) -> str:
        return f"{self.notice_id}"
