"""Do findings begin and end when they should, with the right cause, and does nothing else change?"""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packaging.version import Version

from tests.store.risk.advisory_texts import held, read, record, state, touches
from xingtu.risk.reasons import why
from xingtu.store.risk.advisories import take_in
from xingtu.store.risk.evaluation import evaluate, touched_now
from xingtu.store.risk.findings import findings
from xingtu.store.risk.inventory import Content, Project, inventory_take, project_leave
from xingtu.store.risk.lookups import projects_touched
from xingtu.store.risk.schema import open_risk

OLD = record("GHSA-1", touches("django", {"introduced": "0"}, {"fixed": "4.2"}))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = open_risk(tmp_path)
    yield opened
    opened.close()


def publish(database: sqlite3.Connection, *records: dict[str, Any]) -> None:
    take_in(database, state(), read(*records), {}, whole=True)


def push(database: sqlite3.Connection, project: str, *versions: tuple[str, ...]) -> None:
    blob = f"{project}-{versions}"
    inventory_take(
        database, Project(project, project, "tip", "2026-01-01T00:00:00Z"), [("requirements.txt", blob, "requirements")],
        {(blob, "requirements"): Content(tuple(held(*one) for one in versions))},
    )  # fmt: skip


def causes(database: sqlite3.Connection, at: str = "2026-01-02T00:00:00Z") -> tuple[list[str], list[str]]:
    found = evaluate(database, at)
    return [one.cause for one in found.opened], [one.cause for one in found.closed]


def test_what_is_found_at_the_first_look_is_said_to_be_first_seen(database: sqlite3.Connection) -> None:
    publish(database, OLD)
    push(database, "a", ("django", "4.1"))
    assert causes(database) == (["first_seen"], [])
    assert causes(database) == ([], [])


def test_an_upgrade_ends_a_finding_and_an_older_version_that_is_touched_too_does_not(database: sqlite3.Connection) -> None:
    publish(database, OLD)
    push(database, "a", ("django", "4.1"))
    causes(database)
    push(database, "a", ("django", "4.0"))
    assert causes(database) == ([], [])
    push(database, "a", ("django", "4.2"))
    assert causes(database) == ([], ["upgraded"])
    push(database, "a", ("django", "3.0"))
    assert causes(database) == (["version_changed"], [])
    push(database, "a")
    assert causes(database) == ([], ["removed"])
    push(database, "a", ("django", "3.0"))
    assert causes(database) == (["dependency_added"], [])


def test_an_advisory_that_is_new_wider_narrower_or_withdrawn_is_told_apart(database: sqlite3.Connection) -> None:
    push(database, "a", ("django", "4.1"), ("flask", "1.0"))
    causes(database)
    publish(database, OLD)
    assert causes(database) == (["advisory_published"], [])
    publish(database, record("GHSA-1", touches("django", {"introduced": "0"}, {"fixed": "4.0"}), modified="2026-01-02T00:00:00Z"))
    assert causes(database) == ([], ["advisory_narrowed"])
    publish(database, OLD | {"modified": "2026-01-03T00:00:00Z"})
    assert causes(database) == (["advisory_widened"], [])
    publish(database, OLD | {"modified": "2026-01-04T00:00:00Z", "withdrawn": "2026-01-04T00:00:00Z"})
    assert causes(database) == ([], ["withdrawn"])


def test_two_names_of_one_flaw_are_one_finding_also_when_that_is_learnt_later(database: sqlite3.Connection) -> None:
    second = record("PYSEC-1", touches("django", {"introduced": "0"}, {"fixed": "4.2"}))
    publish(database, OLD, second)
    push(database, "a", ("django", "4.1"))
    assert causes(database) == (["first_seen", "first_seen"], [])
    publish(database, OLD, second | {"aliases": ["GHSA-1"], "modified": "2026-01-02T00:00:00Z"})
    assert causes(database) == ([], ["joined"])
    assert database.execute("SELECT count(*) FROM finding WHERE closed_at = ''").fetchone() == (1,)


@pytest.mark.parametrize("name", ["", " ", "none yet", "?"])
def test_what_is_no_id_joins_no_flaws(database: sqlite3.Connection, name: str) -> None:
    publish(database, record("PYSEC-1", touches("a"), aliases=[name]), record("PYSEC-2", touches("b"), aliases=[name], upstream=[name]))
    assert database.execute("SELECT count(DISTINCT gid) FROM advisory").fetchone() == (2,)
    assert database.execute("SELECT count(*) FROM name WHERE name = ?", (name,)).fetchone() == (0,)


def test_a_project_that_leaves_ends_its_findings_and_keeps_its_history(database: sqlite3.Connection) -> None:
    publish(database, OLD)
    push(database, "a", ("django", "4.1"))
    causes(database)
    project_leave(database, "a", "2026-01-03T00:00:00Z")
    assert causes(database) == ([], ["project_left"])
    assert database.execute("SELECT count(*) FROM finding").fetchone() == (1,)


def test_a_record_that_cannot_be_read_today_keeps_what_it_said_yesterday(database: sqlite3.Connection) -> None:
    publish(database, OLD)
    push(database, "a", ("django", "4.1"))
    causes(database)
    take_in(database, state(mark="2"), [], {"GHSA-1": "不是 JSON"}, whole=True)
    assert causes(database) == ([], [])


def test_a_killed_import_changes_nothing(database: sqlite3.Connection) -> None:
    publish(database, OLD)

    def torn() -> Iterator[Any]:
        yield from read(record("GHSA-2", touches("django", {"introduced": "0"})))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_in(database, state(mark="2"), torn(), {}, whole=True)
    assert database.execute("SELECT id, mark FROM advisory JOIN source_state USING (source)").fetchall() == [("GHSA-1", "1")]


versions = st.sampled_from(["0", "0.9", "1.0a1", "1.0", "1.0.0", "1.0.1", "1.1", "2.0", "2.0.post1", "10.0"])
events = st.lists(st.tuples(st.sampled_from(["introduced", "fixed", "last_affected"]), versions), min_size=1, max_size=5).map(
    lambda found: [{"introduced": "0"}, *({kind: version} for kind, version in found)]
)
advisories = st.lists(st.tuples(events, st.lists(versions, max_size=2)), min_size=1, max_size=5)


def is_vulnerable(version: str, said: tuple[Sequence[dict[str, str]], Sequence[str]]) -> bool:
    """OSV's pseudo-code, with packaging alone: the reference the ranks are compared with."""
    ranges, listed = said
    if any(Version(version) == Version(one) for one in listed):
        return True
    order = {"introduced": 0, "fixed": 1, "last_affected": 1}
    flat = [next(iter(event.items())) for event in ranges]
    flat.sort(key=lambda event: (event[1] != "0", Version(event[1]), order[event[0]]))
    vulnerable = False
    for kind, boundary in flat:
        before_all = boundary == "0"
        at, mine = Version(boundary), Version(version)
        if kind == "introduced" and (before_all or mine >= at):
            vulnerable = True
        elif (kind == "fixed" and (before_all or mine >= at)) or (kind == "last_affected" and (before_all or mine > at)):
            vulnerable = False
    return vulnerable


@given(said=advisories, order=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ranks_say_what_the_schemas_own_algorithm_says_in_whatever_order_records_come(
    tmp_path_factory: pytest.TempPathFactory, said: list[Any], order: Any
) -> None:
    held_versions = ["0.1", "0.9", "1.0a1", "1.0", "1.0.1", "1.0.5", "1.1", "2.0", "2.0.post1", "3.0", "10.0"]
    records = [record(f"X-{n}", touches("thing", *ranges, versions=listed)) for n, (ranges, listed) in enumerate(said)]
    answers = []
    for shuffled in (False, True):
        database = open_risk(tmp_path_factory.mktemp("risk"))
        if shuffled:
            order.shuffle(records)
        push(database, "a", *(("thing", one) for one in held_versions))
        publish(database, *records)
        names = dict(database.execute("SELECT cid, version FROM component"))
        ids = dict(database.execute("SELECT aid, id FROM advisory"))
        answers.append({(names[cid], ids[aid]) for cid, aid in touched_now(database)})
        database.close()
    expected = {(one, f"X-{n}") for one in held_versions for n, about in enumerate(said) if is_vulnerable(one, about)}
    assert answers == [expected, expected]


def test_how_it_is_fixed_is_told_of_the_release_that_is_held(database: sqlite3.Connection) -> None:
    old, new = "openEuler:22.03-LTS", "openEuler:24.03-LTS-SP1"
    publish(database, record(
        "OESA-1", touches("kernel", {"introduced": "0"}, {"fixed": "6.6.0-90"}, ecosystem=new),
        touches("kernel", {"introduced": "0"}, {"fixed": "5.10.0-300"}, ecosystem=old),
    ))  # fmt: skip
    push(database, "a", ("kernel", "5.10.0-1", new))
    push(database, "b", ("kernel", "5.10.0-1", "openEuler"))
    evaluate(database, "2026-01-02T00:00:00Z")
    found = {one.project: one for one in findings(database)}
    assert {name: one.fixed for name, one in found.items()} == {"a": ("6.6.0-90",), "b": ("5.10.0-300", "6.6.0-90")}
    assert [reason.range for reason in why(database, found["a"].fid).reasons] == ["< 6.6.0-90"]
    assert [reason.range for reason in why(database, found["b"].fid).reasons] == ["< 5.10.0-300", "< 6.6.0-90"]


def test_a_release_no_record_names_is_every_release(database: sqlite3.Connection) -> None:
    publish(database, record(
        "OESA-1", touches("kernel", {"introduced": "0"}, {"fixed": "6.6.0-90"}, ecosystem="openEuler:24.03-LTS-SP1"),
        touches("bash", {"introduced": "0"}, ecosystem="openEuler:22.03-LTS"),
    ))  # fmt: skip
    push(database, "a", ("kernel", "6.6.0-1", "openEuler:24.03"))
    push(database, "b", ("kernel", "6.6.0-1", "openEuler:22.03-LTS"))
    evaluate(database, "2026-01-02T00:00:00Z")
    (found,) = findings(database)
    assert (found.project, found.fixed) == ("a", ("6.6.0-90",))
    assert [reason.range for reason in why(database, found.fid).reasons] == ["< 6.6.0-90"]
    assert len(projects_touched(database, [aid for (aid,) in database.execute("SELECT aid FROM advisory")])) == 1


def test_a_revision_that_changes_nothing_groups_nothing_anew(database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(database, OLD)
    called: list[object] = []
    monkeypatch.setattr("xingtu.store.risk.advisories.regroup", called.append)
    publish(database, OLD)
    assert called == []
    publish(database)
    assert len(called) == 1


def test_a_listed_version_inside_or_outside_of_many_ranges_is_touched(database: sqlite3.Connection) -> None:
    ranges = [touches("q", {"introduced": f"{at}.0"}, {"fixed": f"{at}.5"})["ranges"][0] for at in range(5)]
    publish(database, record("PYSEC-1", {**touches("q", versions=["1.2", "2.5", "9"]), "ranges": ranges}))
    push(database, "a", ("q", "1.2"), ("q", "2.5"), ("q", "2.6"), ("q", "9"))
    versions = dict(database.execute("SELECT cid, version FROM component"))
    assert {versions[cid] for cid, _ in touched_now(database)} == {"1.2", "2.5", "9"}
