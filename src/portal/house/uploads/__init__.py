"""What may come into the portal as a file, and where does it lie? Looked at without opening it, kept sealed, sent as a download."""

from portal.house.uploads.inspection import Inspection, inspect
from portal.house.uploads.remarks import Remark
from portal.house.uploads.storage import NotKept, discard, is_kept, keep, open_stored, sent_stored

__all__ = ["Inspection", "NotKept", "Remark", "discard", "inspect", "is_kept", "keep", "open_stored", "sent_stored"]
