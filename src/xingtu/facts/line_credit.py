"""One row per changed file: the one class each of its lines belongs to. Made by measure/crediting, read by metrics."""

from dataclasses import dataclass
from typing import Annotated

from xingtu.facts.column import Column

COMMIT_CLASSES = ("bot", "empty", "import", "duplicate", "revert")
"""Classes that take a whole commit, in order of precedence."""

FILE_CLASSES = ("vendored", "generated", "data")
"""Classes that take a whole file."""

LINE_CLASSES = ("whitespace", "moved")
"""Classes that take single lines; what is left is credited."""


@dataclass(frozen=True, slots=True)
class LineCredit:
    """gross = Σ classes: ``added = taken_added + whitespace_added + moved_added + credited_added``, likewise deleted."""

    repository: Annotated[str, Column("repository id")]
    commit: Annotated[str, Column("commit id")]
    number: Annotated[int, Column("place among the commit's files")]
    area: Annotated[str, Column("first folder of the path")]
    taken_by: Annotated[str | None, Column("class that takes the whole row (bot … data), or null")]
    reason: Annotated[str | None, Column("evidence for taken_by: a rule, a commit id")]
    added: Annotated[int, Column("gross", unit="lines")]
    deleted: Annotated[int, Column("gross", unit="lines")]
    whitespace_added: Annotated[int, Column("0 when taken_by is set", unit="lines")]
    whitespace_deleted: Annotated[int, Column("0 when taken_by is set", unit="lines")]
    moved_added: Annotated[int, Column("0 when taken_by is set", unit="lines")]
    moved_deleted: Annotated[int, Column("0 when taken_by is set", unit="lines")]
    credited_added: Annotated[int, Column("what is left", unit="lines")]
    credited_deleted: Annotated[int, Column("what is left", unit="lines")]
