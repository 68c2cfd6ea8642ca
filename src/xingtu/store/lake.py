"""Where do facts lie, and which scan of a repository is the newest?

``facts/<repository id>/<scan id>/{commits,file_changes,trailers}.parquet`` and ``scan.json``: one folder a scan, published
by one rename and never changed. ``facts/<repository id>/latest`` names the newest. ``staging/`` beside it holds chunks
of a scan under way, named by their content, so that a killed scan goes on where it was.
"""

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa

from xingtu.errors import CollectError
from xingtu.store.files import folder_name, remove_leftovers, write_whole
from xingtu.store.schema import read_parquet

TABLES = ("commits", "file_changes", "trailers")


@dataclass(frozen=True, slots=True)
class Scan:
    """What was read of a repository at one moment, and how completely."""

    scan: str
    repository: str
    path: str
    url: str
    refs: dict[str, str]
    default_branch: str
    tip: str
    object_format: str
    roots: tuple[str, ...]
    mailmap: str
    reading: str
    """Version of the reader and the crediting rules it used; another one means reading every commit again."""
    attributes: str
    """Digest of the tip's .gitattributes."""
    classes: str
    """Digest of path rules and .gitattributes; another one means classing every path again."""
    expected_commits: int
    measured_commits: int
    unmeasured: tuple[str, ...]
    unreachable_commits: int
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Every commit of the scanned refs was read and nothing is known to be missing."""
        return self.measured_commits == self.expected_commits and not self.missing


class Lake:
    """The facts under one home folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.facts = home / "facts"

    def folder(self, repository: str) -> Path:
        """The repository's folder; the id stands in its name, escaped."""
        return self.facts / folder_name(repository)

    def staging(self, repository: str) -> Path:
        """Where chunks of a scan under way lie."""
        return self.folder(repository) / "staging"

    def repositories(self) -> list[str]:
        """Ids of all repositories that have a scan, sorted."""
        return sorted(unquote(pointer.parent.name) for pointer in self.facts.glob("*/latest"))

    def latest(self, repository: str) -> Scan | None:
        """The newest scan, or None."""
        pointer = self.folder(repository) / "latest"
        return self.scan(repository, pointer.read_text("ascii").strip()) if pointer.is_file() else None

    def scan(self, repository: str, scan: str) -> Scan:
        """One scan's record.

        Raises:
            CollectError: there is no such scan.
        """
        record = self.folder(repository) / scan / "scan.json"
        if not record.is_file():
            raise CollectError(f"{repository} 没有编号为 {scan} 的扫描；请重新运行 xingtu scan")
        values = json.loads(record.read_bytes())
        for name in ("roots", "unmeasured", "notes", "missing"):
            values[name] = tuple(values[name])
        try:
            return Scan(**values)
        except TypeError as error:
            folder = self.folder(repository)
            raise CollectError(f"{folder} 是另一版本的星图写下的（{error}）；请移走这个文件夹后重新扫描") from error

    def scan_before(self, repository: str, instant: float) -> Scan | None:
        """The newest scan that was here before an instant (seconds since 1970); backups keep the time."""
        records = [(path.stat().st_mtime, path.parent.name) for path in self.folder(repository).glob("[!.]*/scan.json")]
        earlier = [record for record in records if record[0] < instant]
        return self.scan(repository, max(earlier)[1]) if earlier else None

    def table(self, scan: Scan, name: str, columns: list[str] | None = None) -> pa.Table:
        """One fact table of a scan."""
        return read_parquet(self.folder(scan.repository) / scan.scan / f"{name}.parquet", columns=columns)

    def point_to(self, scan: Scan) -> None:
        """Make a published scan the newest."""
        write_whole(self.folder(scan.repository) / "latest", scan.scan.encode())

    def problem(self, repository: str) -> str | None:
        """Why the newest attempt to scan failed, or None when it did not."""
        note = self.folder(repository) / "problem"
        return note.read_text("utf-8") if note.is_file() else None

    def note_problem(self, repository: str, problem: str | None) -> None:
        """Remember why a scan failed, until one succeeds."""
        note = self.folder(repository) / "problem"
        if problem is None:
            note.unlink(missing_ok=True)
        else:
            write_whole(note, problem.encode())

    def clear_staging(self, repository: str) -> None:
        """Drop chunks that have been published."""
        shutil.rmtree(self.staging(repository), ignore_errors=True)

    def relatives(self, repository: str, roots: set[str]) -> list[Scan]:
        """Newest scans of other repositories with a root commit in common: forks and mirrors."""
        others = (self.latest(other) for other in self.repositories() if other != repository)
        return [scan for scan in others if scan is not None and roots.intersection(scan.roots)]

    @contextmanager
    def locked(self, repository: str) -> Iterator[None]:
        """Only one process scans a repository at a time; the lock goes with the process, also when it is killed.

        Raises:
            CollectError: another process holds it.
        """
        folder = self.folder(repository)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise CollectError(f"另一个进程正在扫描 {repository}；请等它结束") from error
            remove_leftovers(folder)
            yield


def scan_json(scan: Scan) -> bytes:
    """The record as it lies in ``scan.json``."""
    return json.dumps(asdict(scan), ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "backslashreplace")
