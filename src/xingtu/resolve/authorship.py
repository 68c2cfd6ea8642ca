"""Who wrote each commit, for whom, on which day, and who is named in its trailers?

Works over distinct (name, mailbox, day) with dictionaries, so its cost is that of reading the tables.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pyarrow as pa

from xingtu.facts.authorship import UNKNOWN_ORGANISATION, WHOLE, Authorship
from xingtu.facts.people import Person
from xingtu.facts.trailer_credits import TrailerCredit
from xingtu.policy.crediting import Crediting
from xingtu.resolve.addresses import AddressKey, normalise_address
from xingtu.resolve.affiliation import Affiliations, Shares
from xingtu.resolve.bots import AI_AGENT, NO_RULE, PERSON, Actor, Actors
from xingtu.resolve.identity import Identities, Joining, Sighting, identities
from xingtu.resolve.public_mail import PUBLIC_MAIL_DOMAINS
from xingtu.resolve.shares import apportioned
from xingtu.resolve.sightings import (
    SeenCommit,
    SeenTrailer,
    Trailers,
    in_log_order,
    mailmapped,
    occurring_subjects,
    seen_commits,
    seen_trailers,
    trailer_kinds,
)
from xingtu.resolve.snapshot import Snapshot
from xingtu.resolve.suggestions import Suggestion, Traits, same_names
from xingtu.store.schema import arrow_schema, arrow_table

VERSION = 1
"""Goes up when the same inputs may give another answer; it is part of every run's name."""

Coauthors = Literal["author", "split", "each"]
"""Full to the author; divided equally among all; full to each (which inflates)."""

COAUTHOR = "co-authored-by"
__all__ = ["Coauthors", "Resolution", "occurring_subjects", "resolve_authorship"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What resolve hands on: tables of ``facts/authorship.py``, ``people.py``, ``trailer_credits.py`` and ``suggestions.py``."""

    authorship: pa.Table
    people: pa.Table
    trailer_credits: pa.Table
    suggestions: pa.Table


def resolve_authorship(
    commits: pa.Table,
    trailers: pa.Table,
    *,
    snapshot: Snapshot,
    key: AddressKey,
    crediting: Crediting,
    coauthors: Coauthors = "author",
    joining: Joining = "declared",
) -> Resolution:
    """Authors, co-authors and people named in trailers of all commits given, merges included.

    ``key`` must be the one the snapshot was keyed with. With ``joining="gitdm"`` the commits come newest first, and a map's line
    is followed even for a public mail domain.
    """
    written = seen_commits(commits)
    said = seen_trailers(trailers)
    sightings, counts = in_log_order(written, said, joining)
    who = identities(
        sightings, counts, mailmapped(commits),
        snapshot=snapshot, key=key, shared_addresses=crediting.shared_addresses, joining=joining,
    )  # fmt: skip
    actors = Actors(crediting.actor_rules, snapshot, key)
    affiliations = Affiliations(snapshot, frozenset() if joining == "gitdm" else PUBLIC_MAIL_DOMAINS)
    scene = _Scene(who, actors, affiliations, trailer_kinds(written, said))
    credited = [row for commit in written for row in _trailer_credits(commit, said.get((commit.repository, commit.commit), ()), scene)]
    authorship = [
        row for commit in written for row in _authorship(commit, said.get((commit.repository, commit.commit), ()), scene, coauthors)
    ]
    return Resolution(
        authorship=_table(Authorship, authorship),
        people=arrow_table(Person, _people(scene)),
        trailer_credits=_table(TrailerCredit, credited),
        suggestions=arrow_table(Suggestion, _suggestions(scene, written, said, snapshot)),
    )


class _Scene:
    """Person, actor and employers of a sighting, each worked out once."""

    def __init__(self, who: Identities, actors: Actors, affiliations: Affiliations, only_in_trailers: dict[Sighting, set[str]]) -> None:
        self.who = who
        self.person = who.person_of
        self.actors = actors
        self._affiliations = affiliations
        self._only_in_trailers = only_in_trailers
        self._mailboxes = {s: who.subjects.mailbox(s.email or s.raw_email) for s in who.person_of}
        self._actor: dict[Sighting, Actor] = {}
        self._known: dict[tuple[Sighting, date | None], Shares] = {}

    def actor(self, sighting: Sighting) -> Actor:
        found = self._actor.get(sighting)
        if found is None:
            found = self._actor[sighting] = self._decided(sighting)
        return found

    def _decided(self, sighting: Sighting) -> Actor:
        """By name and mailbox; whoever is met in trailers alone, and in each of them as an agent, is one."""
        actor = self.actors.of(sighting.name, sighting.email)
        in_trailers = [self.actors.of(sighting.name, sighting.email, kind) for kind in sorted(self._only_in_trailers.get(sighting, ()))]
        if actor.rule == NO_RULE and in_trailers and all(other.kind != PERSON for other in in_trailers):
            return in_trailers[0]
        return actor

    def shares(self, sighting: Sighting, day: date | None) -> Shares:
        found = self._known.get((sighting, day))
        if found is None:
            found = self._affiliations.shares(self.person[sighting], self._mailboxes[sighting], day)
            self._known[sighting, day] = found
        return found

    def organisations(self) -> dict[str, set[str]]:
        """Known organisations by person, over all days asked for."""
        found: dict[str, set[str]] = defaultdict(set)
        for (sighting, _), shares in self._known.items():
            found[self.person[sighting]] |= {organisation for organisation, _ in shares} - {UNKNOWN_ORGANISATION}
        return found


def _authorship(commit: SeenCommit, trailers: Iterable[SeenTrailer], scene: _Scene, coauthors: Coauthors) -> list[tuple[Any, ...]]:
    ai_involved = any(scene.actors.of(t.sighting.name, t.sighting.email, t.kind).kind == AI_AGENT for t in trailers)
    author = scene.person[commit.author]
    named: dict[str, Sighting] = {author: commit.author}
    if coauthors != "author":
        helping: dict[str, Sighting] = {}
        for trailer in trailers:
            actor = scene.actors.of(trailer.sighting.name, trailer.sighting.email, trailer.kind)
            if trailer.kind == COAUTHOR and trailer.in_footer and trailer.sighting in scene.person and actor.kind == PERSON:
                helping.setdefault(scene.person[trailer.sighting], trailer.sighting)
        helping.pop(author, None)
        named |= {person: helping[person] for person in sorted(helping)}
    parts = [
        (person, sighting, organisation, share)
        for person, sighting in named.items()
        for organisation, share in scene.shares(sighting, commit.day)
    ]
    shares = [share for *_, share in parts]
    if coauthors == "split" and len(named) > 1:
        shares = apportioned(shares, WHOLE)
    return [
        (
            commit.repository, commit.commit, person, organisation, share,
            "author" if person == author else "co_author", scene.actor(sighting).kind, ai_involved, commit.day,
        )
        for (person, sighting, organisation, _), share in zip(parts, shares, strict=True)
        if share
    ]  # fmt: skip


def _trailer_credits(commit: SeenCommit, trailers: Iterable[SeenTrailer], scene: _Scene) -> list[tuple[Any, ...]]:
    author = scene.person[commit.author]
    rows = []
    for trailer in trailers:
        person = scene.person.get(trailer.sighting)
        if person is not None:
            # one organisation stands beside a name here; of several, the one with the largest part
            organisation = min(scene.shares(trailer.sighting, commit.day), key=lambda part: (-part[1], part[0]))[0]
            rows.append(
                (commit.repository, commit.commit, trailer.number, trailer.kind, person, organisation, person == author, trailer.in_footer)
            )
    return rows


def _people(scene: _Scene) -> list[Person]:
    rows = []
    for group in scene.who.groups:
        found = [scene.actor(sighting) for sighting in group.sightings]
        # a human whose tool once signed with its own name stays a person; the tool's commits are marked one by one
        human = [actor for actor in found if actor.kind == PERSON]
        actor = min(human or found, key=lambda actor: (actor.rule == NO_RULE, actor.rule))
        pairs = {(sighting.name, sighting.raw_email) for sighting in group.sightings}
        rows.append(Person(group.id, group.name, actor.kind, actor.rule, len(pairs), group.joined_by, group.confidence))
    return rows


def _suggestions(scene: _Scene, written: list[SeenCommit], said: Trailers, snapshot: Snapshot) -> list[Suggestion]:
    organisations = scene.organisations()
    traits = {
        group.id: Traits(
            frozenset(sighting.name for sighting in group.sightings),
            frozenset(normalise_address(sighting.email).rpartition("@")[0] for sighting in group.sightings),
            frozenset(organisations[group.id]),
        )
        for group in scene.who.groups
    }
    signed = frozenset(
        (scene.person[commit.author], scene.person[trailer.sighting])
        for commit in written
        for trailer in said.get((commit.repository, commit.commit), ())
        if trailer.sighting in scene.person
    )
    declared = frozenset(person.id for person in snapshot.people)
    asked = {(question.person, question.other) for question in scene.who.suggestions}
    return sorted([*scene.who.suggestions, *same_names(traits, signed, frozenset(asked) | _said_apart(scene, snapshot), declared)])


def _said_apart(scene: _Scene, snapshot: Snapshot) -> frozenset[tuple[str, str]]:
    subjects = scene.who.subjects
    persons = defaultdict(set)
    for sighting, person in scene.person.items():
        for email in (sighting.email, sighting.raw_email):
            persons[subjects.address(email)].add(person)
    return frozenset(
        (min(one, other), max(one, other))
        for s in snapshot.assertions
        if s.kind == "not_same"
        for one in persons[s.subject]
        for other in persons[s.object]
    )


def _table(row_type: type, rows: list[tuple[Any, ...]]) -> pa.Table:
    """The rows in one order, whatever order the commits came in."""
    schema = arrow_schema(row_type)
    columns = zip(*sorted(rows, key=lambda row: row[:6]), strict=True) if rows else ([] for _ in schema)
    return pa.table([pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)], schema=schema)
