"""What is in a backup, and how is it known to be whole? One tar file: the database, the folders, and a manifest with every hash.

It holds mailboxes and the city's key: it is written readable by its owner alone, and belongs in a safe place.
"""

import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC
from pathlib import Path
from typing import Any, BinaryIO

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from portal.commands import databases
from portal.journal.events import Event
from portal.journal.selectors.history import head
from portal.journal.services import record
from portal.journal.services.recording import SYSTEM
from portal.journal.verification import verify
from xingtu import __version__
from xingtu.errors import XingtuError
from xingtu.settings import settings

FORMAT = "xingtu-backup/1"
MANIFEST = "manifest.json"
FOLDERS = ("uploads", "attachments", "declarations", "programmes", "runs")
FILES = ("city.key", "hosts.toml")
CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the archive."""

    path: str
    size: int
    sha256: str


def backup_make(*, out: Path) -> dict[str, Any]:
    """Write the archive and give its manifest. The database first: every file it speaks of is then there already.

    Raises:
        XingtuError: the file exists, or something could not be read.
    """
    if out.exists():
        raise XingtuError(f"{out} 已经存在；备份不覆盖旧文件，请换一个名字")
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(out.name + ".part")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=out.parent) as folder, _private(part) as raw:
            dumped = Path(folder) / databases.FILE_OF[connection.vendor]
            end = head()
            databases.dump(dumped)
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as tar:
                files = [_add(tar, file, name) for file, name in ((dumped, dumped.name), *_files(settings().home))]
                manifest = _manifest(files, end.sequence, end.digest)
                _add_text(tar, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    with transaction.atomic():
        details = {"sha256": digest_of(out), "files": len(files), "bytes": out.stat().st_size}
        record(event=Event.BACKUP_MADE, by=SYSTEM, subject_kind="backup", subject=out.name[:120], details=details)
    return manifest


def backup_restore(*, file: Path) -> dict[str, Any]:
    """Bring an archive back into an empty home and an empty database, and prove it before and after.

    Raises:
        XingtuError: the archive is damaged, made on the other kind of database, or there is something here already.
    """
    home: Path = settings().home
    _prove_empty(home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=home) as folder:
        manifest = opened(file, Path(folder))
        if manifest["database"] != connection.vendor:
            raise XingtuError(f"这份备份来自 {manifest['database']}，这里是 {connection.vendor}；请用同一种数据库的 DATABASE_URL 恢复")
        databases.load(Path(folder) / databases.FILE_OF[connection.vendor])
        for name in (*FOLDERS, *FILES):
            if (Path(folder) / name).exists():
                (Path(folder) / name).replace(home / name)
    report = verify()
    if not report.holds:
        raise XingtuError("已恢复，但留痕的链对不上：\n" + "\n".join(report.problems))
    if report.entries < manifest["journal"]["sequence"]:
        raise XingtuError(
            f"已恢复，但留痕只有 {report.entries} 条，备份时已有 {manifest['journal']['sequence']} 条；这份备份不完整，请改用另一份"
        )
    with transaction.atomic():
        details = {"made_at": manifest["made_at"], "sha256": digest_of(file)}
        record(event=Event.BACKUP_RESTORED, by=SYSTEM, subject_kind="backup", subject=file.name[:120], details=details)
    return manifest


def opened(file: Path, folder: Path) -> dict[str, Any]:
    """Unpack into a folder; every file is the one the manifest names, none is missing, none is more.

    Raises:
        XingtuError: it is not so.
    """
    try:
        with tarfile.open(file, mode="r:gz") as tar:
            tar.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        expected = {one["path"]: one for one in manifest["files"]}
        if manifest["format"] != FORMAT:
            raise XingtuError(f"{file} 的格式是 {manifest['format']}，这里只认 {FORMAT}")
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError) as error:
        raise XingtuError(f"{file} 不是完整的备份（{error}）；请换一份") from error
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    if odd := sorted(found ^ set(expected)):
        raise XingtuError(f"{file} 与清单不符：{odd[0]} 等 {len(odd)} 个文件多出或缺少；请换一份")
    for name, one in expected.items():
        if digest_of(folder / name) != one["sha256"]:
            raise XingtuError(f"{file} 中的 {name} 与清单的校验值不同，内容已损坏；请换一份")
    return manifest


def digest_of(file: Path) -> str:
    """SHA-256."""
    with file.open("rb") as opened_file:
        return hashlib.file_digest(opened_file, "sha256").hexdigest()


def _prove_empty(home: Path) -> None:
    if not databases.is_empty():
        raise XingtuError("数据库里已有表；恢复只写入空的数据库，请另建一个，用 DATABASE_URL 指向它")
    there = [name for name in (*FOLDERS, *FILES) if (home / name).exists()]
    if there:
        raise XingtuError(f"{home} 里已有 {'、'.join(there)}；恢复只写入空的文件夹，请用 XINGTU_HOME 另指一个")


def _manifest(files: list[Kept], sequence: int, digest: str) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": timezone.now().astimezone(UTC).isoformat(timespec="seconds"),
        "xingtu": __version__,
        "database": connection.vendor,
        "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        "journal": {"sequence": sequence, "digest": digest},
        "files": [asdict(one) for one in files],
    }


def _files(home: Path) -> Iterator[tuple[Path, str]]:
    for name in FILES:
        if (home / name).is_file():
            yield home / name, name
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path, str(path.relative_to(home))


def _add(tar: tarfile.TarFile, file: Path, name: str) -> Kept:
    """The bytes hashed are the bytes written, whatever happens to the file meanwhile."""
    with tempfile.SpooledTemporaryFile(max_size=64 * CHUNK) as copy, file.open("rb") as source:
        digest = hashlib.sha256()
        while block := source.read(CHUNK):
            digest.update(block)
            copy.write(block)
        size = copy.tell()
        copy.seek(0)
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = size, 0o600, int(file.stat().st_mtime)
        tar.addfile(entry, copy)
    return Kept(name, size, digest.hexdigest())


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    with tempfile.TemporaryFile() as file:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = file.write(text.encode()), 0o600
        file.seek(0)
        tar.addfile(entry, file)


def _private(file: Path) -> BinaryIO:
    return os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")
