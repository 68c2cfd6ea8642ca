"""How does a repository come here, and what may it not do to us?"""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.collect.conftest import Scanner
from tests.gitrepo import Repo, chain, git
from xingtu.collect import mirror
from xingtu.collect.git import GitDirectory, default_branch
from xingtu.collect.mirror import Mirrors
from xingtu.collect.source import Source
from xingtu.errors import AddressRefused, CollectError, RepositoryGone


def bundle(repo: Repo, path: Path) -> Source:
    repo.git("bundle", "create", "--quiet", str(path), "HEAD", "--branches", "--tags")
    return Source("b", str(path))


def refs(path: Path) -> dict[str, str]:
    lines = git(f"--git-dir={path}", "for-each-ref", "--format=%(refname) %(objectname)").decode().splitlines()
    return dict(line.split(" ") for line in lines)


@pytest.fixture
def mirrors(tmp_path: Path) -> Mirrors:
    return Mirrors(tmp_path / "mirrors")


def test_a_bundle_is_cloned_and_scanned(repo: Repo, mirrors: Mirrors, tmp_path: Path, scanner: Scanner) -> None:
    ids = chain(repo, [{b"a": b"1\n"}, {b"a": b"2\n"}])
    clone = mirrors.locate(bundle(repo, tmp_path / "x.bundle"))
    assert clone == mirrors.folder / "b.git"
    assert refs(clone) == {"refs/heads/main": ids[-1]}
    (outcome,) = scanner.all(Source("b", str(clone)))
    assert outcome.scan is not None
    assert outcome.scan.expected_commits == 2


def test_an_update_brings_new_commits_and_keeps_tips_pushed_away(repo: Repo, mirrors: Mirrors, tmp_path: Path) -> None:
    root, lost = chain(repo, [{b"a": b"1\n"}, {b"a": b"2\n"}])
    side = repo.commit({b"side": b"x\n"}, root, branch="side")
    mirrors.locate(bundle(repo, tmp_path / "x.bundle"))
    instead = repo.commit({b"a": b"3\n"}, root)
    onward = repo.commit({b"side": b"y\n"}, side, branch="side")
    clone = mirrors.locate(bundle(repo, tmp_path / "x.bundle"))
    assert refs(clone) == {"refs/heads/main": instead, "refs/heads/side": onward, f"refs/seen/{lost}": lost}
    repo.drop("refs/heads/side")
    clone = mirrors.locate(bundle(repo, tmp_path / "x.bundle"))
    assert refs(clone) == {"refs/heads/main": instead, f"refs/seen/{lost}": lost, f"refs/seen/{onward}": onward}


def test_an_update_follows_the_default_branch(repo: Repo, mirrors: Mirrors, tmp_path: Path) -> None:
    (root,) = chain(repo, [{b"a": b"1\n"}])
    clone = mirrors.locate(bundle(repo, tmp_path / "x.bundle"))
    repo.point("refs/heads/trunk", repo.commit({b"a": b"2\n"}, root, branch=""))
    repo.drop("refs/heads/main")
    repo.head("ref: refs/heads/trunk")
    mirrors.locate(bundle(repo, tmp_path / "x.bundle"))
    assert default_branch(GitDirectory(clone)) == "refs/heads/trunk"


def test_the_default_branch_is_the_one_the_other_side_names() -> None:
    a, b = "a" * 40, "b" * 40
    assert mirror._default_branch(["ref: refs/heads/x\tHEAD", f"{a}\tHEAD", f"{a}\trefs/heads/w"], "refs/heads/w") == "refs/heads/x"
    assert mirror._default_branch([f"{a}\tHEAD", f"{a}\trefs/heads/w", f"{a}\trefs/heads/x"], "refs/heads/x") == "refs/heads/x"
    assert mirror._default_branch([f"{a}\tHEAD", f"{b}\trefs/heads/w", f"{a}\trefs/heads/x"], "refs/heads/w") == "refs/heads/x"
    assert mirror._default_branch([f"{a}\tHEAD", ""], "refs/heads/w") == "refs/heads/w"


def test_a_local_path_is_used_where_it_lies(repo: Repo, mirrors: Mirrors) -> None:
    assert mirrors.locate(Source("r", str(repo.path))) == repo.path
    assert not mirrors.folder.exists()


def test_a_path_that_is_not_there_is_gone(mirrors: Mirrors, tmp_path: Path) -> None:
    with pytest.raises(RepositoryGone, match="不存在"):
        mirrors.locate(Source("r", str(tmp_path / "absent")))


@pytest.mark.parametrize(
    "address", ["http://git.example/r", "ssh://git.example/r", "git@git.example:r", "file:///etc", "ext://x", "https://u:p@git.example/r"]
)
def test_addresses_that_are_not_plain_https_are_refused(mirrors: Mirrors, address: str) -> None:
    with pytest.raises(AddressRefused):
        mirrors.locate(Source("r", address))


def test_a_host_inside_our_network_is_refused_before_git_runs(tmp_path: Path) -> None:
    def inside(_host: str, _port: int) -> Sequence[str]:
        return ["169.254.169.254"]

    with pytest.raises(AddressRefused, match="内部地址"):
        Mirrors(tmp_path, resolver=inside).locate(Source("r", "https://git.example/r"))


@pytest.mark.parametrize(
    "address", ["file://{path}", "ext::sh -c 'touch {path}/touched'", "{path}", "ssh://git.example/r", "http://git.example/r"]
)
def test_git_itself_refuses_every_protocol_but_the_one_allowed(repo: Repo, tmp_path: Path, address: str) -> None:
    chain(repo, [{b"a": b"1\n"}])
    with pytest.raises(CollectError, match=r"transport .* not allowed"):
        mirror._git(Mirrors(tmp_path), "https", (), "clone", "--bare", "--", address.format(path=repo.path), str(tmp_path / "clone.git"))
    assert not (repo.path / "touched").exists()


def test_a_clone_larger_than_allowed_stops_and_leaves_nothing(repo: Repo, tmp_path: Path) -> None:
    chain(repo, [{b"a": os.urandom(200_000)}])
    with pytest.raises(CollectError, match="失败"):
        Mirrors(tmp_path / "mirrors", largest_bytes=100_000).locate(bundle(repo, tmp_path / "x.bundle"))
    assert list((tmp_path / "mirrors").iterdir()) == []


def test_a_clone_that_takes_too_long_stops_and_leaves_nothing(repo: Repo, tmp_path: Path) -> None:
    chain(repo, [{b"a": b"1\n"}])
    with pytest.raises(CollectError, match="秒内没有取完"):
        Mirrors(tmp_path / "mirrors", seconds=0).locate(bundle(repo, tmp_path / "x.bundle"))
    assert list((tmp_path / "mirrors").iterdir()) == []


def test_a_file_that_is_no_bundle_is_told_in_gits_words(mirrors: Mirrors, tmp_path: Path) -> None:
    (tmp_path / "x.bundle").write_text("nothing")
    with pytest.raises(CollectError, match="clone 失败"):
        mirrors.locate(Source("b", str(tmp_path / "x.bundle")))
    assert list(mirrors.folder.iterdir()) == []


def test_a_crafted_tree_is_refused_on_the_way_in(repo: Repo, mirrors: Mirrors, tmp_path: Path) -> None:
    repo.commit({}, tree=repo.object(b"tree", b"100644 .git\0" + bytes.fromhex(repo.blob(b"x"))))
    with pytest.raises(CollectError, match="hasDotgit"):
        mirror._git(mirrors, "file", (), "clone", "--bare", "--", f"file://{repo.path}", str(tmp_path / "clone.git"))
