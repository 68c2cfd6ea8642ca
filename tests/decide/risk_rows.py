"""Findings, coverage and sources for tests of what is decided and reported about them."""

from typing import Any

from xingtu.facts.findings import Finding, Place
from xingtu.facts.freshness import Coverage, Source
from xingtu.facts.risk_gate import Judged

PLACE = Place("requirements.txt", 3, "runtime", direct=True, via="")
COVERED = Coverage(components=10, covered=10, unplaced=0, unresolved=0, projects=1, without_lockfile=0, uncovered_ecosystems=())


def finding(fid: int = 1, **given: Any) -> Finding:
    known: dict[str, Any] = {
        "fid": fid, "project": "host.example/o/app", "project_name": "app", "ecosystem": "PyPI", "package": "django",
        "group": f"CVE-2026-{fid:04}", "ids": (f"PYSEC-2026-{fid}",), "level": "high", "score": 75, "severity_source": "cvss_v3",
        "malicious": False, "kev_added_on": "", "kev_due_on": "", "ransomware": False, "epss": None, "epss_percentile": None,
        "epss_on": "", "summary": "It breaks", "published": "2026-01-01T00:00:00Z", "versions": ("4.1",), "fixed": ("4.2",),
        "places": (PLACE,), "opened_at": "2026-02-01T00:00:00Z", "open_cause": "first_seen", "closed_at": "", "close_cause": "",
    }  # fmt: skip
    return Finding(**known | given)


def place(path: str = "requirements.txt", scope: str = "runtime", line: int | None = 3) -> Place:
    return Place(path, line, scope, direct=True, via="")


OWN = ("urgency", "is_sample", "is_minimum", "statement", "reason", "until", "unapplied", "reopened_because")


def row(fid: int = 1, *, state: str = "open", **given: Any) -> Judged:
    """What is said of the row itself as given, the rest of its finding."""
    own = {name: given.pop(name) for name in OWN if name in given}
    said: dict[str, Any] = {"urgency": "rest", "is_sample": False, "is_minimum": False, "days": 30, "days_because": "high"}
    return Judged(finding(fid, **given), state, state in {"open", "under_investigation"}, **said | own)


def source(
    name: str = "pypa", *, records: int = 100, age: int | None = 0, newest: str = "2026-01-31T00:00:00Z",
    ecosystems: tuple[str, ...] = ("PyPI",),
) -> Source:  # fmt: skip
    fetched = "2026-02-01T00:00:00Z" if age is not None else ""
    return Source(name, "", "mark", records, 0, newest, fetched, age, "ok", "CC-BY-4.0", ecosystems)


SOURCES = (source(), source("kev", ecosystems=()), source("epss", ecosystems=()))
