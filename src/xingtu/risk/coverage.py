"""How fresh is what we know, and of how much do we know it? Stands beside every answer; there is never a bare zero."""

import json
import sqlite3
from datetime import datetime

from xingtu.facts.freshness import Coverage, Source
from xingtu.store.risk.lookups import ecosystems_covered

UNEVALUABLE = "EXISTS (SELECT 1 FROM unevaluable WHERE unevaluable.pid = component.pid)"

__all__ = ["Coverage", "Source", "coverage", "sources"]


def sources(database: sqlite3.Connection, now: datetime) -> list[Source]:
    """All sources by name."""
    rows = database.execute(
        "SELECT source, address, mark, records, refused, newest, fetched_at, result, licence, ecosystems FROM source_state ORDER BY source"
    )
    found = []
    for source, address, mark, records, refused, newest, fetched_at, result, licence, ecosystems in rows:
        age = (now - datetime.fromisoformat(fetched_at)).days if fetched_at else None
        covers = tuple(json.loads(ecosystems))
        found.append(Source(source, address, mark, records, refused, newest, fetched_at, age, result, licence, covers))
    return found


def coverage(database: sqlite3.Connection, project: str | None = None) -> Coverage:
    """Of the whole city, or of one project; components are counted once however many projects hold them.

    Unplaced is also what has a place, where a range of a record of its package has none: whether it lies inside is not known.
    """
    covered = ecosystems_covered(database)
    who = "WHERE project.id = ?" if project else "WHERE ? IS NULL"
    rows = database.execute(
        f"SELECT ecosystem, count(DISTINCT cid), count(DISTINCT CASE WHEN position IS NULL OR {UNEVALUABLE} THEN cid END), "  # noqa: S608
        f"count(DISTINCT CASE WHEN {UNEVALUABLE} THEN cid END) FROM dependency "
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
        components=sum(count for _, count, _, _ in rows),
        covered=sum(count for name, count, _, _ in rows if name in covered),
        unplaced=sum(count for name, _, count, _ in rows if name in covered),
        unresolved=unresolved,
        projects=projects,
        without_lockfile=without,
        uncovered_ecosystems=tuple(name for name, *_ in rows if name not in covered),
        unevaluable=sum(count for *_, count in rows),
    )
