"""Is each content named once, with the commit that brought it, even where it is gone again?"""

from pathlib import Path

from tests.gitrepo import LINK, Repo
from xingtu.collect.git import open_git_directory
from xingtu.collect.new_blobs import new_blobs


def test_what_a_range_brought_is_named_with_its_first_commit(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "a")
    first = repo.commit({b"a": b"1"})
    second = repo.commit({b"a": b"1", b"b\nc": b"2", b"l": (LINK, b"a")}, first)
    third = repo.commit({b"a": b"3"}, second)
    back = repo.commit({b"a": b"1", b"d": b"2"}, third)
    git = open_git_directory(repo.path)
    brought = [(one.path, one.commit) for one in new_blobs(git, first, back)]
    assert brought == [("b\nc", second), ("a", third)]
    assert [(one.path, one.commit) for one in new_blobs(git, "", back)] == [("a", first), ("b\nc", second), ("a", third)]
    assert next(iter(new_blobs(git, "", back))).committed_at == "2023-11-14T22:14:20Z"


def test_of_a_merge_only_what_no_parent_holds(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "a")
    base = repo.commit({b"a": b"1"})
    left = repo.commit({b"a": b"1", b"l": b"left"}, base)
    right = repo.commit({b"a": b"1", b"r": b"right"}, base)
    merge = repo.commit({b"a": b"evil", b"l": b"left", b"r": b"right"}, left, right)
    brought = {(one.path, one.commit) for one in new_blobs(open_git_directory(repo.path), base, merge)}
    assert brought == {("l", left), ("r", right), ("a", merge)}
