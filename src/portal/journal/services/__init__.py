"""What journal writes: one entry an act, in the act's own transaction."""

from portal.journal.services.recording import record, take_turn

__all__ = ["record", "take_turn"]
