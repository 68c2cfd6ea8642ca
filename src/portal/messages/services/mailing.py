"""How does a message get out by mail when the mail server may be down? It stays unmailed in the inbox and is tried again."""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.utils import timezone
from django_tasks import task

from portal.messages.models import Message

logger = logging.getLogger(__name__)
AGAIN = timedelta(minutes=5)
AT_REST = timedelta(minutes=2)
"""Younger letters may still be in another worker's hands."""
RETRY_KEY = "messages:retry"
BATCH = 500


@task()
def send_letter(message_id: int) -> bool:
    """Mail one message; false when it waits for another try or nobody may be written to."""
    message = Message.objects.select_related("person").filter(pk=message_id, mailed_at__isnull=True).first()
    if message is None or not message.person.is_active or message.person.erased_at is not None:
        return False
    if not _mailed(message):
        try_again_later()
        return False
    return True


@task()
def send_pending() -> int:
    """Mail what could not be mailed before, oldest first; how many went out. Safe to call at any time."""
    waiting = Message.objects.select_related("person").filter(
        mailed_at__isnull=True, created_at__lt=timezone.now() - AT_REST, person__is_active=True, person__erased_at__isnull=True
    )
    sent = 0
    for message in waiting.order_by("created_at", "id")[:BATCH]:
        if not _mailed(message):
            try_again_later()
            break
        sent += 1
    return sent


def try_again_later() -> None:
    """One more round in a few minutes, whoever asks for it and however often."""
    if send_pending.get_backend().supports_defer and cache.add(RETRY_KEY, 1, AGAIN.total_seconds()):
        send_pending.using(run_after=timezone.now() + AGAIN).enqueue()


def _mailed(message: Message) -> bool:
    link = f"{settings.ENVIRONMENT.address.rstrip('/')}{message.path}" if message.path else ""
    text = "\n\n".join(part for part in (message.body, link, "—— 星图 Xingtu（本邮件由平台自动发出，请勿直接回复）") if part)
    # a name with a line break would be refused as a header each time, and hold up every letter behind it
    subject = " ".join(message.subject.split())
    try:
        EmailMessage(subject=f"[星图] {subject}", body=text, to=[message.person.email]).send()
    except (OSError, SMTPException) as error:
        logger.warning("letter not mailed", extra={"message_id": message.pk, "error": type(error).__name__})
        return False
    Message.objects.filter(pk=message.pk).update(mailed_at=timezone.now())
    return True
