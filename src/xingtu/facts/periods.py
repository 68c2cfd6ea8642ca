"""One row per non-merge commit of the default branch: does it lie before, inside or after the run's window?"""

from dataclasses import dataclass
from typing import Annotated

from xingtu.facts.column import Column


@dataclass(frozen=True, slots=True)
class Period:
    """Windows are dates (``landed_at``, half-open) or ranges of frozen tips (set differences); this table hides which."""

    repository: Annotated[str, Column("repository id")]
    commit: Annotated[str, Column("commit id")]
    period: Annotated[str, Column("before, inside or after")]
