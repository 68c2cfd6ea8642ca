from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.decide.spoken import TODAY, finding, of_the_city, statement
from xingtu.decide.statements import (
    CAUSES,
    EXPIRED,
    EXPLOITED,
    INVESTIGATED,
    MENDED,
    NOT_TOUCHED,
    OPEN,
    OTHER_VERSION,
    STATES,
    WAIVED,
    WIDENED,
    WORSE,
    standing,
    standings,
)
from xingtu.facts.statements import AFFECTED, FIXED, JUSTIFICATIONS, LASTING, NOT_AFFECTED, UNDER_INVESTIGATION, VEX, WAIVER, Statement

WAIVED_FOR_NOW = {"kind": WAIVER, "status": AFFECTED, "justification": "", "action": "下一版升级"}
BACK_PORTED = {"status": FIXED, "justification": "", "evidence": "回合补丁"}


def test_nobody_has_said_anything() -> None:
    assert standing(finding(), [], (), TODAY).state == OPEN


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, NOT_TOUCHED),
        (BACK_PORTED, MENDED),
        (WAIVED_FOR_NOW, WAIVED),
        ({"status": UNDER_INVESTIGATION, "justification": ""}, INVESTIGATED),
        ({"status": AFFECTED, "justification": "", "action": "升级"}, OPEN),
        # by any name of the flaw
        ({"vulnerability": "PYSEC-2024-1"}, NOT_TOUCHED),
        ({"vulnerability": "GO-1", "aliases": ("GHSA-h5c8-rqwp-cp95",)}, NOT_TOUCHED),
        ({"vulnerability": "CVE-2024-22196"}, OPEN),
        # of whom and of what
        ({"reach_id": "minnow"}, OPEN),
        ({"reach": "organisation", "reach_id": "lizhou"}, NOT_TOUCHED),
        ({"reach": "organisation", "reach_id": "yaoqiao"}, OPEN),
        ({"reach": "city", "reach_id": ""}, NOT_TOUCHED),
        ({"package": ""}, NOT_TOUCHED),
        ({"package": "pkg:pypi/Jinja2"}, NOT_TOUCHED),
        ({"package": "pkg:npm/jinja2"}, OPEN),
        ({"package": "not a purl"}, OPEN),
        # versions it names
        ({"versions": ("3.1.2",)}, NOT_TOUCHED),
        ({"versions": ("3.1.2.0",)}, NOT_TOUCHED),
        ({"versions": ("3.1.1",)}, OPEN),
        ({"version_range": "vers:pypi/>=3.0|<3.1.3"}, NOT_TOUCHED),
        ({"version_range": "vers:pypi/<3.0"}, OPEN),
        ({"version_range": "vers:npm/<4.0"}, OPEN),
        ({"version_range": "up to 3"}, OPEN),
        # its days
        ({"expires_on": TODAY}, NOT_TOUCHED),
        ({"expires_on": TODAY - timedelta(days=1)}, OPEN),
        ({"expires_on": None}, OPEN),
        ({"issued_at": "2026-11-26T15:59:59Z"}, NOT_TOUCHED),
        ({"issued_at": "2026-11-26T16:00:00Z"}, OPEN),
    ],
)
def test_a_statement_decides(said: Mapping[str, Any], state: str) -> None:
    assert standing(finding(), [statement(**said)], (), TODAY, organisations={"lizhou"}).state == state


def test_what_it_says_is_told() -> None:
    told = standing(finding(), [statement()], (), TODAY)
    assert (told.reason, told.until) == ("vulnerable_code_not_in_execute_path", date(2027, 4, 30))
    assert told.statement == statement()


@pytest.mark.parametrize(
    ("now", "said", "causes"),
    [
        ({}, {"expires_on": date(2026, 11, 25)}, (EXPIRED,)),
        ({"level": "high"}, {}, (WORSE,)),
        ({"level": "low"}, {}, ()),
        ({"level": "low"}, {"seen_level": ""}, (WORSE,)),
        ({"level": ""}, {}, ()),
        ({"level": "critical"}, {"seen_level": None}, ()),
        ({"kev_added_on": "2026-11-20"}, {}, (EXPLOITED,)),
        ({"kev_added_on": "2026-11-20"}, {"seen_kev": True}, ()),
        # nobody wrote down what was known: what was listed after that day is news
        ({"kev_added_on": "2026-11-20"}, {"seen_kev": None}, (EXPLOITED,)),
        ({"kev_added_on": "2026-11-01"}, {"seen_kev": None}, ()),
        ({"kev_added_on": ""}, {"seen_kev": None}, ()),
        ({"kev_added_on": "2026-11-20", "level": "critical"}, {"expires_on": date(2026, 11, 25)}, (EXPIRED, WORSE, EXPLOITED)),
        # on top of what was seen
        ({"versions": ("3.1.2", "3.1.3")}, {}, (WIDENED,)),
        # in the place of what was seen
        ({"versions": ("3.1.1",)}, {}, ()),
        ({"versions": ("3.1.1",), "open_cause": "advisory_widened", "opened_at": "2026-11-20T00:00:00Z"}, {}, (WIDENED,)),
        ({"versions": ("3.1.1",), "open_cause": "advisory_widened"}, {}, ()),
        # what was touched then is known
        ({"versions": ("3.1.1",)}, {"seen_range": "vers:pypi/<3.1.3"}, ()),
        ({"versions": ("3.1.1", "3.1.2")}, {"seen_range": "vers:pypi/<3.1.3"}, ()),
        ({"versions": ("3.1.3",)}, {"seen_range": "vers:pypi/<3.1.3"}, (WIDENED,)),
        ({"versions": ("not ordered",)}, {"seen_range": "vers:pypi/<3.1.3"}, (WIDENED,)),
        # its author named the version
        ({"versions": ("3.1.3",)}, {"seen_range": "vers:pypi/<3.1.3", "versions": ("3.1.3",)}, ()),
    ],
)
def test_it_holds_as_long_as_nothing_worse_is_known(now: Mapping[str, Any], said: Mapping[str, Any], causes: tuple[str, ...]) -> None:
    told = standing(finding(**now), [statement(**said)], (), TODAY)
    assert told.reopened_because == causes
    assert told.state == (OPEN if causes else NOT_TOUCHED)


@pytest.mark.parametrize("justification", JUSTIFICATIONS)
def test_a_reason_in_the_component_ends_with_its_version_and_one_in_its_use_does_not(justification: str) -> None:
    told = standing(finding(versions=("3.1.1",)), [statement(justification=justification)], (), TODAY)
    assert told.state == (NOT_TOUCHED if justification in LASTING else OPEN)
    assert told.reopened_because == (() if justification in LASTING else (OTHER_VERSION,))


def test_a_back_ported_fix_holds_for_the_version_it_was_put_into() -> None:
    assert standing(finding(), [statement(**BACK_PORTED)], (), TODAY).state == MENDED
    assert standing(finding(versions=("3.1.1",)), [statement(**BACK_PORTED)], (), TODAY).reopened_because == (OTHER_VERSION,)


def test_a_finding_stands_as_its_worst_version_stands() -> None:
    held = finding(versions=("3.1.1", "3.1.2"))
    one = statement(versions=("3.1.1",))
    assert standing(held, [one], (), TODAY).state == OPEN
    assert standing(held, [one, statement(id="two", versions=("3.1.2",), **WAIVED_FOR_NOW)], (), TODAY).state == WAIVED


def test_the_newest_statement_decides_and_what_it_replaced_does_not_come_back() -> None:
    old = statement()
    new = statement(id="two", issued_at="2026-11-02T02:00:00Z", expires_on=date(2026, 11, 30), **WAIVED_FOR_NOW)
    assert standing(finding(), [old, new], (), TODAY).state == WAIVED
    assert standing(finding(), [old, new], (), date(2026, 12, 1)).reopened_because == (EXPIRED,)


def test_of_two_made_in_the_same_second_the_worse_decides() -> None:
    assert standing(finding(), [statement(), statement(id="two", **WAIVED_FOR_NOW)], (), TODAY).state == WAIVED


def test_what_a_stranger_says_is_shown_and_applied_only_if_he_is_trusted() -> None:
    said = of_the_city(author="Supplier", source="ab" * 32)
    untrusted = standing(finding(), [said], (), TODAY)
    assert (untrusted.state, untrusted.unapplied) == (OPEN, (said,))
    trusted = standing(finding(), [said], {"Supplier"}, TODAY)
    assert (trusted.state, trusted.unapplied) == (NOT_TOUCHED, ())


def test_what_a_stranger_says_of_one_release_of_a_distribution_is_only_shown() -> None:
    now = finding(ecosystem="Debian", package="a")
    said = statement(package="pkg:deb/debian/a?distro=debian-11", author="Supplier", source="0" * 64)
    shown = standing(now, [said], {"Supplier"}, TODAY)
    assert (shown.state, shown.unapplied) == (OPEN, (said,))
    ours = statement(package=said.package)
    assert standing(now, [ours], (), TODAY).state == NOT_TOUCHED


def test_a_document_is_believed_for_its_publisher_s_sake_whomever_it_quotes() -> None:
    quoted = of_the_city(author="Supplier", publisher="Mallory", source="ab" * 32)
    assert standing(finding(), [quoted], {"Supplier"}, TODAY).unapplied == (quoted,)
    assert standing(finding(), [quoted], {"Mallory"}, TODAY).state == NOT_TOUCHED


def test_many_findings_are_answered_as_each_of_them_is() -> None:
    said = [statement(), statement(id="two", reach_id="minnow", **WAIVED_FOR_NOW), of_the_city(id="three", vulnerability="CVE-1999-0001")]
    held = [finding(), finding(fid=2, project="minnow"), finding(fid=3, group="CVE-1999-0001", ids=())]
    told = list(standings(held, said, (), TODAY, organisations={"minnow": ("lizhou",)}))
    assert [one.state for _, one in told] == [NOT_TOUCHED, WAIVED, NOT_TOUCHED]
    assert told == [(one, standing(one, said, (), TODAY, organisations={"lizhou"})) for one in held]


VERSIONS = st.sampled_from(["3.1.0", "3.1.1", "3.1.2", "3.1.3"])
DAYS = st.integers(0, 60).map(lambda days: date(2026, 11, 1) + timedelta(days=days))
FINDINGS = st.builds(
    finding,
    versions=st.lists(VERSIONS, min_size=1, max_size=3, unique=True).map(tuple),
    level=st.sampled_from(["", "low", "medium", "high"]),
    kev_added_on=st.sampled_from(["", "2026-11-10"]),
    open_cause=st.sampled_from(["first_seen", "advisory_widened"]),
)
STATEMENTS = st.lists(
    st.builds(
        statement,
        id=st.sampled_from("abcdef"),
        kind=st.sampled_from([VEX, WAIVER]),
        status=st.sampled_from([NOT_AFFECTED, AFFECTED, FIXED, UNDER_INVESTIGATION]),
        justification=st.sampled_from(["", *JUSTIFICATIONS]),
        versions=st.lists(VERSIONS, max_size=2).map(tuple),
        issued_at=st.integers(1, 20).map(lambda day: f"2026-11-{day:02}T00:00:00Z"),
        expires_on=DAYS,
        seen_level=st.sampled_from([None, "", "medium"]),
        seen_kev=st.sampled_from([None, False, True]),
        seen_versions=st.one_of(st.none(), st.lists(VERSIONS, max_size=2).map(tuple)),
        source=st.sampled_from(["", "cd"]),
    ),
    max_size=5,
)


@given(FINDINGS, STATEMENTS.flatmap(lambda said: st.tuples(st.just(said), st.permutations(said))), DAYS)
def test_the_order_of_statements_changes_nothing(held: Any, said: tuple[list[Statement], list[Statement]], on: date) -> None:
    assert standing(held, said[0], (), on) == standing(held, said[1], (), on)


@given(FINDINGS, STATEMENTS, st.tuples(DAYS, DAYS).map(sorted))
def test_once_open_it_stays_open_until_somebody_speaks_again(held: Any, said: list[Statement], days: list[date]) -> None:
    earlier, later = (max(day, date(2026, 11, 20)) for day in days)
    if standing(held, said, (), earlier).state == OPEN:
        assert standing(held, said, (), later).state == OPEN


@given(FINDINGS, STATEMENTS, DAYS)
def test_an_answer_says_why(held: Any, said: list[Statement], on: date) -> None:
    told = standing(held, said, (), on)
    assert told.state in STATES
    assert list(told.reopened_because) == [cause for cause in CAUSES if cause in told.reopened_because]
    assert told.state == OPEN or (told.statement in said and told.until is not None and told.until >= on)
    assert not told.reopened_because or told.state == OPEN
    assert {one.source for one in told.unapplied} <= {"cd"}
