"""Which repository and which of its trees are meant: a path, a known id or an https address, with ``@REV`` or without?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from xingtu.collect.git import GitDirectory, default_branch, open_git_directory, resolve_commit
from xingtu.collect.mirror import Mirrors
from xingtu.collect.source import Source, id_of_clone, id_of_url, is_remote
from xingtu.errors import CollectError, RepositoryGone

HEAD = "HEAD"
"""What is looked at when no revision is named: the tip of the default branch."""

AFTER_A_NAME = re.compile(r"(?<=[^/@:])@")
"""Where an address ends and a revision begins; folders of some hosts begin with ``@``."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A clone on this machine and the revision of it somebody wants to know about."""

    repository: str
    """Id, as in the register or the lake."""
    name: str
    url: str
    path: Path
    revision: str = HEAD

    def at(self, revision: str) -> "Asked":
        """The same repository at another revision."""
        return replace(self, revision=revision)


@dataclass(frozen=True, slots=True)
class Tree:
    """A revision that was found: what it names in git, and when that was committed."""

    asked: Asked
    commit: str
    tree: str
    committed_at: str
    """RFC 3339 in UTC."""


def asked(text: str, *, home: Path, mirrors: Mirrors | None = None) -> Asked:
    """What ``REPO[@REV]`` means.

    The longest part before an ``@`` that is a repository counts, so that folders, ids and tags may themselves hold one
    (``./app@babel/core@7.0.0`` is the tag ``babel/core@7.0.0`` of ``./app``); of an address, the user's ``@`` is never a revision's.

    Raises:
        RepositoryGone: no part of it is a repository.
        AddressRefused: the address is not one we may fetch from.
        CollectError: fetching failed, or the revision is empty.
    """
    mirrors = mirrors or Mirrors(home / "mirrors")
    for address, revision in _readings(text):
        if revision == "":
            raise CollectError(f"{text}：@ 后面没有版本；请写成 {address}@版本，或去掉 @")
        found = _remote(address, mirrors) if is_remote(address) else _here(address, mirrors) or _known(address, home)
        if found is not None:
            return found.at(revision or HEAD)
    raise RepositoryGone(
        f"{text} 既不是本机的 git 仓库，也不是星图读过的仓库的标识或 https 地址；请检查拼写，写法如 ./redis@7.2.6 或 https://host/owner/name@v1.0"
    )


def tree_of(asked: Asked, git: GitDirectory) -> Tree:
    """The tree a revision names.

    Raises:
        CollectError: it names none, or nothing was ever committed.
    """
    if asked.revision == HEAD and default_branch(git) is None:
        raise CollectError(f"{asked.repository}（{asked.path}）是空仓库，还没有任何提交；请指定别的仓库，或先取回它的分支")
    commit = resolve_commit(git, asked.revision)
    shown = git.output("log", "-1", "--no-walk", "--date=format-local:%Y-%m-%dT%H:%M:%SZ", "--format=%T %cd", commit, "--")
    tree, _, committed_at = shown.decode("ascii").strip().partition(" ")
    return Tree(asked, commit, tree, committed_at)


def _readings(text: str) -> Iterator[tuple[str, str | None]]:
    """(repository, revision) in every way the text can be read, the best first."""
    if is_remote(text):
        # what stands before the path may hold user@host
        begin = text.find("/", text.index("://") + 3) if "://" in text else text.index(":")
        found = AFTER_A_NAME.search(text, begin) if begin >= 0 else None
        yield (text[: found.start()], text[found.end() :]) if found else (text, None)
        return
    yield text, None
    end = text.rfind("@")
    while end > 0:
        yield text[:end], text[end + 1 :]
        end = text.rfind("@", 0, end)


def _remote(address: str, mirrors: Mirrors) -> Asked:
    name = id_of_url(address)
    path = mirrors.locate(Source(name, address, name, address))
    return Asked(name, _last(name), f"https://{name}", path)


def _here(address: str, mirrors: Mirrors) -> Asked | None:
    path = Path(address).expanduser()
    if path.is_file() and path.name != ".git":
        name = "local/" + "/".join(part for part in path.absolute().parts[-2:] if part != "/").removesuffix(".bundle")
        return Asked(name, _last(name), "", mirrors.locate(Source(name, address, name)))
    try:
        git = open_git_directory(path)
    except RepositoryGone:
        return None
    name = id_of_clone(path, git)
    return Asked(name, _last(name), "" if name.startswith("local/") else f"https://{name}", path)


def _known(repository: str, home: Path) -> Asked | None:
    """A repository whose history was read, or that was fetched, under this id."""
    if (home / "facts").is_dir():
        from xingtu.store.lake import Lake  # noqa: PLC0415 - loads Arrow, half a second that a path does not need

        scan = Lake(home).latest(repository)
        if scan is not None and Path(scan.path).is_dir():
            return Asked(repository, _last(repository), scan.url, Path(scan.path))
    mirror = home / "mirrors" / (quote(repository, safe="@+") + ".git")
    if mirror.is_dir():
        return Asked(repository, _last(repository), "" if repository.startswith("local/") else f"https://{repository}", mirror)
    return None


def _last(repository: str) -> str:
    return repository.rpartition("/")[2]
