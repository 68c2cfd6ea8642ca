"""What does a project hold: which dependency files has its tree, what do they name, and which of that is open?

Each content is parsed once ever and kept; a killed run begins again where it stopped. A file that cannot be read is a fault with its
place, and the others go on.
"""

import hashlib
import posixpath
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path, PurePosixPath
from typing import Any

from xingtu.collect.asked import Asked, tree_of
from xingtu.collect.blobs import blob_reader, tree_entries
from xingtu.collect.git import open_git_directory, sealed
from xingtu.detect.answers import Answer, Answers, Listener, Reader, Wanted, answers
from xingtu.detect.detectors.package import DETECTOR
from xingtu.detect.licences.vendored import roots
from xingtu.detect.lockfiles.format import LARGEST_BYTES
from xingtu.detect.lockfiles.formats import format_of, formats
from xingtu.detect.maven_model import MODEL
from xingtu.detect.sbom.formats import read_sbom
from xingtu.errors import RepositoryGone
from xingtu.facts.components import UNRESOLVED, Component
from xingtu.facts.stock import DependencyFile, Fault, Stock
from xingtu.facts.tree_entries import FILE_MODES, TreeEntry
from xingtu.risk.maven_tree import MavenTree
from xingtu.store.blob_results import BlobResults
from xingtu.store.canonical import canonical_json
from xingtu.store.risk.advisories import transaction
from xingtu.store.risk.inventory import Content, Project, inventory_take

INCLUDED_AS = "requirements.txt"
"""The format that names its own parts; they are read as it, whatever they are called."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A stock that was read, and what stands in each content of it."""

    stock: Stock
    contents: Mapping[tuple[str, str], Content]
    """(blob, parser) -> content."""
    committed_at: str = ""
    """RFC 3339; empty where it came from no commit."""
    url: str = ""
    revision: str = ""


@dataclass(slots=True)
class _Tree:
    """What a reading walks over. ``entry``: the file at a path, None where there is none."""

    paths: tuple[str, ...]
    entry: Callable[[str], TreeEntry | None]
    reader: Reader
    parts: dict[str, str] = field(default_factory=dict)
    """Path -> path it is read as."""


def take_stock(database: sqlite3.Connection, found: Asked, *, home: Path, at: str, listener: Listener | None = None) -> Stock:
    """Read what a revision of a repository holds and bring the inventory to it.

    at: the instant of the look, RFC 3339 in UTC

    Raises:
        CollectError: the revision is not there, or the repository cannot be read.
    """
    reading = read_stock(found, home=home, listener=listener)
    keep_stock(database, reading, at=at)
    return reading.stock


def read_stock(found: Asked, *, home: Path, listener: Listener | None = None) -> Reading:
    """The same, without writing it into an inventory.

    Raises:
        CollectError: the revision is not there, or the repository cannot be read.
    """
    git = open_git_directory(found.path)
    tree = tree_of(found, git)
    with sealed(git) as quiet:
        entries = {entry.path: entry for entry in tree_entries(quiet, tree.commit)}
        with blob_reader(quiet) as reader, BlobResults(home / "cache.sqlite") as cache:
            read, faults, read_now = _read(_Tree(tuple(entries), entries.get, reader), cache, listener)
            projects = {path: entry for path, (entry, answer) in read.items() if MODEL.wants(path) and answer["error"] is None}
            asked = {path: Wanted(entry.blob, path) for path, entry in projects.items()}
            models = answers(MODEL, asked.values(), reader=reader, cache=cache).found
    copies = tuple(shown(folder) for folder, is_copy in roots(entries, {}).items() if is_copy)
    maven = MavenTree({path: models[one] for path, one in asked.items() if one in models})
    reading = _concluded(found.repository, found.name, tree.commit, read, faults, read_now, copies, maven)
    return replace(reading, committed_at=tree.committed_at, url=found.url, revision=found.revision)


def read_file(path: Path, *, home: Path) -> Reading:
    """What one dependency file on disk names, with the files beside and below it that it names as its parts.

    Raises:
        RepositoryGone: there is no such file, or it is of no format we read.
    """
    if not path.is_file() or format_of(path.name) is None:
        raise RepositoryGone(f"{path} 不是能读的依赖文件；能读的有 {'、'.join(one.name for one in formats().values())}")
    disk = _Disk(path.absolute().parent)
    with BlobResults(home / "cache.sqlite") as cache, _open(disk) as reader:
        read, faults, read_now = _read(_Tree((path.name,), disk.entry, reader), cache, None)
    entry = disk.entry(path.name)
    return _concluded(f"file/{path.name}", path.name, entry.blob if entry else "", read, faults, read_now, ())


def read_bill(content: bytes, *, name: str, project: str = "") -> Reading:
    """What a bill of materials declares; what it names without saying which package that is, is open.

    project: whose it is, where that is known

    Raises:
        LockfileError: it is in no form we read, or broken as a whole; with the line where one can be told.
    """
    bill = read_sbom(content)
    blob, parser = _blob_id(content), f"{bill.format}@{bill.spec_version}"
    rows = tuple(map(_cleaned, bill.components))
    read = Content(rows)
    notes = [f"{len(bill.unidentified)} 个组件没有可用的 package URL，未比对。"] if bill.unidentified else []
    notes += [f"{bill.refused} 处有误，未采用。"] if bill.refused else []
    open_rows = len(rows) - len(read.resolved) + len(bill.unidentified)
    file = DependencyFile(shown(name), blob, parser, resolved=True, components=len(read.resolved), unresolved=open_rows, notes=tuple(notes))
    # what a bill leaves out by its own word is as unknown as what of it could not be read
    said = (Fault(shown(name), None, "清单自称不完整"),) if bill.incomplete else ()
    faults = said + tuple(Fault(shown(name), fault.line, f"{fault.place}：{fault.words}") for fault in bill.faults)
    held = {(one.ecosystem, one.name, one.version) for one in read.resolved}
    called = bill.subject or name
    stock = Stock(project or f"sbom/{called}", called, blob, (file,), 1, len(held), open_rows, faults, origin="sbom")
    return Reading(stock, {(blob, parser): read})


def keep_stock(database: sqlite3.Connection, reading: Reading, *, at: str) -> None:
    """Bring the inventory to what was read."""
    stock = reading.stock
    files = [(file.path, file.blob, file.parser) for file in stock.files]
    inventory_take(database, Project(stock.project, stock.name, stock.tip, at, stock.origin), files, reading.contents)
    with transaction(database):
        # a declaration whose packages a lock file beside it names is no gap; that depends on the tree, not on the content
        database.execute("UPDATE project SET unresolved = ? WHERE id = ?", (stock.unresolved, stock.project))


def shown(path: str) -> str:
    """A path as it may be printed and stored, whatever bytes it holds."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


class _Disk:
    """Files below one folder, links left out; nothing above it is read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._held: dict[str, bytes] = {}

    def entry(self, path: str) -> TreeEntry | None:
        place = self._folder / path
        if not place.is_file() or place.resolve() != place:
            return None
        size = place.stat().st_size
        if size > LARGEST_BYTES:
            return TreeEntry(path, FILE_MODES[0], "", size)
        content = place.read_bytes()
        blob = _blob_id(content)
        self._held[blob] = content
        return TreeEntry(path, FILE_MODES[0], blob, size)

    def read(self, blob: str) -> bytes | None:
        return self._held.get(blob)


def _open(disk: _Disk) -> AbstractContextManager[_Disk]:
    return nullcontext(disk)


Read = dict[str, tuple[TreeEntry, Answer]]
"""Path -> what stands there."""


def _read(tree: _Tree, cache: BlobResults, listener: Listener | None) -> tuple[Read, list[Fault], int]:
    """All dependency files, and then their parts, and the parts' parts."""
    read: Read = {}
    faults: list[Fault] = []
    read_now = 0
    waiting = {path: path for path in tree.paths if DETECTOR.wants(path)}
    while waiting:
        found, more = _answered(tree, waiting, cache, listener, faults)
        read.update(found)
        read_now += more
        waiting = dict(_parts(tree, found, read, faults))
    return read, faults, read_now


def _answered(
    tree: _Tree, waiting: Mapping[str, str], cache: BlobResults, listener: Listener | None, faults: list[Fault]
) -> tuple[Read, int]:
    wanted: dict[str, tuple[TreeEntry, Wanted]] = {}
    for path, read_as in waiting.items():
        entry = tree.entry(path)
        if entry is None or entry.mode not in FILE_MODES:
            continue  # a link's content is a path; what it points to is read where it stands
        if entry.size_bytes is None:
            faults.append(Fault(shown(path), None, "仓库里缺少这个文件的内容（克隆不完整），未读取；请取回完整的克隆"))
        elif entry.size_bytes > LARGEST_BYTES:
            faults.append(Fault(shown(path), None, f"文件有 {entry.size_bytes} 字节，超过上限 {LARGEST_BYTES} 字节，未读取"))
        else:
            wanted[path] = entry, Wanted(entry.blob, read_as)
    told: Answers = answers(DETECTOR, [one for _, one in wanted.values()], reader=tree.reader, cache=cache, listener=listener)
    found: Read = {}
    for path, (entry, one) in wanted.items():
        if one in told.found:
            found[path] = entry, told.found[one]
            error = told.found[one]["error"]
            if error is not None:
                faults.append(Fault(shown(path), error["line"], error["words"]))
        else:
            faults.append(Fault(shown(path), None, f"读取时出错，未读取（{told.failed[one]}）"))
    return found, told.read_now


def _parts(tree: _Tree, found: Read, read: Read, faults: list[Fault]) -> Iterable[tuple[str, str]]:
    """(path, path it is read as) of files that are named as parts and were not read yet."""
    for path, (_, answer) in found.items():
        for included in answer["includes"]:
            if "://" in included:
                faults.append(Fault(shown(path), None, f"引用了 {shown(included)}，不在这棵树里，未读取"))
                continue
            part = posixpath.normpath(posixpath.join(posixpath.dirname(path), included))
            if part in read:
                continue
            entry = None if part.startswith(("../", "/")) else tree.entry(part)
            if entry is None or entry.mode not in FILE_MODES:
                faults.append(Fault(shown(path), None, f"引用的 {shown(included)} 不在这棵树里，未读取"))
            else:
                yield part, INCLUDED_AS


def _concluded(
    project: str,
    name: str,
    tip: str,
    read: Read,
    faults: list[Fault],
    read_now: int,
    copies: tuple[str, ...],
    maven: MavenTree | None = None,
) -> Reading:
    contents: dict[tuple[str, str], Content] = {}
    files: list[tuple[str, str, str, Answer]] = []
    versions = formats()
    for path, (entry, answer) in sorted(read.items()):
        parser = f"{answer['format']}@{versions[answer['format']].version}"
        error = answer["error"]
        rows = tuple(_component(row) for row in answer["components"])
        if maven is not None and maven.knows(path):
            completed = maven.completed(path, rows)
            # what other files of the tree say is part of what this content says here
            parser += "" if completed == rows else f"+{_mark(completed)}"
            rows = completed
        contents[entry.blob, parser] = Content(rows, "" if error is None else error["words"])
        files.append((path, entry.blob, parser, answer))
    locked = _Locked((path, contents[blob, parser]) for path, blob, parser, _ in files)
    made = tuple(
        DependencyFile(
            path=shown(path),
            blob=blob,
            parser=parser,
            resolved=answer["resolved"],
            components=len(contents[blob, parser].resolved),
            unresolved=sum(1 for one in contents[blob, parser].components if _is_open(one) and not locked.names(path, one)),
            notes=tuple(answer["notes"]),
        )
        for path, blob, parser, answer in files
    )
    held = {(one.ecosystem, one.name, one.version) for content in contents.values() for one in content.resolved}
    stock = Stock(
        project=project,
        name=name,
        tip=tip,
        files=made,
        read_now=read_now,
        components=len(held),
        unresolved=sum(file.unresolved for file in made),
        faults=tuple(sorted(set(faults), key=lambda fault: (fault.path, fault.line or 0, fault.words))),
        vendored=copies,
    )
    return Reading(stock, contents)


class _Locked:
    """Which packages the lock files of each folder name with a version."""

    def __init__(self, files: Iterable[tuple[str, Content]]) -> None:
        self._named: dict[str, set[tuple[str, str]]] = {}
        for path, content in files:
            self._named.setdefault(posixpath.dirname(path), set()).update((one.ecosystem, one.name) for one in content.resolved)

    def names(self, path: str, row: Component) -> bool:
        """Whether one in the same folder or above does: a workspace has its lock file at its top."""
        return any((row.ecosystem, row.name) in self._named.get(_folder(above), ()) for above in PurePosixPath(path).parents)


def _folder(above: PurePosixPath) -> str:
    return "" if str(above) == "." else str(above)


def _is_open(row: Component) -> bool:
    return row.quality == UNRESOLVED or not row.version


def _mark(rows: tuple[Component, ...]) -> str:
    return hashlib.sha256(canonical_json([asdict(row) for row in rows])).hexdigest()[:12]


def _component(row: Mapping[str, Any]) -> Component:
    """A row; a lone half of a surrogate pair, which JSON may hold and no file of ours, is written out."""
    said: dict[str, Any] = {**row, "via": tuple(row["via"])}
    return _cleaned(Component(**said))


def _cleaned(row: Component) -> Component:
    texts: dict[str, Any] = {field.name: _whole(value) for field in fields(row) if isinstance(value := getattr(row, field.name), str)}
    return replace(row, **texts, via=tuple(map(_whole, row.via)))


def _blob_id(content: bytes) -> str:
    """As git names it, so that the same file is the same whether it came alone or in a tree."""
    return hashlib.sha1(b"blob %d\0%s" % (len(content), content), usedforsecurity=False).hexdigest()


def _whole(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
