"""What a person allows us to do with facts about them, from when to when."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models.person import Person


class Purpose(models.TextChoices):
    """Each is asked for by itself and may be withdrawn at any time."""

    PUBLIC_NAME = "public_name", _("在公开榜单和项目页显示我的全名（不同意则只显示姓）")
    PUBLIC_PROFILE = "public_profile", _("公开我的个人贡献页")
    EMPLOYER_VIEW = "employer_view", _("让我任职的单位看到我任职期间的贡献明细")


class Consent(models.Model):
    """One giving; withdrawn, never deleted while the person is there."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=30, choices=Purpose.choices)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One open consent a purpose."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "purpose"], condition=models.Q(withdrawn_at__isnull=True), name="consent_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose}"
