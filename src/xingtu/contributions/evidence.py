"""How do the stages make the work of one range out of its commits, without a lake?"""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from xingtu.collect.git import object_format
from xingtu.collect.mining import Chunk, cut
from xingtu.collect.plan import reading_of
from xingtu.collect.publish import Supply, commits_of, write_tables
from xingtu.collect.workers import Workers
from xingtu.contributions.maps import Maps
from xingtu.contributions.names import names_of, without_mailbox
from xingtu.contributions.revisions import Range
from xingtu.errors import GitFailed, RepositoryDamaged
from xingtu.facts.authorship import WHOLE
from xingtu.facts.commits import Commit
from xingtu.facts.periods import Period
from xingtu.facts.repositories import Repository
from xingtu.measure.published_tables import Work, work_of
from xingtu.policy.crediting import Crediting
from xingtu.policy.path_classes import PathClassifier
from xingtu.resolve.addresses import ADDRESS_LIKE, plain_key
from xingtu.resolve.authorship import occurring_subjects, resolve_authorship
from xingtu.run import measure
from xingtu.store.schema import arrow_table, read_parquet

Progress = Callable[[int, int], None]
"""Called with (commits read, commits to read)."""


def work_in(
    of_range: Range, maps: Maps, crediting: Crediting, *, workers: int = 1, on_progress: Progress = lambda _read, _all: None
) -> tuple[Work, Mapping[str, str]]:
    """The work of a range with every person's actor (person, bot or ai_agent), through the same crediting as any ranking.

    All its commits lie inside the window, nothing lies before it: a copy or a revert is known as one when both ends are in the range.

    Raises:
        RepositoryDamaged: a commit of the range cannot be measured.
    """
    with tempfile.TemporaryDirectory(prefix="xingtu-contributions-") as folder:
        commits, trailers = _mined(of_range, crediting, Path(folder), workers, on_progress)
        if maps.joining == "gitdm":
            # gitdm reads a trailer only when a name stands before the mailbox
            trailers = trailers.filter(pc.not_equal(trailers["name"], ""))
        snapshot = maps.declarations.keyed(plain_key, occurring_subjects(commits, trailers))
        who = resolve_authorship(commits, trailers, snapshot=snapshot, key=plain_key, crediting=crediting, joining=maps.joining)
        given = {
            "commits": commits,
            "trailers": trailers,
            "authorship": who.authorship,
            "people": who.people,
            "trailer_credits": who.trailer_credits,
            "repositories": arrow_table(Repository, [_repository(of_range)]),
            "periods": _all_inside(commits),
        }
        numbers = measure(given, [Path(folder) / "file_changes.parquet"], crediting, ())
    actors = dict(zip(who.people["person"].to_pylist(), who.people["actor"].to_pylist(), strict=True))
    organisations = {organisation.id: organisation.name for organisation in maps.declarations.organisations}
    # people who work for themselves stand in some maps under their own mailbox
    employers = who.authorship["organisation"].to_pylist() + who.trailer_credits["organisation"].to_pylist()
    organisations |= {employer: without_mailbox(employer) for employer in set(employers) if ADDRESS_LIKE.search(employer)}
    return work_of(given | numbers, people=names_of(who, commits, trailers), organisations=organisations), actors


def _mined(of_range: Range, crediting: Crediting, folder: Path, workers: int, on_progress: Progress) -> tuple[pa.Table, pa.Table]:
    """Commits, in the order of the log, and trailers; file rows are left in ``folder``."""
    look, reading = of_range.look, reading_of(crediting)
    chunks = [Chunk(of_range.repository, look.git.path, commits, frozenset(), reading, folder) for commits in cut(of_range.commits[::-1])]
    done = 0

    def advanced(commits: int) -> None:
        nonlocal done
        done += commits
        on_progress(done, len(of_range.commits))

    with Workers(workers, alone=True) as pool:
        supplies = [Supply(part, of_range.repository) for part in pool.mine(chunks, advanced).folders()]
    commits = commits_of(supplies, look.view) if supplies else arrow_table(Commit, [])
    write_tables(folder, commits, supplies, PathClassifier(crediting, look.attributes))
    _refuse_unmeasured(of_range, commits)
    place = {commit: number for number, commit in enumerate(of_range.commits)}
    in_log_order = pa.array([place[commit] for commit in commits["commit"].to_pylist()], pa.int64())
    return commits.take(pc.sort_indices(in_log_order)), read_parquet(folder / "trailers.parquet")


def _refuse_unmeasured(of_range: Range, commits: pa.Table) -> None:
    unmeasured = sorted(commits.filter(pc.invert(commits["measured"]))["commit"].to_pylist())
    if not unmeasured:
        return
    why = ""
    try:
        of_range.look.git.output("diff-tree", "--root", "-p", "-M", unmeasured[0])
    except GitFailed as error:
        why = f"（{error}）"
    named = "、".join(commit[:12] for commit in unmeasured[:3])
    raise RepositoryDamaged(
        f"{of_range.look.git.path} 缺少内容：范围内 {len(of_range.commits)} 个提交中有 {len(unmeasured)} 个无法比较，如 {named}{why}。"
        "数字会偏低，故不给出；请重新完整克隆（git clone --mirror URL）后重试"
    )


def _repository(of_range: Range) -> Repository:
    look, number = of_range.look, len(of_range.commits)
    return Repository(
        of_range.repository,
        of_range.repository,
        "",
        0,
        look.default_branch,
        look.tip,
        object_format(look.git),
        number,
        number,
        WHOLE,
        (),
    )


def _all_inside(commits: pa.Table) -> pa.Table:
    changes = commits.filter(pc.invert(commits["is_merge"]))
    pairs = zip(changes["repository"].to_pylist(), changes["commit"].to_pylist(), strict=True)
    return arrow_table(Period, [Period(repository, commit, "inside") for repository, commit in pairs])
