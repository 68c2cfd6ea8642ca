"""What stands in a bill of materials of one tree, whichever format it is written in: each package once, with every place that names it.

Packages without a version are no part of it: they are counted and named as a gap, and never guessed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xingtu.errors import UnknownEcosystem
from xingtu.facts.components import BUILD, DEV, GIT, OPTIONAL, REGISTRY, RUNTIME, TEST, UNKNOWN, UNRESOLVED, URL, Component
from xingtu.facts.stock import Stock
from xingtu.report.licences.bill import spdx_mark
from xingtu.report.licences.shown import address, shown, visible
from xingtu.versions.purl import package_purl, parse_purl

STRONGEST = (RUNTIME, UNKNOWN, OPTIONAL, BUILD, TEST, DEV)
"""A package named in two scopes is needed in the stronger; what is unknown may be runtime."""
WITHOUT_V = frozenset({"stdlib", "toolchain"})
"""Go's own two packages, which are no modules and whose versions have no v."""
QUALIFIERS = {GIT: "vcs_url", URL: "download_url"}
SHOWN_VIA = 5


@dataclass(frozen=True, slots=True)
class Tree:
    """What was read of one tree.

    rows:          path of a dependency file -> what it names
    committed_at:  RFC 3339; empty where a file was looked at alone
    url:           where the repository can be had, as it was registered
    """

    stock: Stock
    rows: Mapping[str, Sequence[Component]]
    committed_at: str = ""
    url: str = ""
    revision: str = ""

    @property
    def name(self) -> str:
        """As a reader may see it."""
        return shown(self.stock.name) or visible(self.stock.project) or "?"

    @property
    def identity(self) -> tuple[str, str]:
        """What, beside its content, decides a document's name."""
        return visible(self.stock.project), self.stock.tip


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place that names a package."""

    path: str
    line: int | None
    scope: str
    direct: bool | None
    via: tuple[str, ...]

    @property
    def said(self) -> str:
        """In words of the document: scope, and what the file says of the way to it."""
        way = {True: "direct", False: "indirect", None: ""}[self.direct]
        through = f"via {', '.join(visible(one) for one in self.via[:SHOWN_VIA])}" if self.via else ""
        return "; ".join(filter(None, (self.scope, way, through)))


@dataclass(frozen=True, slots=True)
class Package:
    """A package of the tree. ``ref``: its name inside the document; ``purl`` empty: its ecosystem has no type."""

    ecosystem: str
    name: str
    version: str
    quality: str
    origin: str
    source: str
    scope: str
    direct: bool | None
    occurrences: tuple[Occurrence, ...]
    purl: str
    ref: str

    @property
    def written_version(self) -> str:
        """As its ecosystem writes it."""
        return written_version(self.ecosystem, self.name, self.version)


def packages(tree: Tree) -> tuple[Package, ...]:
    """All packages with a version, in order of their names; the same tree gives the same tuple."""
    met: dict[tuple[str, str, str, str, str, str], list[Occurrence]] = {}
    for path in sorted(tree.rows):
        for row in tree.rows[path]:
            if row.version and row.quality != UNRESOLVED:
                source = address(row.source.removeprefix("git+")) if row.origin != REGISTRY else ""
                key = row.ecosystem, row.name, row.version, row.quality, row.origin, source
                met.setdefault(key, []).append(Occurrence(visible(path), row.line, row.scope, row.direct, row.via))
    return tuple(_with_refs(_package(key, places) for key, places in sorted(met.items())))


def written_version(ecosystem: str, name: str, version: str) -> str:
    """A version as its ecosystem writes it: Go's modules have a v, which our rows leave out."""
    return f"v{version}" if ecosystem == "Go" and version[:1].isdigit() and name not in WITHOUT_V else version


def purl_of(ecosystem: str, name: str, version: str, origin: str = REGISTRY, source: str = "") -> str:
    """The package as a package URL; empty where its ecosystem has no type."""
    try:
        plain = package_purl(ecosystem, name, written_version(ecosystem, name, version))
    except UnknownEcosystem:
        return ""
    qualifier = QUALIFIERS.get(origin)
    if qualifier is None or not source:
        return plain
    value = f"git+{source}" if origin == GIT else source
    return str(replace(parse_purl(plain), qualifiers={qualifier: value}))


def gaps(tree: Tree) -> Iterator[str]:
    """What is missing from the bill, one English sentence each; nothing: nothing is known to be missing."""
    for file in tree.stock.files:
        if file.unresolved:
            yield f"{visible(file.path)}: {file.unresolved} entries without a version; no lock file answers them."
        yield from (f"{visible(file.path)}: {visible(note)}" for note in file.notes)
    for fault in tree.stock.faults:
        at = "" if fault.line is None else f":{fault.line}"
        yield f"{visible(fault.path)}{at}: not read: {visible(fault.words)}"
    if tree.stock.vendored:
        yield f"Copies of other people's work, whose versions nothing tells: {', '.join(visible(path) for path in tree.stock.vendored)}."


def _package(key: tuple[str, str, str, str, str, str], places: list[Occurrence]) -> Package:
    ecosystem, name, version, quality, origin, source = key
    told = {one.direct for one in places}
    return Package(
        ecosystem=ecosystem,
        name=name,
        version=version,
        quality=quality,
        origin=origin,
        source=source,
        scope=next(scope for scope in STRONGEST if any(one.scope == scope for one in places)),
        direct=True if True in told else None if None in told else False,
        occurrences=tuple(sorted(set(places), key=lambda one: (one.path, one.line or 0, one.said))),
        purl=purl_of(ecosystem, name, version, origin, source),
        ref="",
    )


def _with_refs(made: Iterable[Package]) -> Iterator[Package]:
    """Each with a name of its own: two may have one package URL, one from the registry and one from a folder."""
    taken: set[str] = set()
    for one in made:
        plain = one.purl or f"{one.ecosystem}/{one.name}@{one.version}"
        ref = plain if plain not in taken else f"{plain}#{spdx_mark(f'{plain}|{one.quality}|{one.origin}|{one.source}')}"
        taken.add(ref)
        yield replace(one, ref=ref)
