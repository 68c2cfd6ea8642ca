"""Which findings are there, with all that is known of each? Read for reports and pages, in order of project and package."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

from xingtu.facts.findings import Finding, Place
from xingtu.store.risk.lookups import fixed_at, places
from xingtu.store.risk.ranking import boundaries_of
from xingtu.store.risk.releases import named
from xingtu.store.risk.signals import Signal, signals_of
from xingtu.versions.ranks import Boundaries

FINDINGS = """
SELECT fid, prid, pid, gid, project.id, project.name, ecosystem, package.name, alias_group.id,
  opened_at, open_cause, open_evidence, closed_at, close_cause
FROM finding JOIN project USING (prid) JOIN package USING (pid) JOIN alias_group USING (gid)
WHERE (?1 IS NULL OR project.id = ?1) AND (?2 IS NULL OR fid IN (SELECT value FROM json_each(?2))) AND (?3 = 0 OR closed_at = '')
ORDER BY project.id, ecosystem, package.name, alias_group.id, opened_at, fid
"""
HITS = """
SELECT hit.cid, hit.aid FROM component JOIN dependency USING (cid) JOIN hit USING (cid)
WHERE component.pid = ? AND dependency.prid = ? AND hit.gid = ? ORDER BY 1, 2
"""
COMPONENTS = "SELECT cid, version, release, position FROM component WHERE cid IN (SELECT value FROM json_each(?)) ORDER BY cid"
RECORDS = "SELECT aid, id, published, summary FROM advisory WHERE aid IN (SELECT value FROM json_each(?)) ORDER BY id"
ENDS = """
SELECT high FROM span WHERE pid = ?1 AND aid = ?2 AND low <= ?3 AND high > ?3 AND (release = '' OR ?4 = '' OR release = ?4)
"""


def findings(
    database: sqlite3.Connection, *, project: str | None = None, fids: Collection[int] | None = None, open_only: bool = True
) -> Iterator[Finding]:
    """Findings of all projects or of one; those that are over with what was known when they began."""
    wanted = None if fids is None else json.dumps(sorted(fids))
    rows = database.execute(FINDINGS, (project, wanted, open_only)).fetchall()
    said = signals_of(database, sorted({(row[2], row[3]) for row in rows}))
    order = lru_cache(maxsize=256)(lambda pid: boundaries_of(database, pid))
    known = lru_cache(maxsize=256)(partial(named, database))
    for row in rows:
        yield _finding(database, row, said[row[2], row[3]], order, known)


def _finding(
    database: sqlite3.Connection,
    row: tuple[Any, ...],
    signal: Signal,
    order: Callable[[int], Boundaries | None],
    known: Callable[[str, str], str],
) -> Finding:
    fid, prid, pid, gid, project, name, ecosystem, package, group, opened_at, open_cause, evidence, closed_at, close_cause = row
    hits = json.loads(evidence) if closed_at else database.execute(HITS, (pid, prid, gid)).fetchall()
    cids, aids = sorted({cid for cid, _ in hits}), sorted({aid for _, aid in hits})
    held = database.execute(COMPONENTS, (json.dumps(cids),)).fetchall()
    records = database.execute(RECORDS, (json.dumps(aids),)).fetchall()
    kev, epss = signal.kev, signal.epss
    return Finding(
        fid=fid,
        project=project,
        project_name=name,
        ecosystem=ecosystem,
        package=package,
        group=group,
        ids=tuple(ident for _, ident, _, _ in records),
        level=signal.level,
        score=signal.score,
        severity_source=signal.severity_source,
        malicious=signal.malicious,
        kev_added_on=kev.added_on if kev else "",
        kev_due_on=kev.due_on if kev else "",
        ransomware=kev.ransomware if kev else False,
        epss=epss.score if epss else None,
        epss_percentile=epss.percentile if epss else None,
        epss_on=epss.score_on if epss else "",
        summary=next((summary for _, _, _, summary in records if summary), ""),
        published=min((published for _, _, published, _ in records if published), default=""),
        versions=tuple(dict.fromkeys(version for _, version, _, _ in held)),
        fixed=_fixed(database, pid, order(pid), {cid: (position, known(ecosystem, release)) for cid, _, release, position in held}, hits),
        places=() if closed_at else tuple(_places(database, prid, cids)),
        opened_at=opened_at,
        open_cause=open_cause,
        closed_at=closed_at,
        close_cause=close_cause,
    )


def _fixed(
    database: sqlite3.Connection,
    pid: int,
    order: Boundaries | None,
    held: Mapping[int, tuple[int | None, str]],
    hits: Iterable[tuple[int, int]],
) -> tuple[str, ...]:
    if order is None:
        return ()
    ends: set[int] = set()
    for cid, aid in hits:
        place, release = held.get(cid, (None, ""))
        if place is not None:
            ends |= {high for (high,) in database.execute(ENDS, (pid, aid, place, release))}
    # in the order of versions, so that the one that mends everything stands last
    return tuple(dict.fromkeys(version for high in sorted(ends) if (version := fixed_at(order, high))))


def _places(database: sqlite3.Connection, prid: int, cids: Iterable[int]) -> Iterator[Place]:
    for one in places(database, [(prid, cid) for cid in cids]):
        yield Place(one.path, one.line, one.scope, one.direct, one.via)
