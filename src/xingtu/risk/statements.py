"""What is written into a statement so that it can be told later whether it still holds?

A statement names a flaw by one id; the advisories know it by several, and by more next year. ``bound`` gives it all of today's.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from xingtu.facts.findings import Finding
from xingtu.facts.statements import Statement
from xingtu.versions.ranks import OPEN
from xingtu.versions.spans import united
from xingtu.versions.vers import Vers, scheme_name

SAME_FLAW = """
SELECT DISTINCT other.name FROM name AS mine JOIN advisory USING (aid) JOIN advisory AS beside ON beside.gid = advisory.gid
JOIN name AS other ON other.aid = beside.aid AND other.kind IN ('id', 'aliases')
WHERE mine.name = ? AND mine.kind IN ('id', 'aliases') ORDER BY 1
"""
JOINED = """
WITH RECURSIVE way (gid) AS (
  SELECT gid FROM alias_group WHERE id = ? UNION SELECT joined FROM alias_group JOIN way USING (gid) WHERE joined IS NOT NULL
) SELECT id FROM alias_group JOIN way USING (gid) ORDER BY id
"""
TOUCHED = """
SELECT low, high FROM span JOIN advisory USING (aid) JOIN package USING (pid)
WHERE ecosystem = ? AND package.name = ? AND advisory.id IN (SELECT value FROM json_each(?)) ORDER BY 1, 2
"""
LISTED = """
SELECT DISTINCT version FROM listed JOIN advisory USING (aid) JOIN package USING (pid)
WHERE ecosystem = ? AND package.name = ? AND advisory.id IN (SELECT value FROM json_each(?)) ORDER BY 1
"""
BOUNDARIES = "SELECT version FROM boundary JOIN package USING (pid) WHERE ecosystem = ? AND package.name = ? ORDER BY place"


def bound(database: sqlite3.Connection, statements: Iterable[Statement]) -> list[Statement]:
    """The statements, each with every name the loaded advisories have for its flaw; one nobody knows stays as it is."""
    known: dict[str, frozenset[str]] = {}
    made = []
    for statement in statements:
        for name in statement.names - known.keys():
            known[name] = _names(database, name)
        names = frozenset().union(*(known[name] for name in statement.names)) | statement.names
        made.append(replace(statement, aliases=tuple(sorted(names - {statement.vulnerability}))))
    return made


def with_what_is_known(database: sqlite3.Connection, statement: Statement, finding: Finding) -> Statement:
    """The statement, with what is known of the finding on the day it is made: its level, whether it is exploited, what it touches."""
    return replace(
        statement,
        seen_level=finding.level,
        seen_kev=bool(finding.kev_added_on),
        seen_versions=finding.versions,
        seen_range=touched_range(database, finding),
    )


def touched_range(database: sqlite3.Connection, finding: Finding) -> str:
    """All versions of the package that its records touch today, held or not, as ``vers:…``; empty where they have no order."""
    base = finding.ecosystem.partition(":")[0]
    asked = base, finding.package, json.dumps(list(finding.ids))
    spans = united(database.execute(TOUCHED, asked).fetchall())
    versions = [version for (version,) in database.execute(BOUNDARIES, asked[:2])]
    constraints = [("=", version) for (version,) in database.execute(LISTED, asked)]
    for low, high in spans:
        if (low, high) == (0, OPEN):
            return str(Vers(scheme_name(base), ()))
        constraints += _constraints(low, high, versions)
    return str(Vers(scheme_name(base), tuple(constraints))) if constraints else ""


def _constraints(low: int, high: int, versions: list[str]) -> list[tuple[str, str]]:
    """A span of positions as ``xingtu.versions.ranks`` gives them."""
    if low % 2 and high == low + 1:
        return [("=", versions[low // 2])]
    begins = [] if low == 0 else [(">=", versions[low // 2])] if low % 2 else [(">", versions[low // 2 - 1])]
    ends = [] if high == OPEN else [("<", versions[high // 2])] if high % 2 else [("<=", versions[high // 2 - 1])]
    return begins + ends


def _names(database: sqlite3.Connection, name: str) -> frozenset[str]:
    found = {other for (other,) in database.execute(SAME_FLAW, (name,))}
    for former in [name, *sorted(found)]:
        found |= {head for (head,) in database.execute(JOINED, (former,))}
    return frozenset(found)
