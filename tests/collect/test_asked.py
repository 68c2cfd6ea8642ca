"""Is the repository found that was meant, whatever stands before and after the ``@``?"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gitrepo import PLAIN, Repo
from xingtu.collect.asked import HEAD, Asked, asked, tree_of
from xingtu.collect.git import GitDirectory, open_git_directory
from xingtu.collect.mirror import Mirrors
from xingtu.collect.source import Source
from xingtu.errors import AddressRefused, CollectError, RepositoryGone


class Fetched(Mirrors):
    """Mirrors that bring one clone whatever is asked, and write down what was."""

    def locate(self, source: Source) -> Path:
        (self.folder / "asked").write_text(source.address, "utf-8")
        return self.folder / "clone.git"


def clone(path: Path) -> Repo:
    repo = Repo(path)
    repo.commit({b"LICENSE": b"MIT\n"})
    return repo


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("typed", "address", "revision"),
    [
        ("https://host.example/o/n", "https://host.example/o/n", HEAD),
        ("https://host.example/o/n@v1.0", "https://host.example/o/n", "v1.0"),
        ("https://host.example/o/n.git@release/1.0", "https://host.example/o/n.git", "release/1.0"),
        ("https://host.example/o/n@pkg@1.0.0", "https://host.example/o/n", "pkg@1.0.0"),
        ("https://li@host.example/o/n@v1", "https://li@host.example/o/n", "v1"),
        ("https://li@host.example/o/n", "https://li@host.example/o/n", HEAD),
        ("git@host.example:o/n@v1", "git@host.example:o/n", "v1"),
        ("git@host.example:o/n", "git@host.example:o/n", HEAD),
        ("ssh://git@host.example/o/n@v1", "ssh://git@host.example/o/n", "v1"),
        ("https://host.example/@scope/n@v1", "https://host.example/@scope/n", "v1"),
    ],
)
def test_the_at_sign_of_a_user_is_no_revision(tmp_path: Path, home: Path, typed: str, address: str, revision: str) -> None:
    found = asked(typed, home=home, mirrors=Fetched(tmp_path))
    assert ((tmp_path / "asked").read_text("utf-8"), found.revision) == (address, revision)
    assert "li@" not in found.url
    assert found.repository.startswith("host.example")


@pytest.mark.parametrize(
    ("folder", "typed", "revision"),
    [
        ("app", "app", HEAD),
        ("app", "app@v1.0", "v1.0"),
        ("app", "app@babel/core@7.0.0", "babel/core@7.0.0"),
        ("app@home", "app@home", HEAD),
        ("app@home", "app@home@v1", "v1"),
        ("li@work/app", "li@work/app@feature/x", "feature/x"),
        ("应用", "应用@第一版", "第一版"),
    ],
)
def test_the_longest_folder_that_is_a_repository_counts(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, folder: str, typed: str, revision: str
) -> None:
    clone(tmp_path / folder)
    if folder == "app@home":
        clone(tmp_path / "app")
    monkeypatch.chdir(tmp_path)
    found = asked(typed, home=home)
    assert (found.path, found.revision) == (Path(folder), revision)
    assert found.name == folder.rpartition("/")[2]


def test_a_work_tree_a_bare_clone_and_a_bundle_are_repositories(tmp_path: Path, home: Path) -> None:
    repo = clone(tmp_path / "bare.git")
    commit = repo.git("rev-parse", "HEAD").decode().strip()
    subprocess.run(["git", "clone", "-q", str(repo.path), str(tmp_path / "tree")], check=True, env=PLAIN)
    repo.git("bundle", "create", "-q", str(tmp_path / "saved.bundle"), "HEAD", "main")
    for name in ("bare.git", "tree", "saved.bundle"):
        found = asked(f"{tmp_path / name}@main", home=home)
        assert tree_of(found, _git(found)).commit == commit, name


def test_a_clone_is_known_by_its_origin_without_user_or_password(tmp_path: Path, home: Path) -> None:
    repo = clone(tmp_path / "app")
    repo.git("config", "remote.origin.url", "https://li:secret@Host.example/o/n.git")
    found = asked(str(repo.path), home=home)
    assert (found.repository, found.name, found.url) == ("host.example/o/n", "n", "https://host.example/o/n")


def test_what_was_fetched_before_is_known_by_its_id(tmp_path: Path, home: Path) -> None:
    repo = clone(tmp_path / "app")
    (home / "mirrors").mkdir(parents=True)
    shutil.copytree(repo.path, home / "mirrors" / "host.example%2Fo%2Fn@x.git")
    found = asked("host.example/o/n@x@v1", home=home)
    assert (found.repository, found.url, found.revision) == ("host.example/o/n@x", "https://host.example/o/n@x", "v1")


def test_what_was_scanned_before_is_known_by_its_id(tmp_path: Path, home: Path, scanned: Callable[[Path, str, Path], None]) -> None:
    repo = clone(tmp_path / "app")
    scanned(home, "gearsim", repo.path)
    found = asked("gearsim@HEAD", home=home)
    assert (found.repository, found.name, found.path) == ("gearsim", "gearsim", repo.path)


@pytest.mark.parametrize("typed", ["nowhere", "nowhere@v1", "./no/where@a/b", "@", "@v1", ""])
def test_what_is_no_repository_is_said_with_the_way_to_write_it(
    tmp_path: Path, home: Path, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RepositoryGone, match=r"既不是本机的 git 仓库.*写法如"):
        asked(typed, home=home)


def test_an_empty_revision_is_an_error_not_the_default_branch(tmp_path: Path, home: Path) -> None:
    clone(tmp_path / "app")
    with pytest.raises(CollectError, match="@ 后面没有版本"):
        asked(f"{tmp_path / 'app'}@", home=home)


def test_an_address_that_may_not_be_fetched_is_refused(home: Path) -> None:
    with pytest.raises(AddressRefused):
        asked("http://host.example/o/n@v1", home=home)


def test_an_empty_repository_and_an_unknown_revision_are_named(tmp_path: Path, home: Path) -> None:
    empty = asked(str(Repo(tmp_path / "empty").path), home=home)
    with pytest.raises(CollectError, match="是空仓库"):
        tree_of(empty, _git(empty))
    app = asked(str(clone(tmp_path / "app").path), home=home)
    for revision in ("v9", "--output=/tmp/x", "HEAD:LICENSE", "a..b"):
        with pytest.raises(CollectError, match="没有名为"):
            tree_of(app.at(revision), _git(app))


def test_a_tree_is_dated_by_its_commit_in_utc(tmp_path: Path, home: Path) -> None:
    app = asked(str(clone(tmp_path / "app").path), home=home)
    assert tree_of(app, _git(app)).committed_at == "2023-11-14T22:14:20Z"


def _git(found: Asked) -> GitDirectory:
    return open_git_directory(found.path)
