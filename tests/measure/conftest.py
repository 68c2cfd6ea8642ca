"""A small world of repositories, told in the domain's words, for the tests of crediting."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import ibis
import pyarrow as pa
import pytest

from xingtu.facts.authorship import WHOLE, Authorship
from xingtu.facts.changes import Change
from xingtu.facts.commits import Commit
from xingtu.facts.file_changes import FileChange
from xingtu.facts.line_credit import LineCredit
from xingtu.facts.periods import Period
from xingtu.facts.repositories import Repository
from xingtu.measure.crediting import credit_changes, credit_lines
from xingtu.store.schema import arrow_schema, arrow_table

START = datetime(2025, 1, 1, tzinfo=UTC)
ROW_TYPES: dict[str, type] = {
    "commits": Commit,
    "file_changes": FileChange,
    "authorship": Authorship,
    "periods": Period,
    "repositories": Repository,
}


@dataclass(frozen=True, slots=True)
class Limits:
    bulk_added_lines: int = 10_000
    bulk_new_files_millionths: int = 900_000
    revert_min_lines: int = 3


def file(path: str = "src/a.c", added: int = 10, deleted: int = 0, **others: object) -> FileChange:
    """A changed text file of which every line would be credited."""
    row = FileChange(
        repository="",
        commit="",
        number=0,
        path=path.encode(),
        old_path=None,
        area=path.split("/", maxsplit=1)[0] if "/" in path else ".",
        status="M",
        similarity=None,
        old_blob="0",
        new_blob="1",
        kind="text",
        binary=False,
        added=added,
        deleted=deleted,
        whitespace_added=0,
        whitespace_deleted=0,
        moved_added=0,
        moved_deleted=0,
        path_class=None,
        path_rule=None,
        generated_marker=False,
    )
    return replace(row, **others)


@cache
def compiled(limits: Limits) -> tuple[Any, str, str]:
    """A connection with the queries of changes and line_credit, written once: Ibis needs longer for the text than DuckDB for the answer."""
    connection = ibis.duckdb.connect()
    tables = {}
    for name, row_type in {**ROW_TYPES, "changes": Change}.items():
        connection.con.register(name, arrow_table(row_type, ()))
        tables[name] = connection.table(name)
    changes = credit_changes(tables, limits).order_by("repository", "commit")
    lines = credit_lines(tables["changes"], tables["file_changes"]).order_by("repository", "commit", "number")
    return connection, connection.compile(changes), connection.compile(lines)


@dataclass(slots=True)
class World:
    limits: Limits = field(default_factory=Limits)
    rows: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in ROW_TYPES})
    heights: dict[str, int] = field(default_factory=dict)

    def repository(self, name: str) -> None:
        rank = len(self.heights)
        self.heights[name] = 0
        self.rows["repositories"].append(Repository(name, name, "", rank, "refs/heads/main", "", "sha1", 0, 0, WHOLE, ()))

    def commit(
        self,
        repository: str,
        commit: str,
        *,
        patch: str | None = None,
        inverse: str | None = None,
        reverts: str | None = None,
        author: str = "li",
        actor: str = "person",
        day: int | None = None,
        period: str = "inside",
        files: Iterable[FileChange] | None = None,
        merge: bool = False,
        landed_by: str | None = None,
        is_import: bool = False,
        on_default: bool = True,
        measured: bool = True,
    ) -> None:
        """A commit on top of the branch; its patch is its own and ten lines long unless said otherwise."""
        if repository not in self.heights:
            self.repository(repository)
        position = self.heights[repository]
        self.heights[repository] += 1
        patch = patch or f"patch of {commit}"
        landed_at = START + timedelta(days=position if day is None else day)
        text: dict[str, Any] = dict.fromkeys(
            ("author_name_mapped", "author_email_mapped", "committer_name_mapped", "committer_email_mapped"), ""
        )
        raw: dict[str, Any] = dict.fromkeys(("author_name", "author_email", "committer_name", "committer_email"), b"")
        numbers: dict[str, Any] = dict.fromkeys(("author_time", "author_zone", "committer_time", "committer_zone"), 0)
        self.rows["commits"].append(
            Commit(
                repository=repository,
                commit=commit,
                tree="",
                parents=("1", "2") if merge else ("1",),
                subject="",
                message_hash="",
                encoding="",
                decoded_as="utf-8",
                patch_id=None if merge else patch,
                inverse_patch_id=None if merge else inverse or f"inverse of {patch}",
                reverts=reverts,
                is_merge=merge,
                is_import=is_import,
                measured=measured,
                reachable=True,
                on_default=on_default,
                position=position,
                landed_commit=landed_by or commit,
                landed_at=landed_at,
                **text,
                **raw,
                **numbers,
            )
        )
        self.rows["authorship"].append(
            Authorship(repository, commit, author, "(Unknown)", WHOLE, "author", actor, ai_involved=False, authored_on=None)
        )
        if merge:
            return
        self.rows["periods"].append(Period(repository, commit, period))
        for number, row in enumerate([file()] if files is None else files):
            self.rows["file_changes"].append(replace(row, repository=repository, commit=commit, number=number))

    def credited(self) -> tuple[pa.Table, pa.Table]:
        """The tables changes and line_credit, in the schemas of the facts, ordered by their keys."""
        connection, changes_sql, lines_sql = compiled(self.limits)
        for name, row_type in ROW_TYPES.items():
            connection.con.register(name, arrow_table(row_type, self.rows[name]))
        first = connection.con.sql(changes_sql).to_arrow_table().cast(arrow_schema(Change))
        connection.con.register("changes", first)
        return first, connection.con.sql(lines_sql).to_arrow_table().cast(arrow_schema(LineCredit))

    def classes(self) -> dict[str, str | None]:
        """The class that takes each change, by ``repository@commit``."""
        return {f"{row['repository']}@{row['commit']}": row["taken_by"] for row in self.credited()[0].to_pylist()}

    def reasons(self) -> dict[str, str | None]:
        return {f"{row['repository']}@{row['commit']}": row["reason"] for row in self.credited()[0].to_pylist()}


@pytest.fixture(scope="session")
def new_world() -> type[World]:
    return World


@pytest.fixture(scope="session")
def changed_file() -> Callable[..., FileChange]:
    return file


@pytest.fixture
def world() -> World:
    return World()
