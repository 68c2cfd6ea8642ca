"""Which id does a repository get, and what is an address?"""

from pathlib import Path

import pytest

from tests.gitrepo import Repo
from xingtu.collect.git import GitDirectory
from xingtu.collect.source import id_of_clone, id_of_url, is_remote


@pytest.mark.parametrize(
    ("url", "id_"),
    [
        ("https://Gitee.com/Owner/Name.git", "gitee.com/Owner/Name"),
        ("https://gitee.com/owner/name/", "gitee.com/owner/name"),
        ("https://user:secret@git.example:8443/a/b/c", "git.example/a/b/c"),
        ("ssh://git@git.example:22/o/r.git", "git.example/o/r"),
        ("git@git.example:o/r.git", "git.example/o/r"),
    ],
)
def test_the_id_of_a_url_has_no_secret_port_or_suffix(url: str, id_: str) -> None:
    assert id_of_url(url) == id_


@pytest.mark.parametrize("address", ["https://x.example/r", "ext::sh", "git@x.example:r", "FILE:///x", "ssh://x/r"])
def test_what_git_would_fetch_is_remote(address: str) -> None:
    assert is_remote(address) or address == "ext::sh"


@pytest.mark.parametrize("address", ["/srv/r.git", "./r", "r.bundle", "C:\\r", "a/b@c:d"])
def test_a_path_is_not(address: str) -> None:
    assert not is_remote(address)


def test_a_clone_is_known_by_its_origin_else_by_its_place(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "team" / "thing.git")
    assert id_of_clone(repo.path, GitDirectory(repo.path)) == "local/team/thing"
    repo.git("config", "remote.origin.url", "git@gitee.com:o/r.git")
    assert id_of_clone(repo.path, GitDirectory(repo.path)) == "gitee.com/o/r"
