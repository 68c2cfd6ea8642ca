"""What messages writes: one letter a fact and person, read marks, mail."""

from portal.messages.services.mailing import send_letter, send_pending
from portal.messages.services.telling import message_read, messages_read, notify

__all__ = ["message_read", "messages_read", "notify", "send_letter", "send_pending"]
