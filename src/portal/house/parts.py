"""What do the components of a page take? Plain rows; a dict with the same keys serves as well.

Labels and sentences are given in the reader's language. Nothing here knows where a row comes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from portal.errors import Sentence

Tone: TypeAlias = Literal["plain", "good", "warn", "bad"]
Outcome: TypeAlias = Literal["pass", "fail", "unknown", "note"]
StepState: TypeAlias = Literal["done", "now", "next", "stopped"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something holds, does not hold, or cannot be told; ``href`` leads to the proof."""

    text: Sentence
    outcome: Outcome = "note"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way: behind us, where we stand, ahead, or where it stopped."""

    label: Sentence
    state: StepState = "next"
    text: Sentence = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stat:
    """One number of a row of numbers; ``value / scale`` is shown, None as unknown."""

    label: Sentence
    value: int | None
    unit: Sentence = ""
    href: str = ""
    note: Sentence = ""
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet; ``count`` None when it was not counted."""

    value: str
    label: Sentence
    count: int | None = None
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A question by which a list is narrowed; ``name`` is its parameter in the address."""

    name: str
    label: Sentence
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several pages about the same thing."""

    label: Sentence
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One value in two runs; None where the run did not measure it. ``why`` names the cause."""

    label: Sentence
    before: int | None
    after: int | None
    why: Sentence = ""
    unit: Sentence = ""
    scale: int = 1
    href: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a timeline."""

    at: datetime
    title: Sentence
    text: Sentence = ""
    by: Sentence = ""
