"""What has changed between two evaluations? Written in the transaction of the evaluation, each once, and never changed.

``new`` and ``malicious`` when a finding begins, ``closed`` and ``retracted`` when it ends; ``severity``, ``kev`` and ``epss`` when
what is said of it changed while it was open. Two findings that turn out to be one are no event.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xingtu.facts.findings import CLOSED, EPSS, KEV, MALICIOUS, NEW, RETRACTED, SEVERITY, RiskEvent
from xingtu.store.risk.signals import Signal, signals_of

AFTER = """
SELECT number, at, revision, kind, project.id, ecosystem, package.name, alias_group.id, before, after, cause, fid
FROM event JOIN finding USING (fid) JOIN project USING (prid) JOIN package USING (pid) JOIN alias_group USING (gid)
WHERE number > ? ORDER BY number
"""
OPEN_PAIRS = """
SELECT DISTINCT component.pid, hit.gid FROM hit CROSS JOIN component USING (cid)
WHERE EXISTS (SELECT 1 FROM dependency WHERE dependency.cid = hit.cid) ORDER BY 1, 2
"""
"""Of what is open: one finding for each project that holds what is touched, so these are asked for and not the many findings."""
TAKEN_BACK = frozenset({"advisory_narrowed", "withdrawn"})
JOINED = "joined"

Row = tuple[str, int, str, str, str]
"""(kind, finding, before, after, cause)."""


@dataclass(frozen=True, slots=True)
class Stood:
    """What was said at the last evaluation; ``epss_over`` None: no threshold was asked about."""

    level: str
    score: int | None
    severity_source: str
    malicious: bool
    kev: bool
    epss_over: bool | None


def events_after(database: sqlite3.Connection, number: int) -> list[RiskEvent]:
    """Events with a higher number, oldest first."""
    return [RiskEvent(*row) for row in database.execute(AFTER, (number,))]


def write_events(
    database: sqlite3.Connection,
    at: str,
    revision: str,
    opened: Iterable[tuple[int, int, int, str]],
    closed: Iterable[tuple[int, str]],
    epss_threshold: int | None,
) -> None:
    """Write down what this evaluation changed, inside its transaction.

    opened: (finding, package, group, cause) of what began; closed: (finding, cause) of what ended
    """
    began = list(opened)
    pairs = database.execute(OPEN_PAIRS).fetchall()
    now = {pair: _stands(signal, epss_threshold) for pair, signal in signals_of(database, pairs).items()}
    before = {
        (pid, gid): Stood(level, score, source, bool(malicious), bool(kev), None if over is None else bool(over))
        for pid, gid, level, score, source, malicious, kev, over in database.execute("SELECT * FROM signal")
    }
    rows: list[Row] = []
    for fid, pid, gid, cause in began:
        stands = now[pid, gid]
        rows.append((MALICIOUS if stands.malicious else NEW, fid, "", stands.level, cause))
    rows += [(RETRACTED if cause in TAKEN_BACK else CLOSED, fid, "", "", cause) for fid, cause in closed if cause != JOINED]
    rows += _changes(database, before, now, {fid for fid, *_ in began})
    database.executemany(
        "INSERT INTO event (at, revision, kind, fid, before, after, cause) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(at, revision, *row) for row in rows],
    )
    _keep(database, before, now)


def carry_over(database: sqlite3.Connection, pid: int, old: int, new: int) -> None:
    """A group went on under another name: what was said of it is what was said of that."""
    database.execute(
        "INSERT OR IGNORE INTO signal SELECT pid, ?, level, score, severity_source, malicious, kev, epss_over FROM signal "
        "WHERE pid = ? AND gid = ?",
        (new, pid, old),
    )


def _stands(signal: Signal, threshold: int | None) -> Stood:
    over = None if threshold is None else signal.epss is not None and signal.epss.score >= threshold
    return Stood(signal.level, signal.score, signal.severity_source, signal.malicious, signal.kev is not None, over)


def _changes(
    database: sqlite3.Connection, before: Mapping[tuple[int, int], Stood], now: Mapping[tuple[int, int], Stood], began: set[int]
) -> list[Row]:
    rows: list[Row] = []
    for (pid, gid), stands in now.items():
        stood = before.get((pid, gid))
        kinds = _differences(stood, stands) if stood is not None and stood != stands else ()
        if not kinds:
            continue
        fids: Sequence[tuple[int]] = database.execute(
            "SELECT fid FROM finding WHERE pid = ? AND gid = ? AND closed_at = '' ORDER BY fid", (pid, gid)
        ).fetchall()
        rows += [(kind, fid, old, new, "") for (fid,) in fids if fid not in began for kind, old, new in kinds]
    return rows


def _differences(stood: Stood, stands: Stood) -> Sequence[tuple[str, str, str]]:
    found = []
    if stands.malicious and not stood.malicious:
        found.append((MALICIOUS, "", ""))
    if stands.level != stood.level:
        found.append((SEVERITY, stood.level, stands.level))
    if stands.kev and not stood.kev:
        found.append((KEV, "", ""))
    if stands.epss_over and stood.epss_over is False:
        found.append((EPSS, "", ""))
    return found


def _keep(database: sqlite3.Connection, before: Mapping[tuple[int, int], Stood], now: Mapping[tuple[int, int], Stood]) -> None:
    database.executemany("DELETE FROM signal WHERE pid = ? AND gid = ?", sorted(before.keys() - now.keys()))
    database.executemany(
        "INSERT OR REPLACE INTO signal VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (*pair, one.level, one.score, one.severity_source, one.malicious, one.kev, one.epss_over)
            for pair, one in now.items()
            if before.get(pair) != one
        ],
    )
