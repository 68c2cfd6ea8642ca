"""How far does a tree follow REUSE 3.3, and what does it say of each file beyond the file's own words?

Order of precedence: a ``.license`` file beside a file replaces what stands in it; then ``REUSE.toml`` from the top down, or ``dep5``.
Where the ``reuse`` tool and the specification part, the specification is followed in one case only: a table that gives no copyright
line does not keep a table above it from giving a licence (the tool drops the licence of a file that has a copyright line).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xingtu.detect.licences.expressions import spdx_identifiers, written_symbols
from xingtu.detect.licences.reuse_annotations import Annotation, Annotations, dep5, reuse_toml
from xingtu.detect.licences.reuse_tags import Tags, tags
from xingtu.facts.licence_evidence import ReuseScore
from xingtu.facts.tree_entries import FILE_MODES, TreeEntry

IGNORED_FOLDERS = frozenset({".git", ".hg", ".sl", ".reuse", "LICENSES"})
IGNORED_NAMES = re.compile(
    r"(?:COPYING|LICEN[CS]E)(?:[-.].*)?|REUSE\.toml|\.git|\.hgtags|.*\.license|.*\.spdx(?:\.(?:rdf|json|xml|ya?ml))?|.*\.spdx\.rdf"
    # texts of licences that hold a tag of their own
    r"|CAL-1\.0(?:-Combined-Work-Exception)?(?:\..+)?|SHL-2\.1(?:\..+)?",
    re.DOTALL,
)
MESON_SUBPROJECT = re.compile(r"(?:^|/)subprojects/[^/]+/")
LICENCE_REFERENCE = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
LARGEST_BYTES = 32 * 2**20
"""Larger files are not searched for tags."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One licence that holds for a file in the sense of REUSE, and where that is said."""

    expression: str
    source: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Association:
    """All that REUSE knows of one file."""

    licences: tuple[Statement, ...]
    copyrights: tuple[str, ...]
    lent: tuple[str, ...] = ()
    """Those of the copyright lines that stand in another file."""

    @property
    def complete(self) -> bool:
        """Both a licence and a copyright line."""
        return bool(self.licences and self.copyrights)


@dataclass(frozen=True, slots=True)
class ReuseTree:
    """``files`` holds the covered files only; ``flaws`` is source -> what was wrong with it."""

    score: ReuseScore
    files: Mapping[str, Association]
    annotations: tuple[Annotations, ...]
    flaws: Mapping[str, str]


def examine(entries: Sequence[TreeEntry], read: Callable[[str], bytes | None]) -> ReuseTree:
    """Judge a whole tree."""
    by_path = {entry.path: entry for entry in entries}
    annotations = _annotations(entries, read)
    files = {entry.path: _association(entry, by_path, annotations, read) for entry in entries if is_covered(entry)}
    used = {symbol for file in files.values() for said in file.licences for symbol in written_symbols(said.expression)}
    texts = {_identifier(entry.path) for entry in entries if _is_text(entry)}
    score = ReuseScore(
        files=len(files),
        covered=sum(file.complete for file in files.values()),
        missing_texts=tuple(sorted(name for name in used if not {name, name.removesuffix("+")} & texts)),
        unused_texts=tuple(sorted(name for name in texts if not {name, f"{name}+"} & used)),
        bad_texts=tuple(sorted(name for name in texts if not _is_known(name))),
    )
    return ReuseTree(score, files, annotations, {one.source: one.flaw for one in annotations if one.flaw})


def is_covered(entry: TreeEntry) -> bool:
    """REUSE asks for a licence and a copyright line of this file."""
    *folders, name = entry.path.split("/")
    return (
        entry.mode in FILE_MODES
        and entry.size_bytes != 0
        and not IGNORED_FOLDERS.intersection(folders)
        and not IGNORED_NAMES.fullmatch(name)
        and not MESON_SUBPROJECT.search(entry.path)
    )


def _annotations(entries: Sequence[TreeEntry], read: Callable[[str], bytes | None]) -> tuple[Annotations, ...]:
    """From the top down. A tree with ``REUSE.toml`` and ``dep5`` breaks the specification; the former is taken."""
    found = [
        reuse_toml(entry.path, read(entry.blob) or b"")
        for entry in entries
        if entry.path.rpartition("/")[2] == "REUSE.toml" and entry.mode in FILE_MODES and not MESON_SUBPROJECT.search(entry.path)
    ]
    if not found:
        found = [dep5(entry.path, read(entry.blob) or b"") for entry in entries if entry.path == ".reuse/dep5" and entry.mode in FILE_MODES]
    return tuple(sorted(found, key=lambda one: (one.folder.count("/"), one.source)))


def _association(
    entry: TreeEntry, by_path: Mapping[str, TreeEntry], annotations: Sequence[Annotations], read: Callable[[str], bytes | None]
) -> Association:
    beside = by_path.get(f"{entry.path}.license")
    source = beside if beside is not None and beside.mode in FILE_MODES else entry
    own = _tags(source, read)
    licences = [Statement(tag.expression, source.path, tag.line) for tag in own.licences if tag.valid]
    copyrights, silent = list(own.copyrights), not own.licences
    rows = [row for one in annotations if (row := one.of(entry.path)) is not None]
    top_override = next((number for number, row in enumerate(rows) if row.precedence == "override"), None)
    if top_override is not None:
        # closer words are ignored; tables above stay, as the tool has it
        licences, copyrights, silent = [], [], True
        rows = rows[: top_override + 1]
    fallbacks = [row for row in rows if row.precedence == "closest"][::-1]
    added = [row for row in rows if row.precedence != "closest"]
    # a tag that is no expression is a flaw of the file, and no silence
    if silent:
        added += [row for row in fallbacks if row.licences][:1]
    said = [*_statements(added), *licences]
    lent = [line for row in rows if row.precedence != "closest" for line in row.copyrights]
    if not copyrights:
        lent += next((row.copyrights for row in fallbacks if row.copyrights), ())
    elsewhere = lent if source is entry else [*lent, *copyrights]
    return Association(tuple(dict.fromkeys(said)), tuple(dict.fromkeys([*lent, *copyrights])), tuple(dict.fromkeys(elsewhere)))


def _statements(rows: Sequence[Annotation]) -> list[Statement]:
    return [Statement(expression, row.source, row.line) for row in rows for expression in row.licences]


def _tags(entry: TreeEntry, read: Callable[[str], bytes | None]) -> Tags:
    if not entry.size_bytes or entry.size_bytes > LARGEST_BYTES:
        return Tags()
    return tags(read(entry.blob) or b"")


def _is_text(entry: TreeEntry) -> bool:
    folder, _, name = entry.path.rpartition("/")
    is_inside = folder == "LICENSES" or folder.startswith("LICENSES/")
    return is_inside and entry.mode in FILE_MODES and not name.startswith(".") and not name.endswith(".license")


def _identifier(path: str) -> str:
    """What the file's name says it is the text of."""
    name = path.rpartition("/")[2]
    return name if name in spdx_identifiers() else name.rpartition(".")[0] or name


def _is_known(identifier: str) -> bool:
    return identifier in spdx_identifiers() or bool(LICENCE_REFERENCE.fullmatch(identifier))
