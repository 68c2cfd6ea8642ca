"""Tables of journal."""

from portal.journal.models.entry import Entry, Head

__all__ = ["Entry", "Head"]
