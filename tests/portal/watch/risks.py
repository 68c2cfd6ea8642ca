"""Findings and events as a load leaves them, for tests of whoever is told of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from portal.evidence.models import RiskEvent, RiskFinding, RiskInventory, RiskWatch
from portal.evidence.services.risk_events import risks_changed
from portal.register.models import Record

AT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
COVERAGE = {
    "components": 120, "covered": 100, "unplaced": 1, "unresolved": 3, "projects": 4, "without_lockfile": 1,
    "uncovered_ecosystems": ["ohpm"],
}  # fmt: skip
SOURCE = {
    "source": "pypa", "address": "", "mark": "1", "records": 2_661, "refused": 2, "newest": "2026-11-24T00:00:00Z",
    "fetched_at": "2026-11-25T00:00:00Z", "age_days": 1, "result": "ok", "licence": "CC-BY-4.0", "ecosystems": ["PyPI"],
}  # fmt: skip


def watched(*records: Record) -> None:
    """Their components are known, and the city's freshness and coverage."""
    for record in records:
        RiskInventory.objects.create(project=record.pk, record=record, loaded=True, taken_at=AT, commit="c" * 40)
    RiskWatch.objects.update_or_create(pk=1, defaults={"coverage": COVERAGE, "sources": [SOURCE], "loaded_at": AT, "evaluated_at": AT})


def finding(record: Record | None, group: str = "CVE-2026-1", *, project: str = "", **fields: Any) -> RiskFinding:
    """One open finding."""
    values: dict[str, Any] = {
        "fid": RiskFinding.objects.count() + 1, "project": project or (record.pk if record else "nobodys"), "record": record,
        "ecosystem": "PyPI", "package": "urllib3", "group": group, "ids": ["GHSA-1"], "level": "high", "score": 75, "summary": "摘要",
        "fixed": ["2.5.0"], "versions": ["2.0.0"], "opened_at": AT, "open_cause": "advisory_published", "content": group,
    }  # fmt: skip
    return RiskFinding.objects.create(**{**values, **fields})


def event(found: RiskFinding, kind: str = "new", **fields: Any) -> RiskEvent:
    """Something that happened to it."""
    values: dict[str, Any] = {
        "number": RiskEvent.objects.count() + 1, "at": AT, "revision": "r1", "kind": kind, "finding": found, "project": found.project,
        "record": found.record, "ecosystem": found.ecosystem, "package": found.package, "group": found.group,
        "cause": "advisory_published",
    }  # fmt: skip
    return RiskEvent.objects.create(**{**values, **fields})


def loaded(events: Sequence[RiskEvent]) -> None:
    """As the load says it."""
    risks_changed.send(sender=RiskEvent, events=list(events), generation=1)
