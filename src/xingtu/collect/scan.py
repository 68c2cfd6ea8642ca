"""How are many repositories scanned at once, so that one bad one never stops the rest and nothing is read twice?"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pyarrow as pa

from xingtu.collect.mining import reading_digest
from xingtu.collect.plan import Plan, Snapshot, classes_digest, look_at, plan_scan, reading_of
from xingtu.collect.publish import Supply, commits_of, write_tables
from xingtu.collect.source import Source
from xingtu.collect.workers import Mined, Workers
from xingtu.errors import CollectError
from xingtu.policy.crediting import Crediting
from xingtu.policy.path_classes import PathClassifier
from xingtu.store.canonical import canonical_json, digest
from xingtu.store.files import whole_folder, write_whole
from xingtu.store.lake import Lake, Scan, scan_json

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one repository. Exactly one of ``scan`` and ``problem`` is set."""

    source: Source
    scan: Scan | None
    problem: str | None
    read_commits: int = 0
    taken_over: int = 0
    unchanged: bool = False
    seconds: float = 0.0


@dataclass(slots=True)
class Listener:
    """Who wants to hear how a scan goes on; the command line draws bars from it."""

    planned: Callable[[str, int], None] = lambda _repository, _commits: None
    advanced: Callable[[str, int], None] = lambda _repository, _commits: None
    finished: Callable[[Outcome], None] = lambda _outcome: None


@dataclass(frozen=True, slots=True)
class Located:
    """A source, and a call that makes its clone available and says where it lies."""

    source: Source
    locate: Callable[[], Path]
    tip: str | None = None
    """A commit to read instead of the default branch's tip."""


@dataclass(slots=True)
class _Job:
    """A repository whose chunks are being read."""

    plan: Plan
    mined: Mined
    lock: ExitStack
    started: float


def scan_all(
    lake: Lake, located: Sequence[Located], crediting: Crediting, *, workers: int, listener: Listener | None = None
) -> list[Outcome]:
    """Scan repositories; outcomes come in the order given.

    A repository that cannot be read becomes an outcome with its problem. Interruption leaves published scans whole and
    finished chunks in ``staging``, from which the next scan goes on.
    """
    listener = listener or Listener()
    outcomes: dict[str, Outcome] = {}
    jobs: deque[_Job] = deque()

    def settle(outcome: Outcome) -> None:
        outcomes[outcome.source.repository] = outcome
        lake.note_problem(outcome.source.repository, outcome.problem)
        listener.finished(outcome)

    with Workers(workers, alone=len(located) == 1) as pool:
        for here in located:
            prepared = _prepare(lake, here, crediting, jobs, pool, listener, settle)
            if prepared is not None:
                jobs.append(prepared)
            while len(jobs) > workers:
                settle(_complete(lake, jobs.popleft(), crediting))
        while jobs:
            settle(_complete(lake, jobs.popleft(), crediting))
    return [outcomes[here.source.repository] for here in located]


def _prepare(
    lake: Lake, here: Located, crediting: Crediting, jobs: deque[_Job], pool: Workers, listener: Listener, settle: Callable[[Outcome], None]
) -> _Job | None:
    """Look at a repository and hand its chunks to the pool; None when there is nothing to read."""
    source, started = here.source, perf_counter()
    with ExitStack() as lock:
        try:
            lock.enter_context(lake.locked(source.repository))
            snapshot = look_at(source, here.locate(), tip=here.tip)
            _refuse_another_repository(lake, snapshot)
            if any(set(job.plan.snapshot.ancestry.roots).intersection(snapshot.ancestry.roots) for job in jobs):
                # kin under way: what it reads need not be read again here
                while jobs:
                    settle(_complete(lake, jobs.popleft(), crediting))
            plan = plan_scan(lake, snapshot, crediting)
            if plan.before is not None and is_unchanged(plan, crediting):
                lake.clear_staging(source.repository)
                settle(Outcome(source, plan.before, None, unchanged=True, seconds=perf_counter() - started))
                return None
            listener.planned(source.repository, plan.new_commits)
            mined = pool.mine(plan.chunks, lambda commits: listener.advanced(source.repository, commits))
            return _Job(plan, mined, lock.pop_all(), started)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one repository, the others go on
            settle(Outcome(source, None, _problem(source, error), seconds=perf_counter() - started))
            return None


def _complete(lake: Lake, job: _Job, crediting: Crediting) -> Outcome:
    source = job.plan.snapshot.source
    with job.lock:
        try:
            scan = publish_scan(lake, job.plan, job.mined.folders(), crediting)
        except Exception as error:  # noqa: BLE001 - as in _prepare
            return Outcome(source, None, _problem(source, error), seconds=perf_counter() - job.started)
    return Outcome(source, scan, None, job.plan.new_commits, job.plan.taken_over, seconds=perf_counter() - job.started)


def _problem(source: Source, error: Exception) -> str:
    """What to tell people; an error nobody foresaw is logged with its traceback."""
    if isinstance(error, CollectError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or source.address}：{error.strerror or error}；请检查路径、权限和磁盘空间"
    logger.error("repository failed", extra={"repository": source.repository}, exc_info=error)
    return f"程序出错（{type(error).__name__}：{error}）；请把这句话和仓库地址报告给维护者，其余仓库不受影响"


def _refuse_another_repository(lake: Lake, snapshot: Snapshot) -> None:
    """Two repositories must not share an id: their facts would be mixed.

    Raises:
        CollectError: the id's earlier scan has no root commit in common with this one.
    """
    source = snapshot.source
    before = lake.latest(source.repository)
    if before is None or not before.roots or not snapshot.newest_first or set(before.roots).intersection(snapshot.newest_first):
        return
    # the roots of a shallow clone are the commits where it was cut off
    known = lake.table(before, "commits", ["commit"]).column("commit").to_pylist()
    if not set(snapshot.ancestry.roots).intersection(known):
        raise CollectError(
            f"标识 {source.repository} 已属于另一个仓库（{before.path}，没有共同的根提交）；请在 city.toml 中给 {source.address} 另起 id"
        )


def is_unchanged(plan: Plan, crediting: Crediting) -> bool:
    """The newest scan already says all that a new one would say."""
    before, snapshot = plan.before, plan.snapshot
    return (
        before is not None
        and not plan.chunks
        and snapshot.header_only.issuperset(before.unmeasured)
        and (before.refs, before.default_branch, before.tip) == (snapshot.refs, snapshot.default_branch, snapshot.tip)
        and before.reading == reading_digest(reading_of(crediting))
        and (before.classes, before.mailmap) == (classes_digest(crediting, snapshot.attributes_digest), digest(snapshot.mailmap))
        and (before.notes, before.path, before.url) == (snapshot.notes, str(snapshot.git.path), snapshot.source.url)
    )


def publish_scan(lake: Lake, plan: Plan, mined: Iterable[Path], crediting: Crediting) -> Scan:
    """Write the scan's folder under a name made from its inputs, make it the newest, clear the staging area."""
    repository = plan.snapshot.source.repository
    supplies = [*plan.supplies, *(Supply(folder, repository) for folder in mined)]
    commits = commits_of(supplies, plan.snapshot.view)
    scan = _record(plan, commits, crediting)
    with whole_folder(lake.folder(repository) / scan.scan) as folder:
        write_tables(folder, commits, supplies, PathClassifier(crediting, plan.snapshot.attributes))
        write_whole(folder / "scan.json", scan_json(scan))
    lake.point_to(scan)
    lake.clear_staging(repository)
    return scan


def _record(plan: Plan, commits: pa.Table, crediting: Crediting) -> Scan:
    snapshot = plan.snapshot
    state = list(zip(*(commits.column(name).to_pylist() for name in ("commit", "reachable", "measured")), strict=True))
    unmeasured = tuple(sorted(commit for commit, reachable, measured in state if reachable and not measured))
    unreachable = sorted(commit for commit, reachable, _ in state if not reachable)
    expected = len(snapshot.newest_first)
    reading, classes = reading_digest(reading_of(crediting)), classes_digest(crediting, snapshot.attributes_digest)
    inputs = [snapshot.source.repository, snapshot.refs, reading, classes, digest(snapshot.mailmap), list(snapshot.notes)]
    inputs += [snapshot.default_branch, snapshot.tip, str(snapshot.git.path), snapshot.source.url, list(unmeasured), unreachable]
    if sum(reachable for _, reachable, _ in state) != expected:
        raise CollectError(
            f"{snapshot.source.repository}：读到 {len(state) - len(unreachable)} 个提交，git 数得 {expected} 个；未发布本次扫描"
        )
    return Scan(
        scan=digest(canonical_json(inputs))[:16],
        repository=snapshot.source.repository,
        path=str(snapshot.git.path),
        url=snapshot.source.url,
        refs=snapshot.refs,
        default_branch=snapshot.default_branch,
        tip=snapshot.tip,
        object_format=snapshot.object_format,
        roots=snapshot.ancestry.roots,
        mailmap=digest(snapshot.mailmap),
        reading=reading,
        attributes=snapshot.attributes_digest,
        classes=classes,
        expected_commits=expected,
        measured_commits=expected - len(unmeasured),
        unmeasured=unmeasured,
        unreachable_commits=len(unreachable),
        notes=snapshot.notes,
        missing=_missing(unmeasured, snapshot.cut_off, snapshot.older),
    )


def _missing(unmeasured: tuple[str, ...], cut_off: frozenset[str], older: frozenset[str]) -> tuple[str, ...]:
    """What could not be read and what to do, one sentence a cause."""
    cut = [commit for commit in unmeasured if commit in cut_off]
    torn = [commit for commit in unmeasured if commit not in cut_off and commit not in older]
    sentences = []
    if cut:
        sentences.append(f"浅克隆：{len(cut)} 个边界提交（如 {cut[0][:12]}）的改动未知；请运行 git fetch --unshallow 后重新扫描")
    if torn:
        sentences.append(
            f"缺少文件内容：{len(torn)} 个提交（如 {torn[0][:12]}）无法比较；请重新完整克隆（git clone --mirror URL）后重新扫描"
        )
    if older:
        sentences.append(f"按 --since 只比较了较新的提交：更早的 {len(older)} 个未读；不带 --since 重新扫描即可补齐")
    return tuple(sentences)
