"""Which names and mailboxes are one person, for which reasons, and how sure are we?

``declared`` (the default): one mailbox is one person, joined further by the mailmap, alias files and declared claims, never by a name
alone; a mailbox that identifies nobody counts only together with its name. ``gitdm``: names join as well, in the order of the log.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from xingtu.errors import Contradictory
from xingtu.resolve.addresses import (
    ADDRESS_LIKE,
    AddressKey,
    address_subject,
    domain_of,
    identity_subject,
    is_shared_address,
    keyed_subject,
    normalise_address,
)
from xingtu.resolve.affiliation import Mailbox
from xingtu.resolve.joining import DECLARED, Join, Joined, joined
from xingtu.resolve.snapshot import Snapshot
from xingtu.resolve.suggestions import Suggestion, contradiction, needs_name

Joining = Literal["declared", "gitdm"]

SAME_ADDRESS, MAILMAP, ALIAS, GITDM_NAME = "same-address", "mailmap", "alias", "name (gitdm)"
CONFIDENCE = {SAME_ADDRESS: "certain", DECLARED: "certain", MAILMAP: "high", ALIAS: "high", GITDM_NAME: "low"}
ORDER_OF_DOUBT = ("low", "high", "certain")


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """A name and mailbox as met: after the mailmap, and the mailbox as git holds it."""

    name: str
    email: str
    raw_email: str


@dataclass(frozen=True, slots=True)
class Group:
    """One person (or bot) of a run."""

    id: str
    name: str
    sightings: tuple[Sighting, ...]
    joined_by: tuple[str, ...]
    confidence: str


class Subjects:
    """What the statements of a snapshot say about mailboxes, asked by mailbox."""

    def __init__(self, snapshot: Snapshot, key: AddressKey, shared_addresses: Sequence[str], joining: Joining) -> None:
        self._key = key
        self._patterns = tuple(shared_addresses) if joining == "declared" else None
        self._declared_shared = {s.subject for s in snapshot.assertions if s.kind == "shared"}
        self._aliases = {s.subject: s for s in snapshot.assertions if s.kind == "alias"}
        self._refused: set[tuple[str, str]] = set()
        self.gitdm = joining == "gitdm"

    def address(self, email: str) -> str:
        """The keyed subject of a mailbox."""
        return keyed_subject(address_subject(email), self._key)

    def node(self, name: str, email: str) -> str:
        """The keyed subject that stands for this name and mailbox: the mailbox where it identifies, else the name behind it."""
        subject = self.address(email)
        alias = self._aliases.get(subject)
        shared = subject in self._declared_shared or (alias is not None and alias.object in self._declared_shared)
        if not shared and alias is None and self._patterns is not None:
            shared = is_shared_address(normalise_address(email), self._patterns)
        return keyed_subject(identity_subject(name, email), self._key) if shared else subject

    def refuse(self, join: Join) -> None:
        """No longer follow an alias."""
        self._refused |= {(join.left, join.right), (join.right, join.left)}

    def mailbox(self, email: str) -> Mailbox:
        """What the mailbox says about an employer: by itself, then by what it is an alias of (with gitdm, only by that)."""
        subject, domain = self.address(email), domain_of(normalise_address(email))
        alias = self._aliases.get(subject)
        if alias is None or (alias.subject, alias.object) in self._refused:
            return Mailbox((subject,), (domain,))
        if self.gitdm:
            return Mailbox((alias.object,), (alias.detail,))
        return Mailbox((subject, alias.object), (domain, alias.detail))


@dataclass(frozen=True, slots=True)
class Identities:
    """The people of a run."""

    groups: tuple[Group, ...]
    person_of: dict[Sighting, str]
    subjects: Subjects
    suggestions: tuple[Suggestion, ...]


def identities(
    sightings: Sequence[Sighting],
    counts: Counter[Sighting],
    mailmapped: Iterable[tuple[str, str]],
    *,
    snapshot: Snapshot,
    key: AddressKey,
    shared_addresses: Sequence[str],
    joining: Joining,
) -> Identities:
    """The people behind the sightings.

    sightings:  each once, in the order of the log (only ``gitdm`` minds)
    counts:     commits by sighting; the commonest human name is shown
    mailmapped: (mailbox as git holds it, mailbox after the mailmap)
    """
    subjects = Subjects(snapshot, key, shared_addresses, joining)
    union = _joined(snapshot, subjects, () if joining == "gitdm" else mailmapped)
    for join, _ in union.refused:
        subjects.refuse(join)
    cut = {(join.left, join.right) for join, _ in union.refused if join.reason == MAILMAP}
    nodes = {sighting: _node(sighting, subjects, cut) for sighting in sightings}
    declared = {union.of(node): node.removeprefix("person:") for node in _nodes(union) if node.startswith("person:")}
    tokens = {sighting: union.of(node) for sighting, node in nodes.items()}
    if joining == "gitdm":
        tokens = _joined_by_name(sightings, tokens, declared, _apart(snapshot, union))
    names = {person.id: person.name for person in snapshot.people}
    members: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        members[tokens[sighting]].append(sighting)
    evidence = _Evidence(snapshot, subjects, union, nodes, declared, _reasons_by_root(union, set(nodes.values())), counts, names)
    groups = tuple(sorted((_group(of_one, evidence) for of_one in members.values()), key=lambda group: group.id))
    _ids_distinct(groups)
    person_of = {sighting: group.id for group in groups for sighting in group.sightings}
    return Identities(groups, person_of, subjects, _questions(evidence, person_of))


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Everything the people are made from."""

    snapshot: Snapshot
    subjects: Subjects
    union: Joined
    nodes: dict[Sighting, str]
    declared: dict[str, str]
    """Declared person by root of component."""
    reasons: dict[str, set[str]]
    counts: Counter[Sighting]
    names: dict[str, str]
    """Display names of declared persons."""


def _joined(snapshot: Snapshot, subjects: Subjects, mailmapped: Iterable[tuple[str, str]]) -> Joined:
    joins = {Join(s.subject, s.object, DECLARED if s.kind == "same" else ALIAS) for s in snapshot.assertions if s.kind in ("same", "alias")}
    goals = defaultdict(set)
    for raw, mapped in mailmapped:
        goals[subjects.node("", raw)].add(subjects.node("", mapped))
    for raw, mapped_nodes in goals.items():
        # a mailbox the map sends to several others belongs to several people: it joins nothing by itself
        (goal, *others) = mapped_nodes
        if not others and goal != raw and raw.startswith("address:") and goal.startswith("address:"):
            joins.add(Join(min(raw, goal), max(raw, goal), MAILMAP))
    return joined(joins, ((s.subject, s.object) for s in snapshot.assertions if s.kind == "not_same"))


def _node(sighting: Sighting, subjects: Subjects, cut: set[tuple[str, str]]) -> str:
    node = subjects.node(sighting.name, sighting.email)
    if cut and sighting.raw_email != sighting.email:
        raw = subjects.node(sighting.name, sighting.raw_email)
        if (min(node, raw), max(node, raw)) in cut:
            return raw
    return node


def _joined_by_name(
    sightings: Sequence[Sighting], tokens: dict[Sighting, str], declared: dict[str, str], apart: frozenset[tuple[str, str]]
) -> dict[Sighting, str]:
    """The joining of gitdm: a known mailbox is its person; else a known name is its person, who gains the mailbox; else somebody new."""
    by_token: dict[str, str] = {}
    by_name: dict[str, str] = {}
    tokens_of: dict[str, set[str]] = defaultdict(set)
    for sighting in sightings:
        token = tokens[sighting]
        if token not in by_token:
            person = by_name.get(sighting.name, token) if sighting.name else token
            said = {declared.get(other) for other in tokens_of[person]} | {declared.get(token)}
            if len(said - {None}) > 1 or any((token, other) in apart or (other, token) in apart for other in tokens_of[person]):
                person = token
            by_token[token] = person
            tokens_of[person].add(token)
            by_name.setdefault(sighting.name, person)
    return {sighting: by_token[token] for sighting, token in tokens.items()}


def _apart(snapshot: Snapshot, union: Joined) -> frozenset[tuple[str, str]]:
    return frozenset((union.of(s.subject), union.of(s.object)) for s in snapshot.assertions if s.kind == "not_same")


def _group(sightings: list[Sighting], evidence: _Evidence) -> Group:
    own_nodes = {evidence.nodes[sighting] for sighting in sightings}
    roots = sorted({evidence.union.of(node) for node in own_nodes})
    person = next((evidence.declared[root] for root in roots if root in evidence.declared), "") or _opaque_id(own_nodes)
    joined_by = {reason for root in roots for reason in evidence.reasons.get(root, ())}
    if len(roots) > 1:
        joined_by.add(GITDM_NAME)
    if len(sightings) > len(own_nodes):
        joined_by.add(SAME_ADDRESS)
    if len(sightings) > 1 and any(sighting.email != sighting.raw_email for sighting in sightings):
        joined_by.add(MAILMAP)
    confidence = min((CONFIDENCE[reason] for reason in joined_by), key=ORDER_OF_DOUBT.index, default="certain")
    name = evidence.names.get(person) or _shown_name(sightings, evidence) or f"匿名-{person[-4:]}"
    return Group(person, name, tuple(sorted(sightings)), tuple(sorted(joined_by)), confidence)


def _opaque_id(nodes: set[str]) -> str:
    return "p-" + hashlib.sha256(min(nodes).encode("utf-8", "surrogateescape")).hexdigest()[:12]


def _shown_name(sightings: list[Sighting], evidence: _Evidence) -> str:
    """A human name: with gitdm the first of the log, else the commonest in commits; empty when only mailboxes stand there."""
    human = {sighting: " ".join(sighting.name.split()) for sighting in sightings}
    human = {sighting: name for sighting, name in human.items() if name and not ADDRESS_LIKE.search(name)}
    if evidence.subjects.gitdm:
        return next(iter(human.values()), "")
    weights: Counter[str] = Counter()
    for sighting, name in human.items():
        weights[name] += evidence.counts[sighting]
    return min(weights, key=lambda name: (-weights[name], name), default="")


def _reasons_by_root(union: Joined, occurring: set[str]) -> dict[str, set[str]]:
    """Why components hold together, leaving out joins to subjects that do not occur."""
    edges = list(union.kept)
    while True:
        degree = Counter(node for edge in edges for node in (edge.left, edge.right))
        loose = {node for node, number in degree.items() if number == 1 and node not in occurring and not node.startswith("person:")}
        left = [edge for edge in edges if not {edge.left, edge.right} & loose]
        if len(left) == len(edges):
            break
        edges = left
    reasons = defaultdict(set)
    for edge in edges:
        reasons[union.of(edge.left)].add(edge.reason)
    return reasons


def _questions(evidence: _Evidence, person_of: dict[Sighting, str]) -> tuple[Suggestion, ...]:
    persons = {node: node.removeprefix("person:") for node in _nodes(evidence.union) if node.startswith("person:")}
    persons |= {node: person_of[sighting] for sighting, node in evidence.nodes.items()}
    reasons = defaultdict(set)
    for join, (left, right) in evidence.union.refused:
        for one, other in ((left, right), (join.left, join.right)):
            pair = sorted({persons[node] for node in (one, other) if node in persons})
            if len(pair) > 1:
                reasons[pair[0], pair[1]].add(join.reason)
    found = {contradiction(*pair, why) for pair, why in reasons.items()}
    claimed = {s.object: s.subject.removeprefix("person:") for s in evidence.snapshot.assertions if s.kind == "same"}
    for sighting, node in evidence.nodes.items():
        owner = claimed.get(evidence.subjects.address(sighting.email))
        if owner and node.startswith("identity:") and person_of[sighting] != owner:
            found.add(needs_name(owner, person_of[sighting]))
    return tuple(sorted(found))


def _nodes(union: Joined) -> set[str]:
    return set(union.root) | {node for join, _ in union.refused for node in (join.left, join.right)}


def _ids_distinct(groups: tuple[Group, ...]) -> None:
    twice = [person for person, number in Counter(group.id for group in groups).items() if number > 1]
    if twice:
        raise Contradictory(f"两个不同的人得到同一个编号 {twice[0]}；请给其中一人写 [[person]] 登记后重算。")
