"""For which organisations did this person, from this mailbox, work on this day?

The first of these that holds on the day decides alone: what is declared of the person; a map's line for the very mailbox;
a map's longest domain; an organisation's own domain; else ``(Unknown)``, which is never guessed away.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from xingtu.facts.authorship import UNKNOWN_ORGANISATION, WHOLE
from xingtu.resolve.addresses import domain_suffixes
from xingtu.resolve.assertions import Assertion
from xingtu.resolve.public_mail import PUBLIC_MAIL_DOMAINS
from xingtu.resolve.shares import apportioned
from xingtu.resolve.snapshot import Snapshot

Shares = tuple[tuple[str, int], ...]
"""(organisation, millionths), ordered by organisation; the millionths add up to WHOLE."""

Said = dict[str, list[Assertion]]
"""Statements by subject, in canonical order."""

UNKNOWN: Shares = ((UNKNOWN_ORGANISATION, WHOLE),)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What of a mailbox says something about an employer; ``subjects`` and ``domains`` in the order they are asked."""

    subjects: tuple[str, ...]
    domains: tuple[str, ...]


class Affiliations:
    """The employers a snapshot knows. ``ignored_domains`` never name an employer, whatever a map says."""

    def __init__(self, snapshot: Snapshot, ignored_domains: Collection[str] = PUBLIC_MAIL_DOMAINS) -> None:
        self._ignored = ignored_domains
        self._said: Said = defaultdict(list)
        self._parts: dict[str, list[tuple[str, int]]] = defaultdict(list)
        seen = set()
        for statement in snapshot.assertions:
            said = (statement.subject, statement.object, statement.since, statement.until, statement.share)
            if statement.kind == "affiliated" and said not in seen:
                seen.add(said)
                self._said[statement.subject].append(statement)
            elif statement.kind == "split":
                self._parts[statement.subject].append((statement.object, statement.share))
        self._known: dict[tuple[str, Mailbox, date | None], Shares] = {}

    def shares(self, person: str, mailbox: Mailbox, day: date | None) -> Shares:
        """The organisations of a person (declared id; anything else has no employment of its own) on that day."""
        asked = (person, mailbox, day)
        if asked not in self._known:
            self._known[asked] = self._decide(person, mailbox, None if day is None else day.isoformat())
        return self._known[asked]

    def _decide(self, person: str, mailbox: Mailbox, day: str | None) -> Shares:
        domains = [suffix for domain in mailbox.domains for suffix in domain_suffixes(domain) if suffix not in self._ignored]
        evidence = (
            [f"person:{person}", *mailbox.subjects]
            + [f"domain:{domain}" for domain in domains]
            + [f"own-domain:{domain}" for domain in domains]
        )
        for subject in evidence:
            holding = [statement for statement in self._said.get(subject, ()) if statement.covers(day)]
            if holding:
                return self._divided([(statement.object, statement.share) for statement in holding])
        return UNKNOWN

    def _divided(self, parts: list[tuple[str, int]]) -> Shares:
        """Parts that fill the whole: what nobody spoke of is unknown, and an employer that stands for others is divided among them."""
        spoken = sum(share for _, share in parts)
        if spoken < WHOLE:
            parts = [*parts, (UNKNOWN_ORGANISATION, WHOLE - spoken)]
        weights: dict[str, int] = defaultdict(int)
        for organisation, share in parts:
            for real, part in self._real(organisation, frozenset()):
                weights[real] += share * part
        ordered = sorted(weights)
        return tuple(zip(ordered, apportioned([weights[organisation] for organisation in ordered]), strict=True))

    def _real(self, organisation: str, above: frozenset[str]) -> Shares:
        if organisation in above or organisation not in self._parts:
            return ((organisation, WHOLE),)
        weights: dict[str, int] = defaultdict(int)
        for part, share in sorted(self._parts[organisation]):
            for real, inner in self._real(part, above | {organisation}):
                weights[real] += share * inner
        ordered = sorted(weights)
        return tuple(zip(ordered, apportioned([weights[real] for real in ordered]), strict=True))
