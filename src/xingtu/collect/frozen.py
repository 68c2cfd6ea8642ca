"""What do the facts of a repository say, seen from one frozen tip?"""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from xingtu.collect.ancestry import ancestry
from xingtu.collect.git import GitDirectory, open_git_directory, resolve_commit, sealed, shallow_boundary
from xingtu.collect.mailmap import Mailmap
from xingtu.collect.plan import history, mailmap_bytes
from xingtu.collect.publish import View, finished_commits
from xingtu.collect.source import Source
from xingtu.errors import Incomplete
from xingtu.store.lake import Lake, Scan
from xingtu.store.manifest import FrozenRepository


@dataclass(frozen=True, slots=True)
class FrozenFacts:
    """Commits and trailers reachable from the tip; file rows stay on disk and may hold more commits than these."""

    repository: str
    commits: pa.Table
    trailers: pa.Table
    file_changes: Path
    before: frozenset[str] | None
    """Commits reachable from the beginning of a range window; None for a window of dates."""


def freeze_repository(
    lake: Lake, scan: Scan, source: Source, *, tip: str = "", window_from: str | None = None
) -> tuple[FrozenRepository, FrozenFacts]:
    """Facts as seen from ``tip`` (a revision; empty: the scanned tip), beginning after ``window_from`` if one is given.

    ``window_from`` may be empty: a range from the beginning of history.

    Raises:
        CollectError: a revision is not in the clone.
        Incomplete: commits of the tip were not scanned.
    """
    git = open_git_directory(Path(scan.path))
    frozen_tip = resolve_commit(git, tip) if tip else scan.tip
    begin = resolve_commit(git, window_from) if window_from else ""
    commits = lake.table(scan, "commits")
    commits = commits.filter(commits["on_default"]) if frozen_tip == scan.tip else _seen_from(git, frozen_tip, commits, source)
    ids = commits.column("commit")
    unmeasured = tuple(sorted(commits.filter(pc.invert(commits["measured"])).column("commit").to_pylist()))
    trailers = lake.table(scan, "trailers")
    facts = FrozenFacts(
        source.repository,
        commits,
        trailers.filter(pc.is_in(trailers["commit"], value_set=ids.combine_chunks())),
        lake.folder(scan.repository) / scan.scan / "file_changes.parquet",
        _reachable(git, begin) if window_from is not None else None,
    )
    frozen = FrozenRepository(
        id=source.repository,
        name=source.name or source.repository,
        url=source.url,
        default_branch=scan.default_branch,
        tip=frozen_tip,
        object_format=scan.object_format,
        mailmap=source.mailmap,
        window_from=begin,
        expected_commits=commits.num_rows,
        measured_commits=commits.num_rows - len(unmeasured),
        unmeasured=unmeasured,
        missing=scan.missing if unmeasured else (),
    )
    return frozen, facts


def unread_repository(source: Source, problem: str) -> FrozenRepository:
    """A registered repository of which nothing could be read: it stays in the run, with its cause."""
    return FrozenRepository(
        id=source.repository, name=source.name or source.repository, url=source.url, default_branch="", tip="", object_format="",
        mailmap=source.mailmap, window_from="", expected_commits=0, measured_commits=0, missing=(problem,),
    )  # fmt: skip


def _seen_from(git: GitDirectory, tip: str, scanned: pa.Table, source: Source) -> pa.Table:
    with sealed(git) as quiet:
        newest_first = history(quiet, [tip])
    reachable = frozenset(commit for commit, _ in newest_first)
    commits = scanned.filter(pc.is_in(scanned["commit"], value_set=pa.array(sorted(reachable), pa.string())))
    if commits.num_rows != len(reachable):
        raise Incomplete(
            f"{source.repository} 的 {tip[:12]} 有 {len(reachable) - commits.num_rows} 个提交不在已扫描的分支上；"
            "请在 city.toml 该仓库的 branches 中加上它所在的分支或标签（如 refs/tags/*），再运行 xingtu scan"
        )
    mailmap = Mailmap.parse(mailmap_bytes(git, source.mailmap, tip))
    return finished_commits([commits], View(ancestry(newest_first, cut_off=shallow_boundary(git)), reachable, mailmap))


def _reachable(git: GitDirectory, commit: str) -> frozenset[str]:
    if not commit:
        return frozenset()
    with sealed(git) as quiet:
        return frozenset(quiet.output("rev-list", commit).decode("ascii").split())
