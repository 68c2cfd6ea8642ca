"""Is the commit named that made a file say what it says now, and not the last one that touched it?"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.gitrepo import Repo
from xingtu.collect.git import GitDirectory
from xingtu.licences.cause import Touch, made_by, touches

BSD, BSD_2025, RSAL = b"BSD\n", b"BSD, (c) 2025\n", b"RSALv2\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "r.git")


def said(repo: Repo) -> Mapping[str, str]:
    return {repo.blob(BSD): "BSD", repo.blob(BSD_2025): "BSD", repo.blob(RSAL): "RSAL", "": ""}


def test_the_commit_that_changed_the_licence_is_named_not_the_one_that_changed_the_year(repo: Repo) -> None:
    first = repo.commit({b"LICENSE": BSD})
    year = repo.commit({b"LICENSE": BSD_2025}, first)
    change = repo.commit({b"LICENSE": RSAL}, year, author=b"Wu Min <wu@x.example>")
    last = repo.commit({b"LICENSE": RSAL, b"a.c": b"x\n"}, change)
    found = touches(GitDirectory(repo.path), first, last, ["LICENSE"])
    assert [touch.commit for touch in found["LICENSE"]] == [change, year]
    made = made_by(found["LICENSE"], said(repo).get)
    assert made is not None
    assert (made.commit, made.author, made.committed_at) == (change, "Wu Min", "2023-11-14T22:16:20Z")


def test_a_licence_that_came_before_later_touches_is_found_behind_them(repo: Repo) -> None:
    first = repo.commit({b"LICENSE": RSAL})
    change = repo.commit({b"LICENSE": BSD}, first)
    year = repo.commit({b"LICENSE": BSD_2025}, change)
    made = made_by(touches(GitDirectory(repo.path), first, year, ["LICENSE"])["LICENSE"], said(repo).get)
    assert made is not None
    assert made.commit == change


def test_a_licence_that_came_twice_is_of_the_second_coming(repo: Repo) -> None:
    first = repo.commit({b"LICENSE": BSD})
    once = repo.commit({b"LICENSE": RSAL}, first)
    back = repo.commit({b"LICENSE": BSD_2025}, once)
    again = repo.commit({b"LICENSE": RSAL}, back)
    made = made_by(touches(GitDirectory(repo.path), first, again, ["LICENSE"])["LICENSE"], said(repo).get)
    assert made is not None
    assert made.commit == again


def test_a_file_that_went_away_was_removed_by_somebody(repo: Repo) -> None:
    first = repo.commit({b"LICENSE": BSD, b"a": b"x\n"})
    gone = repo.commit({b"a": b"x\n"}, first)
    (touch,) = touches(GitDirectory(repo.path), first, gone, ["LICENSE"])["LICENSE"]
    assert (touch.commit, touch.after) == (gone, "")


def test_what_nobody_touched_has_no_cause(repo: Repo) -> None:
    first = repo.commit({b"LICENSE": BSD})
    last = repo.commit({b"LICENSE": BSD, b"a": b"x\n"}, first)
    assert touches(GitDirectory(repo.path), first, last, ["LICENSE"]) == {}
    assert touches(GitDirectory(repo.path), first, last, []) == {}
    assert made_by([], {}.get) is None


def test_a_content_nobody_looked_at_leaves_the_cause_open(repo: Repo) -> None:
    first = repo.commit({b"LICENSE": BSD})
    odd = repo.commit({b"LICENSE": b"?\n"}, first)
    last = repo.commit({b"LICENSE": RSAL}, odd)
    assert made_by(touches(GitDirectory(repo.path), first, last, ["LICENSE"])["LICENSE"], said(repo).get) is None


def test_changes_on_the_old_branch_are_not_of_the_new_one(repo: Repo) -> None:
    base = repo.commit({b"LICENSE": BSD})
    old = repo.commit({b"LICENSE": BSD_2025}, base, branch="old")
    new = repo.commit({b"LICENSE": RSAL}, base, branch="new")
    assert [touch.commit for touch in touches(GitDirectory(repo.path), old, new, ["LICENSE"])["LICENSE"]] == [new]


@pytest.mark.parametrize("path", [b"caf\xe9/LICENSE", "许可证".encode(), b"a\nb", b":(glob)x", b"-x", b" sp ace ", b"*"])
def test_a_path_may_be_any_bytes(repo: Repo, path: bytes) -> None:
    first = repo.commit({path: BSD, b"other": b"x\n"})
    last = repo.commit({path: RSAL, b"other": b"y\n"}, first)
    name = path.decode("utf-8", "surrogateescape")
    found = touches(GitDirectory(repo.path), first, last, [name])
    assert {found_path: [touch.commit for touch in made] for found_path, made in found.items()} == {name: [last]}
    many = [name, *(f"no/{number}" for number in range(200))]
    assert touches(GitDirectory(repo.path), first, last, many) == found


def test_a_name_cannot_pass_for_another_commit(repo: Repo) -> None:
    first = repo.commit({b"LICENSE": BSD})
    forged = b"Li\x01\x02" + b"f" * 40 + b" 2001-01-01T00:00:00Z Wu Min :100644 \xff <li@x.example>"
    last = repo.commit({b"LICENSE": RSAL}, first, author=forged)
    (touch,) = touches(GitDirectory(repo.path), first, last, ["LICENSE"])["LICENSE"]
    assert touch.commit == last
    assert touch.author.startswith("Li")


def test_one_touch_needs_no_look_at_contents() -> None:
    touch = Touch("c" * 40, "Li", "2025-01-01T00:00:00Z", "1" * 40, "2" * 40)
    assert made_by([touch], {}.get) is touch
