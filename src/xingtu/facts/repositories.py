"""One row per repository of a run: which clone state was read, and how complete it was."""

from dataclasses import dataclass
from typing import Annotated

from xingtu.facts.column import Column


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository as frozen in a run. ``rank`` is the order of registration and breaks ties between mirrors."""

    repository: Annotated[str, Column("repository id")]
    name: Annotated[str, Column("name shown")]
    url: Annotated[str, Column("public address, empty for a private or local one")]
    rank: Annotated[int, Column("order of registration, from 0")]
    default_branch: Annotated[str, Column("full ref name, e.g. refs/heads/main")]
    tip: Annotated[str, Column("commit id of the default branch's tip")]
    object_format: Annotated[str, Column("sha1 or sha256")]
    expected_commits: Annotated[int, Column("rev-list --count of the tip")]
    measured_commits: Annotated[int, Column("of these, commits whose diff was read (merges count as read)")]
    completeness: Annotated[int, Column("measured / expected, rounded down", unit="millionths")]
    missing: Annotated[tuple[str, ...], Column("what is missing and what to do, one sentence each")]
