"""What does a city's licence policy say of the licence a report is about: may I use it, and what must I do?

Reports are handed an ``Advice``; they judge nothing themselves. Without one they say that nobody judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from xingtu.report.text import Text

ANSWERS = ("allowed", "questioned", "refused", "unknown")


@dataclass(frozen=True, slots=True)
class UseAnswer:
    """May the project be used so? ``answer`` is one of ``ANSWERS``."""

    use: Text
    answer: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done when giving the work on, and the licences that ask for it."""

    id: str
    name: Text
    sentence: Text
    licences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """What the policy says of one tree. ``policy`` names the policy file and its version."""

    policy: str
    uses: tuple[UseAnswer, ...]
    duties: tuple[Duty, ...]
    obligations: Mapping[str, Text] = field(default_factory=dict)
    """Id -> what has to be done, of all the policy knows: conflicts name theirs by id."""
    alarms: Mapping[str, Text] = field(default_factory=dict)
    """Kind of alarm -> its name."""
