"""What somebody asks for under a programme: the answers, each version of them, and every move it made."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.calls.models.call import Call

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_application_id() -> str:
    """Opaque: an address tells a reviewer nothing."""
    return "a" + "".join(secrets.choice(LETTERS) for _place in range(11))


class Application(models.Model):
    """``step`` is an id of the programme's steps; labels come from the file, they are never compared."""

    id = models.SlugField(primary_key=True, max_length=20, default=new_application_id)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    number = models.CharField(_("申报编号"), max_length=24, unique=True, null=True, blank=True)
    """Given when it is first submitted."""
    step = models.CharField(max_length=40, default="draft")
    step_since = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    """Of the present step, in working days of the office."""
    due_provisional = models.BooleanField(default=False)
    """The calendar of that year is not published yet."""
    title = models.CharField(_("申报名称"), max_length=200, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="applications", verbose_name=_("经办人")
    )
    """Who applies, or handles it for the organisation."""
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("申报单位")
    )
    """Null: the person applies."""
    record = models.ForeignKey("register.Record", on_delete=models.PROTECT, null=True, blank=True, related_name="applications")
    """What it is about."""
    district = models.CharField(_("区县（园区）"), max_length=40, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    """As ``xingtu.policy.form`` reads them."""
    version = models.PositiveIntegerField(default=1)
    content_code = models.CharField(_("内容码"), max_length=24, blank=True)
    """Digest of the submitted form data; printed on every page of the paper."""
    submitted_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    """When an official first opened it; until then it may be taken back."""
    return_to = models.CharField(max_length=40, blank=True)
    """The step that returned it."""
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("承办人")
    )
    job = models.ForeignKey("evidence.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    run = models.ForeignKey("evidence.Run", on_delete=models.PROTECT, null=True, blank=True, related_name="applications")
    """The run it is judged on, once its evidence is frozen."""
    verdict = models.JSONField(default=dict, blank=True)
    """Of a ranking programme: {"track", "subject", "place", "value", "amount_fen"} as the run says."""
    search_text = models.TextField(editable=False, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of their numbers; drafts last."""

        verbose_name = _("申报")
        ordering: ClassVar[list[str]] = ["number", "created_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["call", "step"]),
            models.Index(fields=["district", "step"]),
            models.Index(fields=["step", "due_on"]),
        ]

    def __str__(self) -> str:
        return self.number or self.id


class ApplicationVersion(models.Model):
    """The answers after a save. Autosaves of one sitting replace each other; a submitted version stays for ever."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    answers = models.JSONField()
    by = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=timezone.now)
    autosaved = models.BooleanField(default=False)
    submitted = models.BooleanField(default=False)
    content_code = models.CharField(max_length=24, blank=True)
    attachments = models.JSONField(default=dict, blank=True)
    """{field: [sha256, …]} as they stood."""

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "version"], name="application_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} v{self.version}"


class Move(models.Model):
    """From one step to another; never changed but for being undone within ten minutes."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="moves")
    from_step = models.CharField(max_length=40, blank=True)
    to_step = models.CharField(max_length=40)
    by = models.CharField(max_length=40, blank=True)
    """Person.id; empty: the system."""
    role = models.CharField(max_length=80)
    reason = models.TextField(blank=True)
    """Shown to the applicant as written."""
    fields = models.JSONField(default=dict, blank=True)
    """{field id: what must be put right} when it was returned."""
    before = models.JSONField(default=dict, blank=True)
    """What an undo restores: due_on, return_to, step_since …"""
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    journal_sequence = models.BigIntegerField(null=True)

    class Meta:
        """Oldest first: it reads as a history."""

        ordering: ClassVar[list[str]] = ["at", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["application", "at"]), models.Index(fields=["by", "application"])]

    def __str__(self) -> str:
        return f"{self.application_id} {self.from_step} → {self.to_step}"


class PartyState(models.TextChoices):
    """Of a co-applicant."""

    INVITED = "invited", _("待确认")
    ACCEPTED = "accepted", _("已加入")
    DECLINED = "declined", _("已谢绝")
    LEFT = "left", _("已退出")


class Party(models.Model):
    """A co-applicant: another organisation, or another person."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    mailbox = models.CharField(_("邮箱"), max_length=254, blank=True)
    """Of a person, as it was typed, until they answer: whether it is anybody's the inviter does not learn."""
    part = models.CharField(_("分工"), max_length=200, blank=True)
    state = models.CharField(max_length=20, choices=PartyState.choices, default=PartyState.INVITED)
    invited_by = models.CharField(max_length=40)
    invited_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In order of invitation."""

        verbose_name = _("联合申报方")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["application", "organisation"], condition=Q(organisation__isnull=False), name="party_organisation_once"
            ),
            models.UniqueConstraint(
                fields=["application", "person"], condition=Q(organisation__isnull=True, person__isnull=False), name="party_person_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.organisation_id or self.person_id}"
