"""Which components does each project hold, and where is each named? The lower half of ``risk.sqlite``.

A lockfile's content is read once for ever: a project points to contents, contents point to components.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xingtu.facts.components import UNRESOLVED, Component
from xingtu.store.risk.advisories import package_id, transaction
from xingtu.store.risk.ranking import boundaries_of

if TYPE_CHECKING:
    from xingtu.versions.ranks import Boundaries


@dataclass(frozen=True, slots=True)
class Content:
    """What was read of one lockfile; ``fault``: why it could not be read to its end."""

    components: tuple[Component, ...]
    fault: str = ""

    @property
    def resolved(self) -> tuple[Component, ...]:
        """Those with a version; the others are counted and never guessed."""
        return tuple(one for one in self.components if one.quality != UNRESOLVED and one.version)


@dataclass(frozen=True, slots=True)
class Project:
    """A project as it is looked at. ``origin``: git, or sbom where a firm only declared what it uses."""

    id: str
    name: str
    tip: str
    seen_at: str
    origin: str = "git"


def contents_known(database: sqlite3.Connection, blobs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """(blob, parser) -> number, of those that were read before."""
    found = {}
    for blob, parser in blobs:
        row = database.execute("SELECT bid FROM inventory_blob WHERE blob = ? AND parser = ?", (blob, parser)).fetchone()
        if row:
            found[blob, parser] = row[0]
    return found


class Interning:
    """Gives packages and versions their numbers, keeping those it has met."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._packages: dict[tuple[str, str], int] = {}
        self._components: dict[tuple[int, str, str], int] = {}
        self._order: dict[int, Boundaries | None] = {}

    def component(self, held: Component) -> int:
        """The number of a component, with its position in the order of its package."""
        ecosystem, _, release = held.ecosystem.partition(":")
        package = ecosystem, held.name
        pid = self._packages.get(package)
        if pid is None:
            pid = self._packages[package] = package_id(self._database, *package)
        key = pid, release, held.version
        if key not in self._components:
            self._components[key] = self._found(*key) or self._made(*key)
        return self._components[key]

    def _found(self, pid: int, release: str, version: str) -> int | None:
        row = self._database.execute(
            "SELECT cid FROM component WHERE pid = ? AND release = ? AND version = ?", (pid, release, version)
        ).fetchone()
        return row[0] if row else None

    def _made(self, pid: int, release: str, version: str) -> int:
        if pid not in self._order:
            self._order[pid] = boundaries_of(self._database, pid)
        order = self._order[pid]
        cursor = self._database.execute(
            "INSERT INTO component (pid, release, version, position) VALUES (?, ?, ?, ?)",
            (pid, release, version, order.position(version) if order else None),
        )
        return int(cursor.lastrowid or 0)


def inventory_take(
    database: sqlite3.Connection,
    project: Project,
    files: Sequence[tuple[str, str, str]],
    read: Mapping[tuple[str, str], Content],
) -> None:
    """Bring what a project holds to its present state, in one transaction.

    files: (path, blob, parser) of every lockfile of its tree
    read:  (blob, parser) -> what stands in it, for those not known before
    """
    with transaction(database):
        intern = Interning(database)
        for (blob, parser), content in sorted(read.items()):
            _keep_content(database, intern, blob, parser, content)
        prid = _project(database, project)
        before = {cid for (cid,) in database.execute("SELECT cid FROM dependency WHERE prid = ?", (prid,))}
        known = contents_known(database, {(blob, parser) for _, blob, parser in files})
        database.execute("DELETE FROM project_blob WHERE prid = ?", (prid,))
        database.executemany(
            "INSERT OR IGNORE INTO project_blob VALUES (?, ?, ?)", [(prid, known[blob, parser], path) for path, blob, parser in files]
        )
        now = {
            cid for (cid,) in database.execute("SELECT DISTINCT cid FROM project_blob JOIN inventory USING (bid) WHERE prid = ?", (prid,))
        }
        if before != now:
            if database.execute("SELECT 1 FROM former_project WHERE prid = ?", (prid,)).fetchone() is None:
                database.execute("INSERT INTO former_project VALUES (?)", (prid,))
                database.executemany("INSERT INTO former VALUES (?, ?)", [(prid, cid) for cid in sorted(before)])
            database.executemany("DELETE FROM dependency WHERE cid = ? AND prid = ?", [(cid, prid) for cid in sorted(before - now)])
            database.executemany("INSERT INTO dependency VALUES (?, ?)", [(cid, prid) for cid in sorted(now - before)])
        database.execute(
            "UPDATE project SET unresolved = (SELECT coalesce(sum(unresolved), 0) FROM project_blob JOIN inventory_blob USING (bid) "
            "WHERE prid = ?1) WHERE prid = ?1",
            (prid,),
        )


def project_leave(database: sqlite3.Connection, project: str, at: str) -> None:
    """A project is no longer watched; its findings end at the next evaluation, and stay readable."""
    with transaction(database):
        row = database.execute("SELECT prid FROM project WHERE id = ?", (project,)).fetchone()
        if row:
            database.execute("UPDATE project SET left_at = ? WHERE prid = ?", (at, row[0]))
            database.execute("DELETE FROM dependency WHERE prid = ?", (row[0],))
            database.execute("DELETE FROM project_blob WHERE prid = ?", (row[0],))


def _keep_content(database: sqlite3.Connection, intern: Interning, blob: str, parser: str, content: Content) -> None:
    if database.execute("SELECT 1 FROM inventory_blob WHERE blob = ? AND parser = ?", (blob, parser)).fetchone():
        return
    cursor = database.execute(
        "INSERT INTO inventory_blob (blob, parser, unresolved, fault) VALUES (?, ?, ?, ?)",
        (blob, parser, len(content.components) - len(content.resolved), content.fault),
    )
    rows = [
        (cursor.lastrowid, number, intern.component(held), held.scope, held.direct, held.line, " ".join(held.via))
        for number, held in enumerate(content.resolved)
    ]
    database.executemany("INSERT INTO inventory VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def _project(database: sqlite3.Connection, project: Project) -> int:
    database.execute(
        "INSERT INTO project (id, name, tip, seen_at, unresolved, origin) VALUES (?, ?, ?, ?, 0, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, tip = excluded.tip, seen_at = excluded.seen_at, "
        "origin = excluded.origin, left_at = ''",
        (project.id, project.name, project.tip, project.seen_at, project.origin),
    )
    return int(database.execute("SELECT prid FROM project WHERE id = ?", (project.id,)).fetchone()[0])
