"""Which advisories touch this version, and which projects does this advisory touch? Read only, in microseconds.

Positions of components were worked out when they or the advisories came in; a version nobody holds is placed when it is asked for.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

from xingtu.store.risk.ranking import boundaries_of
from xingtu.store.risk.releases import named, touched_by
from xingtu.versions.ranks import OPEN, Boundaries

# A release nobody names is every release, and the answer says so. What is said of all versions (0 to ranks.OPEN, as of malicious
# packages) is said of those without a place too.
IN_SPAN = """
SELECT aid, id, high FROM span JOIN advisory USING (aid)
WHERE pid = ?1 AND low <= coalesce(?2, 0) AND high > coalesce(?2, 2147483646) AND (span.release = '' OR ?3 = '' OR span.release = ?3)
"""
LISTED = """
SELECT aid, id FROM listed JOIN advisory USING (aid)
WHERE pid = ?1 AND version = ?2 AND (listed.release = '' OR ?3 = '' OR listed.release = ?3)
"""
ENTRIES = """
SELECT aid, advisory.id, alias_group.id, source, modified, published, withdrawn, summary, level, score, severity_source, malicious
FROM advisory JOIN alias_group USING (gid) WHERE gid IN (SELECT value FROM json_each(?)) ORDER BY advisory.id
"""
TOUCHED = """
SELECT dependency.prid, component.cid FROM span
JOIN component ON component.pid = span.pid AND component.position >= span.low AND component.position < span.high
  AND (span.release = '' OR component.release = '' OR span.release = component.release)
JOIN dependency ON dependency.cid = component.cid
WHERE span.aid IN (SELECT value FROM json_each(?1))
UNION
SELECT dependency.prid, component.cid FROM listed
JOIN component ON component.pid = listed.pid AND component.version = listed.version
  AND (listed.release = '' OR component.release = '' OR listed.release = component.release)
JOIN dependency ON dependency.cid = component.cid
WHERE listed.aid IN (SELECT value FROM json_each(?1))
UNION
SELECT dependency.prid, component.cid FROM span
JOIN component ON component.pid = span.pid AND component.position IS NULL
  AND (span.release = '' OR component.release = '' OR span.release = component.release)
JOIN dependency ON dependency.cid = component.cid
WHERE span.aid IN (SELECT value FROM json_each(?1)) AND span.low = 0 AND span.high = 2147483647
ORDER BY 1, 2
"""
PLACES = """
SELECT project.id, inventory.cid, project_blob.path, line, scope, direct, via
FROM project_blob JOIN project USING (prid) JOIN inventory USING (bid)
WHERE prid = ? AND inventory.cid = ? ORDER BY project_blob.path, line
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One advisory, as lists show it. ``group`` is the name of its group of aliases."""

    aid: int
    id: str
    group: str
    source: str
    modified: str
    published: str
    withdrawn: str
    summary: str
    level: str
    score: int | None
    severity_source: str
    malicious: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a project names a component."""

    project: str
    cid: int
    path: str
    line: int | None
    scope: str
    direct: bool | None
    via: str


@dataclass(frozen=True, slots=True)
class Match:
    """An advisory that touches a version. ``how``: range, or listed word for word."""

    aid: int
    id: str
    fixed: str
    how: str


class Matcher:
    """Matches versions one after the other, keeping the order of the packages it has met."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._order = lru_cache(maxsize=4096)(self._load)
        self._named = lru_cache(maxsize=4096)(self._release)

    def matches(self, ecosystem: str, release: str, package: str, version: str, *, exact: bool = False) -> tuple[list[Match], bool]:
        """Advisories in force, sorted by id; and whether everything known of the package could be evaluated for this version.

        exact: the release is written as records write it; else one that no record names is every release
        """
        found = self._database.execute("SELECT pid FROM package WHERE ecosystem = ? AND name = ?", (ecosystem, package)).fetchone()
        if found is None:
            return [], True
        pid, order = found[0], self._order(found[0])
        release = release if exact else self._named(ecosystem, release)
        position = order.position(version) if order else None
        matches: dict[int, Match] = {}
        for aid, ident, high in self._database.execute(IN_SPAN, (pid, position, release)):
            matches[aid] = Match(aid, ident, fixed_at(order, high) if order else "", "range")
        for aid, ident in self._database.execute(LISTED, (pid, version, release)):
            matches.setdefault(aid, Match(aid, ident, "", "listed"))
        unclear = self._database.execute("SELECT 1 FROM unevaluable WHERE pid = ? LIMIT 1", (pid,)).fetchone() is not None
        evaluated = not unclear and (position is not None or not self._has_ranges(pid))
        return sorted(matches.values(), key=lambda match: match.id), evaluated

    def _has_ranges(self, pid: int) -> bool:
        return self._database.execute("SELECT 1 FROM span WHERE pid = ? LIMIT 1", (pid,)).fetchone() is not None

    def _release(self, ecosystem: str, release: str) -> str:
        return named(self._database, ecosystem, release)

    def _load(self, pid: int) -> Boundaries | None:
        return boundaries_of(self._database, pid)


def fixed_at(order: Boundaries, high: int) -> str:
    """The version at which a span ends, where it ends before a version and not after one."""
    return order.versions[high // 2] if high != OPEN and high % 2 else ""


def groups_named(database: sqlite3.Connection, name: str) -> list[int]:
    """Groups an id stands for: its own first, then those of distributions that took the flaw from it."""
    own = database.execute(
        "SELECT DISTINCT gid FROM name JOIN advisory USING (aid) WHERE name = ? AND kind IN ('id', 'aliases') ORDER BY gid", (name,)
    ).fetchall()
    taken = database.execute(
        "SELECT DISTINCT gid FROM name JOIN advisory USING (aid) WHERE name = ? AND kind = 'upstream' ORDER BY gid", (name,)
    ).fetchall()
    return list(dict.fromkeys(gid for (gid,) in [*own, *taken]))


def entries(database: sqlite3.Connection, groups: Sequence[int]) -> list[Entry]:
    """The records of some groups, sorted by id."""
    rows = database.execute(ENTRIES, (json.dumps(list(groups)),))
    names = [field.name for field in fields(Entry)]
    return [Entry(**dict(zip(names, (*row[:-1], bool(row[-1])), strict=True))) for row in rows]


def projects_touched(database: sqlite3.Connection, advisories: Sequence[int]) -> list[tuple[int, int]]:
    """(project number, component number) of everything these records touch now, sorted."""
    rows = database.execute(TOUCHED, (json.dumps(list(advisories)),)).fetchall()
    more = touched_by(database, advisories)
    return sorted({*rows, *more}) if more else rows


def places(database: sqlite3.Connection, pairs: Iterable[tuple[int, int]]) -> Iterator[Place]:
    """Where each (project, component) is named: file and line."""
    for prid, cid in pairs:
        for project, component, path, line, scope, direct, via in database.execute(PLACES, (prid, cid)):
            yield Place(project, component, path, line, scope, None if direct is None else bool(direct), via)


def record_text(database: sqlite3.Connection, ident: str) -> bytes | None:
    """A record as it was published, as JSON; None: there is none of that id."""
    found = database.execute("SELECT record FROM advisory_text JOIN advisory USING (aid) WHERE id = ?", (ident,)).fetchone()
    return zlib.decompress(found[0]) if found else None


def ecosystems_covered(database: sqlite3.Connection) -> frozenset[str]:
    """Ecosystems some loaded source speaks of."""
    return frozenset(
        name for (text,) in database.execute("SELECT ecosystems FROM source_state WHERE records > 0") for name in json.loads(text)
    )
