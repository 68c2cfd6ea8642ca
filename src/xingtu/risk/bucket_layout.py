"""Which files has OSV's bucket for what is loaded here, and where do they lie once they are made?

``all.zip``, ``<ECO>/all.zip``, ``<ECO>/<ID>.json``, ``ecosystems.txt`` and ``modified_id.csv`` (top and per ecosystem), as osv.dev's
``docs/data.md`` describes them. Archives are made once a state of the sources, entry by entry, and lie under the home; the same records
give the same bytes.
"""

import fcntl
import hashlib
import json
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from xingtu.risk.attribution import served_text
from xingtu.store.files import remove_leftovers, write_whole
from xingtu.store.risk.lookups import ecosystems_covered

FOLDER = "bucket"
ARCHIVE, LIST, DIRECTORIES = "all.zip", "modified_id.csv", "ecosystems.txt"
WITHOUT = "[EMPTY]"
"""Directory of records that name no package (mostly withdrawn ones); those that name only repositories are in GIT."""
EPOCH = (1980, 1, 1, 0, 0, 0)
PLACED = """
SELECT DISTINCT package.ecosystem, advisory.id FROM affected JOIN advisory USING (aid) JOIN package USING (pid) ORDER BY 1, 2
"""
UNPLACED = """
SELECT id, record FROM advisory JOIN advisory_text USING (aid) WHERE aid NOT IN (SELECT aid FROM affected) ORDER BY id
"""


def directories(database: sqlite3.Connection) -> Mapping[str, list[str]]:
    """Directory -> the ids in it, both sorted."""
    found: dict[str, list[str]] = {}
    for ecosystem, ident in database.execute(PLACED):
        found.setdefault(ecosystem, []).append(ident)
    for ident, packed in database.execute(UNPLACED):
        found.setdefault("GIT" if _has_repositories(json.loads(zlib.decompress(packed))) else WITHOUT, []).append(ident)
    return dict(sorted(found.items()))


def state_of(database: sqlite3.Connection) -> str:
    """Names what is loaded; changes with everything that is taken in."""
    rows = database.execute("SELECT * FROM source_state ORDER BY source").fetchall()
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]


def file_of(home: Path, database: sqlite3.Connection, name: str) -> Path | None:
    """One of the bucket's files, made if it is not there yet; None: the bucket has none of that name.

    Raises:
        OSError: the home cannot be written to.
    """
    if not _may_be(database, name):
        return None
    there = file_there(home, database, name)
    if there is not None:
        return there
    with snapshot(database), locked(home / FOLDER):
        path = _path(home, database, name)
        if path.is_file():  # somebody else was faster
            return path
        lines = _content(database, name)
        if lines is None:
            return None
        path.parent.mkdir(exist_ok=True)
        _clear(home / FOLDER, path.parent)
        remove_leftovers(path.parent)
        if name.endswith(ARCHIVE):
            beside = path.with_name(f".{path.name}.tmp")
            write_archive(beside, lines)
            _note_digest(path, beside)
            beside.replace(path)
        else:
            write_whole(path, b"".join(text for _, text in lines))
            _note_digest(path, path)
        return path


def file_there(home: Path, database: sqlite3.Connection, name: str) -> Path | None:
    """One of the bucket's files if it is already made for the present state."""
    if not _may_be(database, name):
        return None
    path = _path(home, database, name)
    return path if path.is_file() else None


def digest_of(path: Path) -> str:
    """SHA-256 of a file made here, worked out when it was made."""
    noted = _digest_file(path)
    if not noted.is_file():
        _note_digest(path, path)
    return noted.read_text("ascii")


def write_archive(path: Path, entries: Iterable[tuple[str, bytes]]) -> None:
    """A zip of (name, content), one after the other: without clock, user or machine in it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, content)


def modified_lines(database: sqlite3.Connection, placed: Mapping[str, list[str]], *, named: bool) -> Iterator[str]:
    """``<instant>,[<ECO>/]<id>``, newest first."""
    instants = dict(database.execute("SELECT id, modified FROM advisory"))
    rows = [(instants[ident], f"{folder}/{ident}" if named else ident) for folder, idents in placed.items() for ident in idents]
    rows.sort(key=lambda row: row[1])
    rows.sort(key=lambda row: row[0], reverse=True)
    return (f"{instant},{name}\n" for instant, name in rows)


def _may_be(database: sqlite3.Connection, name: str) -> bool:
    """Whether it is worth looking through the records for a file of this name."""
    folder, _, last = name.rpartition("/")
    return (last in {ARCHIVE, LIST} and folder in ecosystems_covered(database) | {"", "GIT", WITHOUT}) or name == DIRECTORIES


def _clear(folder: Path, present: Path) -> None:
    """Remove what was made for former states; the last of them stays for those who are reading it."""
    former = sorted((one for one in folder.iterdir() if one.is_dir() and one != present), key=lambda one: one.stat().st_mtime_ns)
    for old in former[:-1]:
        shutil.rmtree(old, ignore_errors=True)


def _content(database: sqlite3.Connection, name: str) -> Iterator[tuple[str, bytes]] | None:
    placed = directories(database)
    folder, _, last = name.rpartition("/")
    if folder and folder not in placed:
        return None
    within = {folder: placed[folder]} if folder else placed
    if last == ARCHIVE:
        idents = sorted({ident for some in within.values() for ident in some})
        return ((f"{ident}.json", served_text(database, ident)) for ident in idents)
    if last == LIST:
        return (("", line.encode()) for line in modified_lines(database, within, named=not folder))
    if name == DIRECTORIES:
        return (("", f"{one}\n".encode()) for one in placed)
    return None


def _path(home: Path, database: sqlite3.Connection, name: str) -> Path:
    return home / FOLDER / state_of(database) / quote(name, safe="")


def _digest_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _note_digest(path: Path, content: Path) -> None:
    with content.open("rb") as file:
        write_whole(_digest_file(path), hashlib.file_digest(file, "sha256").hexdigest().encode())


def _has_repositories(record: Mapping[str, Any]) -> bool:
    return any(one.get("type") == "GIT" for affected in record.get("affected") or () for one in affected.get("ranges") or ())


@contextmanager
def snapshot(database: sqlite3.Connection) -> Iterator[None]:
    """All reading inside sees one state, whatever others import meanwhile."""
    if database.in_transaction:
        yield
        return
    database.execute("BEGIN")
    try:
        yield
    finally:
        database.execute("ROLLBACK")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One process or thread makes files at a time; a killed one leaves no lock."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
