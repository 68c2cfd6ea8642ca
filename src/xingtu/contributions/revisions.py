"""Which commits does a range hold, in which history do they stand, and which mailmap goes with them?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from xingtu.collect.git import GitDirectory, open_git_directory, resolve_commit, sealed
from xingtu.collect.plan import Snapshot, look_at, mailmap_bytes
from xingtu.collect.source import Source, id_of_clone
from xingtu.errors import CollectError, GitFailed, RepositoryDamaged


@dataclass(frozen=True, slots=True)
class Range:
    """Commits to count, in the order of ``git log``: reachable from ``tip`` and not from ``base`` (None: all of its history)."""

    repository: str
    look: Snapshot
    base: str | None
    commits: tuple[str, ...]
    mailmap: str
    """Where the mailmap in use came from."""


def read_range(path: Path, revisions: str, mailmap: str | None = None) -> Range:
    """The commits of a range and the history they stand in; nothing is diffed yet.

    Raises:
        CollectError: a revision or the mailmap is not there.
        RepositoryDamaged: the history cannot be walked, or a shallow clone cuts it inside the range.
    """
    git = open_git_directory(path)
    base, tip = _ends(git, revisions)
    repository = id_of_clone(path, git)
    with _named_damage(path, revisions):
        look = look_at(Source(repository, str(path), mailmap="none"), path, tip=tip)
        with sealed(git) as quiet:
            wanted = f"{tip}\n" + (f"^{base}\n" if base else "")
            commits = tuple(quiet.output("rev-list", "--stdin", given=wanted.encode()).decode("ascii").split())
    cut_off = look.cut_off.intersection(commits)
    if cut_off:
        raise RepositoryDamaged(
            f"{path} 是浅克隆，历史在 {revisions} 之内被截断（如 {min(cut_off)[:12]}），其改动未知；"
            "请运行 git fetch --unshallow 后重试"
        )  # fmt: skip
    source, content = _mailmap(git, tip, mailmap)
    return Range(repository, replace(look, mailmap=content), base, commits, source)


def _ends(git: GitDirectory, revisions: str) -> tuple[str | None, str]:
    if "..." in revisions:
        left, _, right = revisions.partition("...")
        raise CollectError(f"{revisions} 是对称差（两边各自独有的提交），不能用来计数；请写两个点：{left}..{right}")
    left, dots, right = revisions.partition("..")
    if not dots:
        return None, resolve_commit(git, revisions)
    return resolve_commit(git, left or "HEAD"), resolve_commit(git, right or "HEAD")


def _mailmap(git: GitDirectory, tip: str, choice: str | None) -> tuple[str, bytes]:
    """(where it came from, content); the folder the process stands in plays no part."""
    if choice == "none":
        return "none", b""
    if choice in (None, "HEAD"):
        content = mailmap_bytes(git, "HEAD", tip)
        if not content and git.output("ls-tree", tip, "--", ".mailmap").startswith(b"100") and _lacks(git, f"{tip}:.mailmap"):
            raise RepositoryDamaged(f"{git.path} 缺少 {tip[:12]} 的 .mailmap 的内容，人会认错；请重新完整克隆，或用 --mailmap 另给一份")
        return f"{tip}:.mailmap", content
    file = Path(choice)
    if file.is_file():
        return file.name, file.read_bytes()
    if ":" not in choice:
        raise CollectError(f"找不到 mailmap 文件 {choice}；请检查路径，或写成 修订:路径（如 v1.0:.mailmap），或写 none")
    return choice, mailmap_bytes(git, choice, tip)


def _lacks(git: GitDirectory, object_: str) -> bool:
    """The object is named but not there; an empty file is there."""
    return not git.output("cat-file", "-t", object_, accept=(0, 128))


@contextmanager
def _named_damage(path: Path, revisions: str) -> Iterator[None]:
    """A history that git cannot walk is a damaged one."""
    try:
        yield
    except GitFailed as error:
        raise RepositoryDamaged(
            f"{path} 的历史不完整，无法数清 {revisions}：{error}；请重新完整克隆（git clone --mirror URL）后重试"
        ) from error
