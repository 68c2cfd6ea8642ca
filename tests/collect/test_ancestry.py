"""Where does each commit stand, and what brought it?"""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gitrepo import Repo
from xingtu.collect.ancestry import ancestry
from xingtu.collect.git import GitDirectory
from xingtu.collect.plan import history

History = list[tuple[str, tuple[str, ...]]]


def test_nothing_has_no_places() -> None:
    assert ancestry([]).roots == ()


def test_a_line_of_commits_brings_itself() -> None:
    found = ancestry([("c", ("b",)), ("b", ("a",)), ("a", ())])
    assert found.position == {"a": 0, "b": 1, "c": 2}
    assert found.landed == {"a": "a", "b": "b", "c": "c"}
    assert (found.imported, found.roots) == (frozenset(), ("a",))


def test_a_branch_lands_with_its_merge() -> None:
    found = ancestry([("m", ("b", "y")), ("y", ("x",)), ("x", ("a",)), ("b", ("a",)), ("a", ())])
    assert found.landed == {"a": "a", "b": "b", "x": "m", "y": "m", "m": "m"}


def test_what_descends_from_another_root_only_is_imported() -> None:
    found = ancestry([("m", ("b", "y")), ("y", ("x",)), ("x", ()), ("b", ("a",)), ("a", ())])
    assert found.imported == {"x", "y"}
    assert found.roots == ("a", "x")


def test_commits_whose_parents_were_cut_off_are_not_called_imported() -> None:
    line: History = [("m", ("b", "y")), ("y", ("x",)), ("x", ()), ("b", ("a",)), ("a", ())]
    assert ancestry(line, cut_off=frozenset({"x", "a"})).imported == frozenset()


@settings(max_examples=25)
@given(st.lists(st.lists(st.integers(0, 30), max_size=3), min_size=1, max_size=12))
def test_git_agrees_about_what_each_first_parent_brings(shape: list[list[int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repo = Repo(Path(folder) / "r.git")
        ids: list[str] = []
        for places in shape:
            parents = dict.fromkeys(ids[-1 - place % len(ids)] for place in places) if ids else {}
            ids.append(repo.commit({b"n": b"%d" % len(ids)}, *parents))
        found = ancestry(history(GitDirectory(repo.path), [ids[-1]]))
        chain = repo.git("rev-list", "--first-parent", "HEAD").decode().split()
        assert sorted(found.position) == sorted(repo.git("rev-list", "HEAD").decode().split())
        for commit in chain:
            brought = repo.git("rev-list", commit, *(["--not", f"{commit}^1"] if commit != chain[-1] else [])).decode().split()
            assert {one for one, by in found.landed.items() if by == commit} == set(brought)
        ours = set(repo.git("rev-list", "HEAD", "--ancestry-path", f"^{chain[-1]}").decode().split()) | {chain[-1]}
        assert found.imported == set(found.position) - ours
