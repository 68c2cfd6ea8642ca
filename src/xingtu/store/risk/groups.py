"""Which records are about one flaw? Aliases are symmetric and transitive; the order they came in changes nothing.

``related`` and ``upstream`` never join (OSV schema 1.7.5). A group is named by its smallest id, CVE before GHSA before others; when
two groups become one, the name that is lost leads to the one that stays.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping


def regroup(database: sqlite3.Connection) -> None:
    """Work out all groups anew and write down those that differ."""
    names: dict[int, list[str]] = defaultdict(list)
    for aid, name in database.execute("SELECT aid, name FROM name WHERE kind IN ('id', 'aliases')"):
        names[aid].append(name)
    heads = group_heads(names.values())
    wanted = {aid: heads[mine[0]] for aid, mine in names.items()}
    known = dict(database.execute("SELECT id, gid FROM alias_group"))
    fresh = sorted(set(wanted.values()) - known.keys())
    database.executemany("INSERT INTO alias_group (id) VALUES (?)", [(head,) for head in fresh])
    if fresh:
        known = dict(database.execute("SELECT id, gid FROM alias_group"))
    now = dict(database.execute("SELECT aid, gid FROM advisory"))
    changed = [(known[head], aid) for aid, head in wanted.items() if now.get(aid) != known[head]]
    database.executemany("UPDATE advisory SET gid = ? WHERE aid = ?", changed)
    alive = set(wanted.values())
    redirects = [(known[heads[head]] if head in heads and head not in alive else None, gid) for head, gid in known.items()]
    database.executemany("UPDATE alias_group SET joined = ? WHERE gid = ? AND joined IS NOT ?", [(to, gid, to) for to, gid in redirects])


def group_heads(records: Iterable[Iterable[str]]) -> Mapping[str, str]:
    """Name -> name of its group; each record gives the names that are one."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        top = name
        while parent.setdefault(top, top) != top:
            top = parent[top]
        while parent[name] != top:
            parent[name], name = top, parent[name]
        return top

    for record in records:
        first, *others = record
        top = root(first)
        for name in others:
            other = root(name)
            # the smaller name stays on top, so that the result is the same whatever came first
            if other != top:
                low, high = sorted((top, other), key=rank_of)
                parent[high] = top = low
    return {name: root(name) for name in parent}


def rank_of(name: str) -> tuple[int, str]:
    """CVE before GHSA before everything else, then by letters."""
    return (0 if name.startswith("CVE-") else 1 if name.startswith("GHSA-") else 2, name)
