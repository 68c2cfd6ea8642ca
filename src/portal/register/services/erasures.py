"""How are a person's data erased? Asked for, ten minutes to think better of it, then gone; the id stays, so that the journal holds."""

import logging
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from portal.accounts.acting import Acting, acting_of
from portal.accounts.models import Consent, Grant, Invitation, Person
from portal.accounts.roles import Act
from portal.errors import NotAllowed, WrongState
from portal.journal.events import Event
from portal.journal.services import record
from portal.journal.services.recording import SYSTEM, take_turn
from portal.messages.models import Message
from portal.register.models import Employment, EmploymentState, Erasure, HostAccount, Mailbox, Record
from portal.register.models.record import State

logger = logging.getLogger(__name__)
TO_THINK = timedelta(minutes=10)
ERASED_NAME = "已注销用户"
person_erasing = Signal()
"""Sent within the transaction while the person is still known, with ``person`` and ``mailboxes``: apps above remove what they keep."""


def erasure_ask(*, by: Acting) -> Erasure:
    """Ask for one's own data to be erased in ten minutes; asking again changes nothing."""
    if by.person is None:
        raise NotAllowed(Act.CLAIM_OWN)
    with transaction.atomic():
        take_turn()
        erasure, asked_now = Erasure.objects.get_or_create(
            person=by.person, taken_back_at=None, done_at=None, defaults={"due_at": timezone.now() + TO_THINK}
        )
        if asked_now:
            record(event=Event.PERSON_CHANGED, by=by, subject_kind="person", subject=by.person.pk, details={"erasure": "asked"})
            transaction.on_commit(_later, robust=True)
    return erasure


def erasure_take_back(*, by: Acting) -> None:
    """Keep everything after all.

    Raises:
        WrongState: nothing is waiting, or it is too late.
    """
    with transaction.atomic():
        take_turn()
        waiting = Erasure.objects.filter(person_id=by.actor_id, taken_back_at__isnull=True, done_at__isnull=True)
        if not waiting.update(taken_back_at=timezone.now()):
            raise WrongState(_("没有等待执行的注销申请。"))
        record(event=Event.PERSON_CHANGED, by=by, subject_kind="person", subject=by.actor_id, details={"erasure": "taken back"})


@task()
def erase_due() -> int:
    """Carry out every wish whose time has come; how many. Safe to call at any time."""
    due = list(Erasure.objects.filter(due_at__lte=timezone.now(), taken_back_at__isnull=True, done_at__isnull=True))
    for erasure in due:
        person_erase(erasure=erasure)
    return len(due)


def person_erase(*, erasure: Erasure) -> None:
    """Remove what tells who somebody is. Cases and the journal keep their opaque id; what was computed in finished runs stays."""
    with transaction.atomic():
        take_turn()
        if not Erasure.objects.filter(pk=erasure.pk, taken_back_at__isnull=True, done_at__isnull=True).update(done_at=timezone.now()):
            return
        person = Person.objects.select_for_update().get(pk=erasure.person_id)
        email = person.email
        mailboxes = {email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)}
        person_erasing.send(sender=Person, person=person, mailboxes=frozenset(mailboxes))
        for held in (Mailbox, HostAccount, Message, Consent):
            held.objects.filter(person=person).delete()
        for held in (EmailAddress, SocialAccount, Authenticator):
            held.objects.filter(user=person).delete()
        Invitation.objects.filter(email__iexact=email).delete()
        Employment.objects.filter(person=person).update(state=EmploymentState.WITHDRAWN, note="", answer="", proposed_until_on=None)
        _end_roles(person)
        Record.objects.filter(person=person, state=State.DRAFT).delete()
        person.name, person.name_en, person.email = ERASED_NAME, "", f"{person.pk}@erased.invalid"
        person.set_unusable_password()
        person.is_active, person.erased_at = False, timezone.now()
        person.save()
        record(event=Event.PERSON_ERASED, by=acting_of(person, None), subject_kind="person", subject=person.pk)
    logger.info("person erased", extra={"person": erasure.person_id})


def _end_roles(person: Person) -> None:
    today = timezone.localdate()
    for grant in Grant.objects.held_on(today).filter(person=person):
        grant.until_on = max(today, grant.from_on)
        grant.save(update_fields=["until_on"])
        record(event=Event.ROLE_ENDED, by=SYSTEM, subject_kind="person", subject=person.pk, details={"role": grant.role, "grant": grant.pk})
    Grant.objects.filter(person=person, from_on__gt=today).delete()


def _later() -> None:
    if erase_due.get_backend().supports_defer:
        erase_due.using(run_after=timezone.now() + TO_THINK + timedelta(seconds=5)).enqueue()
