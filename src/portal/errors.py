"""What can a person of the portal get wrong, or not be allowed, and how precisely do we say it?

::

    PortalError
    ├── Invalid           what was entered cannot be so; each problem names its field
    ├── NotAllowed        the acting role may not do this here (answered as 404 where existence is not public)
    ├── WrongState        the thing has moved on: a step taken twice, a record changed by somebody else
    ├── Unreachable       a mail server, host or job did not answer; says what was kept and what to try
    └── JournalBroken     the journal's chain does not hold

Messages say what happened, to which thing, and what to do. They are translatable and shown as they are.
"""

from collections.abc import Mapping
from typing import TypeAlias

from django.utils.functional import Promise

Sentence: TypeAlias = str | Promise
"""A text in the reader's language, perhaps not yet translated."""


class PortalError(Exception):
    """Base of every error that is meant to be read by a person."""


class Invalid(PortalError):
    """What was entered cannot be so. ``problems``: field name → what is wrong; "" stands for the whole form."""

    def __init__(self, problems: Mapping[str, Sentence] | Sentence) -> None:
        self.problems: dict[str, Sentence] = dict(problems) if isinstance(problems, Mapping) else {"": problems}
        super().__init__("；".join(str(problem) for problem in self.problems.values()))


class NotAllowed(PortalError):
    """The acting role may not do this here."""


class WrongState(PortalError):
    """The thing has moved on since it was looked at."""


class Unreachable(PortalError):
    """Something outside did not answer."""


class JournalBroken(PortalError):
    """The journal's chain does not hold."""
