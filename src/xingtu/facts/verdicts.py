"""One row per subject of a track: which place, awarded or not, and why? Made by decide, the only table people are judged by."""

from dataclasses import dataclass
from typing import Annotated

from xingtu.facts.column import Column

OUTCOMES = ("awarded", "ranked", "excluded", "unresolved")
"""awarded: would be awarded; ranked: has a place, earns nothing; excluded: a rule failed; unresolved: a person must decide."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict is never edited: a correction is a new declaration and a new run."""

    programme: Annotated[str, Column("programme id")]
    track: Annotated[str, Column("track id")]
    subject: Annotated[str, Column("person or organisation id, the same as in the other tables of the run")]
    name: Annotated[str, Column("name shown; never a mailbox")]
    place: Annotated[int | None, Column("place, shared by equals (1, 1, 3); null: not ranked, but shown")]
    value: Annotated[int | None, Column("the track's metric, before its scale; null: unknown, never 0")]
    outcome: Annotated[str, Column("awarded, ranked, excluded or unresolved")]
    amount_fen: Annotated[int | None, Column("null: none, or not settled", unit="fen")]
    reasons: Annotated[tuple[str, ...], Column("one Chinese sentence each")]
    reasons_en: Annotated[tuple[str, ...], Column("the same in English, in the same order")]
    evidence: Annotated[tuple[str, ...], Column("rule ids, and what each rests on, in the same order")]
