"""Can anything outside the repository's objects change an answer?"""

from pathlib import Path

import pytest

from tests.gitrepo import Repo, chain, git, lines, numstat
from xingtu.collect.git import (
    GitDirectory,
    default_branch,
    history_defects,
    is_partial,
    object_format,
    open_git_directory,
    resolve_commit,
    sealed,
    shallow_boundary,
)
from xingtu.collect.git_history import Reading
from xingtu.collect.mining import Chunk, read_part
from xingtu.errors import CollectError, GitFailed, RepositoryGone

TEXT = lines(*(b"line %d" % number for number in range(12)))


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "r.git")
    chain(
        made, [{b"a.txt": TEXT, b"z": b"\0"}, {b"a.txt": TEXT + b"{\n}\n{\n}\n", b"z": b"\0"}, {b"b.txt": TEXT + b"{\n}\n", b"z": b"\0\0"}]
    )
    return made


def facts(repository: Path) -> list[dict[str, object]]:
    directory = open_git_directory(repository)
    order = tuple(directory.output("rev-list", "HEAD").decode().split())
    part = read_part(directory, Chunk("r", directory.path, order, frozenset(), Reading(), repository / "staging"))
    return [*part.commits.to_pylist(), *part.file_changes.to_pylist()]


def test_stray_files_in_the_current_folder_change_nothing(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = facts(repo.path)
    (tmp_path / ".mailmap").write_text("Nobody <nobody@x.example> <li@x.example>\n")
    (tmp_path / ".gitattributes").write_text("* binary\n")
    monkeypatch.chdir(tmp_path)
    (repo.path / "config").write_text("")
    assert facts(repo.path) == before


def test_stray_files_are_not_read_outside_the_seal_either(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".mailmap").write_text("Nobody <nobody@x.example> <li@x.example>\n")
    (tmp_path / ".gitattributes").write_text("* binary\n")
    monkeypatch.chdir(tmp_path)
    (repo.path / "config").write_text("")
    assert b"Nobody" not in GitDirectory(repo.path).output("log", "--format=%aN", "HEAD")
    assert b"-\t-\ta.txt" not in GitDirectory(repo.path).output("log", "--numstat", "HEAD")


def test_attributes_of_the_repository_change_no_count(repo: Repo) -> None:
    before = facts(repo.path)
    (repo.path / "info").mkdir()
    (repo.path / "info" / "attributes").write_text("*.txt binary\n")
    assert facts(repo.path) == before


def test_a_hostile_configuration_changes_nothing_and_runs_nothing(repo: Repo, tmp_path: Path) -> None:
    before = facts(repo.path)
    touched = tmp_path / "touched"
    (tmp_path / "attributes").write_text("*.txt diff=evil\n* -diff\n")
    settings = {
        "diff.external": f"touch {touched}", "diff.evil.textconv": f"touch {touched};", "diff.evil.command": f"touch {touched};",
        "core.attributesFile": str(tmp_path / "attributes"), "core.fsmonitor": f"touch {touched}", "core.pager": f"touch {touched}",
        "diff.context": "0", "diff.renames": "false", "diff.algorithm": "histogram", "diff.orderFile": "/nonexistent",
        "diff.noprefix": "true", "diff.mnemonicPrefix": "true", "diff.submodule": "log", "diff.ignoreSubmodules": "all",
        "diff.suppressBlankEmpty": "true", "diff.relative": "true", "diff.colorMoved": "zebra", "color.ui": "always",
        "log.showSignature": "true",
        "log.mailmap": "true", "mailmap.file": str(tmp_path / "mailmap"), "log.date": "relative", "format.pretty": "oneline",
        "log.showRoot": "false", "log.diffMerges": "first-parent", "i18n.logOutputEncoding": "GBK", "core.quotePath": "false",
        "core.bigFileThreshold": "1", "format.notes": "*", "log.follow": "true", "core.hooksPath": str(tmp_path),
    }  # fmt: skip
    (tmp_path / "mailmap").write_text("Nobody <nobody@x.example> <li@x.example>\n")
    for name, value in settings.items():
        repo.git("config", name, value)
    assert facts(repo.path) == before
    assert not touched.exists()


def test_the_environment_of_the_caller_changes_nothing(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = facts(repo.path)
    (tmp_path / "gitconfig").write_text("[diff]\n\tcontext = 0\n\trenames = false\n")
    hostile = {
        "GIT_EXTERNAL_DIFF": "false", "GIT_DIFF_OPTS": "-u0", "GIT_DIR": "/nonexistent", "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"),
        "GIT_CONFIG_PARAMETERS": "'diff.renames=false'", "LC_ALL": "zh_CN.UTF-8", "TZ": "Asia/Shanghai", "GIT_TRACE": "1",
        "GIT_OBJECT_DIRECTORY": "/nonexistent", "GIT_NAMESPACE": "x",
    }  # fmt: skip
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)
    assert facts(repo.path) == before


def test_grafts_and_replacements_are_ignored_and_said(repo: Repo) -> None:
    before = facts(repo.path)
    assert history_defects(GitDirectory(repo.path)) == []
    newest, middle, oldest = repo.git("rev-list", "HEAD").decode().split()
    repo.point(f"refs/replace/{middle}", oldest)
    (repo.path / "info").mkdir()
    (repo.path / "info" / "grafts").write_text(f"{newest}\n")
    assert facts(repo.path) == before
    assert len(before) == 3 + len(numstat(repo.path, "HEAD"))
    assert [note.split("：")[0] for note in history_defects(GitDirectory(repo.path))] == ["存在 info/grafts", "存在 refs/replace"]


def test_a_partial_clone_is_said_and_never_fetches(repo: Repo, tmp_path: Path) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial.git"
    git("clone", "--quiet", "--bare", "--filter=blob:none", f"file://{repo.path}", str(partial))
    packs = sorted((partial / "objects" / "pack").iterdir())
    assert is_partial(GitDirectory(partial))
    assert [row["measured"] for row in facts(partial) if "measured" in row] == [False] * 3
    with pytest.raises(GitFailed):
        GitDirectory(partial).output("cat-file", "blob", repo.blob(TEXT))
    assert sorted((partial / "objects" / "pack").iterdir()) == packs
    assert "部分克隆" in history_defects(GitDirectory(partial))[0]


def test_a_shallow_clone_names_its_boundary(repo: Repo, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow.git"
    git("clone", "--quiet", "--bare", "--depth=2", f"file://{repo.path}", str(shallow))
    assert shallow_boundary(GitDirectory(shallow)) == {repo.git("rev-parse", "HEAD~1").decode().strip()}
    assert "浅克隆" in history_defects(GitDirectory(shallow))[0]


def test_objects_of_alternates_are_read(repo: Repo, tmp_path: Path) -> None:
    borrower = tmp_path / "borrower.git"
    git("clone", "--quiet", "--bare", "--shared", str(repo.path), str(borrower))
    assert facts(borrower) == facts(repo.path)


def test_a_work_tree_a_linked_work_tree_and_a_submodule_are_opened(repo: Repo, tmp_path: Path) -> None:
    work, linked, owner = tmp_path / "work", tmp_path / "linked", tmp_path / "owner"
    git("clone", "--quiet", str(repo.path), str(work))
    git("worktree", "add", "--quiet", "-b", "side", str(linked), "HEAD~1", cwd=work)
    git("init", "--quiet", str(owner))
    git("submodule", "--quiet", "add", str(repo.path), "sub", cwd=owner)
    assert facts(work) == facts(repo.path)
    assert default_branch(open_git_directory(linked)) == "refs/heads/side"
    assert len([row for row in facts(linked) if "measured" in row]) == 2
    assert facts(owner / "sub") == facts(repo.path)
    assert facts(owner / "sub" / ".git") == facts(repo.path)


def test_what_is_no_repository_is_refused_with_its_path(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /nonexistent\n")
    for path in (tmp_path, tmp_path / "absent", tmp_path / ".git"):
        with pytest.raises(RepositoryGone, match="不是 git 仓库") as refused:
            open_git_directory(path)
        assert str(path) in str(refused.value)


def test_a_detached_head_and_an_unborn_one_are_told_apart(repo: Repo) -> None:
    tip = repo.git("rev-parse", "HEAD").decode().strip()
    repo.head(tip)
    assert default_branch(GitDirectory(repo.path)) == "HEAD"
    repo.head("ref: refs/heads/unborn")
    assert default_branch(GitDirectory(repo.path)) is None


def test_a_revision_that_is_not_there_is_named(repo: Repo) -> None:
    with pytest.raises(CollectError, match="没有名为 v9 的提交"):
        resolve_commit(GitDirectory(repo.path), "v9")
    with pytest.raises(CollectError, match="--all"):
        resolve_commit(GitDirectory(repo.path), "--all")


def test_git_failing_is_told_in_gits_own_words(repo: Repo) -> None:
    with pytest.raises(GitFailed, match=r"rev-list .* 以状态 128 结束：fatal: ambiguous argument 'nothing'"):
        GitDirectory(repo.path).output("rev-list", "nothing")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_sealed_directory_holds_the_same_objects_and_nothing_else(tmp_path: Path, algorithm: str) -> None:
    repo = Repo(tmp_path / "r.git", algorithm=algorithm)
    (commit,) = chain(repo, [{b"a": b"1\n"}])
    repo.git("config", "user.name", "somebody")
    with sealed(GitDirectory(repo.path)) as quiet:
        assert object_format(quiet) == algorithm
        assert quiet.output("cat-file", "-t", commit) == b"commit\n"
        assert quiet.output("for-each-ref") == b""
        assert quiet.output("config", "--get", "user.name", accept=(1,)) == b""
    assert not quiet.path.exists()


def test_a_forged_commit_graph_hides_no_commit(repo: Repo) -> None:
    repo.git("commit-graph", "write", "--reachable")
    graph = repo.path / "objects" / "info" / "commit-graph"
    data = bytearray(graph.read_bytes())
    chunks = {bytes(data[at : at + 4]): int.from_bytes(data[at + 4 : at + 12]) for at in range(8, 8 + 12 * data[6], 12)}
    for entry in range(3):
        # an entry is a tree id and two parents; 0x70000000 means "no parent"
        first_parent = chunks[b"CDAT"] + entry * 36 + 20
        data[first_parent : first_parent + 4] = (0x70000000).to_bytes(4)
    graph.chmod(0o644)
    graph.write_bytes(data)
    assert len(repo.git("rev-list", "HEAD").split()) == 1
    assert len(GitDirectory(repo.path).output("rev-list", "HEAD").split()) == 3
