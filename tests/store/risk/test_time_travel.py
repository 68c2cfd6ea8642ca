"""Is what stands open after any sequence of revisions and pushes what a fresh look at the last state would open?"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.risk.advisory_texts import held, read, record, state, touches
from tests.store.risk.contents import contents
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.evaluation import evaluate
from xingtu.store.risk.events import events_after
from xingtu.store.risk.inventory import Content, Project, inventory_take
from xingtu.store.risk.schema import open_risk

IDS = ["GHSA-1", "PYSEC-2", "CVE-3", "OSV-4"]
PACKAGES = ["django", "flask"]
VERSIONS = ["1.0", "2.0", "3.0", "dog"]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_risk(tmp_path)) as opened:
        yield opened


def publish(database: sqlite3.Connection, records: list[dict[str, Any]], mark: str = "1") -> None:
    take_in(database, state(mark=mark), read(*records), {}, whole=True)


def push(database: sqlite3.Connection, project: str, *pins: tuple[str, str]) -> None:
    content = Content(tuple(held(*pin) for pin in pins))
    inventory_take(
        database, Project(project, project, "tip", "2026-01-01T00:00:00Z"), [("requirements.txt", repr(pins), "requirements")],
        {(repr(pins), "requirements"): content},
    )  # fmt: skip


def standing(database: sqlite3.Connection) -> list[tuple[str, str, str]]:
    return database.execute(
        "SELECT project.id, package.name, alias_group.id FROM finding JOIN project USING (prid) JOIN package USING (pid) "
        "JOIN alias_group USING (gid) WHERE closed_at = '' ORDER BY 1, 2, 3"
    ).fetchall()


events = st.sampled_from(
    [[{"introduced": "0"}], [{"introduced": "0"}, {"fixed": "2.0"}], [{"introduced": "2.0"}, {"last_affected": "3.0"}], []]
)
affected = st.builds(
    lambda package, events, versions: touches(package, *events, versions=versions),
    st.sampled_from(PACKAGES),
    events,
    st.lists(st.sampled_from(VERSIONS), max_size=2),
)
records = st.dictionaries(
    st.sampled_from(IDS),
    st.tuples(st.lists(affected, max_size=2), st.lists(st.sampled_from(IDS), max_size=2), st.booleans()),
    max_size=4,
).map(
    lambda found: [
        record(ident, *about, aliases=sorted(set(aliases) - {ident}), **({"withdrawn": "2026-01-01T00:00:00Z"} if withdrawn else {}))
        for ident, (about, aliases, withdrawn) in found.items()
    ]
)
pins = st.lists(st.tuples(st.sampled_from(PACKAGES), st.sampled_from(VERSIONS)), max_size=3)
step = st.tuples(records, st.tuples(st.sampled_from(["a", "b"]), pins))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=1, max_size=5))
def test_what_stands_open_is_what_a_fresh_look_would_open(tmp_path_factory: pytest.TempPathFactory, steps: list[Any]) -> None:
    held_now: dict[str, Any] = {}
    with closing(open_risk(tmp_path_factory.mktemp("long"))) as database:
        for number, (published, (project, pushed)) in enumerate(steps):
            publish(database, published, str(number))
            push(database, project, *pushed)
            held_now[project] = pushed
            evaluate(database, f"2026-01-{number + 1:02}T00:00:00Z")
            assert evaluate(database, "2026-02-01T00:00:00Z").opened == ()
        found = standing(database)
        told = events_after(database, 0)
    with closing(open_risk(tmp_path_factory.mktemp("fresh"))) as database:
        publish(database, steps[-1][0])
        for project, pushed in held_now.items():
            push(database, project, *pushed)
        evaluate(database, "2026-03-01T00:00:00Z")
        assert found == standing(database)
    began = [event.fid for event in told if event.kind in {"new", "malicious"}]
    ended = [event.fid for event in told if event.kind in {"closed", "retracted"}]
    assert len(set(began)) == len(began)
    assert len(set(ended)) == len(ended)
    assert set(ended) <= set(began)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(published=records, order=st.randoms(use_true_random=False), first=st.booleans())
def test_the_order_of_records_and_whether_projects_come_before_them_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, published: list[Any], order: Any, *, first: bool
) -> None:
    said = []
    for shuffled in (False, True):
        if shuffled:
            order.shuffle(published)
        with closing(open_risk(tmp_path_factory.mktemp("risk"))) as database:
            if first and shuffled:
                push(database, "a", *((package, version) for package in PACKAGES for version in VERSIONS))
            publish(database, published)
            if not (first and shuffled):
                push(database, "a", *((package, version) for package in PACKAGES for version in VERSIONS))
            evaluate(database, "2026-01-02T00:00:00Z")
            said.append(contents(database))
    assert said[0] == said[1]


def test_a_flaw_that_turns_out_to_be_two_stays_open_under_its_name_and_the_other_begins(database: sqlite3.Connection) -> None:
    first, second = (record(ident, touches("django", {"introduced": "0"})) for ident in ("CVE-1", "GHSA-2"))
    publish(database, [first, second | {"aliases": ["CVE-1"]}])
    push(database, "a", ("django", "1.0"))
    evaluate(database, "2026-01-01T00:00:00Z")
    assert standing(database) == [("a", "django", "CVE-1")]
    publish(database, [first, second | {"modified": "2026-01-03T00:00:00Z"}], "2")
    found = evaluate(database, "2026-01-03T00:00:00Z")
    assert standing(database) == [("a", "django", "CVE-1"), ("a", "django", "GHSA-2")]
    assert ([one.cause for one in found.opened], found.closed) == (["advisory_widened"], ())


def test_the_mirror_as_it_was_gives_the_answer_it_gave(database: sqlite3.Connection, tmp_path: Path) -> None:
    old = [record("GHSA-1", touches("django", {"introduced": "0"}, {"fixed": "2.0"}))]
    new = [record("GHSA-1", touches("django", {"introduced": "0"}, {"fixed": "3.0"}), modified="2026-01-02T00:00:00Z")]
    answers = []
    for home in ("first", "again"):
        with closing(open_risk(tmp_path / home)) as past:
            publish(past, old)
            push(past, "a", ("django", "1.0"), ("django", "2.0"))
            if home == "first":
                evaluate(past, "2026-01-01T00:00:00Z")
                answers.append(contents(past))
                publish(past, new, "2")
                evaluate(past, "2026-01-02T00:00:00Z")
            else:
                evaluate(past, "2026-01-01T00:00:00Z")
                answers.append(contents(past))
    assert answers[0] == answers[1]
