"""Which releases of a distribution do the records speak of, and what is touched of those they do not?

A release no record names (``24.03`` where they say ``24.03-LTS-SP1``) is taken for every release: it would else look untouched by all.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator

# ``main``, because an audit lays its own packages over these
NAMED = "SELECT 1 FROM main.package CROSS JOIN main.affected USING (pid) WHERE ecosystem = ? AND release = ? LIMIT 1"
HELD = """
SELECT cid, pid, version, position, ecosystem, release FROM component JOIN package USING (pid)
WHERE release != '' AND (?1 IS NULL OR pid IN (SELECT value FROM json_each(?1))) ORDER BY cid
"""
ALL_RELEASES = """
SELECT aid FROM span WHERE pid = ?1 AND low <= coalesce(?2, 0) AND high > coalesce(?2, 2147483646)
UNION SELECT aid FROM listed WHERE pid = ?1 AND version = ?3
"""
PACKAGES = """
SELECT DISTINCT pid FROM main.affected JOIN component USING (pid)
WHERE aid IN (SELECT value FROM json_each(?)) AND component.release != ''
"""


def named(database: sqlite3.Connection, ecosystem: str, release: str) -> str:
    """The release where a record of its ecosystem speaks of it; else empty, which is every release."""
    return release if release and database.execute(NAMED, (ecosystem, release)).fetchone() else ""


def touched_unnamed(database: sqlite3.Connection, packages: Iterable[int] | None = None) -> Iterator[tuple[int, int]]:
    """(component, advisory) of the components whose release no record names; of all packages or of some."""
    known: dict[tuple[str, str], str] = {}
    wanted = None if packages is None else json.dumps(sorted(packages))
    for cid, pid, version, position, *of in database.execute(HELD, (wanted,)).fetchall():
        key = (of[0], of[1])
        if key not in known:
            known[key] = named(database, *key)
        if not known[key]:
            for (aid,) in database.execute(ALL_RELEASES, (pid, position, version)):
                yield cid, aid


def touched_by(database: sqlite3.Connection, advisories: Iterable[int]) -> list[tuple[int, int]]:
    """(project, component) of what these records touch among the components whose release no record names."""
    asked = set(advisories)
    packages = [pid for (pid,) in database.execute(PACKAGES, (json.dumps(sorted(asked)),))]
    cids = {cid for cid, aid in touched_unnamed(database, packages) if aid in asked} if packages else set()
    return database.execute(
        "SELECT prid, cid FROM dependency WHERE cid IN (SELECT value FROM json_each(?))", (json.dumps(sorted(cids)),)
    ).fetchall()
