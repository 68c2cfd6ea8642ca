"""Tables of messages."""

from portal.messages.models.message import Message

__all__ = ["Message"]
