"""Who is affected by this advisory, or holds this package? Asked by id, by any of its aliases, or by package URL."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from xingtu.errors import EvidenceError
from xingtu.store.risk.lookups import Entry, Matcher, Place, entries, groups_named, places, projects_touched
from xingtu.versions.purl import Purl, parse_purl

COMPONENT = """
SELECT ecosystem, package.name, component.release, component.version FROM component JOIN package USING (pid) WHERE cid = ?
"""
HOLDERS = """
SELECT dependency.prid, component.cid FROM package JOIN component USING (pid) JOIN dependency USING (cid)
WHERE package.ecosystem = ?1 AND package.name = ?2 AND (?3 = '' OR component.version = ?3) ORDER BY 1, 2
"""
PROJECTS = "SELECT prid, id, name FROM project WHERE prid IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Holder:
    """A project that holds a touched version. ``fixed``: first versions after it that a record does not touch."""

    project: str
    name: str
    ecosystem: str
    package: str
    release: str
    version: str
    ids: tuple[str, ...]
    fixed: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """``entries``: the records asked about, all members of their groups; empty for a package nothing is known against."""

    asked: str
    entries: tuple[Entry, ...]
    holders: tuple[Holder, ...]

    @property
    def projects(self) -> int:
        """How many projects are affected."""
        return len({holder.project for holder in self.holders})


def affected(database: sqlite3.Connection, asked: str) -> Answer:
    """Answer for an id, an alias or a package URL (with or without version).

    Raises:
        EvidenceError: no loaded source knows the id; that is not the same as nobody being affected.
    """
    if asked.startswith("pkg:"):
        return _of_package(database, asked, parse_purl(asked))
    groups = groups_named(database, asked)
    if not groups:
        raise EvidenceError(f"已载入的公告中没有 {asked}；请先运行 xingtu advisories status 看来源是否齐全、够新，再核对编号的写法")
    found = entries(database, groups)
    numbers = [entry.aid for entry in found if not entry.withdrawn]
    return Answer(asked, tuple(found), _holders(database, projects_touched(database, numbers), only=set(numbers)))


def _of_package(database: sqlite3.Connection, asked: str, purl: Purl) -> Answer:
    ecosystem = purl.ecosystem or ""
    pairs = database.execute(HOLDERS, (ecosystem, purl.package, purl.version)).fetchall()
    holders = _holders(database, pairs, only=None)
    known = {ident for holder in holders for ident in holder.ids}
    if purl.version:
        known |= {match.id for match in Matcher(database).matches(ecosystem, "", purl.package, purl.version)[0]}
    groups = sorted({group for ident in known for group in groups_named(database, ident)[:1]})
    return Answer(asked, tuple(entry for entry in entries(database, groups) if entry.id in known), holders)


def _holders(database: sqlite3.Connection, pairs: Sequence[tuple[int, int]], *, only: set[int] | None) -> tuple[Holder, ...]:
    matcher = Matcher(database)
    found = []
    told: dict[int, tuple[tuple[str, str, str, str], tuple[str, ...], tuple[str, ...]]] = {}
    numbers = json.dumps(sorted({prid for prid, _ in pairs}))
    names = {prid: (ident, name) for prid, ident, name in database.execute(PROJECTS, (numbers,))}
    for prid, cid in pairs:
        if cid not in told:
            who = database.execute(COMPONENT, (cid,)).fetchone()
            matches = [one for one in matcher.matches(who[0], who[2], who[1], who[3])[0] if only is None or one.aid in only]
            told[cid] = who, tuple(one.id for one in matches), tuple(dict.fromkeys(one.fixed for one in matches if one.fixed))
        (ecosystem, package, release, version), ids, fixed = told[cid]
        where = tuple(places(database, [(prid, cid)]))
        found.append(Holder(*names[prid], ecosystem, package, release, version, ids, fixed, where))
    return tuple(found)
