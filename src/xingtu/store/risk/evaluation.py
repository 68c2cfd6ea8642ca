"""What is touched now, what was not before, and why did it change?

``hit`` holds component x advisory of the last evaluation, ``finding`` the intervals: one a project, package and group of aliases,
open while any version the project holds is touched. Nothing is deleted: a finding ends with its cause.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xingtu.store.risk.advisories import evaluations, revision_of, transaction
from xingtu.store.risk.events import JOINED, carry_over, write_events
from xingtu.store.risk.releases import touched_unnamed

NOW = """
SELECT component.cid, span.aid FROM component JOIN span ON span.pid = component.pid
  AND component.position >= span.low AND component.position < span.high
  AND (span.release = '' OR component.release = '' OR span.release = component.release)
UNION
SELECT component.cid, listed.aid FROM component JOIN listed ON listed.pid = component.pid AND listed.version = component.version
  AND (listed.release = '' OR component.release = '' OR listed.release = component.release)
UNION
SELECT component.cid, span.aid FROM component JOIN span ON span.pid = component.pid AND span.low = 0 AND span.high = 2147483647
  AND (span.release = '' OR component.release = '' OR span.release = component.release)
WHERE component.position IS NULL
"""
"""Everything that is touched: the one join all of this is for. What is said of all versions (0 to ``ranks.OPEN``, as of malicious
packages) is said of those without a place too."""
# CROSS JOIN: SQLite is to start from what changed, which it takes for as large as everything else
CHANGED = """
INSERT INTO temp.changed
SELECT dependency.prid, component.pid FROM json_each(?) CROSS JOIN component ON component.cid = json_each.value JOIN dependency USING (cid)
UNION
SELECT prid, pid FROM former_project CROSS JOIN finding USING (prid) WHERE closed_at = ''
UNION
SELECT prid, component.pid FROM former_project CROSS JOIN dependency USING (prid) JOIN hit USING (cid) JOIN component USING (cid)
UNION
SELECT finding.prid, finding.pid FROM project CROSS JOIN finding USING (prid) WHERE closed_at = '' AND left_at != ''
"""
"""(project, package) that may have changed: their hits did, or their inventory did."""
PAIRS = "SELECT prid, pid FROM temp.changed ORDER BY prid, pid"
WANTED = """
SELECT prid, pid, hit.gid, hit.cid, hit.aid FROM temp.changed CROSS JOIN component USING (pid) CROSS JOIN hit USING (cid)
JOIN dependency USING (cid, prid)
"""
STANDING = """
SELECT prid, pid, gid, fid FROM temp.changed CROSS JOIN finding INDEXED BY finding_open USING (prid, pid) WHERE closed_at = ''
"""
HELD_NOW = "SELECT cid FROM component CROSS JOIN dependency USING (cid) WHERE prid = ?1 AND pid = ?2"
HELD_THEN = "SELECT cid FROM component CROSS JOIN former USING (cid) WHERE prid = ?1 AND pid = ?2"
"""Versions of a package that a project holds, and held at the last evaluation."""
Hits = Mapping[int, list[tuple[int, int]]]
"""Group -> (component, advisory) of one package in one project."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A finding that begins: causes dependency_added, version_changed, advisory_published, advisory_widened, first_seen."""

    fid: int
    prid: int
    pid: int
    gid: int
    cause: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A finding that ends: causes upgraded, removed, advisory_narrowed, withdrawn, project_left."""

    fid: int
    prid: int
    pid: int
    gid: int
    cause: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Difference to the evaluation before, in order of project, package and group."""

    revision: str
    hits: int
    opened: tuple[Opened, ...]
    closed: tuple[Closed, ...]


def touched_now(database: sqlite3.Connection) -> list[tuple[int, int]]:
    """(component, advisory) of the whole city, worked out from nothing."""
    rows = database.execute(NOW).fetchall()
    more = set(touched_unnamed(database))
    return sorted(more.union(rows)) if more else rows


def evaluate(database: sqlite3.Connection, at: str, *, epss_threshold: int | None = None) -> Evaluation:
    """Match everything anew, and write down what began, what ended and what changed, in one transaction.

    at: the instant at which intervals begin and end, RFC 3339 in UTC
    epss_threshold: in millionths; a flaw that passes it is an event
    """
    with transaction(database):
        groups = dict(database.execute("SELECT aid, gid FROM advisory"))
        before = set(database.execute("SELECT cid, aid, gid FROM hit"))
        now = {(cid, aid, groups[aid]) for cid, aid in touched_now(database)}
        database.executemany("DELETE FROM hit WHERE cid = ? AND aid = ? AND gid = ?", sorted(before - now))
        database.executemany("INSERT INTO hit VALUES (?, ?, ?)", sorted(now - before))
        moved = json.dumps(sorted({cid for cid, _, _ in before ^ now}))
        causes = _Causes(database)
        opened: list[Opened] = []
        closed: list[Closed] = []
        for pair, wanted, standing in _changed(database, moved):
            _compare(database, pair, wanted, standing, at=at, causes=causes, opened=opened, closed=closed)
        database.execute("INSERT OR REPLACE INTO mark VALUES ('evaluations', ?)", (str(evaluations(database) + 1),))
        database.execute("INSERT OR REPLACE INTO mark VALUES ('evaluated_at', ?)", (at,))
        database.execute("DELETE FROM former")
        database.execute("DELETE FROM former_project")
        revision = revision_of(database)
        began = [(one.fid, one.pid, one.gid, one.cause) for one in opened]
        write_events(database, at, revision, began, [(one.fid, one.cause) for one in closed], epss_threshold)
        return Evaluation(revision, len(now), tuple(opened), tuple(closed))


def _changed(database: sqlite3.Connection, moved: str) -> Iterator[tuple[tuple[int, int], Hits, dict[int, int]]]:
    """Each pair that may have changed, with what touches it now and which findings it has (group -> finding), in order."""
    database.execute("CREATE TEMP TABLE IF NOT EXISTS changed (prid INTEGER, pid INTEGER, PRIMARY KEY (prid, pid)) WITHOUT ROWID")
    database.execute("DELETE FROM temp.changed")
    database.execute(CHANGED, (moved,))
    wanted: dict[tuple[int, int], dict[int, list[tuple[int, int]]]] = {}
    for prid, pid, gid, cid, aid in database.execute(WANTED):
        wanted.setdefault((prid, pid), {}).setdefault(gid, []).append((cid, aid))
    standing: dict[tuple[int, int], dict[int, int]] = {}
    for prid, pid, gid, fid in database.execute(STANDING):
        standing.setdefault((prid, pid), {})[gid] = fid
    for pair in database.execute(PAIRS).fetchall():
        yield pair, wanted.get(pair, {}), standing.get(pair, {})


def _compare(
    database: sqlite3.Connection, pair: tuple[int, int], wanted: Hits, standing: dict[int, int], *,
    at: str, causes: "_Causes", opened: list[Opened], closed: list[Closed],
) -> None:  # fmt: skip
    """Bring the findings of one package in one project up to date."""
    prid, pid = pair
    for gid in sorted(standing.keys() - wanted.keys()):
        joined = database.execute("SELECT joined FROM alias_group WHERE gid = ?", (gid,)).fetchone()
        if joined and joined[0] in wanted and joined[0] not in standing:
            # two groups became one: the finding goes on under the name that stayed
            database.execute("UPDATE finding SET gid = ? WHERE fid = ?", (joined[0], standing[gid]))
            carry_over(database, pid, gid, joined[0])
            standing[joined[0]] = standing[gid]
            continue
        cause = JOINED if joined and joined[0] in wanted else causes.closed(prid, pid, gid)
        database.execute("UPDATE finding SET closed_at = ?, close_cause = ? WHERE fid = ?", (at, cause, standing[gid]))
        closed.append(Closed(standing[gid], prid, pid, gid, cause))
    for gid in sorted(wanted.keys() - standing.keys()):
        cause = causes.opened(prid, pid, wanted[gid])
        cursor = database.execute(
            "INSERT INTO finding (prid, pid, gid, opened_at, open_cause, open_evidence) VALUES (?, ?, ?, ?, ?, ?)",
            (prid, pid, gid, at, cause, json.dumps(sorted(wanted[gid]))),
        )
        opened.append(Opened(int(cursor.lastrowid or 0), prid, pid, gid, cause))


class _Causes:
    """Why did a finding begin or end? Projects whose inventory did not change are not asked about: what they hold, they held."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._past = evaluations(database)
        self._pushed = {prid for (prid,) in database.execute("SELECT prid FROM former_project")}
        self._left = {prid for (prid,) in database.execute("SELECT prid FROM project WHERE left_at != ''")}
        self._since = dict(database.execute("SELECT aid, since FROM advisory"))
        self._in_force = {gid for (gid,) in database.execute("SELECT gid FROM advisory WHERE withdrawn = ''")}

    def opened(self, prid: int, pid: int, hits: list[tuple[int, int]]) -> str:
        """What is touched was held before: the advisory is new or wider; else the project took it in."""
        if self._past == 0:
            return "first_seen"
        if prid in self._pushed:
            then = self._held(HELD_THEN, prid, pid)
            if not {cid for cid, _ in hits} & then:
                return "version_changed" if then else "dependency_added"
        return "advisory_published" if min(self._since[aid] for _, aid in hits) >= self._past else "advisory_widened"

    def closed(self, prid: int, pid: int, gid: int) -> str:
        """The project's doing goes before the record's."""
        if prid in self._left:
            return "project_left"
        if prid in self._pushed:
            now = self._held(HELD_NOW, prid, pid)
            if not now:
                return "removed"
            if now != self._held(HELD_THEN, prid, pid):
                return "upgraded"
        return "advisory_narrowed" if gid in self._in_force else "withdrawn"

    def _held(self, query: str, prid: int, pid: int) -> set[int]:
        return {cid for (cid,) in self._database.execute(query, (prid, pid))}
