"""How does the first platform administrator come to be, when nobody may grant the role yet? From the machine's own command line."""

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import Grant, Person
from portal.accounts.roles import Role
from portal.journal.events import Event
from portal.journal.services import record, take_turn
from portal.journal.services.recording import SYSTEM
from xingtu.errors import XingtuError


@transaction.atomic
def administrator_appoint(*, email: str, reason: str) -> Grant:
    """Make somebody who has signed up the platform's administrator; every further role is granted on the pages.

    Raises:
        XingtuError: nobody has signed up with this mailbox.
    """
    take_turn()
    person = Person.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise XingtuError("没有人用这个邮箱注册；请先在网页上注册并验证邮箱，再来任命")
    held = Grant.objects.held_on(timezone.localdate()).filter(person=person, role=Role.PLATFORM_ADMIN).first()
    if held is not None:
        return held
    grant = Grant.objects.create(person=person, role=Role.PLATFORM_ADMIN, granted_by="", reason=reason)
    record(
        event=Event.ROLE_GRANTED,
        by=SYSTEM,
        subject_kind="person",
        subject=person.id,
        reason=reason,
        details={"grant": grant.pk, "role": Role.PLATFORM_ADMIN.value},
    )
    return grant
