"""One row per commit: who wrote it, when, and how it came onto the default branch."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from xingtu.facts.column import Column


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit as git holds it, read from raw names (never ``%aN``), with its place in history.

    The diff itself is in ``file_changes``; merges have none, by definition.
    """

    repository: Annotated[str, Column("repository id, given at registration; survives renames")]
    commit: Annotated[str, Column("commit id (40 hexadecimal digits, 64 in a SHA-256 repository)")]
    tree: Annotated[str, Column("id of its root tree")]
    parents: Annotated[tuple[str, ...], Column("ids of its parents, in git's order")]
    author_name: Annotated[bytes, Column("author name as git gives it", private=True)]
    author_email: Annotated[bytes, Column("author mailbox as git gives it", private=True)]
    author_name_mapped: Annotated[str, Column("author name after the mailmap of the scanned tip", private=True)]
    author_email_mapped: Annotated[str, Column("author mailbox after the mailmap of the scanned tip", private=True)]
    author_time: Annotated[int, Column("author date; forgeable", unit="s since 1970-01-01 UTC")]
    author_zone: Annotated[int, Column("author's offset from UTC", unit="min")]
    committer_name: Annotated[bytes, Column("committer name as git gives it", private=True)]
    committer_email: Annotated[bytes, Column("committer mailbox as git gives it", private=True)]
    committer_name_mapped: Annotated[str, Column("committer name after the mailmap of the scanned tip", private=True)]
    committer_email_mapped: Annotated[str, Column("committer mailbox after the mailmap of the scanned tip", private=True)]
    committer_time: Annotated[int, Column("committer date", unit="s since 1970-01-01 UTC")]
    committer_zone: Annotated[int, Column("committer's offset from UTC", unit="min")]
    subject: Annotated[str, Column("first line of the message")]
    message_hash: Annotated[str, Column("BLAKE2b-128 of the whole message")]
    encoding: Annotated[str, Column("the commit's encoding header, empty when it has none")]
    decoded_as: Annotated[str, Column("rule that decoded names and message: utf-8, gb18030 or latin-1")]
    patch_id: Annotated[str | None, Column("BLAKE2b-128 over paths and changed lines without white space; null: no readable diff")]
    inverse_patch_id: Annotated[str | None, Column("the patch_id a revert of this commit would have")]
    reverts: Annotated[str | None, Column("commit id named by 'This reverts commit …'")]
    is_merge: Annotated[bool, Column("has two or more parents")]
    is_import: Annotated[bool, Column("descends only from a root other than the first one: history brought in from elsewhere")]
    measured: Annotated[bool, Column("its diff was read; false: objects are missing or history is cut here, so lines are unknown")]
    reachable: Annotated[bool, Column("reachable from the scanned refs; false after a forced push or a deleted branch")]
    on_default: Annotated[bool, Column("reachable from the default branch's tip")]
    position: Annotated[int | None, Column("place in the default branch's topological order, 0 = oldest")]
    landed_commit: Annotated[str | None, Column("first-parent commit that brought it onto the default branch")]
    landed_at: Annotated[datetime | None, Column("committer date of landed_commit; null: not landed, or a date no calendar holds")]
