"""Tables of watch: where owners are told of risks, and what they were told. What is found are rows of evidence."""

from portal.watch.models.advisory_entry import AdvisoryEntry, EntryState
from portal.watch.models.channel import Channel, ChannelState
from portal.watch.models.digest import Delivery, DeliveryState, Digest, DigestKind, Fact

__all__ = ["AdvisoryEntry", "Channel", "ChannelState", "Delivery", "DeliveryState", "Digest", "DigestKind", "EntryState", "Fact"]
