"""How do our rows read as the engine's? Statements are judged and histories asked by the engine alone."""

from datetime import UTC, date, datetime

from portal.evidence.models import RiskFinding
from xingtu.facts.findings import Finding, Place


def fact_of(row: RiskFinding) -> Finding:
    """A finding as the engine said it."""
    return Finding(
        fid=row.fid,
        project=row.project,
        project_name=row.project,
        ecosystem=row.ecosystem,
        package=row.package,
        group=row.group,
        ids=tuple(row.ids),
        level=row.level,
        score=row.score,
        severity_source=row.severity_source,
        malicious=row.malicious,
        kev_added_on=_day(row.kev_added_on),
        kev_due_on=_day(row.kev_due_on),
        ransomware=row.ransomware,
        epss=row.epss,
        epss_percentile=row.epss_percentile,
        epss_on=_day(row.epss_on),
        summary=row.summary,
        published=row.published,
        versions=tuple(row.versions),
        fixed=tuple(row.fixed),
        places=tuple(Place(one["path"], one["line"], one["scope"], one["direct"], one["via"]) for one in row.places),
        opened_at=instant(row.opened_at),
        open_cause=row.open_cause,
        closed_at=instant(row.closed_at),
        close_cause=row.close_cause,
    )


def instant(at: datetime | None) -> str:
    """RFC 3339 in UTC; empty: never."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
