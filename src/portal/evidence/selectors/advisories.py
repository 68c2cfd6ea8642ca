"""How fresh and how complete is what the city knows of vulnerabilities? What the last load kept, said in words; no engine is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from portal.evidence.models import RiskWatch
from portal.evidence.risk_rules import risk_rules
from xingtu.facts.freshness import Coverage, Source
from xingtu.report.risk.source_table import alarms, coverage_line, source_line, uncovered_line
from xingtu.report.text import Lang

NOTHING = Coverage(0, 0, 0, 0, 0, 0, ())


@dataclass(frozen=True, slots=True)
class Freshness:
    """What stands beside every number of risks; each line is a sentence."""

    loaded_at: datetime | None
    alarms: tuple[str, ...]
    coverage: str
    uncovered: str
    sources: tuple[str, ...]
    oldest: str
    """When the source that was fetched longest ago was fetched; empty: none ever was."""
    answers: bool
    """Whether any number may be given at all: something was loaded, and some component of ours could be compared with it."""


def city_freshness(lang: Lang, *, now: datetime) -> Freshness:
    """As of the last load, with ages as of now."""
    watch = RiskWatch.objects.first()
    listed = [_source(row, now) for row in (watch.sources if watch else [])]
    covered = coverage_of(watch.coverage if watch else {})
    wrong = alarms(listed, covered, oldest_days=risk_rules().mirror_age_max_days)
    return Freshness(
        loaded_at=watch.loaded_at if watch else None,
        alarms=tuple(one.text.said(lang) for one in wrong),
        coverage=coverage_line(covered, lang),
        uncovered=uncovered_line(covered, lang),
        sources=tuple(source_line(one, lang) for one in listed),
        oldest=min((one.fetched_at for one in listed if one.fetched_at and one.ecosystems), default=""),
        answers=covered.covered > 0 and any(one.records and one.ecosystems for one in listed),
    )


def coverage_of(kept: Mapping[str, Any]) -> Coverage:
    """As the tables keep it."""
    if not kept:
        return NOTHING
    known = {field.name for field in fields(Coverage)}
    given = {name: value for name, value in kept.items() if name in known}
    return Coverage(**{**given, "uncovered_ecosystems": tuple(kept.get("uncovered_ecosystems", ()))})


def _source(row: Mapping[str, Any], now: datetime) -> Source:
    known = {field.name for field in fields(Source)}
    age = (now - datetime.fromisoformat(row["fetched_at"])).days if row.get("fetched_at") else None
    given = {name: value for name, value in row.items() if name in known}
    return Source(**{**given, "age_days": age, "ecosystems": tuple(row.get("ecosystems", ()))})
