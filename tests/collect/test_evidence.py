"""Which lines are white space only, which moved, and which patches are the same?"""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given, settings

from tests.gitrepo import FILE, Repo, chain, lines
from tests.histories import State, states
from xingtu.collect.git import GitDirectory
from xingtu.collect.git_history import Reading
from xingtu.collect.mining import Chunk, read_part

MOVED_MIN = 8
Weights = tuple[int, int, int, int]


def read(repo: Repo, *commits: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    chunk = Chunk("r", repo.path, commits, frozenset(), Reading(moved_min_characters=MOVED_MIN), repo.path / "staging")
    part = read_part(GitDirectory(repo.path), chunk)
    return part.commits.to_pylist(), part.file_changes.to_pylist()


def weights(repo: Repo, commit: str) -> dict[bytes, Weights]:
    """Path → (white space added, deleted, moved added, deleted)."""
    columns = ("whitespace_added", "whitespace_deleted", "moved_added", "moved_deleted")
    return {row["path"]: (row[columns[0]], row[columns[1]], row[columns[2]], row[columns[3]]) for row in read(repo, commit)[1]}


def change(tmp_path: Path, before: dict[bytes, bytes], after: dict[bytes, bytes]) -> dict[bytes, Weights]:
    repo = Repo(tmp_path / "r.git")
    return weights(repo, chain(repo, [before, after])[-1])


CALL = b"call_something(with, arguments);"


def test_a_reindented_line_is_white_space(tmp_path: Path) -> None:
    assert change(tmp_path, {b"a": lines(b"x", CALL)}, {b"a": lines(b"x", b"\t" + CALL)}) == {b"a": (1, 1, 0, 0)}


def test_other_line_endings_are_white_space(tmp_path: Path) -> None:
    assert change(tmp_path, {b"a": b"one\ntwo\n"}, {b"a": b"one\r\ntwo\r\n"}) == {b"a": (2, 2, 0, 0)}


def test_blanks_inside_a_line_are_white_space(tmp_path: Path) -> None:
    assert change(tmp_path, {b"a": b"f(a,b)\n"}, {b"a": b"f( a, b )\n"}) == {b"a": (1, 1, 0, 0)}


def test_a_line_moved_inside_its_file_is_white_space(tmp_path: Path) -> None:
    numbers = [b"number %d" % number for number in range(9)]
    assert change(tmp_path, {b"a": lines(CALL, *numbers)}, {b"a": lines(*numbers, CALL)}) == {b"a": (1, 1, 0, 0)}


def test_a_line_moved_to_another_file_is_moved_indented_or_not(tmp_path: Path) -> None:
    found = change(tmp_path, {b"a": lines(b"x", CALL), b"b": b"y\n"}, {b"a": b"x\n", b"b": lines(b"y", b"    " + CALL)})
    assert found == {b"a": (0, 0, 0, 1), b"b": (0, 0, 1, 0)}


def test_a_short_line_never_counts_as_moved(tmp_path: Path) -> None:
    assert change(tmp_path, {b"a": b"x\nreturn x\n", b"b": b"y\n"}, {b"a": b"x\n", b"b": b"y\nreturn x\n"}) == {
        b"a": (0, 0, 0, 0),
        b"b": (0, 0, 0, 0),
    }


def test_a_line_copied_once_is_moved_once(tmp_path: Path) -> None:
    found = change(tmp_path, {b"a": lines(b"x", CALL), b"b": b"y\n"}, {b"a": b"x\n", b"b": lines(b"y", CALL, CALL, CALL)})
    assert found == {b"a": (0, 0, 0, 1), b"b": (0, 0, 1, 0)}


def test_a_line_is_moved_only_from_one_character_more_than_the_limit(tmp_path: Path) -> None:
    found = change(
        tmp_path, {b"a": lines(b"x", b"12345678", b"123456789"), b"b": b"y\n"}, {b"a": b"x\n", b"b": lines(b"y", b"12345678", b"123456789")}
    )
    assert found == {b"a": (0, 0, 0, 1), b"b": (0, 0, 1, 0)}


def test_a_line_that_arrives_in_two_files_came_from_one(tmp_path: Path) -> None:
    found = change(
        tmp_path, {b"a": lines(b"x", CALL), b"b": b"y\n", b"c": b"z\n"}, {b"a": b"x\n", b"b": lines(b"y", CALL), b"c": lines(b"z", CALL)}
    )
    assert found == {b"a": (0, 0, 0, 1), b"b": (0, 0, 1, 0), b"c": (0, 0, 0, 0)}


def test_new_text_is_neither(tmp_path: Path) -> None:
    assert change(tmp_path, {b"a": b"x\n"}, {b"a": b"x\nsomething entirely new\n"}) == {b"a": (0, 0, 0, 0)}


def slow_reference(rows: list[dict[str, Any]], repo: Repo, commit: str) -> dict[bytes, Weights]:
    """The same, line by line, from ``git show`` of each file: slow, and written without a look at the other."""
    changed: dict[bytes, tuple[Counter[bytes], Counter[bytes]]] = {}
    for row in rows:
        path, plus, minus = row["path"], Counter[bytes](), Counter[bytes]()
        pair = [path] if row["old_path"] is None else [row["old_path"], path]
        if row["status"] != "T" and not row["binary"]:
            shown = repo.git(
                "--literal-pathspecs", "-c", "core.quotePath=true", "show", "--format=", "-M", "-U1", "--submodule=short", commit, "--",
                *(one.decode("utf-8", "surrogateescape") for one in pair if isinstance(one, bytes)),
            )  # fmt: skip
            hunks = b"\n" + shown[shown.index(b"\n@@ ") + 1 :] if b"\n@@ " in shown else b""
            for line in hunks.split(b"\n"):
                bare = bytes(byte for byte in line[1:] if byte not in b" \t\r\v\f")
                if line[:1] == b"+":
                    plus[bare] += 1
                elif line[:1] == b"-":
                    minus[bare] += 1
        changed[path] = plus, minus
    same = {path: (plus & minus).total() for path, (plus, minus) in changed.items()}
    rest = {path: (plus - minus, minus - plus) for path, (plus, minus) in changed.items()}
    arrived = sum((plus for plus, _ in rest.values()), Counter[bytes]())
    left = sum((minus for _, minus in rest.values()), Counter[bytes]())
    budget = Counter({line: times for line, times in (arrived & left).items() if len(line) > MOVED_MIN})
    found: dict[bytes, Weights] = {}
    to_place, to_take = budget.copy(), budget.copy()
    for path, (plus, minus) in rest.items():
        placed, taken = plus & to_place, minus & to_take
        to_place -= placed
        to_take -= taken
        found[path] = same[path], same[path], placed.total(), taken.total()
    return found


@settings(max_examples=40)
@given(states(at_most=2))
def test_the_fast_way_agrees_with_a_slow_one_written_apart(trees: list[State]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repo = Repo(Path(folder) / "r.git")
        ids = chain(repo, [{b"keep": (FILE, b"1\n")}, *({b"keep": (FILE, b"1\n")} | tree for tree in trees)])
        _, rows = read(repo, ids[-1])
        assert weights(repo, ids[-1]) == slow_reference(rows, repo, ids[-1])


BODY = [b"line %d" % number for number in range(20)]


def patch_ids(repo: Repo, *commits: str) -> list[tuple[object, object]]:
    return [(row["patch_id"], row["inverse_patch_id"]) for row in read(repo, *commits)[0]]


def test_a_cherry_pick_onto_other_context_is_the_same_patch(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r.git")
    other = [*BODY[:9], b"changed context", *BODY[10:]]
    *_, original = chain(repo, [{b"a": lines(*BODY)}, {b"a": lines(*BODY[:11], b"new", *BODY[11:])}])
    *_, picked = chain(repo, [{b"a": lines(*other)}, {b"a": lines(*other[:11], b"  new", *other[11:])}], branch="other")
    (one, _), (two, _) = patch_ids(repo, original, picked)
    assert one == two


def test_other_contents_or_another_path_make_another_patch(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r.git")
    ids = [chain(repo, [{b"z": b"1\n"}, {b"z": b"1\n"} | files], branch=f"b{number}")[-1] for number, files in enumerate([
        {b"a": b"x\n"}, {b"a": b"y\n"}, {b"b": b"x\n"}, {b"a": b"x\nx\n"}, {b"a": b"\0one"}, {b"a": b"\0two"}, {b"a": b""},
        {b"a": b"x\n", b"b": b""},
    ])]  # fmt: skip
    assert len({patch for patch, _ in patch_ids(repo, *ids)}) == len(ids)


def test_a_patch_id_survives_a_change_of_indentation_only(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r.git")
    one = chain(repo, [{b"z": b"1\n"}, {b"z": b"1\n", b"a": b"if x:\n    y\n"}])[-1]
    two = chain(repo, [{b"z": b"1\n"}, {b"z": b"1\n", b"a": b"if x:\r\n\ty\r\n"}], branch="b")[-1]
    assert patch_ids(repo, one)[0][0] == patch_ids(repo, two)[0][0]


def test_gits_own_revert_has_the_inverse_patch_id(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r.git")
    other = {b"gone": lines(b"old", *BODY), b"bin": b"\0one"}
    ids = chain(repo, [{b"a": lines(*BODY)} | other, {b"a": lines(*BODY[:5], b"new", *BODY[6:]), b"added": b"x\n", b"bin": b"\0two"}])
    ids += chain(repo, [{b"a": lines(b"before", *BODY[:5], b"new", *BODY[6:]), b"added": b"x\n", b"bin": b"\0two"}], parent=ids[-1])
    ids += chain(repo, [{b"a": lines(b"before", *BODY), b"bin": b"\0one", b"gone": lines(b"old", *BODY)}], parent=ids[-1])
    changed, reverted = patch_ids(repo, ids[1], ids[3])
    assert changed[1] == reverted[0]
    assert changed[0] == reverted[1] != changed[1]


def test_the_inverse_of_a_rename_is_the_rename_back(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r.git")
    _, there, back = chain(repo, [{b"a": lines(*BODY)}, {b"b": lines(*BODY, b"more")}, {b"a": lines(*BODY)}])
    one, two = patch_ids(repo, there, back)
    assert one == two[::-1]


@settings(max_examples=25)
@given(states(at_most=2))
def test_going_back_to_the_tree_before_is_always_the_inverse(trees: list[State]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repo = Repo(Path(folder) / "r.git")
        keep: State = {b"keep": (FILE, b"1\n")}
        _, there, back = chain(repo, [keep | trees[0], keep | trees[-1], keep | trees[0]])
        forward, backward = read(repo, there, back)[0]
        renamed = any(row["status"] in "RT" for row in read(repo, there, back)[1])
        # rename detection may pair files differently on the way back
        assert renamed or forward["inverse_patch_id"] == backward["patch_id"]
