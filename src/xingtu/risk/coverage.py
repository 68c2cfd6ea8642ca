"""How fresh is what we know, and of how much do we know it? Stands beside every answer; there is never a bare zero."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from xingtu.store.risk.lookups import ecosystems_covered


@dataclass(frozen=True, slots=True)
class Source:
    """One source of advisories, as it stands. ``age_days``: since it was fetched; None: never."""

    source: str
    address: str
    mark: str
    records: int
    refused: int
    newest: str
    fetched_at: str
    age_days: int | None
    result: str
    licence: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """共 N 个组件，其中 M 个属于已覆盖生态；K 个版本无法排序；U 个清单条目未解析；P 个项目无清单."""

    components: int
    covered: int
    unplaced: int
    unresolved: int
    projects: int
    without_lockfile: int
    uncovered_ecosystems: tuple[str, ...]

    @property
    def loaded(self) -> bool:
        """Whether any advisory was ever loaded for any component held."""
        return self.covered > 0 or self.components == 0


def sources(database: sqlite3.Connection, now: datetime) -> list[Source]:
    """All sources by name."""
    rows = database.execute(
        "SELECT source, address, mark, records, refused, newest, fetched_at, result, licence FROM source_state ORDER BY source"
    )
    return [
        Source(*row[:7], (now - datetime.fromisoformat(row[6])).days if row[6] else None, row[7], row[8])  # type: ignore[call-arg]
        for row in rows
    ]


def coverage(database: sqlite3.Connection, project: str | None = None) -> Coverage:
    """Of the whole city, or of one project; components are counted once however many projects hold them."""
    covered = ecosystems_covered(database)
    who = "WHERE project.id = ?" if project else "WHERE ? IS NULL"
    rows = database.execute(
        "SELECT ecosystem, count(DISTINCT cid), count(DISTINCT CASE WHEN position IS NULL THEN cid END) FROM dependency "  # noqa: S608
        f"JOIN component USING (cid) JOIN package USING (pid) JOIN project USING (prid) {who} GROUP BY ecosystem ORDER BY ecosystem",
        (project,),
    ).fetchall()
    projects, unresolved, without = database.execute(
        "SELECT count(*), coalesce(sum(unresolved), 0), "  # noqa: S608
        "coalesce(sum(NOT EXISTS (SELECT 1 FROM project_blob WHERE project_blob.prid = project.prid)), 0) "
        f"FROM project {who} AND left_at = ''",
        (project,),
    ).fetchone()
    return Coverage(
        components=sum(count for _, count, _ in rows),
        covered=sum(count for name, count, _ in rows if name in covered),
        unplaced=sum(count for name, _, count in rows if name in covered),
        unresolved=unresolved,
        projects=projects,
        without_lockfile=without,
        uncovered_ecosystems=tuple(name for name, _, _ in rows if name not in covered),
    )
