"""Does a gate stop what it should, let through what it should, and say when it cannot know?"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.decide.risk_rows import COVERED, SOURCES, finding, place, row, source
from xingtu.decide import statements
from xingtu.decide.risk_gate import gate, in_order_of_work, judged, urgency
from xingtu.decide.statements import Standing
from xingtu.facts import risk_gate
from xingtu.facts.freshness import Coverage, Source
from xingtu.facts.risk_gate import GateResult, Judged
from xingtu.facts.stock import Fault
from xingtu.policy import risk_policy
from xingtu.policy.risk_policy import FILE, Gate, parse_risk
from xingtu.settings import CHECKOUT

POLICY = parse_risk((CHECKOUT / "policy" / FILE).read_text("utf-8"), file_name=FILE)
CI = POLICY.gates["ci"]
ON = date(2026, 2, 1)


def asked(*rows: Judged, by: Gate = CI, coverage: Coverage = COVERED, sources: tuple[Source, ...] = SOURCES, **more: Any) -> GateResult:
    return gate(rows, coverage, sources, by, ON, ecosystems={"PyPI"}, is_sample=POLICY.is_sample, **more)


def kinds(answer: GateResult) -> tuple[str, list[str]]:
    return answer.result, [reason.kind for reason in answer.reasons]


def test_the_words_of_facts_and_policy_are_the_same() -> None:
    assert set(risk_gate.RESULTS) == set(risk_policy.RESULTS)
    assert judged(finding(), Standing(statements.OPEN), POLICY).state in statements.STATES


def test_nothing_against_it_and_all_of_it_known_is_a_pass() -> None:
    assert kinds(asked()) == ("pass", [])


@pytest.mark.parametrize(
    ("about", "answer"),
    [
        ({"level": "high"}, ("fail", ["severity"])),
        ({"level": "medium"}, ("pass", [])),
        ({"level": "low", "kev_added_on": "2026-01-02"}, ("fail", ["kev"])),
        ({"level": "low", "epss": 100_000}, ("fail", ["epss"])),
        ({"level": "low", "epss": 99_999}, ("pass", [])),
        ({"level": ""}, ("insufficient", ["unrated"])),
        ({"level": "", "kev_added_on": "2026-01-02"}, ("fail", ["kev", "unrated"])),
        ({"level": "low", "malicious": True, "places": (place("tests/requirements.txt", "dev"),)}, ("fail", ["malicious"])),
        ({"places": (place(scope="dev"),)}, ("pass", [])),
        ({"places": (place(scope="unknown"),)}, ("fail", ["severity"])),
        ({"places": (place(scope="dev"), place("api/requirements.txt"))}, ("fail", ["severity"])),
        ({"places": (place("tests/fixtures/requirements.txt"),)}, ("pass", [])),
        ({"is_minimum": True}, ("pass", [])),
        ({"state": "waived"}, ("pass", [])),
        ({"state": "not_affected"}, ("pass", [])),
        ({"state": "under_investigation"}, ("fail", ["severity"])),
        ({"state": "not_affected", "malicious": True}, ("pass", [])),
    ],
)
def test_what_stops_a_gate(about: dict[str, Any], answer: tuple[str, list[str]]) -> None:
    assert kinds(asked(row(**about))) == answer


def test_a_gate_that_takes_no_waivers_stops_what_is_waived_and_not_what_does_not_touch() -> None:
    strict = POLICY.gates["exploited"]
    assert asked(row(kev_added_on="2026-01-02", state="waived"), by=strict).result == "fail"
    assert asked(row(kev_added_on="2026-01-02", state="not_affected"), by=strict).result == "pass"


@pytest.mark.parametrize(
    ("published", "result"),
    [("2026-01-03T00:00:00Z", "pass"), ("2026-01-02T00:00:00Z", "fail"), ("", "fail"), ("0001-01-01T00:00:00Z", "fail")],
)
def test_a_gate_with_days_of_grace_counts_them_from_publication_and_an_unknown_day_gives_none(published: str, result: str) -> None:
    grace = replace(CI, age_days=30)
    assert asked(row(published=published), by=grace).result == result


@pytest.mark.parametrize(
    ("sources", "reasons"),
    [
        ((), ["no_advisories", "signal_missing", "signal_missing"]),
        ((source(records=0, age=None), *SOURCES[1:]), ["no_advisories", "source_never"]),
        ((source(age=8), *SOURCES[1:]), ["source_stale"]),
        ((source(age=7), *SOURCES[1:]), []),
        ((source(newest="2025-11-02T00:00:00Z"), *SOURCES[1:]), ["source_old"]),
        ((source(newest="2025-11-03T23:00:00Z"), *SOURCES[1:]), []),
        ((source(newest="0001-01-01T00:00:00Z"), *SOURCES[1:]), []),
        ((*SOURCES[:2], source("epss", newest="2025-01-01", ecosystems=())), ["source_old"]),
        (SOURCES[:2], ["signal_missing"]),
        ((*SOURCES[:2], source("epss", age=30, ecosystems=())), ["source_stale"]),
        ((*SOURCES, source("openeuler", age=300, ecosystems=("openEuler",))), []),
    ],
)
def test_an_empty_or_old_mirror_is_neither_passed_nor_failed(sources: tuple[Source, ...], reasons: list[str]) -> None:
    answer = asked(sources=sources)
    assert kinds(answer) == ("insufficient" if reasons else "pass", reasons)


@pytest.mark.parametrize(
    ("coverage", "reasons"),
    [
        ({"covered": 8}, []),
        ({"covered": 7}, ["uncovered"]),
        ({"covered": 9, "unplaced": 2}, ["uncovered"]),
        ({"components": 1000, "covered": 1000, "unplaced": 1, "unevaluable": 1}, ["unevaluable"]),
        ({"unresolved": 2}, []),
        ({"unresolved": 3}, ["unresolved"]),
        ({"components": 0, "covered": 0, "unresolved": 1}, ["unresolved"]),
        ({"components": 0, "covered": 0}, []),
        ({"components": 0, "covered": 0, "without_lockfile": 1}, ["no_files"]),
        ({"components": 0, "covered": 0, "projects": 0}, ["no_files"]),
    ],
)
def test_too_little_coverage_is_neither(coverage: dict[str, Any], reasons: list[str]) -> None:
    answer = asked(coverage=replace(COVERED, **coverage))
    assert kinds(answer) == ("insufficient" if reasons else "pass", reasons)


def test_a_file_nobody_could_read_leaves_it_open_unless_it_is_test_data() -> None:
    assert kinds(asked(faults=[Fault("web/package-lock.json", 3, "broken")])) == ("insufficient", ["fault"])
    assert kinds(asked(faults=[Fault("tests/data/package-lock.json", 3, "broken")])) == ("pass", [])


def test_what_certainly_fails_fails_however_little_is_known_beside_it() -> None:
    assert kinds(asked(row(), sources=(source(age=300), *SOURCES[1:]))) == ("fail", ["severity", "source_stale"])


@pytest.mark.parametrize(
    ("about", "is_so"),
    [
        ({"malicious": True}, "malicious"),
        ({"kev_added_on": "2026-01-02", "level": "low"}, "exploited"),
        ({"kev_added_on": "2026-01-02", "places": (place(scope="dev"),)}, "rest"),
        ({"kev_added_on": "2026-01-02", "places": (place("examples/go.mod"),)}, "rest"),
        ({"kev_added_on": "2026-01-02", "places": (place(scope="dev"),), "epss": 500_000}, "likely"),
        ({"epss": 100_000}, "likely"),
        ({"epss": 100_000, "level": "medium"}, "rest"),
        ({"level": "critical"}, "rest"),
    ],
)
def test_what_is_worked_on_first(about: dict[str, Any], is_so: str) -> None:
    assert urgency(finding(**about), POLICY) == is_so


SOME = st.builds(
    row,
    st.integers(1, 10_000),
    state=st.sampled_from(["open", "waived", "under_investigation"]),
    urgency=st.sampled_from(risk_gate.URGENCIES),
    level=st.sampled_from(["", "none", "low", "medium", "high", "critical"]),
    score=st.sampled_from([None, 10, 98]),
    epss=st.sampled_from([None, 1, 900_000]),
    is_sample=st.booleans(),
)


@given(st.lists(SOME, max_size=6, unique_by=lambda one: one.finding.fid), st.randoms(use_true_random=False))
def test_the_order_of_work_is_the_same_whatever_order_the_rows_come_in(rows: list[Judged], random: Any) -> None:
    ordered = in_order_of_work(rows)
    random.shuffle(rows)
    assert in_order_of_work(rows) == ordered
    assert [one.is_open for one in ordered] == sorted((one.is_open for one in ordered), reverse=True)


@given(st.lists(SOME, max_size=6), st.integers(0, 10), st.integers(0, 10), st.sampled_from([(), SOURCES]))
def test_a_pass_is_only_given_where_everything_was_known(rows: list[Judged], covered: int, unresolved: int, sources: Any) -> None:
    answer = asked(*rows, coverage=replace(COVERED, covered=covered, unresolved=unresolved), sources=sources)
    if answer.result == "pass":
        assert sources
        assert covered >= 8
        assert not any(one.is_open and one.finding.level in {"", "high", "critical"} for one in rows)
    assert (answer.result == "pass") == (not answer.reasons)


def test_the_deadline_and_the_samples_are_the_policys() -> None:
    said = judged(finding(kev_added_on="2026-01-02", places=(place("tests/go.mod"),)), Standing(statements.OPEN), POLICY)
    assert (said.days, said.days_because, said.is_sample) == (14, "kev", True)
    assert judged(finding(ecosystem="Go", package="stdlib"), Standing(statements.OPEN), POLICY).is_minimum
