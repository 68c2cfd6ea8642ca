"""One row per trailer whose person could be named: who is credited with a review, a test, a report, a sign-off."""

from dataclasses import dataclass
from typing import Annotated

from xingtu.facts.column import Column


@dataclass(frozen=True, slots=True)
class TrailerCredit:
    """Made by resolve. A person's own trailer on their own commit is marked, not dropped: metrics leave it out."""

    repository: Annotated[str, Column("repository id")]
    commit: Annotated[str, Column("commit id")]
    number: Annotated[int, Column("place in the message")]
    kind: Annotated[str, Column("lower-case key, e.g. reviewed-by")]
    person: Annotated[str, Column("person id")]
    organisation: Annotated[str, Column("of that mailbox on the commit's author date, or '(Unknown)'")]
    own: Annotated[bool, Column("the person is the commit's author")]
    in_footer: Annotated[bool, Column("stands in the last paragraph of the message")]
