"""One row per changed path of a non-merge commit: the lines git counts, and what is known against them."""

from dataclasses import dataclass
from typing import Annotated

from xingtu.facts.column import Column


@dataclass(frozen=True, slots=True)
class FileChange:
    """Additions and deletions equal ``git log --numstat -M`` with the settings pinned in ``collect/git_history.py``.

    ``whitespace_*`` and ``moved_*`` are parts of ``added`` and ``deleted`` and never overlap.
    """

    repository: Annotated[str, Column("repository id")]
    commit: Annotated[str, Column("commit id")]
    number: Annotated[int, Column("place among the commit's files, in git's order, from 0")]
    path: Annotated[bytes, Column("path after the change, as git holds it (any bytes but NUL)")]
    old_path: Annotated[bytes | None, Column("path before a rename or copy, else null")]
    area: Annotated[str, Column("first folder of the path; '.' for files at the top")]
    status: Annotated[str, Column("git's letter: A, M, D, R, C or T")]
    similarity: Annotated[int | None, Column("of a rename or copy", unit="%")]
    old_blob: Annotated[str | None, Column("blob id before; null: the path is new")]
    new_blob: Annotated[str | None, Column("blob id after; null: the path is gone")]
    kind: Annotated[str, Column("text, binary, symlink, submodule or lfs_pointer")]
    binary: Annotated[bool, Column("git prints '-' instead of counts; added and deleted are then 0")]
    added: Annotated[int, Column("lines added", unit="lines")]
    deleted: Annotated[int, Column("lines deleted", unit="lines")]
    whitespace_added: Annotated[int, Column("of added: equal to a deleted line of the same file but for white space", unit="lines")]
    whitespace_deleted: Annotated[int, Column("of deleted: likewise", unit="lines")]
    moved_added: Annotated[int, Column("of added: equal to a line deleted elsewhere in the commit, but for indentation", unit="lines")]
    moved_deleted: Annotated[int, Column("of deleted: likewise", unit="lines")]
    path_class: Annotated[str | None, Column("vendored, generated, data, or null")]
    path_rule: Annotated[str | None, Column("the rule of policy/crediting.toml or .gitattributes line that said so")]
    generated_marker: Annotated[bool, Column("a 'generated, do not edit' marker stands in the first changed lines")]
