"""Is this zip one that can be opened safely? Everything in it is unfolded and counted, nothing of it is kept.

What a zip says of itself is not believed: sizes are measured. The same limits hold when the text of a Word file is read.
"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from portal.house.uploads.remarks import Remark

MOST_FILES = 2_000
MOST_UNFOLDED = 200 * 2**20
MOST_RATIO, RATIO_FROM = 100, 20 * 2**20
"""Below that size a sheet of zeros may well shrink a hundredfold."""
MOST_DEPTH = 3
CHUNK = 2**18
UNREADABLE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
PROGRAMS = frozenset(
    [
        "exe",
        "dll",
        "com",
        "bat",
        "cmd",
        "msi",
        "scr",
        "lnk",
        "js",
        "vbs",
        "wsf",
        "ps1",
        "jar",
        "sh",
        "app",
        "apk",
        "hta",
        "docm",
        "xlsm",
        "pptm",
    ]
)
MACROS = ("vbaproject.bin", "vbadata.xml")
OPAQUE = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
RUNS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
UNSAFE = re.compile(r"^[/\\]|^[A-Za-z]:|\\|(^|/)\.\.(/|$)|[\x00-\x1f\u202a-\u202e\u2066-\u2069]")
EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']", re.IGNORECASE)
LOADED = re.compile(rb"/relationships/(attachedTemplate|oleObject|frame|subDocument)[\"'](?=[^>]*External)", re.IGNORECASE)
LOADED_BEFORE = re.compile(rb"External[\"'](?=[^>]*/relationships/(attachedTemplate|oleObject|frame|subDocument))", re.IGNORECASE)


class NotSafe(Exception):
    """The archive is one we do not unfold; ``remark`` says why."""

    def __init__(self, code: str, **values: str | int) -> None:
        self.remark = Remark(code, values)
        super().__init__(code)


@dataclass(slots=True)
class Budget:
    """What may still be unfolded, whatever is nested in what."""

    size: int
    files: int = MOST_FILES
    left: int = MOST_UNFOLDED
    warnings: dict[str, Remark] = field(default_factory=dict)

    def spend(self, unfolded: int) -> None:
        """Count bytes.

        Raises:
            NotSafe: there are too many.
        """
        self.left -= unfolded
        used = MOST_UNFOLDED - self.left
        if self.left < 0 or (used > RATIO_FROM and used > MOST_RATIO * self.size):
            raise NotSafe("bomb")

    def warn(self, code: str, **values: str | int) -> None:
        """Say it once."""
        self.warnings.setdefault(code, Remark(code, values))


def look_through(content: bytes, *, depth: int = 1, budget: Budget | None = None) -> tuple[frozenset[str], tuple[Remark, ...]]:
    """The names in it, and what is worth a warning.

    Raises:
        NotSafe: it is not unfolded.
    """
    budget = budget or Budget(len(content))
    if depth > MOST_DEPTH:
        raise NotSafe("deep")
    names: set[str] = set()
    office = False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = _listed(archive, budget)
            office = "[Content_Types].xml" in archive.NameToInfo
            for entry in entries:
                if entry.filename.casefold() in names:
                    raise NotSafe("twice", path=entry.filename)
                names.add(entry.filename.casefold())
                if not entry.is_dir():
                    _look(archive, entry, depth, budget, office=office)
            return frozenset(entry.filename for entry in entries), tuple(budget.warnings.values())
    except UNREADABLE as error:
        raise NotSafe("broken") from error


def unfolded(content: bytes, wanted: Collection[str] | re.Pattern[str], *, most: int = MOST_UNFOLDED) -> Iterator[tuple[str, bytes]]:
    """Name and content of some entries, in order of their names, within limits.

    Raises:
        NotSafe: it is not unfolded.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in sorted(_listed(archive, Budget(len(content))), key=lambda one: one.filename):
                asked = wanted.search(entry.filename) if isinstance(wanted, re.Pattern) else entry.filename in wanted
                if asked and not entry.is_dir():
                    with archive.open(entry) as stream:
                        part = stream.read(most + 1)
                    most -= len(part)
                    if most < 0:
                        raise NotSafe("bomb")
                    yield entry.filename, part
    except UNREADABLE as error:
        raise NotSafe("broken") from error


def _listed(archive: zipfile.ZipFile, budget: Budget) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > budget.files:
        raise NotSafe("many", n=len(entries), most=MOST_FILES)
    budget.files -= len(entries)
    for entry in entries:
        if UNSAFE.search(entry.orig_filename) or stat.S_ISLNK(entry.external_attr >> 16):
            raise NotSafe("path", path=_shown(entry.orig_filename))
        if entry.flag_bits & 0x1:
            raise NotSafe("locked")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            # bzip2 and LZMA unfold whole blocks, however little is asked for
            raise NotSafe("method")
    return entries


def _look(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int, budget: Budget, *, office: bool) -> None:
    path = PurePosixPath(entry.filename)
    name = path.name.casefold()
    if name in MACROS:
        if depth == 1 and office:
            raise NotSafe("macro")
        budget.warn("program", path=_shown(entry.filename))
    whole = name.endswith(".rels") or name == "[content_types].xml"
    kept: list[bytes] = []
    first = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            budget.spend(len(chunk))
            first = first or chunk
            nested = first.startswith(b"PK\x03\x04")
            if whole or nested:
                kept.append(chunk)
    content = b"".join(kept)
    if office:
        _look_office(path, content, depth, budget)
    elif path.suffix.lstrip(".").casefold() in PROGRAMS or first.startswith(RUNS):
        budget.warn("program", path=_shown(entry.filename))
    elif first.startswith(OPAQUE):
        budget.warn("sealed-inside", path=_shown(entry.filename))
    if first.startswith(b"PK\x03\x04"):
        look_through(content, depth=depth + 1, budget=budget)


def _look_office(path: PurePosixPath, content: bytes, depth: int, budget: Budget) -> None:
    if path.name == "[Content_Types].xml" and b"macroenabled" in content.lower():
        if depth == 1:
            raise NotSafe("macro")
        budget.warn("program", path=str(path))
    if path.suffix == ".rels" and EXTERNAL.search(content):
        if LOADED.search(content) or LOADED_BEFORE.search(content):
            raise NotSafe("template")
        if b"/hyperlink" not in content or len(EXTERNAL.findall(content)) > content.count(b"/hyperlink"):
            budget.warn("external")
    if "embeddings" in path.parts or "activeX" in path.parts:
        budget.warn("embedded")


def _shown(name: str) -> str:
    return "".join(one if one.isprintable() else "�" for one in name)[:120]
