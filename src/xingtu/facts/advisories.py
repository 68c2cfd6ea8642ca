"""What does a published advisory say, whoever published it? The shape every feed is brought into (OSV schema 1.7.5)."""

from dataclasses import dataclass
from typing import Literal

LEVELS = ("none", "low", "medium", "high", "critical")
"""Least first; as in CVSS 3.1 §5."""

EventKind = Literal["introduced", "fixed", "last_affected", "limit"]


@dataclass(frozen=True, slots=True)
class Event:
    """One boundary. ``introduced`` "0" comes before every version; ``fixed`` is outside, ``last_affected`` inside; ``limit`` caps."""

    kind: EventKind
    version: str


@dataclass(frozen=True, slots=True)
class Severity:
    """How bad it is, and who says so. ``score`` in tenths, None where only a level is given."""

    level: str
    score: int | None
    vector: str
    source: Literal["cvss_v4", "cvss_v3", "cvss_v2", "text"]


@dataclass(frozen=True, slots=True)
class Affected:
    """One package it touches. Events of all its version ranges, range by range; ranges of git commits are only counted."""

    ecosystem: str
    """OSV's base name, without what follows the colon."""
    release: str
    """What follows the colon (``Debian:12`` -> ``12``); empty: every release."""
    package: str
    """Name as the ecosystem compares it."""
    ranges: tuple[tuple[Event, ...], ...]
    versions: tuple[str, ...]
    git_ranges: int
    severity: Severity | None


@dataclass(frozen=True, slots=True)
class Advisory:
    """One record. ``aliases`` are the same flaw; ``upstream`` is where a distribution took it from; ``related`` is neither."""

    id: str
    modified: str
    """RFC 3339, UTC, ends with Z."""
    published: str
    withdrawn: str
    """Empty: in force."""
    aliases: tuple[str, ...]
    upstream: tuple[str, ...]
    related: tuple[str, ...]
    summary: str
    severity: Severity | None
    affected: tuple[Affected, ...]

    @property
    def is_malicious(self) -> bool:
        """The package itself is the attack: every version listed, no fix to wait for."""
        return self.id.startswith("MAL-")
