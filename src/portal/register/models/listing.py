"""That a record is in one of the city's libraries, since when, by which decision."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.register.models.record import Record


class ListingState(models.TextChoices):
    """As the public sees it."""

    LISTED = "listed", _("已入库")
    WARNED = "warned", _("预警")
    REMOVED = "removed", _("已出库")


class Listing(models.Model):
    """Ended, never deleted: reason, date and last good version stay public."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="listings")
    library = models.CharField(_("名录"), max_length=40)
    """An id of ``policy/libraries.toml``."""
    state = models.CharField(_("状态"), max_length=20, choices=ListingState.choices, default=ListingState.LISTED)
    listed_on = models.DateField(_("入库日期"), default=timezone.localdate)
    removed_on = models.DateField(_("出库日期"), null=True, blank=True)
    basis = models.CharField(_("依据（文号、公示链接）"), max_length=300)
    reason = models.CharField(_("预警或出库的理由"), max_length=500, blank=True)
    run_id = models.CharField(_("依据的运行"), max_length=64, blank=True)

    class Meta:
        """Newest first."""

        verbose_name = _("名录")
        ordering: ClassVar[list[str]] = ["-listed_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["record", "library"], condition=Q(removed_on__isnull=True), name="listing_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["library", "state"])]

    def __str__(self) -> str:
        return f"{self.record_id} {self.library}"
