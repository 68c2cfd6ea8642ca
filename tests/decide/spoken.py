"""A finding and a statement about it, to be varied."""

from dataclasses import replace
from datetime import date
from typing import Any

from xingtu.facts.findings import Finding
from xingtu.facts.statements import CITY, NOT_AFFECTED, PROJECT, VEX, Statement

TODAY = date(2026, 11, 26)
FINDING = Finding(
    fid=1,
    project="gearsim",
    project_name="齿轮仿真",
    ecosystem="PyPI",
    package="jinja2",
    group="CVE-2024-22195",
    ids=("GHSA-h5c8-rqwp-cp95", "PYSEC-2024-1"),
    level="medium",
    score=54,
    severity_source="cvss_v3",
    malicious=False,
    kev_added_on="",
    kev_due_on="",
    ransomware=False,
    epss=None,
    epss_percentile=None,
    epss_on="",
    summary="Jinja vulnerable to HTML attribute injection",
    published="2024-01-11T15:20:48Z",
    versions=("3.1.2",),
    fixed=("3.1.3",),
    places=(),
    opened_at="2026-10-01T00:00:00Z",
    open_cause="first_seen",
    closed_at="",
    close_cause="",
)
STATEMENT = Statement(
    id="one",
    kind=VEX,
    vulnerability="CVE-2024-22195",
    aliases=(),
    package="pkg:pypi/jinja2",
    versions=(),
    version_range="",
    reach=PROJECT,
    reach_id="gearsim",
    status=NOT_AFFECTED,
    justification="vulnerable_code_not_in_execute_path",
    impact="",
    action="",
    evidence="",
    author="沈若川",
    reviewer="林知远",
    issued_at="2026-11-01T02:00:00Z",
    expires_on=date(2027, 4, 30),
    seen_level="medium",
    seen_kev=False,
    seen_versions=("3.1.2",),
)


def finding(**changed: Any) -> Finding:
    return replace(FINDING, **changed)


def statement(**changed: Any) -> Statement:
    return replace(STATEMENT, **changed)


def of_the_city(**changed: Any) -> Statement:
    return replace(STATEMENT, **{"reach": CITY, "reach_id": ""} | changed)
