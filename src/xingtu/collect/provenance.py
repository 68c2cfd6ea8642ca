"""Where does a repository's content come from: which of its files stood in another history before, and what do the dates say?

Git plumbing on bare clones behind a seal. Memory is bounded by the repository that is asked about, however many contents the others
hold: of those only what both hold is kept. Dates inside commits are what their authors wrote; they are compared, never believed.
Copies that were edited, reformatted or translated are not found: a content is equal to the byte, or it is another.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from xingtu.collect.first_seen import History, Seen, Signals, TipFile, blob_sizes
from xingtu.collect.git import default_branch, open_git_directory, resolve_commit, sealed, shallow_boundary
from xingtu.errors import CollectError
from xingtu.policy.crediting import Crediting
from xingtu.policy.path_classes import PathClassifier
from xingtu.store.lake import Lake

VERSION = 1
"""Goes up when any number of a report may come out differently."""

Earlier = Literal["subject", "other", "unclear"]
LICENCE_NAMES = (b"licen", b"copying", b"copyright", b"notice", b"unlicense", b"patents", b"code_of_conduct", b"dco")
BOILERPLATE_NAMES = frozenset({
    b".gitignore", b".gitattributes", b".editorconfig", b".gitmodules", b".npmignore", b".dockerignore", b"gradlew", b"gradlew.bat",
    b"mvnw", b"mvnw.cmd", b"py.typed", b"install-sh", b"config.guess", b"config.sub", b"ltmain.sh", b"missing", b"depcomp",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Care:
    """What is too common to show anything, and how much is shown."""

    smallest_bytes: int = 64
    back_dated_days: int = 30
    shown: int = 200
    """Examples per comparison, largest first."""


@dataclass(frozen=True, slots=True)
class Clone:
    """A repository to read; ``witnessed_at``: when this platform first held it (seconds since 1970), which nobody can forge afterwards."""

    repository: str
    name: str
    path: Path
    witnessed_at: int | None = None
    tip: str = ""
    """Empty: the default branch's."""


@dataclass(frozen=True, slots=True)
class Side:
    """A repository of the report; ``files``: plain files at the tip."""

    repository: str
    name: str
    tip: str
    first_committed_at: int | None
    witnessed_at: int | None
    files: int
    signals: Signals


@dataclass(frozen=True, slots=True)
class SharedFile:
    """One content in both histories."""

    blob: str
    size_bytes: int
    at_tip: bool
    """It stands in the subject's newest tree."""
    earlier: Earlier
    subject: Seen
    other: Seen


@dataclass(frozen=True, slots=True)
class SharedPatch:
    """The same change under two commit ids."""

    patch: str
    earlier: Earlier
    subject_commit: str
    subject_committed_at: int
    other_commit: str
    other_committed_at: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The subject against one other. Files are distinct contents of the subject's whole history, unless ``tip_`` says otherwise."""

    other: Side
    shared_commits: int = 0
    """Commits with the same id: a fork or mirror. What they brought is common history and says nothing of who copied."""
    common_files: int = 0
    """Shared contents that came with those commits."""
    shared_files: int = 0
    """Shared contents that did not: these are compared."""
    shared_bytes: int = 0
    earlier_in_other: int = 0
    earlier_in_subject: int = 0
    unclear: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Shared contents too common to show anything, by reason: tiny, licence, boilerplate, vendored, generated, data."""
    tip_files: int = 0
    tip_files_from_other: int = 0
    tip_files_common: int = 0
    tip_lines: int = 0
    tip_lines_from_other: int = 0
    examples: tuple[SharedFile, ...] = ()
    patches: int | None = None
    """Changes with equal patch ids under different commit ids; None: not read."""
    patches_earlier_in_other: int = 0
    patch_examples: tuple[SharedPatch, ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing in common, but for what everybody has."""
        return not (self.shared_commits or self.shared_files or self.patches)


@dataclass(frozen=True, slots=True)
class Report:
    """The same clones give the same report."""

    version: int
    care: Care
    subject: Side
    comparisons: tuple[Comparison, ...]
    """Most found earlier in the other first; those that share nothing are only counted."""
    compared: int
    not_compared: tuple[tuple[str, str], ...]
    """Repositories that could not be read, and why."""

    def as_json(self) -> dict[str, Any]:
        """What canonical JSON takes: numbers, texts, lists."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


@dataclass(frozen=True, slots=True)
class Subject:
    """The repository that is asked about, read once."""

    clone: Clone
    history: History
    first: Mapping[bytes, tuple[int, bytes]]
    """Content → position of its first commit, and its path there."""
    tip: Sequence[TipFile]
    lines: Mapping[bytes, int]
    classifier: PathClassifier
    care: Care


def provenance(
    subject: Clone,
    others: Sequence[Clone],
    crediting: Crediting,
    *,
    care: Care | None = None,
    lake: Lake | None = None,
    on_compared: Callable[[str], None] = lambda _: None,
) -> Report:
    """Compare one repository with others. ``lake``: also compare patch ids of commits that were scanned.

    The subject's own .gitattributes are not asked: whoever copied could call the copy vendored. The city's path rules are.

    Raises:
        CollectError: the subject cannot be read. Another that cannot be read is listed in the report.
    """
    how = care or Care()
    compared: list[Comparison] = []
    unread: list[tuple[str, str]] = []
    with _opened(subject) as history:
        first: dict[bytes, tuple[int, bytes]] = {}
        for place, blob, path in history.contents():
            first.setdefault(blob, (place, path))
        mine = Subject(subject, history, first, history.tip_files(), history.tip_lines(), PathClassifier(crediting, {}), how)
        for other in others:
            if other.repository == subject.repository:
                continue
            try:
                compared.append(_compared(mine, other, lake))
            except CollectError as error:
                unread.append((other.repository, str(error).replace(str(other.path), other.name)))
            on_compared(other.repository)
        side = _side(subject, history, len(mine.tip), how)
    kept = [comparison for comparison in compared if not comparison.empty]
    kept.sort(
        key=lambda one: (-one.tip_files_from_other, -one.earlier_in_other, -one.shared_files, -one.shared_commits, one.other.repository)
    )
    return Report(VERSION, how, side, tuple(kept), len(compared), tuple(sorted(unread)))


def tip_of(clone: Clone) -> str:
    """The commit a report would read: names the report.

    Raises:
        CollectError: there is no repository, or nothing was ever committed.
    """
    git = open_git_directory(clone.path)
    if not clone.tip and default_branch(git) is None:
        raise CollectError(f"{clone.name} 还没有任何提交，无从比较")
    return resolve_commit(git, clone.tip or "HEAD")


@contextmanager
def _opened(clone: Clone) -> Iterator[History]:
    tip = tip_of(clone)
    real = open_git_directory(clone.path)
    cut_off = frozenset(shallow_boundary(real))
    with sealed(real) as git:
        yield History(git, tip, cut_off=cut_off)


def _compared(mine: Subject, other: Clone, lake: Lake | None) -> Comparison:
    with _opened(other) as theirs:
        found: dict[bytes, tuple[int, bytes]] = {}
        for place, blob, path in theirs.contents():
            if blob in mine.first:
                found.setdefault(blob, (place, path))
        side = _side(other, theirs, len(theirs.tip_files()), mine.care)
        shared_commits = len(mine.history.position.keys() & theirs.position.keys())
        sizes = blob_sizes(mine.history.git, sorted(found))
        at_tip = {file.blob for file in mine.tip}
        common: set[bytes] = set()
        left_out: Counter[str] = Counter()
        shared: list[SharedFile] = []
        for blob in sorted(found):
            here, there = mine.first[blob], found[blob]
            if mine.history.commits[here[0]] in theirs.position or theirs.commits[there[0]] in mine.history.position:
                common.add(blob)
            elif reason := _left_out(mine, sizes.get(blob, 0), here[1], there[1]):
                left_out[reason] += 1
            else:
                seen, other_seen = mine.history.seen(*here), theirs.seen(*there)
                earlier = _earlier(seen, other_seen)
                shared.append(SharedFile(blob.hex(), sizes.get(blob, 0), blob in at_tip, earlier, seen, other_seen))
    counts = Counter(file.earlier for file in shared)
    taken = {bytes.fromhex(file.blob) for file in shared if file.earlier == "other"}
    considered = [file for file in mine.tip if not _left_out(mine, file.size_bytes, file.path)]
    shown = sorted(shared, key=lambda file: (file.earlier != "other", not file.at_tip, -file.size_bytes, file.blob))
    patches = _patches(mine, other, lake) if lake else None
    return Comparison(
        other=side,
        shared_commits=shared_commits,
        common_files=len(common),
        shared_files=len(shared),
        shared_bytes=sum(file.size_bytes for file in shared),
        earlier_in_other=counts["other"],
        earlier_in_subject=counts["subject"],
        unclear=counts["unclear"],
        left_out=dict(sorted(left_out.items())),
        tip_files=len(considered),
        tip_files_from_other=sum(file.blob in taken for file in considered),
        tip_files_common=sum(file.blob in common for file in considered),
        tip_lines=sum(mine.lines.get(file.path, 0) for file in considered),
        tip_lines_from_other=sum(mine.lines.get(file.path, 0) for file in considered if file.blob in taken),
        examples=tuple(shown[: mine.care.shown]),
        patches=None if patches is None else len(patches),
        patches_earlier_in_other=sum(patch.earlier == "other" for patch in patches or ()),
        patch_examples=tuple((patches or [])[: mine.care.shown]),
    )


def _side(clone: Clone, history: History, files: int, care: Care) -> Side:
    dated = [instant for instant in history.committed if instant > 0]
    return Side(
        clone.repository,
        clone.name,
        history.tip,
        min(dated, default=None),
        clone.witnessed_at,
        files,
        history.signals(back_dated_days=care.back_dated_days),
    )


def _earlier(subject: Seen, other: Seen) -> Earlier:
    """Who had it first. Both what was written and what arrived must say so; else nobody can tell."""
    if not (subject.known and other.known):
        return "unclear"
    if subject.arrived_at < other.arrived_at and subject.authored_at <= other.authored_at:
        return "subject"
    if other.arrived_at < subject.arrived_at and other.authored_at <= subject.authored_at:
        return "other"
    return "unclear"


def _left_out(mine: Subject, size_bytes: int, *paths: bytes) -> str:
    if size_bytes < mine.care.smallest_bytes:
        return "tiny"
    for path in paths:
        name = path.rpartition(b"/")[2].lower()
        if name.startswith(LICENCE_NAMES) or b"/licenses/" in b"/" + path.lower():
            return "licence"
        if name in BOILERPLATE_NAMES:
            return "boilerplate"
        if (said := mine.classifier.path_class(path)) is not None:
            return said[0]
    return ""


def _patches(mine: Subject, other: Clone, lake: Lake) -> list[SharedPatch] | None:
    """Changes of both histories that are equal but for white space, under different ids; None: one of them was never scanned."""
    ours, theirs = _patch_rows(lake, mine.clone.repository), _patch_rows(lake, other.repository)
    if ours is None or theirs is None:
        return None
    theirs = theirs.filter(pc.is_in(theirs["patch_id"], ours["patch_id"]))
    ours = ours.filter(pc.is_in(ours["patch_id"], theirs["patch_id"]))
    here, there = _firsts(ours), _firsts(theirs)
    found = []
    for patch in sorted(here.keys() & there.keys()):
        (authored, committed, commit), (other_authored, other_committed, other_commit) = here[patch], there[patch]
        if commit != other_commit:
            seen = (
                Seen(commit, "", authored, committed, committed),
                Seen(other_commit, "", other_authored, other_committed, other_committed),
            )
            found.append(SharedPatch(patch, _earlier(*seen), commit, committed, other_commit, other_committed))
    return sorted(found, key=lambda one: (one.earlier != "other", one.other_committed_at, one.patch))


def _patch_rows(lake: Lake, repository: str) -> pa.Table | None:
    scan = lake.latest(repository)
    if scan is None:
        return None
    rows = lake.table(scan, "commits", ["commit", "patch_id", "author_time", "committer_time", "reachable"])
    return rows.filter(pc.and_(rows["reachable"], pc.is_valid(rows["patch_id"])))


def _firsts(rows: pa.Table) -> dict[str, tuple[int, int, str]]:
    found: dict[str, tuple[int, int, str]] = {}
    for row in rows.to_pylist():
        dates = (row["author_time"], row["committer_time"], row["commit"])
        found[row["patch_id"]] = min(dates, found.get(row["patch_id"], dates))
    return found


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
