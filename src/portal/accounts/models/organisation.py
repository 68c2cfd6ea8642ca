"""A legal body: enterprise, university, foundation, office."""

import secrets
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.uscc import normalise_uscc, uscc_problem

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_organisation_id() -> str:
    """Opaque until somebody gives it a better one."""
    return "o-" + "".join(secrets.choice(LETTERS) for _place in range(8))


def validate_uscc(value: str) -> None:
    """Refuse a code that cannot exist.

    Raises:
        ValidationError: wrong length, letter or check character.
    """
    if problem := uscc_problem(normalise_uscc(value)):
        raise ValidationError(problem, code="uscc")


class OrganisationKind(models.TextChoices):
    """What kind of body."""

    ENTERPRISE = "enterprise", _("企业")
    UNIVERSITY = "university", _("高校")
    INSTITUTE = "institute", _("科研院所")
    FOUNDATION = "foundation", _("基金会、联盟")
    SERVICE = "service", _("第三方服务机构")
    DEPARTMENT = "department", _("机关单位")


class Standing(models.TextChoices):
    """How sure we are that it is who it says."""

    DECLARED = "declared", _("待核实")
    VERIFIED = "verified", _("已核实")
    CLOSED = "closed", _("已注销")


class Organisation(models.Model):
    """``id`` is opaque and public; it stands in snapshots, runs and addresses of pages."""

    id = models.SlugField(primary_key=True, max_length=60, default=new_organisation_id)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, unique=True, null=True, blank=True, validators=[validate_uscc])
    """Empty only for bodies without one, e.g. abroad."""
    name = models.CharField(_("名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=160, blank=True)
    kind = models.CharField(_("类别"), max_length=20, choices=OrganisationKind.choices, default=OrganisationKind.ENTERPRISE)
    district = models.CharField(_("区县（园区）"), max_length=40, blank=True)
    """An id of ``policy/office.toml``; empty: outside the city."""
    domains = models.JSONField(_("邮箱域名"), default=list, blank=True)
    """Mail domains that are its own, e.g. ["lizhou.example"]; public, and never a free-mail domain."""
    standing = models.CharField(_("核实情况"), max_length=20, choices=Standing.choices, default=Standing.DECLARED)
    registered_at = models.DateTimeField(_("登记时间"), default=timezone.now)

    class Meta:
        """By name."""

        verbose_name = _("单位")
        ordering: ClassVar[list[str]] = ["name", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["district"])]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Normalise the code, so that equal codes are equal."""
        self.uscc = normalise_uscc(self.uscc) if self.uscc else None
