"""How is a bundle of advisories taken in on an island, and when is it not?

Refused: unsigned or by an unknown key, changed since it was signed, not newer than what was taken before, a difference that does not go on
from it, a source older than the one loaded, larger than any real one. No path from inside is used. One transaction: a process that is
killed leaves everything as it was. An administrator may go back to an older bundle; that leaves a line which stays.
"""

import csv
import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from xingtu.collect.feeds.osv import read_records
from xingtu.collect.osv_layouts import DAMAGED, MOST_RATIO, records_in_zip
from xingtu.errors import FeedRefused
from xingtu.facts.signals import Epss, Kev, Note
from xingtu.risk.bundle_manifest import (
    ARCHIVE,
    EPSS,
    FILES,
    KEV,
    NOTES,
    RECORDS,
    Carried,
    Manifest,
    checked_manifest,
    is_bundle,
)
from xingtu.store.risk.advisories import Change, Record, SourceState, take_in, transaction
from xingtu.store.risk.signals import take_epss, take_kev, take_notes

__all__ = ["Current", "Taken", "current_bundle", "import_bundle", "is_bundle", "rollbacks"]

MARK, ROLLBACK = "bundle", "rollback "
PIECE = 1 << 20
LONGEST_LINE = 100_000
SCRATCH = ".bundle."


@dataclass(frozen=True, slots=True)
class Current:
    """The bundle taken in last; serial 0: none ever was."""

    serial: int = 0
    state_sha256: str = ""
    created: str = ""
    taken_at: str = ""
    key: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What came in: of each source of advisories what changed, and how many rows of signals."""

    manifest: Manifest
    changes: Mapping[str, Change]
    signals: Mapping[str, int]


def current_bundle(database: sqlite3.Connection) -> Current:
    """The bundle this database stands at."""
    found = database.execute("SELECT value FROM mark WHERE name = ?", (MARK,)).fetchone()
    if not found:
        return Current()
    said: dict[str, Any] = json.loads(found[0])
    return Current(**said | {"sources": tuple(said["sources"])})


def rollbacks(database: sqlite3.Connection) -> list[Mapping[str, Any]]:
    """Every time somebody went back to an older bundle: when, from which serial to which, and why."""
    rows = database.execute("SELECT value FROM mark WHERE name >= ? AND name < 'rollback!' ORDER BY name", (ROLLBACK,))
    return [json.loads(value) for (value,) in rows]


def import_bundle(
    database: sqlite3.Connection, path: Path, trusted: Mapping[str, Ed25519PublicKey], at: datetime, *, rollback: str = ""
) -> Taken:
    """Take in a bundle.

    rollback: an administrator's reason to go back to an older one; it is written down

    Raises:
        FeedRefused: the bundle is not taken; everything is as it was.
    """
    home = Path(database.execute("PRAGMA database_list").fetchone()[2]).parent
    try:
        with zipfile.ZipFile(path) as archive, transaction(database):
            manifest, _ = checked_manifest(archive, trusted)
            before = current_bundle(database)
            _check_chain(manifest, before, rollback)
            if not rollback:
                _check_age(database, manifest)
            for leftover in home.glob(f"{SCRATCH}*.tmp"):  # of a process that was killed: nobody else is at work, we hold the lock
                shutil.rmtree(leftover, ignore_errors=True)
            with TemporaryDirectory(dir=home, prefix=SCRATCH, suffix=".tmp") as folder:
                files = _unpacked(archive, manifest, Path(folder))
                taken = Taken(manifest, _records(database, manifest, files, before), _signals(database, manifest, files))
            _note(database, manifest, before, at, rollback)
    except (OSError, zipfile.BadZipFile, csv.Error, UnicodeDecodeError) as error:
        raise FeedRefused(f"{path} 不是完整的离线包（{error}）；请重新取得") from error
    return taken


def _check_chain(manifest: Manifest, before: Current, rollback: str) -> None:
    serial = manifest.serial
    if rollback:
        if manifest.kind != "full":
            raise FeedRefused("退回只能用完整的包，不能用差额包；请向签发方索取完整的包")
        return
    if serial <= before.serial:
        raise FeedRefused(
            f"离线包是第 {serial} 号，这里已到第 {before.serial} 号（{before.created} 制作）；不导入同号或更旧的包。"
            "确需退回，由管理员写明理由：--rollback 理由"
        )
    if manifest.kind == "delta" and (manifest.previous_serial, manifest.previous_sha256) != (before.serial, before.state_sha256):
        raise FeedRefused(
            f"差额包接在第 {manifest.previous_serial} 号之后，这里是第 {before.serial} 号，中间有缺失；未导入。"
            "请索取完整的包，或补上中间的差额包"
        )


def _check_age(database: sqlite3.Connection, manifest: Manifest) -> None:
    known = dict(database.execute("SELECT source, newest FROM source_state"))
    for one in manifest.sources:
        if known.get(one.name, "") > one.newest_modified:
            raise FeedRefused(
                f"离线包中来源 {one.name} 最新的记录是 {one.newest_modified or '（无）'}，这里已有 {known[one.name]} 的；"
                "不以旧换新，未导入。"
                "确需退回，由管理员写明理由：--rollback 理由"
            )


def _unpacked(archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> Mapping[str, Path]:
    """The files under names of our own, each compared with what was signed."""
    files = {}
    for number, (name, digest) in enumerate(sorted(manifest.files.items())):
        path = folder / f"{number}.part"
        entry = archive.getinfo(name)
        if entry.file_size > FILES[name] or entry.file_size > MOST_RATIO * max(entry.compress_size, 1_000_000):
            raise FeedRefused(f"离线包的 {name} 展开有 {entry.file_size:,} 字节，超过任何真实的包；未导入")
        try:
            with archive.open(entry) as source, path.open("wb") as target:
                found = _copied(source, target, entry.file_size)
        except DAMAGED as error:
            raise FeedRefused(f"离线包的 {name} 读不出来（{error!s:.200}）；未导入，请重新取得") from error
        if found != digest:
            raise FeedRefused(f"离线包的 {name} 与签名的清单不符，在签名后被改动或损坏；未导入，请重新取得")
        files[name] = path
    if {RECORDS, ARCHIVE} - files.keys():
        raise FeedRefused("离线包里没有公告（records.csv 或 osv/all.zip）；未导入，请重新取得")
    return files


def _copied(source: IO[bytes], target: IO[bytes], size: int) -> str:
    digest, seen = hashlib.sha256(), 0
    while piece := source.read(PIECE):
        seen += len(piece)
        if seen > size:
            raise FeedRefused("离线包的条目比它自称的大；未导入")
        digest.update(piece)
        target.write(piece)
    return digest.hexdigest()


def _records(database: sqlite3.Connection, manifest: Manifest, files: Mapping[str, Path], before: Current) -> Mapping[str, Change]:
    """Each source as a whole, or what changed in it."""
    is_whole = manifest.kind == "full"
    listed = [one for one in manifest.sources if one.kind == "advisories"]
    runs = groupby(_paired(files[RECORDS], files[ARCHIVE]), key=lambda pair: pair[0])
    name, run = next(runs, ("", iter(())))
    changes = {}
    # whoever made the bundle had each record once: where it is now does not depend on who had it here, nor on the order of names
    over = {one.name for one in listed} | set(before.sources)
    for one in sorted(listed, key=lambda carried: carried.name):
        mine: Iterable[tuple[str, Record]] = run if name == one.name else ()
        digest = hashlib.sha256()
        change = take_in(database, _state(one), _noted(mine, digest), one.refused, whole=is_whole, gone=one.removed, over=over)
        if is_whole and digest.hexdigest() != one.sha256:
            raise FeedRefused(f"离线包中来源 {one.name} 的公告与清单的摘要不符；未导入，请重新取得")
        if name == one.name:
            name, run = next(runs, ("", iter(())))
        changes[one.name] = change
    if name:
        raise FeedRefused(f"离线包里有清单没有列出的来源 {name[:80]} 的公告；未导入，请重新取得")
    for gone in sorted(set(before.sources) - {one.name for one in manifest.sources}):
        take_in(database, SourceState(gone, "", "", "", ""), (), {}, whole=True)
        database.execute("DELETE FROM source_state WHERE source = ?", (gone,))
    return changes


def _paired(table: Path, archive: Path) -> Iterator[tuple[str, Record]]:
    """(source, record), the lines of the table and the entries of the archive side by side."""
    refused: dict[str, str] = {}
    records = read_records(records_in_zip(archive), refused)
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(_bounded(file)):
            advisory, text, digest = next(records, (None, b"", ""))
            if len(row) != 3 or advisory is None or (advisory.id, digest) != (row[1], row[2]):  # noqa: PLR2004 -- source, id, digest
                why = next(iter(refused.items()), ("", ""))
                raise FeedRefused(f"离线包的公告与它的目录对不上，在 {row[1] if len(row) > 1 else row!s:.80}（{why[0]} {why[1]}）；未导入")
            yield row[0], Record(advisory, text, digest)
    if next(records, None) is not None or refused:
        raise FeedRefused("离线包里有目录没有列出的公告；未导入，请重新取得")


def _noted(run: Iterable[tuple[str, Record]], digest: "hashlib._Hash") -> Iterator[Record]:
    for _, record in run:
        digest.update(f"{record.advisory.id},{record.digest}\n".encode())
        yield record


def _signals(database: sqlite3.Connection, manifest: Manifest, files: Mapping[str, Path]) -> Mapping[str, int]:
    counts = {}
    for one in manifest.sources:
        name = {"kev": KEV, "epss": EPSS, "notes": NOTES}.get(one.kind, "")
        if name not in files:
            continue
        rows = _lines(files[name])
        try:
            if one.kind == "kev":
                counts[one.name] = take_kev(
                    database, (Kev(cve, on, due, bool(used)) for cve, on, due, used in rows), _state(one), one.refused
                )
            elif one.kind == "epss":
                counts[one.name] = take_epss(database, (Epss(*row) for row in rows), _state(one), one.refused)
            else:
                mine = (row for row in rows if str(row[0]).lower() in one.name.lower())
                notes = (Note(cve, source, number, *rest) for source, number, cve, *rest in mine)
                counts[one.name] = take_notes(database, notes, _state(one), one.refused)
        except (TypeError, ValueError, OverflowError, sqlite3.IntegrityError) as error:
            raise FeedRefused(f"离线包的 {name} 里有读不懂的一行（{error!s:.200}）；未导入，请重新取得") from error
    return counts


def _lines(path: Path) -> Iterator[list[Any]]:
    with path.open(encoding="utf-8") as file:
        for line in _bounded(file):
            row = json.loads(line)
            if not isinstance(row, list) or not all(isinstance(one, str | int) for one in row):
                raise ValueError(line[:80])
            yield row


def _bounded(file: IO[str]) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE):
        if not line.endswith("\n"):
            raise FeedRefused("离线包里有一行过长或没有写完；未导入，请重新取得")
        yield line


def _state(one: Carried) -> SourceState:
    """The source as fresh as it was where the bundle was made: carrying it made nothing newer."""
    return SourceState(one.name, one.url, one.commit_or_etag, one.fetched_at, one.licence, one.result)


def _note(database: sqlite3.Connection, manifest: Manifest, before: Current, at: datetime, rollback: str) -> None:
    taken_at = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    names = tuple(one.name for one in manifest.sources)
    now = Current(manifest.serial, manifest.state_sha256, manifest.created, taken_at, manifest.key, names)
    database.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (MARK, json.dumps(asdict(now), ensure_ascii=False)))
    if rollback:
        line = {"at": taken_at, "from": before.serial, "to": manifest.serial, "why": rollback}
        (number,) = database.execute("SELECT count(*) FROM mark WHERE name >= ? AND name < 'rollback!'", (ROLLBACK,)).fetchone()
        database.execute("INSERT INTO mark VALUES (?, ?)", (f"{ROLLBACK}{number:06d}", json.dumps(line, ensure_ascii=False)))
