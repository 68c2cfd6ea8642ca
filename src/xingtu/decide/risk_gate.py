"""In what order are findings worked on, and does a gate let them through?

What a gate does not know is never counted as good: an empty or old mirror, ecosystems nobody covers and entries without a version make
the answer ``insufficient``. A finding that certainly fails does so however little is known beside it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, datetime

from xingtu.decide.statements import WAIVED, Standing
from xingtu.facts.advisories import LEVELS
from xingtu.facts.components import OPTIONAL, RUNTIME, UNKNOWN
from xingtu.facts.findings import Finding
from xingtu.facts.freshness import Coverage, Source
from xingtu.facts.risk_gate import EXPLOITED, FAIL, INSUFFICIENT, LIKELY, MALICIOUS, PASS, REST, URGENCIES, GateReason, GateResult, Judged
from xingtu.facts.stock import Fault
from xingtu.policy.risk_policy import MILLION, Gate, RiskPolicy

RUNS = frozenset({RUNTIME, OPTIONAL, UNKNOWN})
"""Scopes of what may run at the user's; unknown is not taken for harmless."""
MINIMUM = ("Go", "stdlib")
"""go.mod says at least which release of Go is asked for; which one builds is not written."""
SIGNALS = ("kev", "epss")
"""Names of the sources that say so."""
FIRST_YEAR = "1970"


def judged(finding: Finding, standing: Standing, policy: RiskPolicy) -> Judged:
    """How a finding stands, how urgent it is and by when it should be dealt with."""
    deadline = policy.deadline(finding.level, kev=bool(finding.kev_added_on), malicious=finding.malicious)
    return Judged(
        finding=finding,
        state=standing.state,
        is_open=standing.is_open,
        urgency=urgency(finding, policy),
        is_sample=bool(finding.places) and all(policy.is_sample(place.path) for place in finding.places),
        is_minimum=(finding.ecosystem, finding.package) == MINIMUM,
        days=deadline.days,
        days_because=deadline.because,
        statement=standing.statement,
        reason=standing.reason,
        until=standing.until,
        reopened_because=standing.reopened_because,
        unapplied=standing.unapplied,
    )


def urgency(finding: Finding, policy: RiskPolicy) -> str:
    """One of URGENCIES."""
    if finding.malicious:
        return MALICIOUS
    places = [place for place in finding.places if not policy.is_sample(place.path)]
    if finding.kev_added_on and (not finding.places or any(place.scope in RUNS for place in places)):
        return EXPLOITED
    is_likely = finding.epss is not None and finding.epss >= policy.epss_threshold
    return LIKELY if is_likely and finding.level in {"critical", "high"} else REST


def in_order_of_work(rows: Iterable[Judged]) -> list[Judged]:
    """What is open before what is not, by urgency, then the worst and likeliest first; a level nobody told stands above low."""
    return sorted(rows, key=_place)


def _place(row: Judged) -> tuple[object, ...]:
    finding = row.finding
    return (
        not row.is_open,
        URGENCIES.index(row.urgency),
        row.is_sample,
        row.is_minimum,
        not finding.kev_added_on,
        -_height(finding.level),
        -(finding.score or 0),
        -(finding.epss or 0),
        finding.project,
        finding.ecosystem,
        finding.package,
        finding.group,
        finding.fid,
    )


def _height(level: str) -> float:
    return LEVELS.index(level) if level in LEVELS else 1.5


def gate(
    rows: Sequence[Judged],
    coverage: Coverage,
    sources: Sequence[Source],
    asked: Gate,
    on: date,
    *,
    ecosystems: Collection[str],
    faults: Sequence[Fault] = (),
    is_sample: Callable[[str], bool] = lambda _: False,
) -> GateResult:
    """The answer for one project on one day.

    ecosystems: those of the components held; a source that speaks of none of them may be as old as it likes
    faults:     files that could not be read; what they name is not known
    """
    failing = [reason for row in rows for reason in _failing(row, asked, on, is_sample)]
    unknown = [
        *_freshness(sources, asked, ecosystems, on),
        *_coverage(coverage, asked),
        *(GateReason(INSUFFICIENT, "fault", value=fault.path) for fault in faults if not is_sample(fault.path)),
        *(reason for row in rows for reason in _unrated(row, asked, is_sample)),
    ]
    certain = [reason for reason in (*failing, *unknown) if reason.result == FAIL]
    doubts = [reason for reason in unknown if reason.result == INSUFFICIENT]
    result = FAIL if certain else INSUFFICIENT if doubts else PASS
    return GateResult(asked.id, asked.name, asked.name_en, result, (*certain, *doubts))


def _is_looked_at(row: Judged, asked: Gate, is_sample: Callable[[str], bool]) -> bool:
    """Open, or waived where the gate takes no waivers; in scope; not among samples; not only a least version."""
    if not row.is_open and (row.state != WAIVED or asked.waiver_allowed):
        return False
    places = [place for place in row.finding.places if not is_sample(place.path)]
    return not row.is_minimum and (not row.finding.places or any(place.scope in asked.scope for place in places))


def _failing(row: Judged, asked: Gate, on: date, is_sample: Callable[[str], bool]) -> Iterator[GateReason]:
    finding = row.finding
    if finding.malicious and row.is_open:
        yield GateReason(FAIL, "malicious", finding.fid)
        return
    if not _is_looked_at(row, asked, is_sample) or _age(finding, on) < asked.age_days:
        return
    if asked.kev and finding.kev_added_on:
        yield GateReason(FAIL, "kev", finding.fid, finding.kev_added_on)
    if asked.severity_at_least is not None and finding.level and _height(finding.level) >= LEVELS.index(asked.severity_at_least):
        yield GateReason(FAIL, "severity", finding.fid, finding.level, asked.severity_at_least)
    if asked.epss_at_least is not None and finding.epss is not None and finding.epss >= asked.epss_at_least:
        yield GateReason(FAIL, "epss", finding.fid, str(finding.epss), str(asked.epss_at_least))


def _age(finding: Finding, on: date) -> int:
    """Days since it was published; one whose day nobody told is as old as any limit."""
    if not finding.published or finding.published < FIRST_YEAR:
        return MILLION
    return (on - datetime.fromisoformat(finding.published).date()).days


def _unrated(row: Judged, asked: Gate, is_sample: Callable[[str], bool]) -> Iterator[GateReason]:
    if asked.severity_at_least is None or asked.unrated == PASS or row.finding.level or row.finding.malicious:
        return
    if _is_looked_at(row, asked, is_sample):
        yield GateReason(asked.unrated, "unrated", row.finding.fid, limit=asked.severity_at_least)


def _freshness(sources: Sequence[Source], asked: Gate, ecosystems: Collection[str], on: date) -> Iterator[GateReason]:
    if not any(source.records and source.ecosystems for source in sources):
        yield GateReason(INSUFFICIENT, "no_advisories")
    wanted = {name for name, asks in zip(SIGNALS, (asked.kev, asked.epss_at_least is not None), strict=True) if asks}
    for name in sorted(wanted - {source.source for source in sources if source.records}):
        yield GateReason(INSUFFICIENT, "signal_missing", value=name)
    for source in sources:
        if source.source not in wanted and not set(source.ecosystems) & set(ecosystems):
            continue
        if source.age_days is None:
            yield GateReason(INSUFFICIENT, "source_never", value=source.source)
        elif source.age_days > asked.mirror_age_max_days:
            yield GateReason(INSUFFICIENT, "source_stale", value=source.source, limit=str(asked.mirror_age_max_days))
        elif source.newest >= FIRST_YEAR and (on - date.fromisoformat(source.newest[:10])).days > asked.newest_age_max_days:
            yield GateReason(INSUFFICIENT, "source_old", value=source.source, limit=str(asked.newest_age_max_days))


def _coverage(coverage: Coverage, asked: Gate) -> Iterator[GateReason]:
    if coverage.without_lockfile or not coverage.projects:
        yield GateReason(INSUFFICIENT, "no_files")
    entries = coverage.components + coverage.unresolved
    if not entries:
        return  # a file that was read to its end and asks for nothing is an answer
    unresolved = -(-coverage.unresolved * MILLION // entries)
    if unresolved > asked.unresolved_share_max:
        yield GateReason(INSUFFICIENT, "unresolved", value=str(unresolved), limit=str(asked.unresolved_share_max))
    if not coverage.components:
        return
    if coverage.unevaluable:
        # a record speaks of just this package: no share of the others makes that harmless
        yield GateReason(INSUFFICIENT, "unevaluable", value=str(coverage.unevaluable))
    blind = coverage.components - coverage.covered + coverage.unplaced
    uncovered = -(-blind * MILLION // coverage.components)
    if uncovered > asked.uncovered_share_max:
        yield GateReason(INSUFFICIENT, "uncovered", value=str(uncovered), limit=str(asked.uncovered_share_max))
