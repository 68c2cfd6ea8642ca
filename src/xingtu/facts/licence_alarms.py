"""One row per change between two trees of a project that somebody has to know of: what, how bad, where, and who changed it?"""

from dataclasses import dataclass
from typing import Annotated

from xingtu.facts.column import Column

SEVERITIES = ("red", "yellow", "green")


@dataclass(frozen=True, slots=True)
class LicenceAlarm:
    """Never made of a change of tools: both trees were read by the same ones. The last three columns come from git, where it can tell."""

    repository: Annotated[str, Column("repository id")]
    before_commit: Annotated[str, Column("commit of the older tree")]
    after_commit: Annotated[str, Column("commit of the newer tree")]
    kind: Annotated[str, Column("which change, as an id of policy/licences.toml: headline_worse, files_not_open, …")]
    severity: Annotated[str, Column("red, yellow or green")]
    path: Annotated[str, Column("the file it rests on, or the first of them; empty: the tree as a whole")]
    paths: Annotated[tuple[str, ...], Column("every file it is about, in order")]
    before: Annotated[str, Column("licence before, as an SPDX expression; empty when there was none")]
    after: Annotated[str, Column("licence after; empty when there is none")]
    reason: Annotated[str, Column("what happened, in Chinese")]
    reason_en: Annotated[str, Column("what happened, in English")]
    evidence: Annotated[tuple[str, ...], Column("path:first-last of what it rests on in the newer tree, at most ten")]
    changed_by_commit: Annotated[str, Column("commit that made the change; empty when that cannot be told")] = ""
    changed_by: Annotated[str, Column("author's name of that commit, without mailbox", private=True)] = ""
    changed_at: Annotated[str, Column("when it was committed, RFC 3339 in UTC")] = ""
