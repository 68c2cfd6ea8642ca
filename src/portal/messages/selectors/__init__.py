"""What messages reads."""

from portal.messages.selectors.inbox import inbox, unread

__all__ = ["inbox", "unread"]
