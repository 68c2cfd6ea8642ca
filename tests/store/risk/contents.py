"""What stands in ``risk.sqlite``, without the numbers by which its tables know each other?"""

import json
import sqlite3
from typing import Any

TABLES = {
    "advisory": "SELECT advisory.id, source, modified, published, withdrawn, summary, level, score, vector, severity_source, digest, "
    "malicious, git_ranges, since, alias_group.id, record FROM advisory JOIN alias_group USING (gid) JOIN advisory_text USING (aid)",
    "affected": "SELECT advisory.id, number, ecosystem, name, release, ranges, versions, affected.level, affected.score "
    "FROM affected JOIN advisory USING (aid) JOIN package USING (pid)",
    "boundary": "SELECT ecosystem, name, place, version FROM boundary JOIN package USING (pid)",
    "span": "SELECT ecosystem, name, low, high, release, advisory.id FROM span JOIN package USING (pid) JOIN advisory USING (aid)",
    "listed": "SELECT ecosystem, name, version, release, advisory.id FROM listed JOIN package USING (pid) JOIN advisory USING (aid)",
    "unevaluable": "SELECT ecosystem, name, version, advisory.id FROM unevaluable JOIN package USING (pid) JOIN advisory USING (aid)",
    "name": "SELECT id, kind, name FROM name JOIN advisory USING (aid)",
    "alias_group": "SELECT own.id, other.id FROM alias_group AS own LEFT JOIN alias_group AS other ON own.joined = other.gid",
    "source_state": "SELECT * FROM source_state",
    "refused": "SELECT * FROM refused",
    "mark": "SELECT * FROM mark WHERE name != 'store'",
    "component": "SELECT ecosystem, name, release, version, position FROM component JOIN package USING (pid)",
    "project": "SELECT id, name, tip, seen_at, unresolved, origin, left_at FROM project",
    "inventory_blob": "SELECT blob, parser, unresolved, fault FROM inventory_blob",
    "inventory": "SELECT blob, parser, number, ecosystem, name, version, scope, direct, line, via "
    "FROM inventory JOIN inventory_blob USING (bid) JOIN component USING (cid) JOIN package USING (pid)",
    "project_blob": "SELECT id, path, blob, parser FROM project_blob JOIN project USING (prid) JOIN inventory_blob USING (bid)",
    "dependency": "SELECT project.id, ecosystem, package.name, version FROM dependency JOIN project USING (prid) "
    "JOIN component USING (cid) JOIN package USING (pid)",
    "former": "SELECT project.id, ecosystem, package.name, version FROM former JOIN project USING (prid) JOIN component USING (cid) "
    "JOIN package USING (pid)",
    "former_project": "SELECT project.id FROM former_project JOIN project USING (prid)",
    "hit": "SELECT ecosystem, package.name, version, advisory.id, alias_group.id FROM hit JOIN component USING (cid) "
    "JOIN package USING (pid) JOIN advisory USING (aid) JOIN alias_group ON alias_group.gid = hit.gid",
    "finding": "SELECT project.id, ecosystem, package.name, alias_group.id, opened_at, open_cause, open_evidence, closed_at, close_cause, "
    "close_evidence FROM finding JOIN project USING (prid) JOIN package USING (pid) JOIN alias_group USING (gid)",
    "event": "SELECT at, revision, kind, project.id, package.name, alias_group.id, before, after, cause FROM event "
    "JOIN finding USING (fid) JOIN project USING (prid) JOIN package USING (pid) JOIN alias_group USING (gid)",
}


def contents(database: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Table -> its rows, sorted, with names in the place of numbers."""
    said = {name: sorted(database.execute(query).fetchall(), key=repr) for name, query in TABLES.items()}
    versions = dict(database.execute("SELECT cid, version FROM component"))
    ids = dict(database.execute("SELECT aid, id FROM advisory"))
    said["finding"] = [
        (*row[:6], sorted((versions[cid], ids[aid]) for cid, aid in json.loads(row[6])), *row[7:]) for row in said["finding"]
    ]
    return said | {"rows": [(name, database.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in TABLES]}  # noqa: S608
