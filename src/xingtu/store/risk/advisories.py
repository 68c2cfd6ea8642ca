"""How do advisories enter ``risk.sqlite``, so that a killed import changes nothing and the order of records changes nothing either?

One transaction a revision of a source: its records, the ranks of every package they touch, the groups of aliases and the state of
the source change together.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from xingtu.facts.advisories import Advisory
from xingtu.store.risk.groups import regroup
from xingtu.store.risk.ranking import rank_packages


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a source: what it says, and its bytes as JSON (with which it is served again)."""

    advisory: Advisory
    text: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class SourceState:
    """How fresh a source is; ``mark`` is its commit, etag or serial."""

    source: str
    address: str
    mark: str
    fetched_at: str
    licence: str
    result: str = "ok"


@dataclass(slots=True)
class Change:
    """What a revision changed; ids sorted."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    older: int = 0
    """Records another source has in a newer form."""
    refused: int = 0
    packages: int = 0


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, also after kill -9; inside another one it is part of that one."""
    if database.in_transaction:
        yield
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def take_in(
    database: sqlite3.Connection,
    state: SourceState,
    records: Iterable[Record],
    refused: Mapping[str, str],
    *,
    whole: bool,
    gone: Iterable[str] = (),
    over: Collection[str] = (),
) -> Change:
    """Bring a source to a revision. ``whole``: the records are all there are, what is not among them is gone; else a difference.

    gone: ids that a difference takes away; those the source does not have are passed over
    over: sources whose records give way to these however new they are
    refused: name of a record that could not be read -> why, as known when ``records`` has been read to its end
    """
    change = Change()
    with transaction(database):
        known = dict(database.execute("SELECT id, digest FROM advisory WHERE source = ?", (state.source,)))
        seen: set[str] = set()
        touched: set[int] = set()
        for record in records:
            ident = record.advisory.id
            seen.add(ident)
            if known.get(ident) == record.digest:
                change.unchanged += 1
                continue
            before = database.execute("SELECT aid, source, modified FROM advisory WHERE id = ?", (ident,)).fetchone()
            if before and before[1] not in {state.source, *over} and before[2] >= record.advisory.modified:
                change.older += 1
                continue
            (change.changed if before else change.added).append(ident)
            touched |= _write(database, state.source, record, before[0] if before else None)
        # a record that cannot be read today is kept as it was yesterday: it is not withdrawn by a typing error
        lost = known.keys() - refused.keys() if whole else known.keys() & set(gone)
        for ident in sorted(lost - seen):
            touched |= _remove(database, ident)
            change.removed.append(ident)
        change.packages = len(touched)
        change.refused = len(refused)
        rank_packages(database, touched)
        if change.added or change.changed or change.removed:
            regroup(database)
        _note_state(database, state, refused, whole=whole)
    change.added.sort()
    change.changed.sort()
    return change


def _write(database: sqlite3.Connection, source: str, record: Record, aid: int | None) -> set[int]:
    """Replace one record; the packages it touches, before and after."""
    said = record.advisory
    severity = said.severity or max(
        (one.severity for one in said.affected if one.severity), key=lambda one: (one.score or -1, one.level), default=None
    )
    values = (
        source, said.modified, said.published, said.withdrawn, said.summary, severity.level if severity else "",
        severity.score if severity else None, severity.vector if severity else "", severity.source if severity else "",
        record.digest, int(said.is_malicious), sum(one.git_ranges for one in said.affected),
    )  # fmt: skip
    touched: set[int] = set()
    if aid is None:
        cursor = database.execute(
            "INSERT INTO advisory (id, source, modified, published, withdrawn, summary, level, score, vector, severity_source, digest, "
            "malicious, git_ranges, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (said.id, *values, evaluations(database)),
        )
        aid = int(cursor.lastrowid or 0)
    else:
        touched |= _packages_of(database, aid)
        for table in ("affected", "name"):
            database.execute(f"DELETE FROM {table} WHERE aid = ?", (aid,))  # noqa: S608 -- one of two names
        database.execute(
            "UPDATE advisory SET source=?, modified=?, published=?, withdrawn=?, summary=?, level=?, score=?, vector=?, severity_source=?, "
            "digest=?, malicious=?, git_ranges=? WHERE aid=?",
            (*values, aid),
        )
    database.execute("INSERT OR REPLACE INTO advisory_text VALUES (?, ?)", (aid, zlib.compress(record.text)))
    rows = []
    for number, one in enumerate(said.affected):
        pid = package_id(database, one.ecosystem, one.package)
        touched.add(pid)
        events = [[[event.kind, event.version] for event in events] for events in one.ranges]
        worst = one.severity
        rows.append(
            (aid, number, pid, one.release, json.dumps(events), json.dumps(one.versions), worst.level if worst else "",
             worst.score if worst else None)
        )  # fmt: skip
    database.executemany("INSERT INTO affected VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    names = [(aid, "id", said.id)]
    names += [(aid, kind, name) for kind in ("aliases", "upstream", "related") for name in getattr(said, kind)]
    database.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", names)
    return touched


def _remove(database: sqlite3.Connection, ident: str) -> set[int]:
    (aid,) = database.execute("SELECT aid FROM advisory WHERE id = ?", (ident,)).fetchone()
    touched = _packages_of(database, aid)
    for table in ("affected", "name", "advisory_text", "advisory"):
        database.execute(f"DELETE FROM {table} WHERE aid = ?", (aid,))  # noqa: S608 -- one of four names
    return touched


def _packages_of(database: sqlite3.Connection, aid: int) -> set[int]:
    return {pid for (pid,) in database.execute("SELECT pid FROM affected WHERE aid = ?", (aid,))}


def package_id(database: sqlite3.Connection, ecosystem: str, name: str) -> int:
    """The number of a package, given one when it has none."""
    found = database.execute("SELECT pid FROM package WHERE ecosystem = ? AND name = ?", (ecosystem, name)).fetchone()
    if found:
        return int(found[0])
    return int(database.execute("INSERT INTO package (ecosystem, name) VALUES (?, ?)", (ecosystem, name)).lastrowid or 0)


def _note_state(database: sqlite3.Connection, state: SourceState, refused: Mapping[str, str], *, whole: bool) -> None:
    if whole:
        database.execute("DELETE FROM refused WHERE source = ?", (state.source,))
    database.executemany("INSERT OR REPLACE INTO refused VALUES (?, ?, ?)", [(state.source, *one) for one in sorted(refused.items())])
    records, newest = database.execute(
        "SELECT count(*), coalesce(max(modified), '') FROM advisory WHERE source = ?", (state.source,)
    ).fetchone()
    (bad,) = database.execute("SELECT count(*) FROM refused WHERE source = ?", (state.source,)).fetchone()
    ecosystems = [
        name
        for (name,) in database.execute(
            "SELECT DISTINCT package.ecosystem FROM affected JOIN advisory USING (aid) JOIN package USING (pid) "
            "WHERE advisory.source = ? ORDER BY 1",
            (state.source,),
        )
    ]
    database.execute(
        "INSERT OR REPLACE INTO source_state VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            state.source,
            state.address,
            state.mark,
            records,
            bad,
            newest,
            state.fetched_at,
            state.result,
            state.licence,
            json.dumps(ecosystems),
        ),
    )
    database.execute("INSERT OR REPLACE INTO mark VALUES ('revision', ?)", (revision_of(database),))


def evaluations(database: sqlite3.Connection) -> int:
    """How many evaluations there have been; what came in after the last one is new to the next."""
    found = database.execute("SELECT value FROM mark WHERE name = 'evaluations'").fetchone()
    return int(found[0]) if found else 0


def revision_of(database: sqlite3.Connection) -> str:
    """Names the state of all sources together: answers name it, so that they can be asked for again."""
    rows: Sequence[tuple[str, ...]] = database.execute(
        "SELECT source, mark, records, newest FROM source_state WHERE fetched_at != '' ORDER BY source"
    ).fetchall()
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]
