"""One row per (commit, person, organisation): who gets how much of a commit. Made by resolve, read by measure."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from xingtu.facts.column import Column

WHOLE = 1_000_000
"""The shares of one commit's rows add up to this, exactly (largest remainder), unless the policy gives co-authors full credit."""

UNKNOWN_ORGANISATION = "(Unknown)"


@dataclass(frozen=True, slots=True)
class Authorship:
    """A commit divided among its authors and the organisations they worked for on its author date."""

    repository: Annotated[str, Column("repository id")]
    commit: Annotated[str, Column("commit id")]
    person: Annotated[str, Column("person id; opaque, the same in all tables of a run")]
    organisation: Annotated[str, Column("organisation id, or '(Unknown)'")]
    share: Annotated[int, Column("part of the commit that is theirs", unit="millionths")]
    role: Annotated[str, Column("author or co_author")]
    actor: Annotated[str, Column("person, bot or ai_agent")]
    ai_involved: Annotated[bool, Column("an AI agent is named in the commit's trailers")]
    authored_on: Annotated[date | None, Column("author's calendar day; null: a date no calendar holds")]
