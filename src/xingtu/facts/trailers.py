"""One row per trailer-like line of a commit message: who signed, reviewed, tested, reported, helped."""

from dataclasses import dataclass
from typing import Annotated

from xingtu.facts.column import Column


@dataclass(frozen=True, slots=True)
class Trailer:
    """Any line ``Word-by: …`` counts here; ``in_footer`` tells git's own trailers (last paragraph) from the rest."""

    repository: Annotated[str, Column("repository id")]
    commit: Annotated[str, Column("commit id")]
    number: Annotated[int, Column("place in the message, from 0")]
    kind: Annotated[str, Column("lower-case key, e.g. signed-off-by, co-authored-by, reported-and-tested-by")]
    name: Annotated[str, Column("name as written, decoded", private=True)]
    email: Annotated[str, Column("mailbox as written, decoded; empty when there is none", private=True)]
    in_footer: Annotated[bool, Column("stands in the last paragraph of the message")]
