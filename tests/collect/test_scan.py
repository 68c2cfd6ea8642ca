"""Does a scan read everything once, whatever happened to the repository, and does one bad repository stay alone?"""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.collect.conftest import RULES, Rows, Scanner
from tests.gitrepo import FILE, MODULE, Repo, chain, git, lines
from tests.histories import State, next_states
from xingtu.collect import mining
from xingtu.collect.source import Source
from xingtu.policy.crediting import PathRule

Fresh = Callable[..., Rows]


def numbered(count: int, start: int = 0) -> list[dict[bytes, bytes]]:
    return [
        {b"a.txt": b"".join(b"line %d\n" % line for line in range(number + 1)), b"vendor/x": b"%d" % number}
        for number in range(start, count)
    ]


def test_only_new_commits_are_read(scanner: Scanner, repo: Repo, fresh: Fresh) -> None:
    first = chain(repo, numbered(5))
    scanner.scan(repo)
    assert sorted(scanner.read) == sorted(first)
    new = chain(repo, numbered(8, start=5), parent=first[-1])
    scan = scanner.scan(repo)
    assert sorted(scanner.read) == sorted(new)
    assert (scan.expected_commits, scan.measured_commits, scan.complete) == (8, 8, True)
    assert scanner.rows() == fresh(repo)


def test_nothing_is_read_or_written_when_nothing_changed(scanner: Scanner, repo: Repo) -> None:
    chain(repo, numbered(3))
    before = scanner.scan(repo)
    outcome = scanner.outcome(repo)
    assert (outcome.unchanged, outcome.scan, outcome.read_commits) == (True, before, 0)


def test_a_forced_push_keeps_the_rows_it_took_away_and_marks_them(scanner: Scanner, repo: Repo, fresh: Fresh) -> None:
    root, kept, lost = chain(repo, numbered(3))
    scanner.scan(repo)
    instead = repo.commit({b"a.txt": b"other\n"}, kept)
    repo.lose(lost)
    scan = scanner.scan(repo)
    assert scanner.read == [instead]
    assert scanner.column("reachable") == {root: True, kept: True, lost: False, instead: True}
    assert (scan.expected_commits, scan.unreachable_commits, scan.complete) == (3, 1, True)
    assert lost in scanner.column("path", table="file_changes")
    assert scanner.rows(reachable_only=True) == fresh(repo)


def test_a_deleted_branch_keeps_its_rows_and_comes_back_unread(scanner: Scanner, repo: Repo, fresh: Fresh) -> None:
    (root,) = chain(repo, numbered(1))
    (side,) = chain(repo, [{b"side": b"x\n"}], parent=root, branch="side")
    scanner.scan(repo, branches=("*",))
    repo.drop("refs/heads/side")
    scanner.scan(repo, branches=("*",))
    assert scanner.column("reachable") == {root: True, side: False}
    repo.point("refs/heads/side", side)
    scanner.scan(repo, branches=("*",))
    assert scanner.read == []
    assert scanner.rows() == fresh(repo, branches=("*",))


def test_another_default_branch_moves_every_commits_place(scanner: Scanner, repo: Repo, fresh: Fresh) -> None:
    (root,) = chain(repo, numbered(1))
    (main,) = chain(repo, [{b"main": b"x\n"}], parent=root)
    (side,) = chain(repo, [{b"side": b"x\n"}], parent=root, branch="side")
    scanner.scan(repo, branches=("*",))
    repo.head("ref: refs/heads/side")
    scan = scanner.scan(repo, branches=("*",))
    assert (scan.default_branch, scan.tip) == ("refs/heads/side", side)
    assert scanner.column("on_default") == {root: True, main: False, side: True}
    assert scanner.rows() == fresh(repo, branches=("*",))


def test_a_new_mailmap_renames_people_without_reading(scanner: Scanner, repo: Repo, fresh: Fresh) -> None:
    ids = chain(repo, numbered(2))
    scanner.scan(repo)
    mapped = repo.commit({b".mailmap": "李明 <li@new.example> <li@x.example>\n".encode()}, ids[-1])
    scanner.scan(repo)
    assert scanner.read == [mapped]
    assert set(scanner.column("author_name_mapped").values()) == {"李明"}
    assert set(scanner.column("author_name").values()) == {b"Li"}
    assert scanner.rows() == fresh(repo)


def test_changed_path_rules_class_paths_again_without_reading(scanner: Scanner, repo: Repo) -> None:
    chain(repo, numbered(2))
    scanner.scan(repo)
    assert scanner.column("path_rule", table="file_changes") != {}
    scanner.rules = replace(RULES, path_rules=(PathRule("text", "data", ("*.txt",)),))
    scanner.scan(repo)
    assert scanner.read == []
    scan = scanner.lake.latest("r")
    assert scan is not None
    classes = {(row["path"], row["path_rule"]) for row in scanner.lake.table(scan, "file_changes").to_pylist()}
    assert classes == {(b"a.txt", "text"), (b"vendor/x", None)}


def test_other_rules_of_reading_read_everything_again(scanner: Scanner, repo: Repo) -> None:
    ids = chain(repo, numbered(3))
    scanner.scan(repo)
    scanner.rules = replace(RULES, moved_min_characters=20)
    scanner.scan(repo)
    assert sorted(scanner.read) == sorted(ids)


@pytest.mark.parametrize("name", [b"vendor", b"caf\xe9", b":(glob)x", b"*", b"new\nline", b"-r"])
def test_a_gitattributes_file_in_any_folder_is_heeded(scanner: Scanner, repo: Repo, name: bytes) -> None:
    repo.commit({name + b"/.gitattributes": b"*.x linguist-generated\n*.y -linguist-vendored\n", name + b"/a.x": b"1\n", b"b.x": b"1\n"})
    scanner.scan(repo)
    scan = scanner.lake.latest("r")
    assert scan is not None
    classes = {row["path"]: row["path_class"] for row in scanner.lake.table(scan, "file_changes").to_pylist()}
    assert (classes[name + b"/a.x"], classes[b"b.x"]) == ("generated", None)


@pytest.mark.parametrize("name", ["caf\udce9", "a\u2028b", "a\x85b", "中文"])
def test_a_branch_of_any_name_is_read(scanner: Scanner, repo: Repo, name: str) -> None:
    (root,) = chain(repo, numbered(1))
    (side,) = chain(repo, [{b"side": b"x\n"}], parent=root, branch=name)
    scan = scanner.scan(repo, branches=("*",))
    assert scan.refs[f"refs/heads/{name}"] == side
    assert scanner.outcome(repo, branches=("*",)).unchanged


def test_an_empty_repository_is_complete_and_may_be_filled_later(scanner: Scanner, repo: Repo) -> None:
    scan = scanner.scan(repo)
    assert (scan.expected_commits, scan.tip, scan.complete) == (0, "", True)
    ids = chain(repo, numbered(2))
    assert scanner.scan(repo).expected_commits == len(ids)


def test_a_head_without_its_branch_is_a_problem_while_others_are_there(scanner: Scanner, repo: Repo) -> None:
    chain(repo, numbered(2))
    scanner.scan(repo)
    repo.head("ref: refs/heads/gone")
    assert "HEAD 指向不存在的分支" in str(scanner.outcome(repo).problem)
    assert set(scanner.column("reachable").values()) == {True}


def test_a_detached_head_is_read(scanner: Scanner, repo: Repo) -> None:
    ids = chain(repo, numbered(2))
    repo.head(ids[0])
    scan = scanner.scan(repo)
    assert (scan.default_branch, scan.expected_commits) == ("HEAD", 1)


def test_history_from_a_second_root_is_import(scanner: Scanner, repo: Repo) -> None:
    (root,) = chain(repo, numbered(1))
    foreign = chain(repo, [{b"lib/a": b"1\n"}, {b"lib/a": b"2\n"}], branch="")
    merge = repo.commit({b"a.txt": b"x\n", b"lib/a": b"2\n"}, root, *foreign[-1:])
    scan = scanner.scan(repo)
    assert scanner.column("is_import") == {root: False, merge: False, foreign[0]: True, foreign[1]: True}
    assert set(scanner.column("landed_commit").values()) == {root, merge}
    assert scan.roots == tuple(sorted((root, foreign[0])))


def test_an_octopus_merge_brings_all_its_sides(scanner: Scanner, repo: Repo) -> None:
    (root,) = chain(repo, numbered(1))
    sides = [repo.commit({name: b"x\n"}, root, branch="") for name in (b"b", b"c", b"d")]
    octopus = repo.commit({b"b": b"x\n", b"c": b"x\n", b"d": b"x\n"}, *sides)
    scanner.scan(repo)
    assert scanner.column("landed_commit") == {root: root, sides[0]: sides[0], sides[1]: octopus, sides[2]: octopus, octopus: octopus}


@pytest.mark.parametrize("lost", ["blob", "tree"])
def test_commits_with_missing_contents_are_named_and_read_after_repair(scanner: Scanner, repo: Repo, fresh: Fresh, lost: str) -> None:
    ids = chain(repo, [{b"d/a": b"%d\n" % number} for number in range(6)])
    id_ = repo.blob(b"2\n") if lost == "blob" else repo.tree({b"d/a": b"2\n"})
    content = repo.lose(id_)
    scan = scanner.scan(repo)
    assert (scan.complete, scan.unmeasured, scan.measured_commits) == (False, tuple(sorted(ids[2:4])), 4)
    assert "2 个提交" in scan.missing[0]
    repo.object_file(id_).write_bytes(content)
    scan = scanner.scan(repo)
    assert sorted(scanner.read) == sorted(ids[2:4])
    assert (scan.complete, scan.missing) == (True, ())
    assert scanner.rows() == fresh(repo)


def test_a_missing_commit_is_a_problem_and_publishes_nothing(scanner: Scanner, repo: Repo) -> None:
    ids = chain(repo, numbered(4))
    repo.lose(ids[1])
    outcome = scanner.outcome(repo)
    assert outcome.scan is None
    assert ids[1] in str(outcome.problem)
    assert scanner.lake.latest("r") is None


def test_a_shallow_clone_does_not_count_whole_trees_and_heals(scanner: Scanner, tmp_path: Path, fresh: Fresh) -> None:
    origin = Repo(tmp_path / "origin.git")
    ids = chain(origin, numbered(5))
    side = origin.commit({b"side": b"x\n"}, ids[1], branch="")
    merge = origin.commit({b"a.txt": b"y\n"}, ids[-1], side)
    clone = tmp_path / "clone.git"
    git("clone", "--quiet", "--bare", "--depth=2", f"file://{origin.path}", str(clone))
    scan = scanner.outcome(replace_path(origin, clone)).scan
    assert scan is not None
    assert scan.unmeasured == tuple(sorted((ids[-1], side)))
    assert scanner.column("path", table="file_changes") == {}
    assert scanner.column("is_import") == {merge: False, ids[-1]: False, side: False}
    assert "浅克隆" in scan.missing[0]
    git(f"--git-dir={clone}", "fetch", "--quiet", "--deepen=1")
    assert scanner.outcome(replace_path(origin, clone)).problem is None
    git(f"--git-dir={clone}", "fetch", "--quiet", "--unshallow")
    outcome = scanner.outcome(replace_path(origin, clone))
    assert outcome.problem is None
    assert outcome.scan is not None
    assert outcome.scan.complete
    assert scanner.rows() == fresh(replace_path(origin, clone))
    assert scanner.column("is_import")[side] is False


def replace_path(repo: Repo, path: Path) -> Repo:
    other = object.__new__(Repo)
    other.path, other.algorithm, other.clock, other.blobs = path, repo.algorithm, repo.clock, repo.blobs
    return other


def test_a_partial_clone_is_flagged_and_nothing_is_fetched(scanner: Scanner, repo: Repo, tmp_path: Path) -> None:
    chain(repo, numbered(3))
    repo.git("config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial.git"
    git("clone", "--quiet", "--bare", "--filter=blob:none", f"file://{repo.path}", str(partial))
    packs = sorted(path.name for path in (partial / "objects" / "pack").iterdir())
    scan = scanner.scan(replace_path(repo, partial))
    assert (scan.complete, scan.measured_commits) == (False, 0)
    assert any("部分克隆" in note for note in scan.notes)
    assert sorted(path.name for path in (partial / "objects" / "pack").iterdir()) == packs


def test_one_bad_repository_never_stops_the_others(scanner: Scanner, repo: Repo, tmp_path: Path) -> None:
    ids = chain(repo, numbered(3))
    torn = Repo(tmp_path / "torn.git")
    torn.lose(chain(torn, numbered(3, start=2))[0])
    gone_tip = Repo(tmp_path / "gone.git")
    gone_tip.lose(chain(gone_tip, [{b"x": b"1"}])[0])
    bad_config = Repo(tmp_path / "config.git")
    (bad_config.path / "config").write_text("[core\n")
    (tmp_path / "empty-folder").mkdir()
    paths = [tmp_path / "absent", torn.path, gone_tip.path, tmp_path / "empty-folder", bad_config.path, repo.path]
    outcomes = scanner.all(*(Source(path.name, str(path)) for path in paths))
    assert [outcome.source.repository for outcome in outcomes] == [path.name for path in paths]
    assert [bool(outcome.problem) for outcome in outcomes] == [True] * 5 + [False]
    assert outcomes[-1].scan is not None
    assert outcomes[-1].scan.expected_commits == len(ids)


def test_two_processes_cannot_scan_one_repository_at_once(scanner: Scanner, repo: Repo) -> None:
    chain(repo, numbered(2))
    with scanner.lake.locked("r"):
        assert "另一个进程正在扫描 r" in str(scanner.outcome(repo).problem)
    assert scanner.outcome(repo).problem is None


def test_an_id_that_belongs_to_another_repository_is_refused(scanner: Scanner, repo: Repo, tmp_path: Path) -> None:
    chain(repo, numbered(2))
    scanner.scan(repo)
    other = Repo(tmp_path / "other.git")
    chain(other, [{b"other": b"x\n"}])
    outcome = scanner.outcome(other)
    assert "已属于另一个仓库" in str(outcome.problem)
    scan = scanner.lake.latest("r")
    assert scan is not None
    assert scan.path == str(repo.path)


def test_a_repository_that_moved_keeps_its_facts(scanner: Scanner, repo: Repo, tmp_path: Path) -> None:
    chain(repo, numbered(2))
    scanner.scan(repo)
    shutil.move(repo.path, tmp_path / "moved.git")
    scan = scanner.scan(replace_path(repo, tmp_path / "moved.git"))
    assert scanner.read == []
    assert scan.path == str(tmp_path / "moved.git")


def test_tables_are_the_same_for_any_number_of_workers(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mining, "SMALLEST_CHUNK", 3)
    chain(repo, numbered(14))
    other = Repo(tmp_path / "other.git")
    chain(other, [{b"b": b"%d\n" % number} for number in range(7)])
    rows = []
    for workers in (1, 2, 4):
        scanner = Scanner(tmp_path / f"home{workers}")
        outcomes = scanner.all(Source("r", str(repo.path)), Source("o", str(other.path)), workers=workers)
        assert [outcome.problem for outcome in outcomes] == [None, None]
        rows.append((scanner.rows("r"), scanner.rows("o"), [outcome.scan for outcome in outcomes]))
    assert rows[0] == rows[1] == rows[2]


def test_chunks_keep_their_borders_when_commits_are_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mining, "SMALLEST_CHUNK", 3)
    names = [str(number) for number in range(40)]
    assert mining.cut(names[:8]) == [("2", "1", "0"), ("5", "4", "3"), ("7", "6")]
    assert mining.cut(names[:9])[:2] == mining.cut(names[:8])[:2]
    assert len(mining.cut(names)) <= mining.MOST_CHUNKS
    assert [name for chunk in mining.cut(names) for name in reversed(chunk)] == names


ACTIONS = st.lists(st.sampled_from(["commit", "commit", "merge", "side", "rewind", "drop side", "switch", "root"]), min_size=1, max_size=4)


@settings(max_examples=20, phases=(Phase.explicit, Phase.generate))
@given(st.lists(ACTIONS, min_size=1, max_size=3), st.data())
def test_any_sequence_of_scans_gives_the_rows_of_one_fresh_scan(rounds: list[list[str]], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repo = Repo(Path(folder) / "r.git")
        base: State = {b"keep": (FILE, b"1\n")}
        tips: dict[str, list[tuple[str, State]]] = {"main": [(repo.commit(base), base)]}
        scanner = Scanner(Path(folder) / "home")
        for actions in rounds:
            for action in actions:
                play(repo, tips, action, data)
            scanner.scan(repo, branches=("*",))
        other = Scanner(Path(folder) / "fresh")
        other.scan(repo, branches=("*",))
        assert scanner.rows(reachable_only=True) == other.rows()
        scan = scanner.lake.latest("r")
        assert scan is not None
        assert scan.expected_commits == int(repo.git("rev-list", "--count", "--branches"))


def play(repo: Repo, tips: dict[str, list[tuple[str, State]]], action: str, data: st.DataObject) -> None:
    """One thing that happens to a repository between two scans."""
    branch = data.draw(st.sampled_from(sorted(tips)))
    tip, state = tips[branch][-1]
    if action == "commit":
        state = data.draw(next_states(state))
        tips[branch].append((repo.commit(state, tip, branch=branch), state))
    elif action == "merge" and len(tips) > 1:
        other, theirs = tips[data.draw(st.sampled_from(sorted(set(tips) - {branch})))][-1]
        state = theirs | state
        tips[branch].append((repo.commit(state, tip, other, branch=branch), state))
    elif action == "side":
        name = f"side{len(repo.blobs)}"
        repo.point(f"refs/heads/{name}", tip)
        tips[name] = list(tips[branch])
    elif action == "rewind" and len(tips[branch]) > 1:
        tips[branch].pop()
        repo.point(f"refs/heads/{branch}", tips[branch][-1][0])
    elif action == "drop side" and branch != "main":
        del tips[branch]
        repo.drop(f"refs/heads/{branch}")
        repo.head("ref: refs/heads/main")
    elif action == "switch":
        repo.head(f"ref: refs/heads/{branch}")
    elif action == "root":
        foreign = repo.commit({b"foreign": (FILE, b"%d\n" % repo.clock)}, branch="")
        state = state | {b"foreign": (FILE, b"%d\n" % (repo.clock - 60))}
        tips[branch].append((repo.commit(state, tip, foreign, branch=branch), state))


def test_a_submodule_bump_is_one_line_each_way(scanner: Scanner, repo: Repo) -> None:
    chain(repo, [{b"sub": (MODULE, b"1" * 40), b"a": lines(b"x")}, {b"sub": (MODULE, b"2" * 40), b"a": lines(b"x")}])
    scanner.scan(repo)
    scan = scanner.lake.latest("r")
    assert scan is not None
    bumps = [
        (row["added"], row["deleted"], row["kind"]) for row in scanner.lake.table(scan, "file_changes").to_pylist() if row["status"] == "M"
    ]
    assert bumps == [(1, 1, "submodule")]


def test_commits_before_since_are_listed_as_unread_and_read_when_asked_for(scanner: Scanner, repo: Repo, fresh: Fresh) -> None:
    ids = chain(repo, numbered(4))
    committed = dict(reversed(line.split()) for line in repo.git("log", "--format=%ct %H").decode().splitlines())
    recent = Source("r", str(repo.path), since=int(committed[ids[2]]))
    (outcome,) = scanner.all(recent)
    assert outcome.scan is not None
    assert set(outcome.scan.unmeasured) == set(ids[:2])
    assert not outcome.scan.complete
    assert "--since" in outcome.scan.missing[0]
    (again,) = scanner.all(recent)
    assert again.unchanged
    assert scanner.scan(repo).complete
    assert scanner.rows() == fresh(repo)
