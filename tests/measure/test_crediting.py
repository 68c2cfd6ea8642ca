from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import ibis
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import HealthCheck, given, settings

from xingtu.facts.changes import Change
from xingtu.facts.line_credit import LineCredit
from xingtu.measure.crediting import credit
from xingtu.store.schema import arrow_schema, arrow_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.measure.conftest import World
    from xingtu.facts.file_changes import FileChange

    FileMaker = Callable[..., FileChange]

SLOW_EXPRESSIONS = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def only(table: pa.Table, commit: str) -> dict[str, Any]:
    (row,) = (row for row in table.to_pylist() if row["commit"] == commit)
    return row


def test_a_bots_commit_is_a_bots_whatever_else_it_is(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A")
    world.commit("up", "bbbbbbb2", patch="A", actor="ai_agent", is_import=True)
    assert world.classes()["up@bbbbbbb2"] == "bot"
    assert world.reasons()["up@bbbbbbb2"] == "ai_agent"


def test_history_from_another_root_is_an_import_before_it_is_a_duplicate(world: World) -> None:
    world.commit("up", "aaaaaaa1", patch="A")
    world.commit("up", "bbbbbbb2", patch="A", is_import=True)
    assert world.classes() == {"up@aaaaaaa1": None, "up@bbbbbbb2": "import"}


def test_a_huge_commit_of_new_files_waits_for_a_person(world: World, changed_file: FileMaker) -> None:
    new, old = changed_file(added=9_000, status="A"), changed_file(added=1_000)
    world.commit("up", "aaaaaaa1", files=[new, old])
    world.commit("up", "bbbbbbb2", files=[changed_file(added=8_999, status="A"), changed_file(added=1_001)])
    world.commit("up", "ccccccc3", files=[changed_file(added=9_999, status="A")])
    changes, _ = world.credited()
    assert only(changes, "aaaaaaa1")["bulk"]
    assert "可由人恢复" in only(changes, "aaaaaaa1")["reason"]
    assert world.classes() == {"up@aaaaaaa1": "import", "up@bbbbbbb2": None, "up@ccccccc3": None}


def test_merges_and_side_branches_are_no_changes(world: World) -> None:
    world.commit("up", "aaaaaaa1", merge=True)
    world.commit("up", "bbbbbbb2", on_default=False)
    assert world.classes() == {}


def test_a_merge_by_the_author_is_a_self_merge(world: World) -> None:
    world.commit("up", "aaaaaaa1", author="li", landed_by="eeeeeee5")
    world.commit("up", "bbbbbbb2", author="wu", landed_by="eeeeeee5")
    world.commit("up", "eeeeeee5", author="li", merge=True)
    world.commit("up", "ccccccc3", author="li")
    changes, _ = world.credited()
    assert [only(changes, commit)["self_merged"] for commit in ("aaaaaaa1", "bbbbbbb2", "ccccccc3")] == [True, False, None]


def test_an_unread_diff_stays_a_change_that_says_so(world: World) -> None:
    world.commit("up", "aaaaaaa1", measured=False, files=[])
    changes, lines = world.credited()
    assert only(changes, "aaaaaaa1")["counted"]
    assert not only(changes, "aaaaaaa1")["measured"]
    assert lines.num_rows == 0


def test_a_file_marked_generated_once_is_generated_in_its_whole_repository(world: World, changed_file: FileMaker) -> None:
    world.commit("up", "aaaaaaa1", files=[changed_file("src/tables.c")])
    world.commit("up", "bbbbbbb2", files=[changed_file("src/tables.c", generated_marker=True)])
    world.commit("other", "ccccccc3", files=[changed_file("src/tables.c")])
    _, lines = world.credited()
    assert (only(lines, "aaaaaaa1")["taken_by"], only(lines, "aaaaaaa1")["reason"]) == ("generated", "generated-marker")
    assert only(lines, "ccccccc3")["credited_added"] == 10


def test_vendored_goes_before_generated_and_generated_before_data(world: World, changed_file: FileMaker) -> None:
    files = [
        changed_file("vendor/z.c", path_class="vendored", path_rule="vendor-folder", generated_marker=True),
        changed_file("src/words.json", path_class="data", path_rule="data-files", generated_marker=True),
        changed_file("src/a.pb.go", path_class="generated", path_rule="protobuf"),
        changed_file("src/b.json", path_class="data", path_rule="data-files"),
    ]
    world.commit("up", "aaaaaaa1", files=files)
    _, lines = world.credited()
    assert lines["taken_by"].to_pylist() == ["vendored", "generated", "generated", "data"]
    assert lines["reason"].to_pylist() == ["vendor-folder", "generated-marker", "protobuf", "data-files"]


def test_what_is_neither_white_space_nor_moved_is_credited(world: World, changed_file: FileMaker) -> None:
    parts = {"whitespace_added": 2, "whitespace_deleted": 1, "moved_added": 3, "moved_deleted": 4}
    world.commit("up", "aaaaaaa1", files=[changed_file(added=10, deleted=9, **parts)])
    _, lines = world.credited()
    row = only(lines, "aaaaaaa1")
    assert (row["credited_added"], row["credited_deleted"]) == (5, 4)


def test_a_class_that_takes_the_row_leaves_no_parts(world: World, changed_file: FileMaker) -> None:
    world.commit("up", "aaaaaaa1", actor="bot", files=[changed_file(added=10, whitespace_added=4)])
    _, lines = world.credited()
    row = only(lines, "aaaaaaa1")
    assert (row["taken_by"], row["added"], row["whitespace_added"], row["credited_added"]) == ("bot", 10, 0, 0)


COMMITS = st.lists(
    st.fixed_dictionaries(
        {
            "repository": st.sampled_from(["up", "fork", "mirror"]),
            "patch": st.sampled_from(["A", "B", "inverse of A", "inverse of B", None]),
            "names": st.none() | st.integers(0, 12),
            "actor": st.sampled_from(["person", "person", "person", "bot"]),
            "period": st.sampled_from(["before", "inside", "inside", "after"]),
            "is_import": st.sampled_from([False, False, False, True]),
            "day": st.integers(0, 5),
            "files": st.lists(
                st.tuples(
                    st.integers(0, 20),
                    st.integers(0, 20),
                    st.integers(0, 9),
                    st.integers(0, 9),
                    st.sampled_from([None, "vendored", "generated", "data"]),
                    st.booleans(),
                ),
                max_size=3,
            ),
        }
    ),
    min_size=1,
    max_size=12,
)


def tell(world: World, changed_file: FileMaker, commits: list[dict[str, Any]]) -> World:
    for number, commit in enumerate(commits):
        patch, names = commit["patch"], commit["names"]
        inverse = None if patch is None else patch.removeprefix("inverse of ") if patch.startswith("inverse") else f"inverse of {patch}"
        files = [
            changed_file(
                f"src/{place}.c",
                added,
                deleted,
                path_class=path_class,
                path_rule=path_class,
                generated_marker=marker,
                whitespace_added=min(space, added // 2),
                whitespace_deleted=min(space, deleted // 2),
                moved_added=min(moved, added // 2),
                moved_deleted=min(moved, deleted // 2),
            )
            for place, (added, deleted, space, moved, path_class, marker) in enumerate(commit["files"])
        ]
        world.commit(
            commit["repository"],
            f"{number:07x}c",
            patch=patch,
            inverse=inverse,
            reverts=None if names is None else f"{names:07x}",
            actor=commit["actor"],
            period=commit["period"],
            is_import=commit["is_import"],
            day=commit["day"],
            files=files,
        )
    return world


@SLOW_EXPRESSIONS
@given(commits=COMMITS)
def test_gross_is_the_sum_of_the_classes_always(new_world: type[World], changed_file: FileMaker, commits: list[dict[str, Any]]) -> None:
    world = tell(new_world(), changed_file, commits)
    changes, lines = world.credited()
    assert changes.num_rows == len(world.rows["commits"])
    assert lines.num_rows == len(world.rows["file_changes"])
    taken = {(row["repository"], row["commit"]): row["taken_by"] for row in changes.to_pylist()}
    for row in lines.to_pylist():
        whole_commit = taken[row["repository"], row["commit"]]
        assert whole_commit is None or row["taken_by"] == whole_commit
        for side in ("added", "deleted"):
            parts = row[f"whitespace_{side}"] + row[f"moved_{side}"] + row[f"credited_{side}"]
            assert row[side] == (parts if row["taken_by"] is None else row[side])
            assert parts == 0 or row["taken_by"] is None
            assert row[f"credited_{side}"] >= 0
    gross = sum(file.added for file in world.rows["file_changes"])
    assert gross == (pc.sum(lines["added"]).as_py() or 0)


@SLOW_EXPRESSIONS
@given(commits=COMMITS, seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    new_world: type[World], changed_file: FileMaker, commits: list[dict[str, Any]], seed: Random
) -> None:
    world = tell(new_world(), changed_file, commits)
    before = world.credited()
    for rows in world.rows.values():
        seed.shuffle(rows)
    assert world.credited() == before


@SLOW_EXPRESSIONS
@given(commits=COMMITS, copied=st.sets(st.integers(0, 11)))
def test_a_later_fork_moves_no_number_of_the_originals(
    new_world: type[World], changed_file: FileMaker, commits: list[dict[str, Any]], copied: set[int]
) -> None:
    world = tell(new_world(), changed_file, commits)
    before = world.credited()
    fork = tell(new_world(), changed_file, commits)
    fork.repository("late fork")
    for number in sorted(copied & set(range(len(commits)))):
        commit = commits[number]
        again = {"patch": commit["patch"] or f"patch of {number:07x}c", "day": 9, "period": "inside"}
        fork.commit("late fork", f"{number:07x}c", **again)  # the same commit
        fork.commit("late fork", f"{number:07x}d", **again)  # rebased or cherry-picked
    after = fork.credited()
    for old, new in zip(before, after, strict=True):
        assert new.filter(pc.not_equal(new["repository"], "late fork")).equals(old)


@SLOW_EXPRESSIONS
@given(commits=COMMITS)
def test_a_patch_is_counted_at_most_once(new_world: type[World], changed_file: FileMaker, commits: list[dict[str, Any]]) -> None:
    world = tell(new_world(), changed_file, commits)
    changes, lines = world.credited()
    with_lines = {(row["repository"], row["commit"]) for row in lines.to_pylist() if row["added"] + row["deleted"]}
    counted = {(row["repository"], row["commit"]) for row in changes.to_pylist() if row["counted"]} & with_lines
    patches = [row.patch_id for row in world.rows["commits"] if (row.repository, row.commit) in counted]
    assert len(set(patches)) == len(patches)


def test_one_call_gives_both_tables(world: World) -> None:
    world.commit("up", "aaaaaaa1")
    connection = ibis.duckdb.connect()
    tables = {}
    for name, rows in world.rows.items():
        connection.con.register(name, arrow_table(type(rows[0]), rows))
        tables[name] = connection.table(name)
    changes, lines = (table.to_pyarrow() for table in credit(tables, world.limits))
    assert (changes.cast(arrow_schema(Change)), lines.cast(arrow_schema(LineCredit))) == world.credited()
