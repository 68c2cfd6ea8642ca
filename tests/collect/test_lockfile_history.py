"""Does the history of files of certain names say what the trees themselves hold?"""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gitrepo import LINK, MODULE, Repo
from xingtu.collect.blobs import tree_entries
from xingtu.collect.git import GitDirectory
from xingtu.collect.lockfile_history import Change, lockfile_history
from xingtu.errors import RepositoryDamaged


def wants(path: str) -> bool:
    return path.endswith("lock")


def steps(repo: Repo, tip: str) -> list[tuple[str, tuple[Change, ...]]]:
    return [(step.commit, step.changes) for step in lockfile_history(GitDirectory(repo.path), tip, wants)]


def test_a_file_that_comes_changes_and_goes_is_told_newest_first(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r")
    first = repo.commit({b"a.lock": b"1", b"readme": b"x"})
    still = repo.commit({b"a.lock": b"1", b"readme": b"y"}, first)
    second = repo.commit({b"a.lock": b"2", b"web/b.lock": b"3"}, still)
    third = repo.commit({b"web/b.lock": b"3"}, second)
    one, two, three = (repo.blob(content) for content in (b"1", b"2", b"3"))
    assert steps(repo, third) == [
        (third, (Change("a.lock", two, ""),)),
        (second, (Change("a.lock", one, two), Change("web/b.lock", "", three))),
        (first, (Change("a.lock", "", one),)),
    ]


def test_a_merge_counts_as_the_commit_that_brought_what_its_branch_holds(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r")
    base = repo.commit({b"a.lock": b"1"})
    side = repo.commit({b"a.lock": b"2"}, base, branch="side")
    main = repo.commit({b"a.lock": b"1", b"x": b""}, base)
    merge = repo.commit({b"a.lock": b"2", b"x": b""}, main, side)
    assert [commit for commit, _ in steps(repo, merge)] == [merge, base]


def test_links_and_submodules_are_no_files_and_odd_names_stay_what_they_are(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r")
    odd = b"d\n:100644 \xff/a.lock"
    first = repo.commit({odd: b"1", b"b.lock": (LINK, b"a"), b"c.lock": (MODULE, b"1" * 40)})
    second = repo.commit({odd: (LINK, b"1"), b"b.lock": b"2"}, first)
    name = odd.decode("utf-8", "surrogateescape")
    one, two = repo.blob(b"1"), repo.blob(b"2")
    assert steps(repo, second) == [
        (second, (Change("b.lock", "", two), Change(name, one, ""))),
        (first, (Change(name, "", one),)),
    ]


def test_a_date_no_calendar_holds_is_unknown(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r")
    tip = repo.commit({b"a.lock": b"1"}, committer_date=b"99999999999999999 +0000")
    (step,) = lockfile_history(GitDirectory(repo.path), tip, wants)
    assert step.committed_at == ""


def test_a_history_that_cannot_be_read_to_its_end_is_an_error_and_not_a_short_history(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r")
    first = repo.commit({b"a.lock": b"1"})
    tip = repo.commit({b"a.lock": b"2"}, first)
    repo.lose(repo.tree({b"a.lock": b"1"}))
    with pytest.raises(RepositoryDamaged):
        steps(repo, tip)


trees = st.lists(st.dictionaries(st.sampled_from([b"a.lock", b"d/b.lock", b"c"]), st.sampled_from([b"1", b"2"]), max_size=3), max_size=6)


@given(history=trees)
@settings(max_examples=15)
def test_undoing_every_step_from_the_tip_gives_each_tree_that_was(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[bytes, bytes]]
) -> None:
    repo = Repo(tmp_path_factory.mktemp("r") / "r")
    git = GitDirectory(repo.path)
    commits = [repo.commit({b"x": b""})]
    for number, files in enumerate(history):
        commits.append(repo.commit({**files, b"n": b"%d" % number}, commits[-1]))

    def held(commit: str) -> dict[str, str]:
        return {entry.path: entry.blob for entry in tree_entries(git, commit) if wants(entry.path)}

    state = held(commits[-1])
    told = {step.commit: step for step in lockfile_history(git, commits[-1], wants)}
    for commit, parent in zip(reversed(commits[1:]), reversed(commits[:-1]), strict=True):
        for change in told[commit].changes if commit in told else ():
            assert state.pop(change.path, "") == change.after
            if change.before:
                state[change.path] = change.before
        assert state == held(parent)
