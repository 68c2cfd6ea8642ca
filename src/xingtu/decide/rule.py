"""What is a rule: which question does it put to a case, and what may it answer?

Three answers, never two: what was not measured is neither a pass nor a failure, and ``UNKNOWN`` never passes silently.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """The answer of a rule."""

    PASS = "pass"  # noqa: S105 -- the word of the design, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"


Parameters = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Case:
    """A person or organisation before a track's rules.

    values:  metric id -> number before its scale; None or absent: not measured
    scales:  metric id -> what one shown unit is worth; 1 when absent
    names:   metric id -> its name in Chinese and English, for the reasons; the id when absent
    missing: what is missing in the repositories of the run, one sentence each
    """

    subject: str
    values: Mapping[str, int | None] = field(default_factory=dict)
    name: str = ""
    actor: str = "person"
    scales: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    def named(self, metric: str) -> tuple[str, str]:
        """The metric's name in Chinese and English."""
        return self.names.get(metric, (metric, metric))

    def shown(self, metric: str) -> str:
        """The number as people read it: at most two decimals, cut, never rounded up."""
        value, scale = self.values.get(metric), self.scales.get(metric, 1)
        if value is None:
            return "未知"
        whole, rest = divmod(value, scale)
        decimals = f"{rest * 100 // scale:02}".rstrip("0")
        return f"{whole}.{decimals}" if decimals else str(whole)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One answer with its reason in both languages; ``evidence`` names what it rests on."""

    outcome: Outcome
    reason: str
    reason_en: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A self-describing rule. ``examples`` are its first tests and its documentation.

    condition:  what a programme's page says of it, with the parameters in braces, e.g. "{metric}不少于 {value}"; the name when empty
    parameters: name -> metric, integer or text; a programme file must give exactly these
    """

    id: str
    version: int
    name: str
    name_en: str
    basis: str
    judge: Callable[[Case, Parameters], Judgement]
    examples: Sequence[tuple[Case, Parameters, Outcome]]
    parameters: Mapping[str, str] = field(default_factory=dict)
    condition: str = ""
    condition_en: str = ""
