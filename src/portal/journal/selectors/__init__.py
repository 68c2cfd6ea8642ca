"""What journal reads."""

from portal.journal.selectors.history import entries_of, head

__all__ = ["entries_of", "head"]
