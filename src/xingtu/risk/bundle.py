"""How do advisories travel to an island: into a signed bundle here, out of it there, whole or not at all?

ADR 0022. The maker writes; ``bundle_taking`` takes in. A bundle of the same state is the same to the byte, because a state gets its serial
and its instant once; the home remembers which record had which digest at its last serials, so that a difference can be made.
"""

import csv
import gzip
import hashlib
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from xingtu.errors import CollectError
from xingtu.risk.attribution import attributed
from xingtu.risk.bucket_layout import EPOCH, directories, locked, modified_lines, write_archive
from xingtu.risk.bundle_keys import key_id
from xingtu.risk.bundle_manifest import (
    ARCHIVE,
    DIRECTORIES,
    EPSS,
    KEV,
    LIST,
    MANIFEST,
    NOTES,
    RECORDS,
    SIGNATURE,
    Carried,
    Manifest,
    manifest_text,
    signed,
)
from xingtu.store.files import write_whole
from xingtu.store.risk.lookups import record_text

FOLDER = "bundles"
REMEMBERED = 12
"""Serials of which the records' digests are kept; a difference from an older one cannot be made."""
ROWS = "SELECT source, id, digest FROM advisory ORDER BY source, id"
SOURCES = "SELECT source, address, mark, newest, fetched_at, result, licence, records FROM source_state ORDER BY source"
SIGNALS: Mapping[str, tuple[str, str, str]] = {
    KEV: ("kev", "kev", "SELECT cve, added_on, due_on, ransomware FROM kev ORDER BY cve"),
    EPSS: ("epss", "epss", "SELECT cve, score, percentile, score_on, model FROM epss ORDER BY cve"),
    NOTES: ("notes", "nvd", "SELECT source, number, cve, title, level, published_on FROM note ORDER BY source, number, cve"),
}
"""File -> (kind, what stands in the name of its source, the rows). CNVD and CNNVD share one."""
TOLD_BY = ("kev", "epss", "cnvd", "cnnvd")
"""What the name of a source of signals must have in it, so that its rows can be told from those of others."""
OF_SIGNALS = """
SELECT source, records FROM source_state WHERE ecosystems = '[]' AND source NOT IN (SELECT source FROM advisory) ORDER BY source
"""

Row = tuple[str, str, str]
"""(source, id, digest)."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One state that was given a serial."""

    serial: int
    state_sha256: str
    previous_sha256: str
    created: str


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    path: Path
    manifest: Manifest
    records: int
    removed: int


def export(
    database: sqlite3.Connection, home: Path, path: Path, key: Ed25519PrivateKey, at: datetime, *, since: int | None = None,
    without: Collection[str] = (),
) -> Exported:  # fmt: skip
    """Write a bundle of the present state; ``since``: only what changed after that serial; ``without``: sources that must not go out.

    Raises:
        CollectError: nothing is loaded, the state at that serial is not remembered, or one of ``without`` is no source or unclear.
    """
    known = {source for (source,) in database.execute("SELECT source FROM source_state")}
    if strange := sorted(set(without) - known):
        raise CollectError(f"没有来源 {'、'.join(strange)}；有的是 {'、'.join(sorted(known)) or '（无）'}")
    with locked(home / FOLDER):
        return _exported(database, home, path, key, at, since, without)


def _exported(
    database: sqlite3.Connection,
    home: Path,
    path: Path,
    key: Ed25519PrivateKey,
    at: datetime,
    since: int | None,
    without: Collection[str],
) -> Exported:
    database.execute("BEGIN")
    try:
        rows: list[Row] = [row for row in database.execute(ROWS) if row[0] not in without]
        out = _withheld(database, without)
        signals = {name: _lines(_allowed(kind, database.execute(query), out)) for name, (kind, _, query) in SIGNALS.items()}
        sources = [one for one in _sources(database, rows, signals) if one.name not in without]
        if not rows:
            raise CollectError("这里还没有公告，没有可以带走的；请先运行 xingtu advisories update 或 import")
        state = _digest(json.dumps([asdict(one) for one in sources], sort_keys=True).encode())
        issue = _issued(home, state, rows, at)
        base = _base(home, issue, since)
        changed = [row for row in rows if (row[0], row[1]) not in base or base[row[0], row[1]] != row[2]] if base is not None else rows
        if base is not None:
            sources = _with_removed(sources, base, rows)
        with tempfile.TemporaryDirectory(dir=home) as scratch:
            files = _written(database, Path(scratch), changed, signals)
            manifest = Manifest(
                serial=issue.serial,
                kind="full" if base is None else "delta",
                previous_serial=issue.serial - 1 if since is None else since,
                previous_sha256=issue.previous_sha256 if since is None else _issue(home, since).state_sha256,
                state_sha256=state,
                created=issue.created,
                key=key_id(key.public_key()),
                sources=tuple(sources),
                attribution=attributed(ident for _, ident, _ in rows),
                files={name: _file_digest(one) for name, one in files.items()},
            )
            _pack(path, manifest, key, files)
    finally:
        database.execute("ROLLBACK")
    return Exported(path, manifest, len(changed), sum(len(one.removed) for one in sources))


def _sources(database: sqlite3.Connection, rows: Iterable[Row], signals: Mapping[str, bytes]) -> list[Carried]:
    lines: dict[str, list[str]] = {}
    for source, ident, digest in rows:
        lines.setdefault(source, []).append(f"{ident},{digest}\n")
    refused: dict[str, dict[str, str]] = {}
    for source, name, reason in database.execute("SELECT source, record, reason FROM refused ORDER BY 1, 2"):
        refused.setdefault(source, {})[name] = reason
    found = []
    for name, address, mark, newest, fetched_at, result, licence, records in database.execute(SOURCES):
        own = lines.get(name)
        kind, content = ("advisories", "".join(own).encode()) if own else _signal(name, signals)
        count = len(own) if own else records
        digest = _digest(content)
        found.append(
            Carried(name, kind, _public(address), mark, count, newest, fetched_at, result, digest, licence, refused=refused.get(name, {}))
        )
    return found


def _withheld(database: sqlite3.Connection, without: Collection[str]) -> Collection[str]:
    """The sources of signals among those that must not go out."""
    out = [(source, records) for source, records in database.execute(OF_SIGNALS) if source in without]
    if unclear := [source for source, records in out if records and not any(word in source.lower() for word in TOLD_BY)]:
        raise CollectError(
            f"从来源 {'、'.join(unclear)} 的名字看不出它是哪种信号（{'、'.join(TOLD_BY)}），不能保证它不被带走；未导出。"
            "请用含有其中一词的名字重新导入后再排除"
        )
    return {source.lower() for source, _ in out}


def _allowed(kind: str, rows: Iterable[Sequence[object]], out: Collection[str]) -> Iterator[Sequence[object]]:
    """Rows of signals, without those of sources that must not go out; whose a note is stands in its row."""
    return (row for row in rows if not any((str(row[0]).lower() if kind == "notes" else kind) in source for source in out))


def _public(address: str) -> str:
    """Where a source came from; of a place on this machine only its last name goes out of the house."""
    return address if "://" in address else Path(address).name


def _signal(source: str, signals: Mapping[str, bytes]) -> tuple[str, bytes]:
    for name, (kind, word, _) in SIGNALS.items():
        if word in source.lower():
            return kind, signals[name]
    return "advisories", b""


def _with_removed(sources: Iterable[Carried], base: Mapping[tuple[str, str], str], rows: Iterable[Row]) -> list[Carried]:
    lost: dict[str, list[str]] = {}
    for source, ident in sorted(base.keys() - {(source, ident) for source, ident, _ in rows}):
        lost.setdefault(source, []).append(ident)
    return [replace(one, removed=tuple(lost.get(one.name, ()))) for one in sources]


def _written(database: sqlite3.Connection, folder: Path, rows: Sequence[Row], signals: Mapping[str, bytes]) -> Mapping[str, Path]:
    """The bundle's files in a folder of their own."""
    files = {name: folder / name.replace("/", "-") for name in (RECORDS, ARCHIVE, LIST, DIRECTORIES, KEV, EPSS, NOTES)}
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows(rows)
    files[RECORDS].write_text(table.getvalue(), "utf-8", newline="")
    write_archive(files[ARCHIVE], _texts(database, rows))
    placed = directories(database)
    chosen = {ident for _, ident, _ in rows}
    within = {folder: [ident for ident in idents if ident in chosen] for folder, idents in placed.items()}
    files[LIST].write_text("".join(modified_lines(database, within, named=True)), "utf-8", newline="")
    files[DIRECTORIES].write_text("".join(f"{one}\n" for one in placed), "utf-8", newline="")
    for name, lines in signals.items():
        files[name].write_bytes(lines)
    return files


def _texts(database: sqlite3.Connection, rows: Iterable[Row]) -> Iterator[tuple[str, bytes]]:
    for _, ident, _ in rows:
        yield f"{ident}.json", record_text(database, ident) or b""


def _pack(path: Path, manifest: Manifest, key: Ed25519PrivateKey, files: Mapping[str, Path]) -> None:
    text = manifest_text(manifest)
    beside = path.with_name(f".{path.name}.tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(beside, "w") as archive:
            for name, content in ((MANIFEST, text), (SIGNATURE, signed(text, key))):
                archive.writestr(_entry(name), content)
            for name, file in sorted(files.items()):
                with file.open("rb") as source, archive.open(_entry(name), "w", force_zip64=True) as target:
                    while piece := source.read(1 << 20):
                        target.write(piece)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    # what is a zip already is not packed a second time
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(".zip") else zipfile.ZIP_DEFLATED
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    return entry


def _issued(home: Path, state: str, rows: Iterable[Row], at: datetime) -> Issue:
    """The serial of a state: the last one if nothing has changed since."""
    issues = _issues(home)
    if issues and issues[-1].state_sha256 == state:
        return issues[-1]
    last = issues[-1] if issues else None
    issue = Issue(last.serial + 1 if last else 1, state, last.state_sha256 if last else "", f"{at:%Y-%m-%dT%H:%M:%SZ}")
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows(rows)
    # the rows first: a serial without them would be one from which no difference can be made
    write_whole(_rows_file(home, issue.serial), gzip.compress(table.getvalue().encode(), mtime=0))
    kept = [*issues, issue]
    write_whole(home / FOLDER / "issued.json", json.dumps([asdict(one) for one in kept], indent=1).encode())
    for old in kept[:-REMEMBERED]:
        _rows_file(home, old.serial).unlink(missing_ok=True)
    return issue


def _base(home: Path, issue: Issue, since: int | None) -> Mapping[tuple[str, str], str] | None:
    if since is None:
        return None
    if since >= issue.serial:
        raise CollectError(f"第 {since} 号之后没有变化（现在是第 {issue.serial} 号），没有可以带走的差额")
    file = _rows_file(home, _issue(home, since).serial)
    if not file.is_file():
        raise CollectError(f"第 {since} 号的内容已不再记得（只记最近 {REMEMBERED} 号）；请改为导出完整的包（不写 --since）")
    table = csv.reader(io.StringIO(gzip.decompress(file.read_bytes()).decode(), newline=""))
    return {(source, ident): digest for source, ident, digest in table}


def _issue(home: Path, serial: int) -> Issue:
    for issue in _issues(home):
        if issue.serial == serial:
            return issue
    raise CollectError(f"从未导出过第 {serial} 号；请改为导出完整的包（不写 --since）")


def _issues(home: Path) -> list[Issue]:
    file = home / FOLDER / "issued.json"
    if not file.is_file():
        return []
    entries: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))
    return [Issue(**one) for one in entries]


def _rows_file(home: Path, serial: int) -> Path:
    return home / FOLDER / f"{serial:08d}.csv.gz"


def _lines(rows: Iterable[Sequence[object]]) -> bytes:
    return "".join(json.dumps(list(row), ensure_ascii=False) + "\n" for row in rows).encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
