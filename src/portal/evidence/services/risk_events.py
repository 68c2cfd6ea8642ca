"""Who learns of what changed about risks? Evidence knows no channels: it says what was loaded, watch tells people.

Sent inside the transaction of the load: what a listener writes is written once, with the rows or not at all.
"""

from django.dispatch import Signal

risks_changed = Signal()
"""events: list[RiskEvent], oldest first, each once for ever; generation: int. Those of ``first_look`` are no news."""
