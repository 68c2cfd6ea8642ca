"""Which known flaws touch what was read, how do they stand, and does it pass the gate?"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from xingtu.decide.risk_gate import gate, in_order_of_work, judged
from xingtu.decide.statements import standings
from xingtu.facts.audit import Audit, Related
from xingtu.facts.freshness import Coverage
from xingtu.facts.risk_gate import Judged
from xingtu.facts.statements import Statement
from xingtu.policy.risk_policy import Gate, RiskPolicy
from xingtu.risk.beside import beside_the_city
from xingtu.risk.coverage import coverage, sources
from xingtu.risk.statements import bound
from xingtu.risk.stock import Reading
from xingtu.store.risk.advisories import revision_of
from xingtu.store.risk.evaluation import evaluate
from xingtu.store.risk.findings import findings
from xingtu.store.risk.lookups import ecosystems_covered
from xingtu.store.risk.signals import notes_of

RELATED = """
SELECT DISTINCT advisory.id, kev.cve, kev.added_on FROM advisory JOIN name ON name.aid = advisory.aid AND name.kind = 'related'
JOIN kev ON kev.cve = name.name WHERE advisory.id IN (SELECT value FROM json_each(?)) ORDER BY 1, 2
"""
CHINA = timezone(timedelta(hours=8))


def audit(
    reading: Reading,
    *,
    home: Path,
    policy: RiskPolicy,
    asked: Gate,
    at: datetime,
    statements: Iterable[Statement] = (),
    name: str = "",
) -> Audit:
    """Match what was read with the advisories of a home, beside the city's own inventory.

    statements: of documents; those of authors the policy does not trust are shown and not applied
    name:       what was typed

    Raises:
        EvidenceError: the home's database was written by another version.
    """
    instant = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    with beside_the_city(home, reading, at=instant) as database:
        evaluate(database, instant, epss_threshold=policy.epss_threshold)
        on = at.astimezone(CHINA).date()
        stood = standings(findings(database), bound(database, statements), policy.trusted_authors, on)
        rows = tuple(in_order_of_work(judged(finding, standing, policy) for finding, standing in stood))
        known = tuple(sources(database, at))
        cves = {name for row in rows for name in (row.finding.group, *row.finding.ids) if name.startswith("CVE-")}
        answer = gate(
            rows,
            _delivered(database, reading, policy),
            known,
            asked,
            on,
            ecosystems={one.ecosystem.partition(":")[0] for content in reading.contents.values() for one in content.resolved},
            faults=reading.stock.faults,
            is_sample=policy.is_sample,
        )
        return Audit(
            stock=reading.stock,
            rows=rows,
            coverage=coverage(database, reading.stock.project),
            sources=known,
            gate=answer,
            at=instant,
            revision=revision_of(database),
            oldest_days=asked.mirror_age_max_days,
            asked=name,
            notes=tuple(notes_of(database, cves)),
            related=_related(database, rows),
        )


def _related(database: sqlite3.Connection, rows: Iterable[Judged]) -> tuple[Related, ...]:
    ids = {ident for row in rows for ident in row.finding.ids if not row.finding.kev_added_on}
    return tuple(Related(*one) for one in database.execute(RELATED, (json.dumps(sorted(ids)),)))


def _delivered(database: sqlite3.Connection, reading: Reading, policy: RiskPolicy) -> Coverage:
    """Coverage of what is not among tests' data and examples: what those leave open decides nothing."""
    whole = coverage(database, reading.stock.project)
    files = [file for file in reading.stock.files if not policy.is_sample(file.path)]
    held = {(one.ecosystem, one.name, one.version) for file in files for one in reading.contents[file.blob, file.parser].resolved}
    covered = ecosystems_covered(database)
    unclear = set(database.execute("SELECT ecosystem, name FROM package WHERE pid IN (SELECT pid FROM unevaluable)"))
    return replace(
        whole,
        components=len(held),
        covered=sum(1 for ecosystem, _, _ in held if ecosystem.partition(":")[0] in covered),
        unevaluable=sum(1 for ecosystem, name, _ in held if (ecosystem.partition(":")[0], name) in unclear),
        unresolved=sum(file.unresolved for file in files),
        without_lockfile=int(not files),
    )
