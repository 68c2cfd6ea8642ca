"""What ties people to applications: stays in organisations, work in repositories, commits and awards in common?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Limits:
    """What a call file may set otherwise."""

    asked_changes: int = 5
    """Merged changes and reviews from which on a reason is needed."""
    crowd: int = 500
    """Contributors above which a common repository is only noted."""
    maintainer_percent: int = 25


@dataclass(frozen=True, slots=True)
class Parties:
    """Whose an application is and what it is about."""

    person_ids: tuple[str, ...] = ()
    organisation_ids: tuple[str, ...] = ()
    record_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PastAward:
    """Who once got an award together."""

    on: date
    person_ids: tuple[str, ...] = ()
    organisation_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody in an organisation; ``until_on`` is the first day without it, None: still there."""

    person: str
    organisation: str
    from_on: date | None
    until_on: date | None
    source: str
    """A key of ``conflict.SOURCES``, or contested, or mailbox."""
    commits: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody (a person's or an organisation's id) did in a repository within the period."""

    who: str
    repository: str
    changes: int = 0
    reviews: int = 0
    first_on: date | None = None
    last_on: date | None = None
    commits: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Changes and reviews."""
        return self.changes + self.reviews


@dataclass(frozen=True, slots=True)
class Together:
    """Commits that tie an expert to a party (a person's or an organisation's id)."""

    expert: str
    who: str
    repository: str
    ground: str
    """co_authored or shared_reviews."""
    count: int
    first_on: date | None = None
    last_on: date | None = None
    commits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """An expert's part in a repository over its whole history."""

    expert: str
    repository: str
    count: int
    percent: int
    first: bool
    """Nobody has more."""
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Owned:
    """A record an application is about."""

    name: str
    person: str
    organisation: str
    repositories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ties:
    """All that was gathered. ``names``: id → (Chinese, English) of organisations, people, repositories; without mailboxes."""

    stays: Sequence[Stay] = ()
    work: Sequence[Work] = ()
    together: Sequence[Together] = ()
    leads: Sequence[Lead] = ()
    accounts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Expert → repositories under their own account of a host."""
    records: Mapping[str, Owned] = field(default_factory=dict)
    contributors: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
