"""Is this name and mailbox a person, a bot or an AI agent, and which rule or declaration says so?

A declaration about the mailbox beats one about the name; both beat the city's rules, of which the first that fits decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from xingtu.policy.crediting import ActorRule
from xingtu.resolve.addresses import AddressKey, address_subject, keyed_subject, name_subject
from xingtu.resolve.snapshot import Snapshot

PERSON = "person"
AI_AGENT = "ai_agent"
NO_RULE = "no-rule"
"""Stands for "no rule or declaration says otherwise": a person."""


@dataclass(frozen=True, slots=True)
class Actor:
    """What somebody is, and what said so."""

    kind: str
    rule: str


class Actors:
    """The actor rules of a city with what was declared about single mailboxes and names."""

    def __init__(self, rules: Iterable[ActorRule], snapshot: Snapshot, key: AddressKey) -> None:
        self._rules = [(rule, re.compile(rule.pattern, re.IGNORECASE)) for rule in rules]
        self._declared = {s.subject: s for s in snapshot.assertions if s.kind == "actor"}
        self._key = key
        self._known: dict[tuple[str, str, str], Actor] = {}

    def of(self, name: str, email: str, trailer_kind: str = "") -> Actor:
        """The actor behind a name and mailbox; with ``trailer_kind``, as written in such a trailer."""
        asked = (name, email, trailer_kind)
        if asked not in self._known:
            self._known[asked] = self._decide(name, email, trailer_kind)
        return self._known[asked]

    def _decide(self, name: str, email: str, trailer_kind: str) -> Actor:
        if self._declared:
            for subject in (address_subject(email), name_subject(name)):
                said = self._declared.get(keyed_subject(subject, self._key))
                if said:
                    return Actor(said.object, f"declared: {said.source}")
        texts = {"name": name, "email": email}
        if trailer_kind:
            texts["trailer"] = f"{trailer_kind}: {name} <{email}>"
        for rule, pattern in self._rules:
            if rule.field in texts and pattern.search(texts[rule.field]):
                return Actor(rule.actor, rule.id)
        return Actor(PERSON, NO_RULE)
