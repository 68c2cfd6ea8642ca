"""Does a fork take over what its kin has read, and end up with the rows it would have read itself?"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings

from tests.collect.conftest import RULES, Rows, Scanner
from tests.gitrepo import FILE, LINK, PROGRAM, Repo, chain
from tests.histories import State, states
from xingtu.collect.source import Source

Fresh = Callable[..., Rows]
BASE: State = {b"base.txt": (FILE, b"base\n")}


def rebased(tmp: Path, trees: list[State], *, base: State) -> tuple[Repo, Repo]:
    """The same changes on the same root twice, with another commit between in the second."""
    one, two = Repo(tmp / "one.git"), Repo(tmp / "two.git")
    (root,) = chain(one, [BASE])
    chain(one, [BASE | tree for tree in trees], parent=root)
    root, moved = chain(two, [BASE, BASE | base])
    chain(two, [BASE | base | tree for tree in trees], parent=moved)
    return one, two


def test_a_fork_reads_only_its_own_commits(scanner: Scanner, tmp_path: Path, fresh: Fresh) -> None:
    one, two = Repo(tmp_path / "one.git"), Repo(tmp_path / "two.git")
    shared = [{b"a": b"%d\n" % number} for number in range(4)]
    tip = chain(one, shared)[-1]
    assert chain(two, shared)[-1] == tip
    own = two.commit({b"a": b"fork\n"}, tip)
    scanner.scan(one, "origin")
    outcome = scanner.outcome(two, "fork")
    assert scanner.read[4:] == [own]
    assert (outcome.read_commits, outcome.taken_over) == (1, 4)
    assert scanner.rows("fork") == fresh(two, "fork")


def test_patches_met_under_another_commit_id_are_not_read_again(scanner: Scanner, tmp_path: Path, fresh: Fresh) -> None:
    one, two = rebased(tmp_path, [{b"a": (FILE, b"1\n")}, {b"a": (FILE, b"1\n2\n"), b"b": (FILE, b"\0")}], base={b"new": (FILE, b"x\n")})
    scanner.scan(one, "origin")
    scanner.read.clear()
    outcome = scanner.outcome(two, "fork")
    assert (len(scanner.read), outcome.taken_over) == (1, 3)
    assert scanner.rows("fork") == fresh(two, "fork")


def test_a_link_is_not_taken_for_the_file_with_the_same_bytes(scanner: Scanner, tmp_path: Path, fresh: Fresh) -> None:
    one, two = Repo(tmp_path / "one.git"), Repo(tmp_path / "two.git")
    chain(one, [BASE, BASE | {b"x": (LINK, b"base.txt")}])
    chain(two, [BASE, BASE | {b"x": (FILE, b"base.txt")}])
    scanner.scan(one, "origin")
    assert scanner.outcome(two, "fork").problem is None
    assert scanner.rows("fork") == fresh(two, "fork")


def test_an_executable_file_is_the_same_patch(scanner: Scanner, tmp_path: Path, fresh: Fresh) -> None:
    one, two = Repo(tmp_path / "one.git"), Repo(tmp_path / "two.git")
    chain(one, [BASE, BASE | {b"x": (PROGRAM, b"y\n")}])
    chain(two, [BASE, BASE | {b"x": (FILE, b"y\n")}])
    scanner.scan(one, "origin")
    assert scanner.outcome(two, "fork").taken_over == 2
    assert scanner.rows("fork") == fresh(two, "fork")


def test_what_the_kin_could_not_read_is_read(scanner: Scanner, tmp_path: Path, fresh: Fresh) -> None:
    one, two = Repo(tmp_path / "one.git"), Repo(tmp_path / "two.git")
    ids = chain(one, [BASE, BASE | {b"a": (FILE, b"1\n")}, BASE])
    chain(two, [BASE, BASE | {b"a": (FILE, b"1\n")}, BASE])
    one.lose(one.blob(b"1\n"))
    scanner.scan(one, "origin")
    # a forced push puts the unreadable commits out of sight, their rows stay
    one.point("refs/heads/main", ids[0])
    scanner.scan(one, "origin")
    scanner.read.clear()
    outcome = scanner.outcome(two, "fork")
    assert sorted(scanner.read) == sorted(ids[1:])
    assert outcome.scan is not None
    assert outcome.scan.complete
    assert scanner.rows("fork") == fresh(two, "fork")


@pytest.mark.parametrize("lost", ["blob", "tree"])
def test_a_damaged_fork_of_a_whole_kin_is_read_as_far_as_it_goes(scanner: Scanner, tmp_path: Path, lost: str) -> None:
    one, two = Repo(tmp_path / "one.git"), Repo(tmp_path / "two.git")
    text = b"".join(b"line %d\n" % number for number in range(30))
    chain(one, [BASE])
    root, *own = chain(two, [BASE, BASE | {b"d/a": (FILE, text)}, BASE | {b"d/b": (FILE, text + b"x\n")}, BASE | {b"e": (FILE, b"1\n")}])
    two.lose(two.blob(text) if lost == "blob" else two.tree({b"d/a": text, **{path: entry[1] for path, entry in BASE.items()}}))
    scanner.scan(one, "origin")
    outcome = scanner.outcome(two, "fork")
    assert outcome.problem is None
    assert outcome.scan is not None
    assert outcome.scan.unmeasured == tuple(sorted(own[:2]))
    assert scanner.column("measured", "fork")[root] is True


def test_kin_read_by_other_rules_are_no_help(scanner: Scanner, tmp_path: Path) -> None:
    one, two = Repo(tmp_path / "one.git"), Repo(tmp_path / "two.git")
    chain(one, [BASE])
    chain(two, [BASE])
    scanner.scan(one, "origin")
    scanner.rules = replace(RULES, moved_min_characters=20)
    assert scanner.outcome(two, "fork").taken_over == 0


def test_forks_scanned_together_wait_for_each_other(scanner: Scanner, tmp_path: Path) -> None:
    repos = [Repo(tmp_path / f"{number}.git") for number in range(3)]
    for repo in repos:
        chain(repo, [BASE, BASE | {b"a": (FILE, b"1\n")}])
    outcomes = scanner.all(*(Source(repo.path.stem, str(repo.path)) for repo in repos))
    assert [(outcome.read_commits, outcome.taken_over) for outcome in outcomes] == [(2, 0), (0, 2), (0, 2)]


@settings(max_examples=20, phases=(Phase.explicit, Phase.generate))
@given(states(at_most=4), states(at_most=1))
def test_a_rebased_fork_has_the_rows_of_a_fresh_scan(trees: list[State], base: list[State]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one, two = rebased(Path(folder), trees, base=base[0])
        scanner = Scanner(Path(folder) / "home")
        scanner.scan(one, "origin")
        assert scanner.outcome(two, "fork").problem is None
        other = Scanner(Path(folder) / "fresh")
        other.scan(two, "fork")
        assert scanner.rows("fork") == other.rows("fork")
