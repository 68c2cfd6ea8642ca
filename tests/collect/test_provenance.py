"""Two histories made byte by byte: who had what first, what is common to all, and what made-up dates look like."""

from pathlib import Path

import pytest

from tests.collect.conftest import RULES, Scanner
from tests.gitrepo import LINK, Repo, git
from xingtu.collect.git import GitDirectory, sealed
from xingtu.collect.provenance import Care, Clone, Comparison, Report, provenance
from xingtu.errors import CollectError
from xingtu.store.canonical import canonical_json

CODE = b"".join(b"line %d of something that took time to write\n" % n for n in range(20))
MORE = CODE.replace(b"something", b"another thing")
DAY = 86_400
THEN, LATER = 1_600_000_000, 1_700_000_000


def _at(instant: int) -> bytes:
    return b"%d +0800" % instant


def _repo(folder: Path, name: str) -> Repo:
    return Repo(folder / f"{name}.git")


def _clone(repo: Repo, name: str = "") -> Clone:
    return Clone(name or repo.path.stem, name or repo.path.stem, repo.path)


def _report(subject: Repo, *others: Repo, care: Care | None = None) -> Report:
    return provenance(_clone(subject), [_clone(one) for one in others], RULES, care=care)


def _one(subject: Repo, other: Repo, care: Care | None = None) -> Comparison:
    (comparison,) = _report(subject, other, care=care).comparisons
    return comparison


@pytest.fixture
def original(tmp_path: Path) -> Repo:
    repo = _repo(tmp_path, "original")
    first = repo.commit({b"src/a.c": CODE}, date=_at(THEN))
    repo.commit({b"src/a.c": CODE, b"src/b.c": MORE}, first, date=_at(THEN + DAY))
    return repo


def test_a_copy_without_history_is_found_earlier_in_the_original(original: Repo, tmp_path: Path) -> None:
    copy = _repo(tmp_path, "copy")
    copy.commit({b"core/a.c": CODE, b"core/b.c": MORE, b"own.c": CODE + b"and more\n"}, date=_at(LATER))
    found = _one(copy, original)
    assert (found.shared_files, found.earlier_in_other, found.earlier_in_subject, found.unclear) == (2, 2, 0, 0)
    assert (found.tip_files, found.tip_files_from_other) == (3, 2)
    assert (found.tip_lines, found.tip_lines_from_other) == (61, 40)
    example = next(one for one in found.examples if one.subject.path == "core/b.c")
    assert (example.other.path, example.other.arrived_at, example.subject.arrived_at) == ("src/b.c", THEN + DAY, LATER)
    assert example.size_bytes == len(MORE)
    back = _one(original, copy)
    assert (back.earlier_in_subject, back.earlier_in_other, back.tip_files_from_other) == (2, 0, 0)


def test_arrival_is_the_merge_that_brought_it_to_the_main_line(original: Repo, tmp_path: Path) -> None:
    copy = _repo(tmp_path, "copy")
    base = copy.commit({b"own.c": b"x" * 80}, date=_at(LATER))
    side = copy.commit({b"own.c": b"x" * 80, b"a.c": CODE}, base, date=_at(LATER + 10), branch="")
    copy.commit({b"own.c": b"x" * 80, b"a.c": CODE}, base, side, date=_at(LATER + 10 * DAY))
    (example,) = _one(copy, original).examples
    assert (example.subject.commit, example.subject.arrived_at) == (side, LATER + 10 * DAY)


def test_a_content_that_only_a_merge_brought_is_found(original: Repo, tmp_path: Path) -> None:
    copy = _repo(tmp_path, "copy")
    base = copy.commit({b"own.c": b"x" * 80}, date=_at(LATER))
    side = copy.commit({b"own.c": b"x" * 80, b"o.c": b"y" * 80}, base, date=_at(LATER + 10), branch="")
    merge = copy.commit({b"own.c": b"x" * 80, b"o.c": b"y" * 80, b"a.c": CODE}, base, side, date=_at(LATER + DAY))
    (example,) = _one(copy, original).examples
    assert example.subject.commit == merge


def test_a_fork_s_common_history_accuses_nobody(original: Repo, tmp_path: Path) -> None:
    fork = tmp_path / "fork.git"
    git("clone", "-q", "--bare", str(original.path), str(fork))
    theirs = Repo.__new__(Repo)
    theirs.path, theirs.algorithm, theirs.clock, theirs.blobs = fork, "sha1", LATER, {}
    tip = original.git("rev-parse", "main").decode().strip()
    theirs.commit({b"src/a.c": CODE, b"src/b.c": MORE, b"src/c.c": CODE + MORE}, tip, date=_at(LATER))
    found = _one(theirs, original)
    assert (found.shared_commits, found.common_files, found.shared_files) == (2, 2, 0)
    assert (found.tip_files_common, found.tip_files_from_other) == (2, 0)


def test_dates_that_contradict_each_other_decide_nothing(original: Repo, tmp_path: Path) -> None:
    forged = _repo(tmp_path, "forged")
    forged.commit({b"a.c": CODE}, date=_at(THEN - 400 * DAY), committer_date=_at(LATER))
    found = _one(forged, original)
    assert (found.unclear, found.earlier_in_other, found.earlier_in_subject) == (1, 0, 0)


def test_what_everybody_has_shows_nothing_and_is_counted_apart(original: Repo, tmp_path: Path) -> None:
    files = {
        b"LICENSE": CODE, b"vendor/lib.c": MORE, b".gitignore": b"#" * 90, b"tiny.c": b"int x;\n", b"x.min.js": CODE + CODE,
        b"empty.c": b"", b"link": (LINK, b"LICENSE"),
    }  # fmt: skip
    left, right = _repo(tmp_path, "left"), _repo(tmp_path, "right")
    left.commit({**files, b"same.c": MORE + MORE}, date=_at(THEN))
    right.commit({**files, b"same.c": MORE + MORE, b".gitattributes": b"* linguist-vendored\n"}, date=_at(LATER))
    found = _one(right, left)
    assert found.left_out == {"boilerplate": 1, "generated": 1, "licence": 1, "tiny": 2, "vendored": 1}
    assert [one.subject.path for one in found.examples] == ["same.c"], "the accused cannot call the copy vendored by its own attributes"


def test_nothing_in_common_is_only_counted_and_what_cannot_be_read_is_named(original: Repo, tmp_path: Path) -> None:
    stranger, empty = _repo(tmp_path, "stranger"), _repo(tmp_path, "empty")
    stranger.commit({b"z.c": b"z" * 100}, date=_at(THEN))
    report = _report(original, stranger, empty, original)
    assert (report.comparisons, report.compared) == ((), 1)
    assert [name for name, _ in report.not_compared] == ["empty"]
    assert str(tmp_path) not in report.not_compared[0][1]
    with pytest.raises(CollectError, match="还没有任何提交"):
        _report(empty, original)


def test_made_up_dates_and_an_opening_import_leave_signals(tmp_path: Path) -> None:
    repo = _repo(tmp_path, "odd")
    first = repo.commit({b"%d.c" % n: b"%d" % n * 80 for n in range(8)}, date=_at(LATER - 400 * DAY), committer_date=_at(LATER))
    second = repo.commit(
        {b"%d.c" % n: b"%d" % n * 80 for n in range(8)} | {b"new.c": CODE}, first, date=_at(LATER + 3 * DAY), committer_date=_at(LATER + 60)
    )
    repo.commit({b"%d.c" % n: b"%d" % n * 80 for n in range(8)} | {b"new.c": MORE}, second, date=_at(LATER - 3 * DAY))
    signals = _report(repo).subject.signals
    assert (signals.commits, signals.back_dated, signals.largest_gap_days, signals.ahead, signals.backwards) == (3, 1, 400, 1, 1)
    assert (signals.opening_files, signals.opening_percent, signals.busiest_hour_commits) == (8, 88, 2)


def test_at_the_edge_of_a_shallow_clone_nobody_knows_who_was_first(original: Repo, tmp_path: Path) -> None:
    copy = _repo(tmp_path, "copy")
    copy.commit({b"core/a.c": CODE}, date=_at(LATER))
    shallow = tmp_path / "shallow.git"
    git("clone", "-q", "--bare", "--depth=1", f"file://{original.path}", str(shallow))
    report = provenance(_clone(copy), [Clone("shallow", "shallow", shallow)], RULES)
    (found,) = report.comparisons
    assert found.unclear == 1
    assert found.other.signals.shallow


def test_the_report_is_the_same_every_time_and_plain_json(original: Repo, tmp_path: Path) -> None:
    copy = _repo(tmp_path, "copy")
    copy.commit({b"core/a.c": CODE, b"core/\xff.c": MORE}, date=_at(LATER))
    once, again = (canonical_json(_report(copy, original).as_json()) for _ in range(2))
    assert once == again


def test_examples_are_capped_largest_first(original: Repo, tmp_path: Path) -> None:
    copy = _repo(tmp_path, "copy")
    copy.commit({b"a.c": CODE, b"b.c": MORE}, date=_at(LATER))
    found = _one(copy, original, Care(shown=1))
    assert [one.size_bytes for one in found.examples] == [len(MORE)]
    assert found.shared_files == 2


def test_equal_patches_of_scanned_histories_are_found_under_other_ids(scanner: Scanner, tmp_path: Path) -> None:
    left, right = _repo(tmp_path, "left"), _repo(tmp_path, "right")
    base = left.commit({b"a.c": CODE}, date=_at(THEN))
    other_base = right.commit({b"a.c": CODE, b"own.c": MORE}, date=_at(LATER))
    made = left.commit({b"a.c": CODE + b"one good line of work\n"}, base, date=_at(THEN + DAY))
    copied = right.commit({b"a.c": CODE + b"one good line of work\n", b"own.c": MORE}, other_base, date=_at(LATER + DAY))
    scanner.scan(left, "left")
    scanner.scan(right, "right")
    (found,) = provenance(_clone(right, "right"), [_clone(left, "left")], RULES, lake=scanner.lake).comparisons
    assert found.patches == 1
    (patch,) = found.patch_examples
    assert (patch.subject_commit, patch.other_commit, patch.earlier) == (copied, made, "other")


def test_sha256_repositories_are_read_too(tmp_path: Path) -> None:
    left, right = (Repo(tmp_path / f"{name}.git", algorithm="sha256") for name in ("left", "right"))
    left.commit({b"a.c": CODE}, date=_at(THEN))
    right.commit({b"b.c": CODE}, date=_at(LATER))
    found = _one(right, left)
    assert (found.earlier_in_other, found.tip_lines_from_other) == (1, 20)


def test_git_is_read_behind_a_seal(original: Repo) -> None:
    """A hostile configuration of the clone is not obeyed: an external diff would leave a file."""
    mark = original.path / "ran"
    original.git("config", "diff.external", f"touch {mark}")
    _report(original)
    assert not mark.exists()
    with sealed(GitDirectory(original.path)) as git_directory:
        assert git_directory.path != original.path
