"""Where do runs lie, how is one found again, and what does a citizen carry away?

``runs/<run id>/``: ``manifest.json``, ``declarations.json`` (hashed addresses only), ``policy/``, ``tables/*.parquet``,
``results.json``. A run is written once and never changed. Its *open bundle* is a zip of exactly these files.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.parquet as pq

from xingtu.errors import ReplayError
from xingtu.store.canonical import canonical_json, digest, table_digest
from xingtu.store.files import whole_folder
from xingtu.store.manifest import Manifest

LONGEST_NAME = 200
LARGEST_BUNDLE_BYTES = 4 * 2**30
SHORTEST_PREFIX = 6
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Run:
    """A frozen run: what went in, and what came out."""

    manifest: Manifest
    declarations: str
    policy: Mapping[str, bytes]
    tables: Mapping[str, pa.Table]

    @property
    def run_id(self) -> str:
        """The hash of its inputs."""
        return self.manifest.run_id

    @property
    def digests(self) -> dict[str, str]:
        """Table name → hash over its canonical rows."""
        return {name: table_digest(table, self.manifest.hash) for name, table in sorted(self.tables.items())}


def results_hash(digests: Mapping[str, str], algorithm: str) -> str:
    """One hash for all tables of a run."""
    return digest(canonical_json(dict(digests)), algorithm)


class Ledger:
    """The runs under one home folder."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "runs"

    def path(self, run_id: str) -> Path:
        """The run's folder."""
        return self.folder / run_id

    def run_ids(self) -> list[str]:
        """All runs, sorted by id."""
        return sorted(manifest.parent.name for manifest in self.folder.glob("*/manifest.json"))

    def find(self, reference: str) -> str:
        """The one run whose id begins with ``reference``.

        Raises:
            ReplayError: none or several do.
        """
        found = [run_id for run_id in self.run_ids() if run_id.startswith(reference)] if len(reference) >= SHORTEST_PREFIX else []
        if len(found) != 1:
            known = "、".join(run_id[:12] for run_id in self.run_ids()[-5:]) or "（还没有任何运行）"
            what = "有多个运行以它开头" if found else f"没有这个运行（编号至少写 {SHORTEST_PREFIX} 位）"
            raise ReplayError(f"{reference}：{what}；已有的运行：{known}。先用 xingtu rank 生成，或给出运行包的路径")
        return found[0]

    def save(self, run: Run) -> Path:
        """Write a run; the same run is written once.

        Raises:
            ReplayError: the same inputs gave other results before; whichever is right, nothing is overwritten.
        """
        folder = self.path(run.run_id)
        if (folder / "results.json").is_file():
            if json.loads((folder / "results.json").read_bytes())["tables"] != run.digests:
                raise ReplayError(
                    f"运行 {run.run_id[:12]} 以前算出的结果与这次不同，而输入完全一样：程序改过，却没有提高所改阶段、指标或规则的 VERSION；"
                    f"旧结果在 {folder}，没有覆盖"
                )
        else:
            with whole_folder(folder) as beside:
                for name, content in _files(run):
                    (beside / name).parent.mkdir(exist_ok=True)
                    (beside / name).write_bytes(content)
        return folder

    def load(self, reference: str) -> Run:
        """A run by its id, or the beginning of it.

        Raises:
            ReplayError: none or several are meant, or the one was changed after it was written.
        """
        run_id = self.find(reference)
        run = read_run(self.path(run_id))
        if run.run_id != run_id:
            raise ReplayError(f"{self.path(run_id)} 里的运行其实是 {run.run_id}；文件夹被改名或内容被换过，请从备份恢复")
        return run


def read_run(folder: Path) -> Run:
    """The run written in a folder.

    Raises:
        ReplayError: something is missing or was changed after it was written.
    """
    return _run_from(
        {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file() and _belongs(path, folder)}
    )


def read_bundle(path: Path) -> Run:
    """The run in an open bundle; nothing is unpacked to disk.

    Raises:
        ReplayError: it is no bundle, it is unreasonably large, or something in it was changed.
    """
    try:
        with zipfile.ZipFile(path) as bundle:
            entries = [entry for entry in bundle.infolist() if not entry.is_dir()]
            if sum(entry.file_size for entry in entries) > LARGEST_BUNDLE_BYTES:
                raise ReplayError(f"{path} 解开后超过 {LARGEST_BUNDLE_BYTES // 2**30} GiB，不予读取；请核对来源")
            return _run_from({entry.filename: bundle.read(entry) for entry in entries if len(entry.filename) < LONGEST_NAME})
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
        # RuntimeError: the zip asks for a password or a method this Python lacks
        raise ReplayError(f"{path} 不是星图的运行包：{error}；请重新下载") from error


def write_bundle(run: Run, path: Path) -> None:
    """The open bundle: the run's files and nothing else, the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in sorted(_files(run)):
            bundle.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), content, compress_type=zipfile.ZIP_DEFLATED)
    path.write_bytes(buffer.getvalue())


def _belongs(path: Path, folder: Path) -> bool:
    relative = path.relative_to(folder)
    return relative.parts[0] in {"manifest.json", "declarations.json", "results.json", "policy", "tables"}


def _files(run: Run) -> Iterator[tuple[str, bytes]]:
    yield "manifest.json", run.manifest.to_json()
    yield "declarations.json", run.declarations.encode()
    digests = run.digests
    results = {"run_id": run.run_id, "results_hash": results_hash(digests, run.manifest.hash), "tables": digests}
    yield "results.json", json.dumps(results, indent=1, sort_keys=True).encode() + b"\n"
    for name, content in run.policy.items():
        yield f"policy/{name}", content
    for name, table in run.tables.items():
        sink = io.BytesIO()
        pq.write_table(table, sink, compression="zstd")
        yield f"tables/{name}.parquet", sink.getvalue()


def _run_from(files: Mapping[str, bytes]) -> Run:
    for name in ("manifest.json", "declarations.json", "results.json"):
        if name not in files:
            raise ReplayError(f"运行包里缺少 {name}；请重新下载完整的运行包")
    manifest = Manifest.from_json(files["manifest.json"])
    policy = {PurePosixPath(name).name: content for name, content in files.items() if name.startswith("policy/")}
    for name, expected in manifest.files.items():
        if name not in policy or digest(policy[name], manifest.hash) != expected:
            raise ReplayError(f"运行包里的 policy/{name} 与清单不符（应为 {expected[:12]}…）；文件被改过或不完整")
    if digest(files["declarations.json"], manifest.hash) != manifest.declarations:
        raise ReplayError("运行包里的 declarations.json 与清单不符；文件被改过或不完整")
    tables = {PurePosixPath(name).stem: _table(name, content) for name, content in files.items() if name.startswith("tables/")}
    run = Run(manifest, files["declarations.json"].decode(), policy, tables)
    _prove_results(run, files["results.json"])
    return run


def _table(name: str, content: bytes) -> pa.Table:
    try:
        return pq.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError) as error:
        raise ReplayError(f"运行包里的 {name} 不是可读的 Parquet；文件被改过或不完整，请重新下载") from error


def _prove_results(run: Run, content: bytes) -> None:
    """Return when ``results.json`` says of the run what the run says of itself."""
    try:
        written = json.loads(content)
        run_id, digests = written["run_id"], dict(written["tables"])
    except (ValueError, KeyError, TypeError) as error:
        raise ReplayError("运行包里的 results.json 读不懂；文件被改过或不完整，请重新下载") from error
    if run_id != run.run_id:
        raise ReplayError(f"运行包里的 manifest.json 被改过：它的校验值是 {run.run_id[:12]}…，results.json 记的是 {str(run_id)[:12]}…")
    ours = run.digests
    changed = sorted(name for name in ours.keys() | digests.keys() if ours.get(name) != digests.get(name))
    if changed:
        raise ReplayError(f"运行 {run.run_id[:12]} 的结果表 {'、'.join(changed)} 与 results.json 记下的校验值不符；文件被改过或不完整")
    if written.get("results_hash") != results_hash(ours, run.manifest.hash):
        raise ReplayError(f"运行 {run.run_id[:12]} 的 results.json 里 results_hash 与各表不符；文件被改过或不完整")
