"""Which versions of each package did a project hold, commit by commit, back from a tip?

Contents are read as the inventory reads them, each once for ever. A file that could not be read for some commits is taken to have
named what it named after them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_from_bytes

from xingtu.collect.blobs import BlobReader, blob_reader, tree_entries
from xingtu.collect.git import GitDirectory, open_git_directory, resolve_commit, sealed
from xingtu.collect.lockfile_history import Step, cut_at, lockfile_history
from xingtu.detect.detectors import package
from xingtu.detect.lockfiles.format import Format
from xingtu.detect.lockfiles.formats import format_of
from xingtu.facts.components import UNRESOLVED, Component
from xingtu.facts.tree_entries import FILE_MODES
from xingtu.measure.exposure import Held
from xingtu.risk.stock import shown
from xingtu.store.blob_results import BlobResults

Version = tuple[str, str, str]
"""Ecosystem with its release, package, version."""
Versions = frozenset[Version]
KEPT_AT_ONCE = 200


def names_versions(path: str) -> bool:
    """A file that can say which versions a project holds; declarations of ranges cannot."""
    reader = format_of(path)
    return reader is not None and reader.resolved and package.wants(path)


def resolved(row: Component) -> Version | None:
    """What a row names; None: no version."""
    return (row.ecosystem, row.name, row.version) if row.version and row.quality != UNRESOLVED else None


def whole(text: str) -> str:
    """A text that can be stored; a lone half of a surrogate pair, which some formats can write, is written out."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


class Contents:
    """The versions each content names, from the cache or read now."""

    def __init__(self, blobs: BlobReader, cache: BlobResults) -> None:
        self._blobs = blobs
        self._cache = cache
        self._fresh: dict[str, Versions | None] = {}
        # most versions stand in nearly every content of a history
        self._same: dict[Version, Version] = {}

    def versions(self, path: str, blob: str) -> Versions | None:
        """Empty for no file; None for one that cannot be read to its end."""
        reader = format_of(path)
        if not blob or reader is None:
            return frozenset()
        name = quote_from_bytes(path.rpartition("/")[2].encode("utf-8", "surrogateescape"))
        key = f"package_versions|{package.DETECTOR.version}|{reader.id}:{reader.version}|{blob}|{name}"
        if key in self._fresh:
            return self._fresh[key]
        for _, answer in self._cache.found([key]):
            return self._interned(answer["versions"])
        content = self._blobs.read(blob)
        if content is None:  # a clone without it today may have it tomorrow: nothing is kept
            return None
        found = self._fresh[key] = self._read(reader, content)
        if len(self._fresh) >= KEPT_AT_ONCE:
            self.keep()
        return found

    def keep(self) -> None:
        """Write down what was read since the last time."""
        self._cache.keep((key, {"versions": None if found is None else sorted(found)}) for key, found in self._fresh.items())
        self._fresh.clear()

    def _read(self, reader: Format, content: bytes) -> Versions | None:
        try:
            rows = reader.read(content).components
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 -- whatever a reader stumbles over in one file must not end the others
            return None
        return self._interned(tuple(map(whole, version)) for version in map(resolved, rows) if version)

    def _interned(self, found: Iterable[Sequence[str]] | None) -> Versions | None:
        if found is None:
            return None
        versions: Iterable[Version] = ((one[0], one[1], one[2]) for one in found)
        return frozenset(self._same.setdefault(version, version) for version in versions)


@dataclass(frozen=True, slots=True)
class Moment:
    """What one commit did to what the project holds; ``number`` grows towards the past."""

    number: int
    step: Step
    appeared: Mapping[Version, str]
    """Versions no file named before it, with the path that names them."""
    vanished: Versions


@dataclass(slots=True)
class Past:
    """A project's history, walked back from a tip."""

    git: GitDirectory
    tip: str
    cut: frozenset[str]
    contents: Contents

    def now(self) -> dict[str, Versions]:
        """Path -> versions at the tip; a file that cannot be read names none."""
        entries = (entry for entry in tree_entries(self.git, self.tip) if entry.mode in FILE_MODES and names_versions(entry.path))
        return {entry.path: self.contents.versions(entry.path, entry.blob) or frozenset() for entry in entries}

    def moments(self) -> Iterator[Moment]:
        """Commits that changed which versions are held, newest first; stop asking when you know enough."""
        files = self.now()
        times = Counter(version for versions in files.values() for version in versions)
        for number, step in enumerate(lockfile_history(self.git, self.tip, names_versions, cut=self.cut)):
            paths: dict[Version, str] = {}
            touched: dict[Version, bool] = {}
            for change in step.changes:
                new, old = files.get(change.path, frozenset()), self.contents.versions(change.path, change.before)
                if old is None:
                    continue  # torn for a while, say by marks of a conflict: what it named after still counts
                files[change.path] = old
                paths |= dict.fromkeys(new - old, shown(change.path))
                for version in new ^ old:
                    touched.setdefault(version, times[version] > 0)
                times.subtract(new - old)
                times.update(old - new)
            appeared = {one: paths[one] for one in sorted(touched) if touched[one] and times[one] <= 0}
            vanished = frozenset(one for one in touched if not touched[one] and times[one] > 0)
            if appeared or vanished:
                yield Moment(number, step, appeared, vanished)


@contextmanager
def past_of(path: Path, revision: str, home: Path) -> Iterator[Past]:
    """A repository's past, back from a revision.

    Raises:
        RepositoryGone: there is none at that path.
        CollectError: the revision names no commit, or git cannot read its tree.
    """
    directory = open_git_directory(path)
    tip, cut = resolve_commit(directory, revision), cut_at(directory)
    with ExitStack() as stack:
        cache = stack.enter_context(BlobResults(home / "cache.sqlite"))
        git = stack.enter_context(sealed(directory))
        contents = Contents(stack.enter_context(blob_reader(git)), cache)
        stack.callback(contents.keep)
        yield Past(git, tip, cut, contents)


def held(past: Past) -> Iterator[Held]:
    """Every version ever held, as times without a break, in no order."""
    ends: dict[Version, Moment | None] = dict.fromkeys(version for versions in past.now().values() for version in versions)
    for moment in past.moments():
        for version, path in moment.appeared.items():
            yield _interval(version, moment, path, ends.pop(version))
        ends |= dict.fromkeys(moment.vanished, moment)
    # nothing is left where the history is whole: its first commit found no file
    for version, end in ends.items():
        yield _interval(version, None, "", end)


def _interval(version: Version, begin: Moment | None, path: str, end: Moment | None) -> Held:
    seen = begin is not None and not begin.step.cut
    return Held(
        *version,
        began=-begin.number if begin and seen else None,
        ended=None if end is None else -end.number,
        commit=begin.step.commit if begin and seen else "",
        at=begin.step.committed_at if begin else "",
        path=path,
        until_commit=end.step.commit if end else "",
        until_at=end.step.committed_at if end else "",
    )
