"""Who learns of a step? Cases and messages do not know each other: a step says whom it concerns, the layer above tells them.

Sent inside the step's own transaction. ``portal.register.letters`` listens.
"""

from django.dispatch import Signal

step_taken = Signal()
"""case: Case, step: Step, event: Event, people: list[Person] (never the one who acted)."""
