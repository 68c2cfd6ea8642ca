"""A role somebody holds, where, and from when to when."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models.organisation import Organisation
from portal.accounts.models.person import Person
from portal.accounts.roles import HELD_IN_DISTRICT, HELD_IN_ORGANISATION, Role


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants by day."""

    def held_on(self, day: date) -> "GrantQuerySet":
        """In force on a day; ``until_on`` is the first day without the role."""
        return self.filter(from_on__lte=day).filter(Q(until_on__isnull=True) | Q(until_on__gt=day))


class Grant(models.Model):
    """Ended, never deleted: who could do what on an old day stays answerable."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants", verbose_name=_("人员"))
    role = models.CharField(
        _("角色"), max_length=30, choices=[(role.value, role.label) for role in Role if role not in {Role.PUBLIC, Role.DEVELOPER}]
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="grants", verbose_name=_("单位")
    )
    district = models.CharField(_("区县（园区）"), max_length=40, blank=True)
    from_on = models.DateField(_("自"), default=timezone.localdate)
    until_on = models.DateField(_("至（不含）"), null=True, blank=True)
    granted_by = models.CharField(_("授予人"), max_length=40, blank=True)
    granted_at = models.DateTimeField(_("授予时间"), default=timezone.now)
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        """Oldest first: the first is what somebody acts as until they choose."""

        verbose_name = _("角色")
        ordering: ClassVar[list[str]] = ["from_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")), name="grant_period"),
            models.CheckConstraint(
                condition=~Q(role__in=sorted(role.value for role in HELD_IN_ORGANISATION)) | Q(organisation__isnull=False),
                name="grant_organisation",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=sorted(role.value for role in HELD_IN_DISTRICT)) | ~Q(district=""), name="grant_district"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.organisation_id or self.district}"
