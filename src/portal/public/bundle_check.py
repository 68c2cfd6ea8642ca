"""Is this bundle the run it says it is, as far as hashes tell? Whether its numbers follow from the repositories, ``xingtu replay`` tells.

Pure: bytes in, findings out. Nothing is unpacked to disk, and a bundle that would unpack to too much is refused.
"""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LARGEST_UPLOAD = 64 * 2**20
LARGEST_UNPACKED = 512 * 2**20
MOST_FILES = 2000
LARGEST_JSON = 32 * 2**20
PIECE = 2**20
NEEDED = ("manifest.json", "results.json", "declarations.json")


class NotABundle(Exception):
    """``reason``: zip, large, missing or json."""

    def __init__(self, reason: str, what: str = "") -> None:
        self.reason, self.what = reason, what
        super().__init__(f"{reason} {what}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison. ``holds`` None: there is nothing to compare with."""

    what: str
    name: str
    holds: bool | None
    written: str = ""
    computed: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle says of itself, and what its own bytes say."""

    run_id: str
    results_hash: str
    findings: tuple[Finding, ...]
    files: Mapping[str, str]
    """File name → SHA-256 of its bytes."""


def read_bundle(content: bytes) -> Bundle:
    """Recompute what can be recomputed from the bundle alone.

    Raises:
        NotABundle: it is none, lacks a file, or is too large.
    """
    files = _files(content)
    manifest, results = _json(files, "manifest.json"), _json(files, "results.json")
    tables = results.get("tables")
    if not isinstance(tables, dict) or len(tables) > MOST_FILES:
        raise NotABundle("json", "results.json")
    algorithm = str(manifest.get("hash", "sha256"))
    run_id, results_hash = _digest(_canonical(manifest), algorithm), _digest(_canonical(tables), algorithm)
    findings = [
        Finding("run_id", "manifest.json", run_id == results.get("run_id"), str(results.get("run_id", "")), run_id),
        Finding(
            "results_hash", "results.json", results_hash == results.get("results_hash"), str(results.get("results_hash", "")), results_hash
        ),
    ]
    policies = manifest.get("files")
    for name, written in sorted(policies.items()) if isinstance(policies, dict) else []:
        held = files.get(f"policy/{name}")
        computed = _digest(held, algorithm) if held is not None else ""
        findings.append(Finding("policy", f"policy/{name}", computed == written, str(written), computed))
    present = {name.removeprefix("tables/").removesuffix(".parquet") for name in files if name.startswith("tables/")}
    findings += [
        Finding("table", f"tables/{name}.parquet", holds=False, written=str(tables[name])) for name in sorted(set(tables) - present)
    ]
    return Bundle(run_id, results_hash, tuple(findings), {name: hashlib.sha256(data).hexdigest() for name, data in files.items()})


def _files(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            entries = [entry for entry in bundle.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
                raise NotABundle("large")
            files, left = dict[str, bytes](), LARGEST_UNPACKED
            for entry in entries:
                files[entry.filename] = _unpacked(bundle, entry, left)
                left -= len(files[entry.filename])
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        raise NotABundle("zip") from error
    for name in NEEDED:
        if name not in files:
            raise NotABundle("missing", name)
    return files


def _unpacked(bundle: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """One file, in pieces: what the zip says of its size may be a lie, and only these two ways unpack no more than they are asked for."""
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise NotABundle("zip")
    pieces: list[bytes] = []
    with bundle.open(entry) as stream:
        while piece := stream.read(PIECE):
            most -= len(piece)
            if most < 0:
                raise NotABundle("large")
            pieces.append(piece)
    return b"".join(pieces)


def _json(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    if len(files[name]) > LARGEST_JSON:
        raise NotABundle("large", name)
    try:
        read = json.loads(files[name])
    except (ValueError, RecursionError) as error:
        raise NotABundle("json", name) from error
    if not isinstance(read, dict):
        raise NotABundle("json", name)
    return read


def _canonical(value: object) -> bytes:
    # as xingtu.store.canonical writes it; that module lies behind evidence's door, the format is public (docs/replay.md)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _digest(data: bytes, algorithm: str) -> str:
    if algorithm not in {"sha256", "sm3"} or algorithm not in hashlib.algorithms_available:
        raise NotABundle("json", "manifest.json")
    return hashlib.new(algorithm, data).hexdigest()
