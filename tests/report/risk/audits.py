"""An audit with one of everything, for tests of how it is written."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.decide.risk_rows import COVERED, place, row, source
from tests.decide.spoken import statement
from xingtu.facts.audit import Audit, Related
from xingtu.facts.risk_gate import GateReason, GateResult, Judged
from xingtu.facts.stock import DependencyFile, Fault, Stock

WAIVED = statement(kind="waiver", status="affected", justification="", action="下一版升级", author="沈若川 <shen@mail.example>")
ROWS: tuple[Judged, ...] = (
    row(1, level="", score=None, severity_source="", malicious=True, urgency="malicious", package="trap", group="MAL-2026-1", fixed=()),
    row(2, kev_added_on="2026-01-05", kev_due_on="2026-01-26", ransomware=True, epss=123_456, epss_percentile=900_000, epss_on="2026-01-31",
        urgency="exploited", places=(place(), place("web/package-lock.json", "dev", 40))),
    row(3, level="medium", score=50, statement=WAIVED, state="waived", reason="下一版升级", until=date(2026, 6, 1)),
    row(4, level="", score=None, severity_source="", reopened_because=("expired", "kev"), statement=WAIVED),
    row(5, is_sample=True, places=(place("tests/data/requirements.txt"),), group="CVE-2026-0002"),
    *(row(n, ecosystem="Go", package="stdlib", versions=("1.22",), fixed=(f"1.22.{n}",), is_minimum=True, places=(place("go.mod", line=3),))
      for n in (9, 10)),
)  # fmt: skip
STOCK = Stock(
    project="host.example/o/app",
    name="app",
    tip="0123456789abcdef0123456789abcdef01234567",
    files=(
        DependencyFile("requirements.txt", "b1", "requirements_txt@2", resolved=True, components=10, unresolved=0, notes=("不区分",)),
        DependencyFile("setup\x1b[31m.toml", "b2", "pyproject_toml@1", resolved=False, components=0, unresolved=3),
    ),
    read_now=1,
    components=10,
    unresolved=3,
    faults=(Fault("web/yarn.lock", 7, "第 7 行：不是 yarn.lock"),),
    vendored=("vendor/a", "third_party/b"),
)
FAILED = GateResult(
    "ci", "日常集成", "Continuous integration", "fail",
    (GateReason("fail", "malicious", 1), GateReason("fail", "kev", 2, "2026-01-05"), GateReason("fail", "severity", 2, "high", "high"),
     GateReason("fail", "epss", 2, "123456", "100000"), GateReason("insufficient", "unrated", 4, limit="high"),
     GateReason("insufficient", "fault", value="web/yarn.lock"), GateReason("insufficient", "unresolved", value="230770", limit="200000")),
)  # fmt: skip
UNKNOWN = GateResult(
    "ci", "日常集成", "Continuous integration", "insufficient",
    tuple(GateReason("insufficient", kind, value=value, limit=limit) for kind, value, limit in (
        ("no_advisories", "", ""), ("source_never", "pypa", ""), ("source_stale", "go", "7"), ("source_old", "go", "90"),
        ("signal_missing", "kev", ""), ("no_files", "", ""), ("uncovered", "1000000", "200000"),
        ("unevaluable", "2", ""),
    )),
)  # fmt: skip
AUDIT = Audit(
    STOCK, ROWS, COVERED, (source(), source("kev", ecosystems=())), FAILED, "2026-02-01T00:00:00Z", "r1", 7, asked="./app@v1",
    related=(Related("PYSEC-2026-4", "CVE-2023-44487", "2023-10-10"),),
)  # fmt: skip


def audit(**changed: Any) -> Audit:

    return replace(AUDIT, **changed)
