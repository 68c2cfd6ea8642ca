"""One row per non-merge commit of the default branch: does it count as a merged change, and if not, why?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from xingtu.facts.column import Column


@dataclass(frozen=True, slots=True)
class Change:
    """A change that reached the default branch. ``counted`` is false when a class of ``COMMIT_CLASSES`` takes it."""

    repository: Annotated[str, Column("repository id")]
    commit: Annotated[str, Column("commit id")]
    landed_at: Annotated[datetime | None, Column("when it reached the default branch")]
    position: Annotated[int | None, Column("place in the default branch's topological order")]
    period: Annotated[str, Column("before, inside or after the run's window; 'inside' is counted, the rest is context")]
    counted: Annotated[bool, Column("counts as a merged change")]
    taken_by: Annotated[str | None, Column("bot, empty, import, duplicate or revert; null when counted")]
    reason: Annotated[str | None, Column("evidence: the commit duplicated or reverted, the rule")]
    bulk: Annotated[bool, Column("over the policy's size with mostly new files: to be reviewed by a person")]
    self_merged: Annotated[bool | None, Column("landed by a merge its own author made; null: not landed by a merge")]
    measured: Annotated[bool, Column("its diff was read")]
