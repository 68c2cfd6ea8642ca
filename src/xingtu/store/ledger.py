"""Where do runs lie, how is one found again, and what does a citizen carry away?

``runs/<run id>/``: ``manifest.json``, ``declarations.json`` (hashed addresses only), ``policy/``, ``tables/*.parquet``,
``results.json``. A run is written once and never changed. Its *open bundle* is a zip of exactly these files.
"""

import io
import json
import zipfile
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
        """Write a run; the same run is written once."""
        folder = self.path(run.run_id)
        if not (folder / "manifest.json").is_file():
            with whole_folder(folder) as beside:
                for name, content in _files(run):
                    (beside / name).parent.mkdir(exist_ok=True)
                    (beside / name).write_bytes(content)
        return folder

    def load(self, reference: str) -> Run:
        """A run by its id, or the beginning of it."""
        return read_run(self.path(self.find(reference)))


def read_run(folder: Path) -> Run:
    """The run written in a folder.

    Raises:
        ReplayError: something is missing or was changed after it was written.
    """
    return _run_from({str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file() and _belongs(path, folder)})


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
    except (zipfile.BadZipFile, OSError) as error:
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
    tables = {PurePosixPath(name).stem: pq.read_table(io.BytesIO(content)) for name, content in files.items() if name.startswith("tables/")}
    run = Run(manifest, files["declarations.json"].decode(), policy, tables)
    written = json.loads(files["results.json"])
    if written.get("run_id") != run.run_id or written.get("tables") != run.digests:
        raise ReplayError(f"运行 {run.run_id[:12]} 的结果表与 results.json 记下的校验值不符；文件被改过或不完整")
    return run
