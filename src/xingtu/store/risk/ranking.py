"""How are the ranges of a package turned into whole numbers, and its components given their places among them?"""

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from xingtu.errors import VersionError
from xingtu.versions.ranks import OPEN, START, ZERO, Boundaries, boundaries
from xingtu.versions.spans import spans_of, united


def rank_packages(database: sqlite3.Connection, packages: Iterable[int]) -> None:
    """Work out boundaries, spans, listed versions and places anew for these packages, from all advisories in force."""
    for pid in sorted(packages):
        _rank(database, pid)


def _rank(database: sqlite3.Connection, pid: int) -> None:
    for table in ("boundary", "span", "listed", "unevaluable"):
        database.execute(f"DELETE FROM {table} WHERE pid = ?", (pid,))  # noqa: S608 -- one of four names
    (ecosystem,) = database.execute("SELECT ecosystem FROM package WHERE pid = ?", (pid,)).fetchone()
    rows = [
        (aid, release, json.loads(ranges), json.loads(versions))
        for aid, release, ranges, versions in database.execute(
            "SELECT aid, release, ranges, versions FROM affected JOIN advisory USING (aid) "
            "WHERE pid = ? AND withdrawn = '' ORDER BY aid, number",
            (pid,),
        )
    ]
    order = _boundaries(ecosystem, rows)
    spans, listed, broken = [], [], []
    for aid, release, ranges, versions in rows:
        if order is None:
            listed += [(pid, version, release, aid) for version in versions]
            everything = [events for events in ranges if all(tuple(event) == ("introduced", ZERO) for event in events)]
            spans += [(pid, START, OPEN, release, aid) for _ in everything[:1]]
            broken += [(pid, aid, events[0][1]) for events in ranges if events not in everything]
            continue
        found = [spans_of(order, events) for events in ranges]
        broken += [(pid, aid, version) for one in found for version in one.unevaluable]
        places = [(version, order.position(version)) for version in versions]
        listed += [(pid, version, release, aid) for version, place in places if place is None]
        whole = united([span for one in found for span in one.spans] + [(place, place + 1) for _, place in places if place is not None])
        spans += [(pid, low, high, release, aid) for low, high in whole]
    if order is not None:
        database.executemany(
            "INSERT INTO boundary VALUES (?, ?, ?)", [(pid, place, version) for place, version in enumerate(order.versions)]
        )
    database.executemany("INSERT INTO span VALUES (?, ?, ?, ?, ?)", spans)
    database.executemany("INSERT INTO listed VALUES (?, ?, ?, ?)", sorted(set(listed)))
    database.executemany("INSERT INTO unevaluable VALUES (?, ?, ?)", sorted(set(broken)))
    place_components(database, pid, order)


def _boundaries(ecosystem: str, rows: Sequence[tuple[int, str, list[list[tuple[str, str]]], list[str]]]) -> Boundaries | None:
    """None: the ecosystem's versions have no order. A listed version is a boundary only where no range holds it."""
    texts = [version for _, _, ranges, _ in rows for events in ranges for _, version in events if version != "*"]
    try:
        order = boundaries(ecosystem, texts)
        extra: set[str] = set()
        for _, _, ranges, versions in rows:
            whole = united([span for events in ranges for span in spans_of(order, events).spans])
            for version in versions:
                place = order.position(version)
                if place is not None and not _holds(whole, place):
                    extra.add(version)
        return boundaries(ecosystem, texts, extra) if extra else order
    except VersionError:
        return None


def _holds(whole: Sequence[tuple[int, int]], place: int) -> bool:
    """Whether a position is inside of united spans."""
    at = bisect_right(whole, place, key=lambda span: span[0])
    return at > 0 and place < whole[at - 1][1]


def boundaries_of(database: sqlite3.Connection, pid: int) -> Boundaries | None:
    """The order as it stands; None where the ecosystem has none."""
    (ecosystem,) = database.execute("SELECT ecosystem FROM package WHERE pid = ?", (pid,)).fetchone()
    texts = [version for (version,) in database.execute("SELECT version FROM boundary WHERE pid = ? ORDER BY place", (pid,))]
    try:
        # what stands there is a version, also where it reads "0"
        return boundaries(ecosystem, (), texts)
    except VersionError:
        return None


def place_components(database: sqlite3.Connection, pid: int, order: Boundaries | None) -> None:
    """Give every component of a package its position; None where its version has no place."""
    database.executemany(
        "UPDATE component SET position = ? WHERE cid = ?",
        [
            (order.position(version) if order else None, cid)
            for cid, version in database.execute("SELECT cid, version FROM component WHERE pid = ?", (pid,)).fetchall()
        ],
    )
