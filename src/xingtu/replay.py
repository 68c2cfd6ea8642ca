"""Can a stranger recompute a run from public clones, to the same bytes? And what differs between two runs?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa

import xingtu
from xingtu import catalogue
from xingtu.collect.frozen import FrozenFacts, freeze_repository
from xingtu.collect.git import open_git_directory
from xingtu.collect.mining import reading_digest
from xingtu.collect.mirror import Mirrors
from xingtu.collect.plan import reading_of
from xingtu.collect.scan import Listener, Located, scan_all
from xingtu.collect.source import Source
from xingtu.errors import CollectError, ReplayError, XingtuError
from xingtu.policy.window import RangesWindow
from xingtu.resolve.snapshot import Snapshot
from xingtu.run import STAGES, Rules, compute, read_rules
from xingtu.store.canonical import canonical_rows
from xingtu.store.lake import Lake
from xingtu.store.ledger import Run, results_hash
from xingtu.store.manifest import FrozenRepository

DEEPEST = 4
"""How many folders below ``--repositories`` clones are looked for."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a recomputation first departs from the run; ``row`` counts in canonical order, from 1."""

    table: str
    row: int
    written: str | None
    recomputed: str | None


@dataclass(frozen=True, slots=True)
class Replay:
    """The result: identical, or the first difference of each table that departs."""

    run_id: str
    results_hash: str
    differences: tuple[Difference, ...]

    @property
    def identical(self) -> bool:
        """The same run id and the same tables, row by row."""
        return not self.differences


def replay(run: Run, clones: Callable[[Source, str], Path], lake: Lake, *, workers: int, listener: Listener | None = None) -> Replay:
    """Recompute a run from its inputs and from clones; ``lake`` is an empty one to work in.

    clones: where the clone of a source lies that holds a given tip

    Raises:
        ReplayError: an engine with other definitions made it, or a repository or tip is no longer to be had; the message names which.
    """
    _prove_same_definitions(run)
    rules = read_rules(f"{run.manifest.programme}.toml", run.policy)
    if run.manifest.reading != reading_digest(reading_of(rules.crediting)):
        raise _another_version(run, "读取方式 reading 不同")
    facts, frozen = _gathered(run, clones, lake, rules, workers=workers, listener=listener)
    manifest = replace(run.manifest, repositories=frozen)
    tables = compute(rules, manifest, Snapshot.from_json(run.declarations), facts)
    again = Run(manifest, run.declarations, run.policy, tables)
    differences = first_differences(run.tables, tables)
    if not differences and manifest.run_id != run.run_id:
        differences = _manifest_differences(run, manifest.repositories)
    return Replay(again.run_id, results_hash(again.digests, manifest.hash), differences)


def first_differences(written: Mapping[str, pa.Table], recomputed: Mapping[str, pa.Table]) -> tuple[Difference, ...]:
    """The first row, in canonical order, in which each table departs."""
    found = []
    for name in sorted(written.keys() | recomputed.keys()):
        ours = sorted(canonical_rows(written[name])) if name in written else []
        theirs = sorted(canonical_rows(recomputed[name])) if name in recomputed else []
        for number, (left, right) in enumerate(zip_longest(ours, theirs), start=1):
            if left != right:
                found.append(Difference(name, number, left.decode() if left else None, right.decode() if right else None))
                break
    return tuple(found)


def clones_under(folder: Path) -> Callable[[Source, str], Path]:
    """Find, among the clones below a folder, the one that holds a source's tip; its name does not matter."""
    candidates = _git_directories(folder, DEEPEST)
    if (folder / ".git").exists():
        # clones kept inside a checkout
        candidates += [found for entry in _folders(folder) for found in _git_directories(entry, DEEPEST - 1)]

    def find(source: Source, tip: str) -> Path:
        for path in candidates:
            if _holds(path, tip):
                return path
        looked = f"{folder} 下的 {len(candidates)} 个克隆里都没有提交 {tip[:12]}"
        raise ReplayError(f"{source.repository}：{looked}；请从 {source.url or '登记的地址'} 完整克隆到该文件夹后重试")

    return find


def clones_from_addresses(mirrors: Mirrors, known: Callable[[Source], Path | None]) -> Callable[[Source, str], Path]:
    """Fetch each source from its public address, unless a clone is already known here."""

    def find(source: Source, tip: str) -> Path:
        path = known(source)
        if path is not None and _holds(path, tip):
            return path
        if not source.url:
            raise ReplayError(f"{source.repository} 没有公开地址，无法取得；请用 --repositories 文件夹 给出它的克隆")
        try:
            path = mirrors.locate(source)
        except CollectError as error:
            raise ReplayError(f"{source.repository} 已无法从 {source.url} 取得，因此不能重算：{error}") from error
        if not _holds(path, tip):
            raise ReplayError(f"{source.repository}：{source.url} 上已没有提交 {tip[:12]}（分支被改写或删除），因此不能重算")
        return path

    return find


def _gathered(
    run: Run, clones: Callable[[Source, str], Path], lake: Lake, rules: Rules, *, workers: int, listener: Listener | None
) -> tuple[list[FrozenFacts], tuple[FrozenRepository, ...]]:
    wanted = {entry.id: entry for entry in run.manifest.repositories if entry.tip}
    located, problems = [], []
    for entry in wanted.values():
        source = Source(entry.id, entry.url, entry.name, entry.url, mailmap=entry.mailmap)
        try:
            path = clones(source, entry.tip)
        except XingtuError as error:
            problems.append(str(error))
        else:
            located.append(Located(source, lambda path=path: path, tip=entry.tip))  # type: ignore[misc]
    if problems:
        raise ReplayError("不能重算这次运行：\n  · " + "\n  · ".join(problems))
    facts: list[FrozenFacts] = []
    frozen = {entry.id: entry for entry in run.manifest.repositories}
    for outcome in scan_all(lake, located, rules.crediting, workers=workers, listener=listener):
        if outcome.scan is None:
            raise ReplayError(f"不能重算这次运行：{outcome.source.repository}：{outcome.problem}")
        entry = wanted[outcome.source.repository]
        begin = entry.window_from if isinstance(rules.programme.window, RangesWindow) else None
        again, fact = freeze_repository(lake, outcome.scan, outcome.source, window_from=begin)
        frozen[entry.id] = replace(again, default_branch=entry.default_branch, missing=_same_missing(entry, again))
        facts.append(fact)
    return facts, tuple(frozen[entry.id] for entry in run.manifest.repositories)


def _same_missing(entry: FrozenRepository, again: FrozenRepository) -> tuple[str, ...]:
    """Sentences about gaps are the office's words; they stand as long as the gaps are the same."""
    return entry.missing if entry.unmeasured == again.unmeasured else again.missing


def _prove_same_definitions(run: Run) -> None:
    manifest = run.manifest
    differing = [] if manifest.engine == xingtu.__version__ else [f"星图 {manifest.engine}，本机 {xingtu.__version__}"]
    differing += _other_versions("阶段", manifest.stages, STAGES)
    here = {metric.id: metric.version for metric in catalogue.metrics().values()}
    differing += _other_versions("指标", manifest.metrics, here)
    differing += _other_versions("规则", manifest.rules, {rule.id: rule.version for rule in catalogue.rules().values()})
    if differing:
        raise _another_version(run, "；".join(differing))


def _other_versions(kind: str, written: Mapping[str, int], here: Mapping[str, int]) -> list[str]:
    names = sorted(name for name in written.keys() | here.keys() if written.get(name) != here.get(name))
    return [f"{kind} {name}：{_version(written.get(name))}，本机{_version(here.get(name))}" for name in names]


def _version(number: int | None) -> str:
    return "没有" if number is None else f"第 {number} 版"


def _another_version(run: Run, differing: str) -> ReplayError:
    return ReplayError(
        f"这次运行由另一版本的星图生成（{differing}）；请安装生成它的版本：检出标签 v{run.manifest.engine} 后 make run，再重算"
    )


def _manifest_differences(run: Run, repositories: Sequence[FrozenRepository]) -> tuple[Difference, ...]:
    return tuple(
        Difference("manifest", number, str(written), str(again))
        for number, (written, again) in enumerate(zip(run.manifest.repositories, repositories, strict=True), start=1)
        if written != again
    ) or (Difference("manifest", 0, run.run_id, None),)


def _holds(path: Path, tip: str) -> bool:
    try:
        git = open_git_directory(path)
    except CollectError:
        return False
    return bool(git.output("cat-file", "-t", tip, accept=(0, 1, 128)).strip() == b"commit")


def _git_directories(folder: Path, depth: int) -> list[Path]:
    if not folder.is_dir():
        raise ReplayError(f"{folder} 不是文件夹；请给出存放克隆的文件夹")
    if (folder / "HEAD").is_file() or (folder / ".git").exists():
        return [folder]
    if depth == 0:
        return []
    return [found for entry in _folders(folder) for found in _git_directories(entry, depth - 1)]


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if entry.is_dir() and not entry.is_symlink() and entry.name != ".git")
    except PermissionError:
        # somebody else's folder holds no clone of ours
        return []
