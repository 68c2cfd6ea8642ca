"""What do published advisories say: found by id, alias or package, read record by record, and where they come from?

Asked of ``risk.sqlite``: what is published is for everybody. Which projects they touch is not said here.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from portal.errors import NotAllowed
from portal.evidence.home import home
from xingtu.errors import EvidenceError
from xingtu.facts.freshness import Coverage, Source
from xingtu.facts.signals import Epss, Kev, Note
from xingtu.risk.coverage import coverage, sources
from xingtu.store.risk.lookups import Entry, entries, groups_named, record_text
from xingtu.store.risk.schema import open_risk
from xingtu.store.risk.signals import cves_of, notes_of

MOST_FOUND = 50
MOST_REFERENCES, MOST_PACKAGES, MOST_RANGES, MOST_REFUSED = 30, 50, 30, 100
LONGEST_DETAILS = 8_000
SHORTEST = 2
LAST = "\U0010ffff"
BY_NAME = """
SELECT DISTINCT gid FROM name JOIN advisory USING (aid)
WHERE name.name >= ?1 AND name.name < ?2 AND kind IN ('id', 'aliases', 'upstream') LIMIT ?3
"""
BY_PACKAGE = """
SELECT DISTINCT advisory.gid FROM package JOIN affected USING (pid) JOIN advisory USING (aid)
WHERE package.name LIKE ?1 ESCAPE '\\' ORDER BY length(package.name), advisory.modified DESC LIMIT ?2
"""
NEWEST = "SELECT DISTINCT gid FROM (SELECT gid FROM advisory ORDER BY published DESC LIMIT 200) LIMIT ?"
PACKAGES = """
SELECT advisory.gid, package.ecosystem, package.name FROM advisory JOIN affected USING (aid) JOIN package USING (pid)
WHERE advisory.gid IN (SELECT value FROM json_each(?)) ORDER BY 2, 3
"""
HOLDERS = """
SELECT package.ecosystem, package.name, count(DISTINCT prid) FROM package
JOIN component USING (pid) JOIN dependency USING (cid) JOIN project USING (prid)
WHERE left_at = '' AND (package.ecosystem, package.name) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?)) GROUP BY 1, 2
"""
KNOWN_EXPLOITED = "SELECT cve, added_on, due_on, ransomware FROM kev WHERE cve IN (SELECT value FROM json_each(?)) ORDER BY added_on, cve"
LIKELY = "SELECT cve, score, percentile, score_on, model FROM epss WHERE cve IN (SELECT value FROM json_each(?)) ORDER BY score DESC, cve"


@dataclass(frozen=True, slots=True)
class Found:
    """One flaw of a list: all records of its group together."""

    group: str
    ids: tuple[str, ...]
    summary: str
    level: str
    malicious: bool
    withdrawn: bool
    packages: tuple[str, ...]
    published: str
    modified: str
    notes: tuple[Note, ...]
    exploited: bool


@dataclass(frozen=True, slots=True)
class Touched:
    """What one record says of one package."""

    ecosystem: str
    package: str
    ranges: tuple[str, ...]
    """In words of versions: ``>= 1.0, < 1.4``."""
    versions: int
    """Listed one by one."""
    fixed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One record."""

    entry: Entry
    details: str
    aliases: tuple[str, ...]
    vectors: tuple[str, ...]
    touched: tuple[Touched, ...]
    more: int
    """Packages that are not listed."""
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AdvisoryPage:
    """One flaw, with all that is said of it and by whom."""

    group: str
    records: tuple[RecordPage, ...]
    cves: tuple[str, ...]
    notes: tuple[Note, ...]
    kev: tuple[Kev, ...]
    epss: tuple[Epss, ...]


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """Where advisories come from, how fresh they are, what could not be read."""

    sources: tuple[Source, ...]
    coverage: Coverage
    refused: tuple[tuple[str, str, str], ...]


@contextmanager
def reading() -> Iterator[sqlite3.Connection | None]:
    """The database for reading; None: nothing was ever imported."""
    try:
        database = open_risk(home(), create=False)
    except EvidenceError:
        yield None
        return
    with closing(database):
        database.execute("PRAGMA query_only=ON")
        yield database


def advisories_found(text: str) -> tuple[list[Found], bool]:
    """Those an id, an alias or a package's name begins with, and whether there are more; without a text the newest."""
    wanted = " ".join(text.replace("\0", " ").split())[:100]
    with reading() as database:
        if database is None:
            return [], False
        groups = _groups(database, wanted)
        found = [_found(database, gid, rows) for gid, rows in _of_groups(database, groups[:MOST_FOUND])]
    return found, len(groups) > MOST_FOUND


def advisory_page(ident: str) -> AdvisoryPage:
    """All records of the group an id stands for.

    Raises:
        NotAllowed: no loaded source knows it.
    """
    with reading() as database:
        groups = groups_named(database, ident) if database is not None else []
        if database is None or not groups:
            raise NotAllowed("advisory")
        rows = entries(database, groups[:1])
        cves = cves_of(database, groups[:1]).get(groups[0], ())
        asked = json.dumps(sorted(cves))
        return AdvisoryPage(
            group=rows[0].group,
            records=tuple(_record(database, row) for row in rows),
            cves=tuple(cves),
            notes=tuple(notes_of(database, cves)),
            kev=tuple(Kev(row[0], row[1], row[2], ransomware=bool(row[3])) for row in database.execute(KNOWN_EXPLOITED, (asked,))),
            epss=tuple(Epss(*row) for row in database.execute(LIKELY, (asked,))),
        )


def sources_page(now: datetime) -> SourcesPage | None:
    """As of now; None: nothing was ever imported."""
    with reading() as database:
        if database is None:
            return None
        refused = database.execute("SELECT source, record, reason FROM refused ORDER BY source, record LIMIT ?", (MOST_REFUSED,))
        return SourcesPage(tuple(sources(database, now)), coverage(database), tuple(refused))


def holders_of(packages: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
    """(ecosystem, package) → how many repositories hold any version of it; empty where nothing is known."""
    wanted = json.dumps([list(one) for one in packages])
    with reading() as database:
        if database is None:
            return {}
        rows = database.execute(HOLDERS, (wanted,))
        return {(ecosystem, package): n for ecosystem, package, n in rows}


def _groups(database: sqlite3.Connection, text: str) -> list[int]:
    if not text:
        return [gid for (gid,) in database.execute(NEWEST, (MOST_FOUND,))]
    if len(text) < SHORTEST:
        return []
    groups: dict[int, None] = dict.fromkeys(groups_named(database, text))
    for start in dict.fromkeys((text, text.upper())):
        groups |= dict.fromkeys(gid for (gid,) in database.execute(BY_NAME, (start, start + LAST, MOST_FOUND + 1)))
    like = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    groups |= dict.fromkeys(gid for (gid,) in database.execute(BY_PACKAGE, (like, MOST_FOUND + 1)))
    return list(groups)


def _of_groups(database: sqlite3.Connection, groups: Sequence[int]) -> Iterator[tuple[int, list[Entry]]]:
    for gid in groups:
        rows = entries(database, [gid])
        if rows:
            yield gid, rows


def _found(database: sqlite3.Connection, gid: int, rows: list[Entry]) -> Found:
    packages = [f"{ecosystem} {name}" for _gid, ecosystem, name in database.execute(PACKAGES, (json.dumps([gid]),))]
    cves = cves_of(database, [gid]).get(gid, ())
    standing = [row for row in rows if not row.withdrawn]
    first = next((row for row in standing if row.level), rows[0])
    kev = database.execute(KNOWN_EXPLOITED, (json.dumps(sorted(cves)),)).fetchone()
    return Found(
        group=rows[0].group,
        ids=tuple(row.id for row in rows),
        summary=next((row.summary for row in rows if row.summary), ""),
        level=first.level,
        malicious=any(row.malicious for row in rows),
        withdrawn=not standing,
        packages=tuple(dict.fromkeys(packages)),
        published=min(row.published for row in rows),
        modified=max(row.modified for row in rows),
        notes=tuple(notes_of(database, cves)),
        exploited=kev is not None,
    )


def _record(database: sqlite3.Connection, entry: Entry) -> RecordPage:
    text = record_text(database, entry.id)
    said: dict[str, Any] = json.loads(text) if text else {}
    # what the import did not read was not checked by it: anything may stand there
    affected = [one for one in _listed(said.get("affected")) if isinstance(one, dict) and isinstance(one.get("package"), dict)]
    return RecordPage(
        entry=entry,
        details=_text(said.get("details"))[:LONGEST_DETAILS],
        aliases=tuple(_text(one) for one in _listed(said.get("aliases"))),
        vectors=tuple(_text(one.get("score")) for one in _listed(said.get("severity")) if isinstance(one, dict)),
        touched=tuple(_touched(one) for one in affected[:MOST_PACKAGES]),
        more=max(0, len(affected) - MOST_PACKAGES),
        references=tuple(_links(said.get("references"))),
    )


def _touched(one: Mapping[str, Any]) -> Touched:
    ranges, fixed = [], []
    for stretch in _listed(one.get("ranges")):
        events = [event for event in _listed(stretch.get("events")) if isinstance(event, dict)] if isinstance(stretch, dict) else []
        if events and stretch.get("type") != "GIT":
            ranges.append(_in_words(events))
            fixed += [_text(event["fixed"]) for event in events if "fixed" in event]
    return Touched(
        ecosystem=_text(one["package"].get("ecosystem")),
        package=_text(one["package"].get("name")),
        ranges=tuple(ranges[:MOST_RANGES]),
        versions=len(_listed(one.get("versions"))),
        fixed=tuple(dict.fromkeys(fixed)),
    )


def _in_words(events: Sequence[Mapping[str, Any]]) -> str:
    signs = {"introduced": "≥", "fixed": "<", "last_affected": "≤", "limit": "<"}
    parts = [f"{signs[kind]} {_text(value)}" for event in events for kind, value in event.items() if kind in signs]
    return ", ".join(part for part in parts if part != "≥ 0") or "≥ 0"


def _links(given: object) -> Iterator[str]:
    for one in _listed(given)[:MOST_REFERENCES]:
        url = _text(one.get("url")) if isinstance(one, dict) else ""
        try:
            if urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname:
                yield url
        except ValueError:
            continue


def _listed(given: object) -> list[Any]:
    return given if isinstance(given, list) else []


def _text(given: object) -> str:
    return given if isinstance(given, str) else ""
