"""Why does a finding stand? Which sentence of which advisory touches which version, and which line of which blob names that version."""

import sqlite3
from dataclasses import dataclass
from functools import lru_cache, partial

from xingtu.store.risk.ranking import boundaries_of
from xingtu.store.risk.releases import named
from xingtu.versions.ranks import OPEN, START, Boundaries

FINDING = "SELECT prid, pid, gid FROM finding WHERE fid = ?"
HITS = """
SELECT component.cid, component.version, ecosystem, component.release, component.position,
  advisory.aid, advisory.id, advisory.digest, advisory.modified, advisory.source
FROM component JOIN package USING (pid) JOIN dependency USING (cid) JOIN hit USING (cid) JOIN advisory USING (aid)
WHERE pid = ? AND dependency.prid = ? AND hit.gid = ? ORDER BY advisory.id, component.version, component.cid
"""
SPANS = """
SELECT DISTINCT low, high FROM span
WHERE pid = ?1 AND aid = ?2 AND low <= ?3 AND high > ?3 AND (release = '' OR ?4 = '' OR release = ?4) ORDER BY low, high
"""
BLOBS = """
SELECT project_blob.path, inventory.line, inventory_blob.blob FROM project_blob
JOIN inventory_blob USING (bid) JOIN inventory USING (bid) WHERE prid = ? AND cid = ? ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Reason:
    """``range``: as the advisory says it, ``>= 1.0, < 1.4``; ``= 1.2`` where it names the version itself."""

    id: str
    digest: str
    modified: str
    source: str
    version: str
    range: str


@dataclass(frozen=True, slots=True)
class Why:
    """``blobs``: (path, line) → the content that stands there."""

    reasons: tuple[Reason, ...]
    blobs: dict[tuple[str, int | None], str]


def why(database: sqlite3.Connection, fid: int) -> Why:
    """Of an open finding; of one that is over nothing is held any more, and both are empty."""
    row = database.execute(FINDING, (fid,)).fetchone()
    if row is None:
        return Why((), {})
    prid, pid, gid = row
    order = boundaries_of(database, pid)
    known = lru_cache(maxsize=256)(partial(named, database))
    reasons: list[Reason] = []
    cids: dict[int, None] = {}
    for cid, version, ecosystem, told_release, position, aid, ident, digest, modified, source in database.execute(
        HITS, (pid, prid, gid)
    ).fetchall():
        cids[cid] = None
        release = known(ecosystem, told_release)
        spans = database.execute(SPANS, (pid, aid, position, release)).fetchall() if order is not None and position is not None else []
        told = [_range(order, low, high) for low, high in spans] if order is not None else []
        reasons += [Reason(ident, digest, modified, source, version, text) for text in told or [f"= {version}"]]
    blobs = {(path, line): blob for cid in cids for path, line, blob in database.execute(BLOBS, (prid, cid))}
    return Why(tuple(reasons), blobs)


def _range(order: Boundaries, low: int, high: int) -> str:
    """Positions as the boundaries they were made of."""
    parts = []
    if low != START:
        parts.append(f"{'>=' if low % 2 else '>'} {order.versions[(low - 1) // 2]}")
    if high != OPEN:
        parts.append(f"< {order.versions[high // 2]}" if high % 2 else f"<= {order.versions[high // 2 - 1]}")
    return ", ".join(parts) or "*"
