"""Is a statement bound to the whole group of aliases, and does it keep what was known when it was made?"""

import sqlite3
from pathlib import Path

import pytest

from tests.decide.spoken import TODAY, of_the_city
from tests.store.risk.advisory_texts import held, read, record, state, touches
from xingtu.decide.statements import EXPLOITED, NOT_TOUCHED, OPEN, WIDENED, WORSE, standing
from xingtu.facts.findings import Finding
from xingtu.facts.signals import Kev
from xingtu.facts.statements import Statement
from xingtu.risk.statements import bound, touched_range, with_what_is_known
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.evaluation import evaluate
from xingtu.store.risk.findings import findings
from xingtu.store.risk.inventory import Content, Project, inventory_take
from xingtu.store.risk.schema import open_risk
from xingtu.store.risk.signals import take_kev

AT = "2026-11-20T00:00:00Z"


@pytest.fixture
def city(advisories: sqlite3.Connection) -> sqlite3.Connection:
    holding(advisories, "1.6")
    return advisories


def holding(database: sqlite3.Connection, *versions: str) -> None:
    """The one project now holds these versions of lantern."""
    rows = tuple(held("lantern", version) for version in versions)
    blob = " ".join(versions)
    inventory_take(database, Project("gearsim", "gearsim", blob, AT), [("r.txt", blob, "x@1")], {(blob, "x@1"): Content(rows)})
    evaluate(database, AT)


def found(database: sqlite3.Connection) -> Finding:
    (one,) = [one for one in findings(database) if one.group == "CVE-2026-0001"]
    return one


def said(database: sqlite3.Connection, name: str = "CVE-2026-0001") -> Statement:
    plain = of_the_city(vulnerability=name, package="pkg:pypi/lantern", issued_at="2026-11-21T00:00:00Z")
    (made,) = bound(database, [plain])
    return with_what_is_known(database, made, found(database))


@pytest.mark.parametrize("name", ["CVE-2026-0001", "PYSEC-2026-1"])
def test_any_name_of_the_flaw_will_do(city: sqlite3.Connection, name: str) -> None:
    assert said(city, name).names == {"CVE-2026-0001", "PYSEC-2026-1"}
    assert standing(found(city), [said(city, name)], (), TODAY).state == NOT_TOUCHED


def test_a_name_that_comes_later_is_bound_too_and_one_nobody_knows_stays(city: sqlite3.Connection) -> None:
    made = of_the_city(vulnerability="GHSA-late", package="pkg:pypi/lantern")
    assert bound(city, [made]) == [made]
    assert standing(found(city), [made], (), TODAY).state == OPEN
    take_in(city, state("third"), read(record("GHSA-late", aliases=["CVE-2026-0001"])), {}, whole=True)
    assert standing(found(city), bound(city, [made]), (), TODAY).state == NOT_TOUCHED


def test_two_groups_that_were_joined_are_known_by_their_former_names(city: sqlite3.Connection) -> None:
    made = of_the_city(vulnerability="PYSEC-2026-2", package="pkg:pypi/lantern")
    take_in(city, state("third"), read(record("X-1", aliases=["PYSEC-2026-2", "CVE-2026-0001"])), {}, whole=True)
    (one,) = bound(city, [made])
    assert {"CVE-2026-0001", "PYSEC-2026-1", "X-1"} <= one.names


def test_what_was_known_is_kept(city: sqlite3.Connection) -> None:
    made = said(city)
    assert (made.seen_level, made.seen_kev, made.seen_versions, made.seen_range) == ("", False, ("1.6",), "vers:pypi/<2.1")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (touches("lamp", {"introduced": "0"}), "vers:pypi/*"),
        (touches("lamp", {"introduced": "1.0"}, {"last_affected": "1.5"}), "vers:pypi/>=1.0|<=1.5"),
        (
            touches("lamp", {"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "2.0"}, {"fixed": "2.5"}),
            "vers:pypi/<1.0|>=2.0|<2.5",
        ),
        (touches("lamp", {"introduced": "9"}, {"fixed": "10"}, versions=["1.0", "not ordered"]), "vers:pypi/not%20ordered|1.0|>=9|<10"),
    ],
)
def test_all_versions_that_are_touched_are_one_range(tmp_path: Path, entry: dict[str, object], expected: str) -> None:
    database = open_risk(tmp_path / "home")
    take_in(database, state(), read(record("A-1", entry)), {}, whole=True)
    blob = [("r.txt", "b", "x@1")]
    rows = tuple(held("lamp", version) for version in ("0.1", "1.0", "2.0", "9"))
    inventory_take(database, Project("p", "p", "b", AT), blob, {("b", "x@1"): Content(rows)})
    evaluate(database, AT)
    (one,) = findings(database)
    assert touched_range(database, one) == expected
    database.close()


def test_a_bump_inside_what_was_touched_survives_and_a_widened_range_does_not(city: sqlite3.Connection) -> None:
    made = said(city)
    holding(city, "1.9")
    assert standing(found(city), [made], (), TODAY).state == NOT_TOUCHED
    holding(city, "2.2")
    wider = record(
        "PYSEC-2026-1",
        touches("lantern", {"introduced": "0"}, {"fixed": "2.5"}),
        modified="2026-11-22T00:00:00Z",
        aliases=["CVE-2026-0001"],
    )
    take_in(city, state(), read(wider), {}, whole=True)
    evaluate(city, AT)
    assert standing(found(city), [made], (), TODAY).reopened_because == (WIDENED,)


def test_a_higher_level_or_exploitation_opens_it_again(city: sqlite3.Connection) -> None:
    made = said(city)
    take_kev(city, [Kev("CVE-2026-0001", "2026-11-24", "2026-12-15", ransomware=False)], state("kev"))
    grave = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]
    worse = record(
        "PYSEC-2026-1", touches("lantern", {"introduced": "0"}, {"fixed": "2.1"}), aliases=["CVE-2026-0001"], severity=grave,
        modified="2026-11-22T00:00:00Z",
    )  # fmt: skip
    take_in(city, state(), read(worse), {}, whole=True)
    evaluate(city, AT)
    assert standing(found(city), [made], (), TODAY).reopened_because == (WORSE, EXPLOITED)
