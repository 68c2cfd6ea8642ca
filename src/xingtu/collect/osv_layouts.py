"""Where do published records lie: in a folder, in a zip, in a git repository, in one file? One after the other, never all at once.

Nothing of a path inside an archive is ever used as a path.
"""

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from xingtu.collect.blobs import blob_reader, tree_entries
from xingtu.collect.git import default_branch, open_git_directory, resolve_commit, sealed
from xingtu.collect.osv_record import LARGEST_BYTES
from xingtu.errors import CollectError, FeedRefused
from xingtu.facts.tree_entries import FILE_MODES

ENDINGS = (".json", ".yaml", ".yml")
MOST_ENTRIES = 3_000_000
MOST_BYTES = 40_000_000_000
MOST_RATIO = 200
"""Of unpacked to packed bytes, over a whole archive: the real ones have 4 to 8."""
DAMAGED = (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error, lzma.LZMAError)
"""What reading a zip that is not whole may end with."""


@dataclass(frozen=True, slots=True)
class Found:
    """One file that should be a record; empty when it is larger than any."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Origin:
    """Where records come from; ``mark`` names the revision."""

    kind: str
    address: str
    mark: str


def origin_of(path: Path, revision: str = "") -> Origin:
    """What lies at a path.

    Raises:
        CollectError: nothing, or nothing that could hold records.
    """
    if path.is_file() and zipfile.is_zipfile(path):
        return Origin("zip", str(path), f"{path.stat().st_size}-{path.stat().st_mtime_ns}")
    if path.is_dir() and ((path / "HEAD").is_file() or (path / ".git").exists()):
        git = open_git_directory(path)
        return Origin("git", str(path), resolve_commit(git, revision or default_branch(git) or "HEAD"))
    if path.is_dir():
        return Origin("folder", str(path), "")
    if path.is_file():
        return Origin("file", str(path), f"{path.stat().st_size}-{path.stat().st_mtime_ns}")
    raise CollectError(f"{path} 不是文件、文件夹、zip 或 git 仓库；请给出公告所在的位置")


def records_at(origin: Origin, under: str = "", endings: tuple[str, ...] = ENDINGS, largest: int = LARGEST_BYTES) -> Iterator[Found]:
    """All files that should be records by how their names end; ``under`` is a folder inside a repository or folder.

    Raises:
        FeedRefused: an archive is larger than any real one.
        CollectError: it cannot be read.
    """
    if origin.kind == "zip":
        yield from records_in_zip(Path(origin.address), endings, largest)
    elif origin.kind == "git":
        yield from _in_git(Path(origin.address), origin.mark, under, endings, largest)
    elif origin.kind == "file":
        yield _on_disk(Path(origin.address), largest)
    else:
        yield from _in_folder(Path(origin.address) / under, endings, largest)


def records_in_zip(path: Path, endings: tuple[str, ...] = ENDINGS, largest: int = LARGEST_BYTES) -> Iterator[Found]:
    """Entries of a zip, read in a stream with limits on number, size and ratio.

    Raises:
        FeedRefused: a limit is passed; what was yielded before must not be used.
    """
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGED as error:
        raise FeedRefused(f"{path} 不是完整的 zip（{error}）；请重新取得") from error
    with archive:
        entries = archive.infolist()
        unpacked, packed = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
        if len(entries) > MOST_ENTRIES or unpacked > MOST_BYTES or unpacked > MOST_RATIO * max(packed, 1_000_000):
            raise FeedRefused(
                f"{path} 有 {len(entries):,} 个条目、展开 {unpacked:,} 字节（压缩后 {packed:,}），超过任何真实的公告库；已拒绝"
            )
        for entry in entries:
            if entry.is_dir() or not entry.filename.endswith(endings):
                continue
            if entry.file_size > largest:
                yield Found(_name(entry.filename), b"")
                continue
            try:
                with archive.open(entry) as file:
                    # what the header says is not trusted: one byte more than allowed is asked for
                    content = file.read(largest + 1)
            except DAMAGED as error:
                raise FeedRefused(f"{path} 的条目 {entry.filename[:120]} 读不出来（{error}）；请重新取得") from error
            yield Found(_name(entry.filename), content)


def _in_git(path: Path, commit: str, under: str, endings: tuple[str, ...], largest: int) -> Iterator[Found]:
    folder = f"{under.strip('/')}/" if under.strip("/") else ""
    with sealed(open_git_directory(path)) as git, blob_reader(git) as blobs:
        for entry in tree_entries(git, commit):
            if entry.mode in FILE_MODES and entry.path.startswith(folder) and entry.path.endswith(endings):
                too_large = entry.size_bytes is None or entry.size_bytes > largest
                yield Found(_name(entry.path), b"" if too_large else blobs.read(entry.blob) or b"")


def _in_folder(folder: Path, endings: tuple[str, ...], largest: int) -> Iterator[Found]:
    for path in sorted(folder.rglob("*")):
        if path.name.endswith(endings) and path.is_file() and not path.is_symlink():
            yield _on_disk(path, largest)


def _on_disk(path: Path, largest: int) -> Found:
    return Found(_name(path.name), b"" if path.stat().st_size > largest else path.read_bytes())


def _name(path: str) -> str:
    return PurePosixPath(path).name
