"""Does every match agree with the OSV schema's own algorithm, written a second time without anything of ours?"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.risk.oracle import COMPARE, Unordered, compare_semver, is_vulnerable
from tests.store.risk.advisory_texts import held, read, record, state, touches
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.evaluation import touched_now
from xingtu.store.risk.inventory import Content, Project, inventory_take
from xingtu.store.risk.lookups import Matcher, projects_touched
from xingtu.store.risk.schema import open_risk
from xingtu.versions import compare_versions

PYPI = ["0", "0.9", "1.0.dev1", "1.0a1", "1.0", "1.0.0", "1.0+local.1", "1.0.post1", "1.1", "2!0.1", "10.0", "2004d-x", "1.0-rc.1"]
SEMVER = [
    "0", "0.0.0-alpha", "0.0.0", "0.0.0-20220101000000-abcdefabcdef", "0.1.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-rc.1", "1.0.0",
    "1.0.0+build.5", "2.0.0+incompatible", "1.9.0", "1.10.0", "1.0", "2", "1.0.0-0.20210101000000-aaaaaaaaaaaa", "not-a-version",
]  # fmt: skip
TEXTS = {"PyPI": PYPI, "Go": SEMVER, "crates.io": SEMVER, "npm": SEMVER}

HAND_WRITTEN: Sequence[tuple[str, Sequence[dict[str, str]], Sequence[str]]] = [
    ("introduced and fixed at one version mean nothing", [{"introduced": "1.0.0"}, {"fixed": "1.0.0"}], []),
    ("zero comes before every pre-release of zero", [{"introduced": "0"}, {"fixed": "0.0.0-alpha"}], []),
    ("last_affected is inside", [{"introduced": "0"}, {"last_affected": "1.0.0"}], []),
    ("fixed is outside", [{"introduced": "0"}, {"fixed": "1.0.0"}], []),
    ("two times", [{"introduced": "0"}, {"fixed": "0.1.0"}, {"introduced": "1.0.0"}, {"fixed": "1.10.0"}], []),
    ("events in no order", [{"fixed": "1.10.0"}, {"introduced": "1.0.0"}, {"fixed": "0.1.0"}, {"introduced": "0"}], []),
    ("introduced twice is introduced once", [{"introduced": "0"}, {"introduced": "1.0.0"}, {"fixed": "1.9.0"}], []),
    ("fixed twice ends at the first", [{"introduced": "0"}, {"fixed": "1.0.0"}, {"fixed": "1.9.0"}], []),
    ("a limit caps", [{"introduced": "0"}, {"limit": "1.0.0"}], []),
    ("of several limits the greatest caps", [{"introduced": "0"}, {"limit": "0.1.0"}, {"limit": "1.0.0"}], []),
    ("a star limits nothing", [{"introduced": "0"}, {"limit": "*"}], []),
    ("fixed at zero is never", [{"introduced": "0"}, {"fixed": "0"}], []),
    ("last affected at zero is never", [{"introduced": "0"}, {"last_affected": "0"}], []),
    ("a list alone", [], ["1.0.0", "not-a-version"]),
    ("a list beside a range that does not hold it", [{"introduced": "0"}, {"fixed": "0.1.0"}], ["1.9.0"]),
    ("a listed version written otherwise is the same version", [], ["1.0"]),
    ("a boundary that is no version makes the range say nothing", [{"introduced": "0"}, {"fixed": "not-a-version"}], ["1.9.0"]),
    ("only the pre-releases of one version", [{"introduced": "1.0.0-alpha"}, {"fixed": "1.0.0"}], []),
    ("from a pre-release on", [{"introduced": "1.0.0-rc.1"}], []),
    ("build metadata in a boundary", [{"introduced": "1.0.0+build.5"}, {"last_affected": "2.0.0+incompatible"}], []),
    ("nothing at all", [], []),
]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = open_risk(tmp_path)
    for ecosystem, texts in TEXTS.items():
        content = Content(tuple(held("thing", version, ecosystem) for version in texts))
        project = Project(ecosystem, ecosystem, "tip", "2026-01-01T00:00:00Z")
        inventory_take(opened, project, [("lock", ecosystem, "p")], {(ecosystem, "p"): content})
    yield opened
    opened.close()


def ours(database: sqlite3.Connection, ecosystem: str, records: Sequence[dict[str, Any]]) -> set[tuple[str, str]]:
    """Over the same database again and again: what was published before is replaced and must leave nothing."""
    take_in(database, state(), read(*records), {}, whole=True)
    versions = dict(database.execute("SELECT cid, version FROM component JOIN package USING (pid) WHERE ecosystem = ?", (ecosystem,)))
    ids = dict(database.execute("SELECT aid, id FROM advisory"))
    return {(versions[cid], ids[aid]) for cid, aid in touched_now(database)}


def theirs(ecosystem: str, records: Sequence[dict[str, Any]]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """What is touched, and what can be told neither way because it has no place in the order."""
    touched, unclear = set(), set()
    for version, said in product(TEXTS[ecosystem], records):
        try:
            touched |= {(version, said["id"])} if is_vulnerable(ecosystem, "thing", version, said) else set()
        except Unordered:
            unclear.add((version, said["id"]))
    return touched, unclear


@pytest.mark.parametrize("ecosystem", COMPARE)
def test_hand_written_records_touch_what_the_schema_says(database: sqlite3.Connection, ecosystem: str) -> None:
    records = [
        record(f"X-{number}", touches("thing", *events, ecosystem=ecosystem, versions=listed))
        for number, (_, events, listed) in enumerate(HAND_WRITTEN)
    ]
    found, (expected, unclear) = ours(database, ecosystem, records), theirs(ecosystem, records)
    words = {f"X-{number}": name for number, (name, _, _) in enumerate(HAND_WRITTEN)}
    assert {(version, words[ident]) for version, ident in (found ^ expected) - unclear} == set()
    assert len(found) > len(HAND_WRITTEN)


def said_of(ecosystem: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    boundary = st.sampled_from(TEXTS[ecosystem])
    kinds = st.sampled_from(["introduced", "fixed", "last_affected", "limit"])
    event = st.tuples(kinds, boundary).map(lambda pair: {pair[0]: pair[1]})
    events = st.lists(event, max_size=5).map(lambda found: [{"introduced": "0"}, *found])
    affected = st.tuples(st.lists(events, max_size=2), st.lists(boundary, max_size=2)).map(
        lambda pair: {
            "package": {"ecosystem": ecosystem, "name": "thing"},
            "ranges": [{"type": "ECOSYSTEM", "events": events} for events in pair[0]],
            "versions": pair[1],
        }
    )
    withdrawn = st.sampled_from([{}, {}, {}, {"withdrawn": "2026-01-01T00:00:00Z"}])
    one = st.tuples(st.lists(affected, max_size=2), withdrawn)
    return st.lists(one, min_size=1, max_size=6).map(
        lambda found: [record(f"X-{number}", *about, **more) for number, (about, more) in enumerate(found)]
    )


@pytest.mark.parametrize("ecosystem", COMPARE)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_generated_records_touch_what_the_schema_says(database: sqlite3.Connection, ecosystem: str, data: st.DataObject) -> None:
    records = data.draw(said_of(ecosystem))
    expected, unclear = theirs(ecosystem, records)
    assert ours(database, ecosystem, records) - unclear == expected


def test_what_is_said_of_all_versions_is_said_of_those_without_an_order_too(database: sqlite3.Connection) -> None:
    everything, some = touches("thing", {"introduced": "0"}, ecosystem="npm"), touches("thing", {"introduced": "1.0.0"}, ecosystem="npm")
    assert ("not-a-version", "MAL-1") in ours(database, "npm", [record("MAL-1", everything), record("X-1", some)])
    matcher = Matcher(database)
    assert [one.id for one in matcher.matches("npm", "", "thing", "not-a-version")[0]] == ["MAL-1"]
    (number,) = database.execute("SELECT aid FROM advisory WHERE id = 'MAL-1'").fetchone()
    assert len(projects_touched(database, [number])) == len(TEXTS["npm"])


def test_where_versions_have_no_order_what_is_said_of_all_of_them_is_still_said(database: sqlite3.Connection) -> None:
    action = Content((held("thing", "v4", "GitHub Actions"),))
    inventory_take(database, Project("b", "b", "tip", "2026-01-01T00:00:00Z"), [("w", "w", "p")], {("w", "p"): action})
    everything = touches("thing", {"introduced": "0"}, ecosystem="GitHub Actions")
    some = touches("thing", {"introduced": "0"}, {"fixed": "v5"}, ecosystem="GitHub Actions")
    assert ours(database, "GitHub Actions", [record("X-1", everything), record("X-2", some)]) == {("v4", "X-1")}


identifiers = st.text("019abAZ-", min_size=1, max_size=3)
semantic = st.builds(
    lambda core, pre, build: ".".join(map(str, core)) + (f"-{'.'.join(pre)}" if pre else "") + (f"+{build}" if build else ""),
    st.tuples(*[st.sampled_from([0, 1, 9, 10, 2**70])] * 3),
    st.lists(identifiers, max_size=3),
    st.sampled_from(["", "b1"]),
)


@given(left=semantic, right=semantic)
def test_both_writings_of_semver_order_alike(left: str, right: str) -> None:
    order: Callable[[str, str], int] = compare_semver
    assert compare_versions("npm", left, right) == order(left, right) == -order(right, left)
