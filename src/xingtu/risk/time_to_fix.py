"""How long was a project exposed to each flaw its history ever held, and how long did the mending take?"""

import sqlite3
from pathlib import Path

from xingtu.collect.asked import Asked
from xingtu.measure.exposure import Exposure, Flaw, exposures
from xingtu.risk.past_versions import held, past_of
from xingtu.store.risk.lookups import Matcher

PUBLISHED = """
SELECT aid, alias_group.id, published FROM advisory JOIN alias_group USING (gid) WHERE withdrawn = ''
"""


def exposures_of(database: sqlite3.Connection, found: Asked, *, home: Path) -> list[Exposure]:
    """Over the whole history of the first parent, by the records as they read now.

    Raises:
        RepositoryGone: the clone is no longer there.
        CollectError: git cannot read its history.
    """
    with past_of(found.path, found.revision, home) as past:
        times = list(held(past))
    groups = {aid: Flaw(group, published) for aid, group, published in database.execute(PUBLISHED)}
    matcher = Matcher(database)
    touching = {}
    for key in sorted({(one.ecosystem, one.package, one.version) for one in times}):
        ecosystem, _, release = key[0].partition(":")
        # records of one group are one flaw, known since the first of them was
        flaws = sorted({groups[one.aid] for one in matcher.matches(ecosystem, release, key[1], key[2])[0]}, key=lambda flaw: flaw.published)
        if flaws:
            touching[key] = list({flaw.group: flaw for flaw in reversed(flaws)}.values())
    return exposures(times, touching)
