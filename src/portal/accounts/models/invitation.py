"""A letter that asks somebody to join an organisation."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models.organisation import Organisation
from portal.accounts.models.person import Person
from portal.accounts.roles import Role


class Invitation(models.Model):
    """The letter carries a secret; only its hash is kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("邮箱"))
    role = models.CharField(
        _("角色"),
        max_length=30,
        choices=[
            (Role.ORG_ADMIN.value, Role.ORG_ADMIN.label),
            (Role.ORG_MEMBER.value, Role.ORG_MEMBER.label),
            (Role.COMMUNITY_OPERATOR.value, Role.COMMUNITY_OPERATOR.label),
        ],
    )
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=40)
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("有效期至"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        verbose_name = _("邀请")
        ordering = ("-invited_at",)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.role}"
