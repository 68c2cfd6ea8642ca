"""What is said of the flaws that touch somebody: how grave, exploited, likely to be? Written by feeds, read beside findings.

A group of aliases stands for itself and for what it was taken from (``upstream``, followed to the end): distributions name the CVE
there. What a record says of one package goes before what it says of all; the worst record counts.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from types import MappingProxyType

from xingtu.facts.advisories import LEVELS
from xingtu.facts.signals import Epss, Kev, Note
from xingtu.store.risk.advisories import SourceState, revision_of, transaction

CVES = """
WITH RECURSIVE taken (root, gid) AS (
  SELECT value, value FROM json_each(?)
  UNION
  SELECT root, origin.gid FROM taken
  JOIN advisory USING (gid)
  JOIN name AS from_it ON from_it.aid = advisory.aid AND from_it.kind = 'upstream'
  JOIN name AS of_it ON of_it.name = from_it.name AND of_it.kind IN ('id', 'aliases')
  JOIN advisory AS origin ON origin.aid = of_it.aid
)
SELECT DISTINCT root, name.name FROM taken JOIN advisory USING (gid) JOIN name USING (aid)
WHERE name.kind IN ('id', 'aliases', 'upstream') AND name.name >= 'CVE-' AND name.name < 'CVE.' ORDER BY 1, 2
"""
GRAVITY = """
SELECT hits.pid, hits.gid, advisory.malicious, affected.level, affected.score, advisory.level, advisory.score, advisory.severity_source
FROM (SELECT value ->> 0 AS pid, value ->> 1 AS gid FROM json_each(?)) AS hits
JOIN advisory ON advisory.gid = hits.gid AND advisory.withdrawn = ''
LEFT JOIN affected ON affected.aid = advisory.aid AND affected.pid = hits.pid
"""
OF_CVES = """
SELECT name.name, level, score, severity_source FROM name JOIN advisory USING (aid)
WHERE name.name IN (SELECT value FROM json_each(?)) AND kind IN ('id', 'aliases') AND withdrawn = '' AND level != ''
"""
KNOWN_EXPLOITED = "SELECT cve, added_on, due_on, ransomware FROM kev WHERE cve IN (SELECT value FROM json_each(?)) ORDER BY added_on, cve"
LIKELY = "SELECT cve, score, percentile, score_on, model FROM epss WHERE cve IN (SELECT value FROM json_each(?)) ORDER BY score DESC, cve"

Gravity = tuple[str, int | None, str]
"""(level, score, who says so)."""
NOT_SAID: Gravity = ("", None, "")
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Signal:
    """What is said of one group in one package."""

    level: str
    score: int | None
    severity_source: str
    malicious: bool
    kev: Kev | None
    epss: Epss | None


def take_kev(database: sqlite3.Connection, rows: Iterable[Kev], state: SourceState, refused: Mapping[str, str] = NOTHING) -> int:
    """Put the whole catalogue in the place of the one before; how many rows. ``refused``: place of a row that is none -> why."""
    values = [(row.cve, row.added_on, row.due_on, "known" if row.ransomware else "") for row in rows]
    return _replaced(database, "kev", "?, ?, ?, ?", values, state, refused)


def take_epss(database: sqlite3.Connection, rows: Iterable[Epss], state: SourceState, refused: Mapping[str, str] = NOTHING) -> int:
    """Put the scores of one day in the place of those before; how many rows."""
    return _replaced(database, "epss", "?, ?, ?, ?, ?", [astuple(row) for row in rows], state, refused)


def take_notes(database: sqlite3.Connection, rows: Iterable[Note], state: SourceState, refused: Mapping[str, str] = NOTHING) -> int:
    """Add what one of the Chinese databases says, the newer text in the place of the older; how many rows."""
    values = [(row.source, row.number, row.cve, row.title, row.level, row.published_on) for row in rows]
    with transaction(database):
        database.executemany("INSERT OR REPLACE INTO note VALUES (?, ?, ?, ?, ?, ?)", values)
        sources = sorted({row[0] for row in values})
        held, newest = database.execute(
            "SELECT count(*), coalesce(max(published_on), '') FROM note WHERE source IN (SELECT value FROM json_each(?))",
            (json.dumps(sources),),
        ).fetchone()
        _note(database, state, held, newest, refused)
    return len(values)


def notes_of(database: sqlite3.Connection, cves: Iterable[str]) -> list[Note]:
    """What CNVD and CNNVD say of some CVEs, by source and number."""
    rows = database.execute(
        "SELECT cve, source, number, title, level, published_on FROM note WHERE cve IN (SELECT value FROM json_each(?)) ORDER BY 2, 3",
        (json.dumps(sorted(cves)),),
    )
    return [Note(*row) for row in rows]


def cves_of(database: sqlite3.Connection, groups: Iterable[int]) -> Mapping[int, tuple[str, ...]]:
    """Group -> the CVEs it stands for, with those it was taken from."""
    found: dict[int, list[str]] = {}
    for gid, name in database.execute(CVES, (json.dumps(sorted(groups)),)):
        found.setdefault(gid, []).append(name)
    return {gid: tuple(names) for gid, names in found.items()}


def signals_of(database: sqlite3.Connection, pairs: Sequence[tuple[int, int]]) -> Mapping[tuple[int, int], Signal]:
    """(package, group) -> what is said of it now."""
    cves = cves_of(database, {gid for _, gid in pairs})
    wanted = json.dumps(sorted({cve for names in cves.values() for cve in names}))
    kev = {row[0]: Kev(row[0], row[1], row[2], ransomware=bool(row[3])) for row in database.execute(KNOWN_EXPLOITED, (wanted,))}
    epss = {row[0]: Epss(*row) for row in database.execute(LIKELY, (wanted,))}
    own, malicious = _own_gravity(database, pairs)
    origin: dict[str, Gravity] = {}
    for cve, *said in database.execute(OF_CVES, (wanted,)):
        origin[cve] = max(origin.get(cve, NOT_SAID), (said[0], said[1], said[2]), key=_rank)
    found = {}
    for pair in pairs:
        names = cves.get(pair[1], ())
        gravity = own.get(pair, NOT_SAID)
        if not gravity[0]:
            gravity = max((origin.get(cve, NOT_SAID) for cve in names), key=_rank, default=NOT_SAID)
        found[pair] = Signal(
            *gravity,
            malicious=pair in malicious,
            kev=min((kev[cve] for cve in names if cve in kev), key=lambda one: (one.added_on, one.cve), default=None),
            epss=max((epss[cve] for cve in names if cve in epss), key=lambda one: one.score, default=None),
        )
    return found


def _own_gravity(
    database: sqlite3.Connection, pairs: Sequence[tuple[int, int]]
) -> tuple[Mapping[tuple[int, int], Gravity], frozenset[tuple[int, int]]]:
    own: dict[tuple[int, int], Gravity] = {}
    malicious = set()
    for pid, gid, is_malicious, level, score, of_all, score_of_all, source in database.execute(GRAVITY, (json.dumps(sorted(set(pairs))),)):
        said = (level, score, source) if level else (of_all, score_of_all, source if of_all else "")
        own[pid, gid] = max(own.get((pid, gid), NOT_SAID), said, key=_rank)
        if is_malicious:
            malicious.add((pid, gid))
    return own, frozenset(malicious)


def _rank(gravity: Gravity) -> tuple[int, int]:
    return (LEVELS.index(gravity[0]) if gravity[0] else -1, -1 if gravity[1] is None else gravity[1])


def _replaced(
    database: sqlite3.Connection,
    table: str,
    places: str,
    values: Sequence[tuple[object, ...]],
    state: SourceState,
    refused: Mapping[str, str],
) -> int:
    newest = {"kev": 1, "epss": 3}[table]
    with transaction(database):
        database.execute(f"DELETE FROM {table}")  # noqa: S608 -- one of two names
        database.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", values)  # noqa: S608
        _note(database, state, len(values), max((str(row[newest]) for row in values), default=""), refused)
    return len(values)


def _note(database: sqlite3.Connection, state: SourceState, records: int, newest: str, refused: Mapping[str, str]) -> None:
    database.execute("DELETE FROM refused WHERE source = ?", (state.source,))
    database.executemany("INSERT OR REPLACE INTO refused VALUES (?, ?, ?)", [(state.source, *one) for one in sorted(refused.items())])
    database.execute(
        "INSERT OR REPLACE INTO source_state VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '[]')",
        (state.source, state.address, state.mark, records, len(refused), newest, state.fetched_at, state.result, state.licence),
    )
    database.execute("INSERT OR REPLACE INTO mark VALUES ('revision', ?)", (revision_of(database),))
