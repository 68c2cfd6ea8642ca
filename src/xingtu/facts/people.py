"""One row per person of a run: how they are shown, and why the addresses behind them were joined."""

from dataclasses import dataclass
from typing import Annotated

from xingtu.facts.column import Column


@dataclass(frozen=True, slots=True)
class Person:
    """A person (or bot) as resolved by one run's maps."""

    person: Annotated[str, Column("person id; opaque")]
    name: Annotated[str, Column("display name; never a mailbox")]
    actor: Annotated[str, Column("person, bot or ai_agent")]
    actor_rule: Annotated[str, Column("the rule or declaration that said so")]
    identities: Annotated[int, Column("distinct (name, mailbox) pairs joined", unit="pairs")]
    joined_by: Annotated[tuple[str, ...], Column("reasons of the joins: same-address, mailmap, alias, declared, name (gitdm)")]
    confidence: Annotated[str, Column("certain, high or low: that of the weakest join")]
