"""What does a tree, its history and what we know beside them say about how safely a project is run?"""

from dataclasses import dataclass

CRITICAL, HIGH, MEDIUM, LOW = RISKS = ("critical", "high", "medium", "low")
BEST = 10


@dataclass(frozen=True, slots=True)
class PosturePlace:
    """Where an answer comes from. ``line``: None where the file as a whole is meant; ``note``: what stands there, in words of the file."""

    path: str
    line: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check's answer. ``score``: 0 to 10; None: unknown, which is not 0, and ``reason`` says why."""

    check: str
    own_name: str
    name: str
    name_en: str
    risk: str
    score: int | None
    reason: str
    reason_en: str
    places: tuple[PosturePlace, ...] = ()
    """The first ones."""
    place_count: int = 0
    """How many there are."""


@dataclass(frozen=True, slots=True)
class Posture:
    """All checks of one commit, as of one instant. There is no total: it would count what is not known as if it were."""

    repository: str
    revision: str
    commit: str
    committed_at: str
    as_of: str
    results: tuple[CheckResult, ...]

    @property
    def known(self) -> tuple[CheckResult, ...]:
        """The checks with a score."""
        return tuple(result for result in self.results if result.score is not None)
