"""What does a CycloneDX document (1.4 to 1.7) say, whether it was JSON or XML?

The dependency graph is asked only who stands next to whom, so that a circle in it costs nothing. Where the document does not say what
the subject itself depends on, nothing is called direct or indirect.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xingtu.detect.lockfiles.table import items, line_of, table, tables, text, words
from xingtu.detect.sbom.document import (
    LONGEST,
    MOST_COMPONENTS,
    MOST_PARENTS,
    Gathered,
    Sbom,
    Unidentified,
    clean,
    first_line,
    person,
    purl_of,
    row,
)
from xingtu.errors import LockfileError
from xingtu.facts.components import DECLARED_MINIMUM, DEV, GIT, OPTIONAL, ORIGINS, PATH, REGISTRY, RUNTIME, SCOPES, URL

VERSIONS = ("1.4", "1.5", "1.6", "1.7")
SCOPE_OF = {"": RUNTIME, "required": RUNTIME, "optional": OPTIONAL, "excluded": DEV}
"""CycloneDX: a component without scope is required."""
NO_PACKAGES = frozenset({"file", "data", "cryptographic-asset", "machine-learning-model"})
OUR_SCOPE, OUR_DIRECT, OUR_ORIGIN, OUR_QUALITY = "xingtu:scope", "xingtu:direct", "xingtu:origin", "xingtu:quality"
"""Properties of our own documents, which say more than CycloneDX's scope does."""
NPM_DEV = "cdx:npm:package:development"
YES_OR_NO = {"true": True, "false": False, "unknown": None}

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Graph:
    """Who depends on whom, by reference. ``direct`` None: the document does not say what the subject depends on."""

    direct: frozenset[str] | None
    parents: Mapping[str, list[str]]
    ambiguous: frozenset[str]


def sbom_of(document: Node, form: str) -> Sbom:
    """Read a document.

    Raises:
        LockfileError: it is none, or of a version we do not read.
    """
    version = text(document, "specVersion", required=True)
    if version not in VERSIONS:
        raise LockfileError(f"CycloneDX {version[:20]!r} 不在能读的版本之内（{'、'.join(VERSIONS)}）。", line_of(document, "specVersion"))
    gathered = Gathered()
    found = list(_walk(document, gathered))
    metadata: Node = {}
    gathered.read("metadata", line_of(document, "metadata"), lambda: metadata.update(table(document, "metadata")))
    about: dict[str, Any] = {"subject": {}, "author": "", "tools": (), "created_at": ""}
    gathered.read("metadata", line_of(document, "metadata"), lambda: about.update(_about(metadata)))
    graph = _graph(document, about["subject"], found, gathered)
    for place, node in found:
        gathered.read(place, first_line(node), lambda place=place, node=node: _take(place, node, graph, gathered))  # type: ignore[misc]
    incomplete: list[bool] = []
    gathered.read("compositions", line_of(document, "compositions"), lambda: incomplete.append(_says_incomplete(document)))
    subject = about["subject"]
    serial = document.get("serialNumber")
    return Sbom(
        format=form,
        spec_version=version,
        ident=serial if isinstance(serial, str) and len(serial) <= LONGEST else "",
        subject=subject.get("name", ""),
        subject_version=subject.get("version", ""),
        subject_purl=subject.get("purl", ""),
        author=about["author"],
        tools=about["tools"],
        created_at=about["created_at"],
        components=tuple(gathered.components),
        unidentified=tuple(gathered.unidentified),
        not_packages=gathered.not_packages,
        incomplete=any(incomplete),
        faults=tuple(gathered.faults),
        refused=gathered.refused,
    )


def _walk(document: Node, gathered: Gathered) -> Iterator[tuple[str, Node]]:
    """Every component, also those inside others, with its place; the list at the top must be one."""
    waiting = [("components", document)]
    met = 0
    while waiting:
        place, holder = waiting.pop()
        key = "components"
        value = items(holder, key) if holder is document else holder.get(key)
        if value is None:
            continue
        if not isinstance(value, list):
            gathered.refuse(place, line_of(holder, key), f"{key!r} 应为一个列表。")
            continue
        for number, one in enumerate(value):
            here = f"{place}[{number}]"
            if not isinstance(one, dict):
                gathered.refuse(here, line_of(holder, key), "应为一组键值。")
                continue
            met += 1
            if met > MOST_COMPONENTS:
                raise LockfileError(f"组件超过上限 {MOST_COMPONENTS} 个，未读取。", first_line(one))
            yield here, one
            waiting.append((f"{here}.components", one))


def _about(metadata: Node) -> dict[str, Any]:
    subject = table(metadata, "component")
    authors = [person(text(one, "name")) for one in tables(metadata, "authors")]
    firms = [person(text(table(metadata, key), "name")) for key in ("manufacturer", "manufacture", "supplier")]
    return {
        "subject": {key: clean(text(subject, key)) for key in ("name", "version", "purl", "bom-ref")},
        "author": "、".join(dict.fromkeys(name for name in (*authors, *firms) if name))[:LONGEST],
        "tools": tuple(dict.fromkeys(_tools(metadata))),
        "created_at": clean(text(metadata, "timestamp")),
    }


def _tools(metadata: Node) -> Iterator[str]:
    told = metadata.get("tools")
    listed = tables(metadata, "tools") if isinstance(told, list) else tables(table(metadata, "tools"), "components")
    for one in listed:
        yield " ".join(filter(None, (clean(text(one, "name")), clean(text(one, "version")))))


def _graph(document: Node, subject: Node, found: list[tuple[str, Node]], gathered: Gathered) -> Graph:
    refs = Counter(ref for _, node in found if isinstance(ref := node.get("bom-ref"), str))
    refs.update([subject["bom-ref"]] if subject.get("bom-ref") else [])
    ambiguous = frozenset(ref for ref, count in refs.items() if count > 1)
    for place, node in found:
        if isinstance(ref := node.get("bom-ref"), str) and ref in ambiguous:
            gathered.refuse(f"{place}.bom-ref", line_of(node, "bom-ref"), f"bom-ref {ref[:80]!r} 重复；组件照读，其依赖关系不采用。")
    names = {ref: name for _, node in found if isinstance(ref := node.get("bom-ref"), str) and isinstance(name := node.get("name"), str)}
    parents: dict[str, list[str]] = defaultdict(list)
    direct: set[str] | None = None
    said = document.get("dependencies")
    for number, one in enumerate(said if isinstance(said, list) else []):
        place = f"dependencies[{number}]"
        line = first_line(one)

        def take(one: Node = one) -> None:
            nonlocal direct
            ref, on = text(one, "ref", required=True), words(one, "dependsOn")
            if ref == subject.get("bom-ref") and ref not in ambiguous:
                direct = (direct or set()) | set(on)
            elif ref in names and ref not in ambiguous:
                for child in on:
                    parents[child].append(names[ref])

        if isinstance(one, dict):
            gathered.read(place, line, take)
        else:
            gathered.refuse(place, line_of(document, "dependencies"), "应为一组键值。")
    if said is not None and not isinstance(said, list):
        gathered.refuse("dependencies", line_of(document, "dependencies"), "'dependencies' 应为一个列表。")
    return Graph(None if direct is None else frozenset(direct), parents, ambiguous)


def _take(place: str, node: Node, graph: Graph, gathered: Gathered) -> None:
    name, version, purl = (clean(text(node, key)) for key in ("name", "version", "purl"))
    line = first_line(node)
    if not purl:
        if text(node, "type") in NO_PACKAGES:
            gathered.not_packages += 1
        else:
            gathered.unidentified.append(Unidentified(name, version, "", place, line, "no_purl"))
        return
    ref = text(node, "bom-ref")
    told = _properties(node)
    is_clear = bool(ref) and ref not in graph.ambiguous
    direct = ref in graph.direct if is_clear and graph.direct is not None else None
    group_of = sorted({clean(parent) for parent in graph.parents.get(ref, ())}) if is_clear else []
    scope = told.get(OUR_SCOPE, "")
    if scope not in SCOPES:
        scope = DEV if told.get(NPM_DEV) == "true" else SCOPE_OF.get(text(node, "scope"), RUNTIME)
    origin = told.get(OUR_ORIGIN, "")
    made = row(
        purl_of(purl),
        version,
        scope=scope,
        direct=YES_OR_NO.get(told.get(OUR_DIRECT, ""), direct),
        line=line,
        quality=DECLARED_MINIMUM if told.get(OUR_QUALITY) == DECLARED_MINIMUM else "",
        requirement=clean(text(node, "versionRange")),
        origin=origin if origin in ORIGINS else REGISTRY,
        source=_source(node) if origin in {GIT, URL, PATH} else "",
        via=tuple(group_of[:MOST_PARENTS]),
    )
    if made is None:
        gathered.unidentified.append(Unidentified(name, version, purl, place, line, "unknown_type"))
    else:
        gathered.components.append(made)


def _properties(node: Node) -> dict[str, str]:
    """Those that are told once; of a name that stands there twice, none."""
    pairs = [(name, one.get("value")) for one in tables(node, "properties") if isinstance(name := one.get("name"), str)]
    often = Counter(name for name, _ in pairs)
    return {name: value for name, value in pairs if isinstance(value, str) and often[name] == 1}


def _source(node: Node) -> str:
    return next((clean(text(one, "url")) for one in tables(node, "externalReferences") if one.get("type") in ("vcs", "distribution")), "")


def _says_incomplete(document: Node) -> bool:
    return any(text(one, "aggregate").startswith("incomplete") for one in tables(document, "compositions"))
