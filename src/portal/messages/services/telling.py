"""How does a person learn of something that concerns them? Once a fact, in the portal at once, by mail after the commit."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import Person
from portal.errors import NotAllowed
from portal.messages.models import Message
from portal.messages.services.mailing import send_letter


def notify(*, person: Person, event: str, subject_id: str | int, subject: str, body: str = "", path: str = "") -> Message | None:
    """Lay a message into the inbox, in the caller's transaction; None when this fact was told before or nobody is there to read.

    event, subject_id: together the fact; told a second time it is not sent again.
    path: where it is dealt with, without language prefix, e.g. ``/cases/42/``.
    """
    if person.erased_at is not None or not person.is_active:
        return None
    with transaction.atomic():
        message, told_now = Message.objects.get_or_create(
            person=person,
            key=f"{event}:{subject_id}",
            defaults={"event": event, "subject": subject[:200], "body": body, "path": path},
        )
        if not told_now:
            return None
        # robust: what went wrong in handing the letter over is caught up by send_pending, the act itself stands
        transaction.on_commit(partial(send_letter.enqueue, message.pk), robust=True)
    return message


def message_read(*, person: Person, message_id: int) -> Message:
    """Mark one message of one's own as read.

    Raises:
        NotAllowed: there is no such message for this person.
    """
    message = Message.objects.filter(person=person, pk=message_id).first()
    if message is None:
        raise NotAllowed("message")
    if message.read_at is None:
        message.read_at = timezone.now()
        message.save(update_fields=["read_at"])
    return message


def messages_read(*, person: Person) -> int:
    """Mark all of one's messages as read; how many were not."""
    return Message.objects.filter(person=person, read_at__isnull=True).update(read_at=timezone.now())
