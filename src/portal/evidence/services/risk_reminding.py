"""Who is reminded that a statement will soon end? Whoever wrote it, once, while there is time to upgrade or to write another."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.models import Person
from portal.evidence.models import RiskStatement, VexState
from portal.evidence.risk_rules import risk_rules
from portal.messages.services import notify


@transaction.atomic
def waivers_remind() -> int:
    """Remind of those that end within the days the policy names; how many were told now. Safe to call at any time."""
    today = timezone.localdate()
    soon = today + timedelta(days=risk_rules().waiver.remind)
    ending = RiskStatement.objects.filter(state=VexState.IN_FORCE, expires_on__gte=today, expires_on__lte=soon).order_by("pk")
    told = 0
    with override("zh-hans"):
        for one in ending:
            for person in Person.objects.filter(pk__in=one.writers, is_active=True, erased_at=None).order_by("pk"):
                made = notify(
                    person=person,
                    event="vex.expiring",
                    subject_id=f"{one.pk}:{one.expires_on}",
                    subject=_("您起草的风险声明 %(id)s 将于 %(day)s 到期") % {"id": one.pk, "day": one.expires_on},
                    body=_("到期后它涉及的发现自动重新打开；请及时升级，或另行声明。"),
                    path=f"/watch/statements/{one.pk}/",
                )
                told += made is not None
    return told
