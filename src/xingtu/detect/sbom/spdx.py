"""What does an SPDX 2.2 or 2.3 document say, whether it was JSON or tag-value?

A package is told by a reference of type purl. Scope is told by relationships: ``DEPENDS_ON`` is runtime, ``DEV_DEPENDENCY_OF`` and its
like say which, ``DEPENDENCY_OF`` alone says only that there is one. Our own documents say in a relationship's comment whether it is direct.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
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
from xingtu.facts.components import BUILD, DEV, OPTIONAL, RUNTIME, TEST, UNKNOWN

VERSIONS = ("SPDX-2.2", "SPDX-2.3")
FORWARD = {"DEPENDS_ON": RUNTIME, "DYNAMIC_LINK": RUNTIME, "STATIC_LINK": RUNTIME, "HAS_PREREQUISITE": UNKNOWN}
"""Relationships from what needs to what is needed, and the scope they tell."""
BACKWARD = {
    "DEPENDENCY_OF": UNKNOWN,
    "RUNTIME_DEPENDENCY_OF": RUNTIME,
    "PROVIDED_DEPENDENCY_OF": RUNTIME,
    "DEV_DEPENDENCY_OF": DEV,
    "DEV_TOOL_OF": DEV,
    "TEST_DEPENDENCY_OF": TEST,
    "TEST_TOOL_OF": TEST,
    "BUILD_DEPENDENCY_OF": BUILD,
    "BUILD_TOOL_OF": BUILD,
    "OPTIONAL_DEPENDENCY_OF": OPTIONAL,
    "PREREQUISITE_FOR": UNKNOWN,
}
STRONGEST = (RUNTIME, OPTIONAL, BUILD, TEST, DEV, UNKNOWN)
INDIRECT, UNSTATED = "Indirect", "Unstated"
"""How a comment of ours on a relationship begins that is not direct, or of which nothing is told."""
NO_PACKAGES = frozenset({"FILE", "SOURCE", "ARCHIVE", "INSTALL"})
PACKAGE_MANAGER = frozenset({"PACKAGE-MANAGER", "PACKAGE_MANAGER"})

Node = dict[str, Any]


@dataclass(slots=True)
class Graph:
    """Who needs whom, by SPDX id."""

    described: list[str] = field(default_factory=list)
    scopes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    parents: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    stated: dict[tuple[str, str], bool | None] = field(default_factory=dict)
    """(who needs, what is needed) -> direct; None: a comment says that nothing is told."""
    needing: set[str] = field(default_factory=set)
    """Those of whom it is told what they need."""


def sbom_of(document: Node, form: str) -> Sbom:
    """Read a document.

    Raises:
        LockfileError: it is none, or of a version we do not read.
    """
    version = text(document, "spdxVersion", required=True)
    if version not in VERSIONS:
        raise LockfileError(f"{version[:20]!r} 不在能读的版本之内（{'、'.join(VERSIONS)}）。", line_of(document, "spdxVersion"))
    gathered = Gathered()
    packages = _packages(document, gathered)
    graph = _graph(document, gathered)
    seen = Counter(node["SPDXID"] for _, node in packages if isinstance(node.get("SPDXID"), str))
    names = {node["SPDXID"]: node.get("name") for _, node in packages if isinstance(node.get("SPDXID"), str)}
    described = [one for one in dict.fromkeys(graph.described) if one in names]
    # several described packages are a list of things, not the one whose parts are listed
    root = described[0] if len(described) == 1 and seen[described[0]] == 1 else ""
    subject: dict[str, str] = {}
    for place, node in packages:
        ident = node.get("SPDXID")
        line = first_line(node)
        if root and ident == root:
            gathered.read(place, line, lambda node=node: subject.update(_subject(node)))  # type: ignore[misc]
            continue
        if isinstance(ident, str) and seen[ident] > 1:
            gathered.refuse(f"{place}.SPDXID", line_of(node, "SPDXID"), f"SPDXID {ident[:80]!r} 重复；组件照读，其依赖关系不采用。")
            ident = None
        gathered.read(place, line, lambda place=place, node=node, ident=ident: _take(place, node, ident, (graph, root, names), gathered))  # type: ignore[misc]
    about: dict[str, Any] = {"author": "", "tools": (), "created_at": ""}
    gathered.read("creationInfo", line_of(document, "creationInfo"), lambda: about.update(_about(document)))
    space = document.get("documentNamespace")
    return Sbom(
        format=form,
        spec_version=version.removeprefix("SPDX-"),
        ident=space if isinstance(space, str) and len(space) <= LONGEST else "",
        subject=subject.get("name") or _document_name(document),
        subject_version=subject.get("version", ""),
        subject_purl=subject.get("purl", ""),
        author=about["author"],
        tools=about["tools"],
        created_at=about["created_at"],
        components=tuple(gathered.components),
        unidentified=tuple(gathered.unidentified),
        not_packages=gathered.not_packages,
        incomplete=False,
        faults=tuple(gathered.faults),
        refused=gathered.refused,
    )


def _packages(document: Node, gathered: Gathered) -> list[tuple[str, Node]]:
    found = []
    for number, one in enumerate(items(document, "packages")):
        if number >= MOST_COMPONENTS:
            raise LockfileError(f"组件超过上限 {MOST_COMPONENTS} 个，未读取。", line_of(document, "packages"))
        if isinstance(one, dict):
            found.append((f"packages[{number}]", one))
        else:
            gathered.refuse(f"packages[{number}]", line_of(document, "packages"), "应为一组键值。")
    return found


def _graph(document: Node, gathered: Gathered) -> Graph:
    graph = Graph()
    gathered.read(
        "documentDescribes",
        line_of(document, "documentDescribes"),
        lambda: graph.described.extend(words(document, "documentDescribes")),
    )
    said = document.get("relationships")
    if said is not None and not isinstance(said, list):
        gathered.refuse("relationships", line_of(document, "relationships"), "'relationships' 应为一个列表。")
        return graph
    for number, one in enumerate(said or []):
        place = f"relationships[{number}]"
        if isinstance(one, dict):
            gathered.read(place, first_line(one), lambda one=one: _relate(one, graph))  # type: ignore[misc]
        else:
            gathered.refuse(place, line_of(document, "relationships"), "应为一组键值。")
    return graph


def _relate(one: Node, graph: Graph) -> None:
    subject, kind, other = (text(one, key, required=True) for key in ("spdxElementId", "relationshipType", "relatedSpdxElement"))
    if kind == "DESCRIBES":
        graph.described.append(other)
    elif kind == "DESCRIBED_BY":
        graph.described.append(subject)
    elif kind in FORWARD or kind in BACKWARD:
        needs, needed = (subject, other) if kind in FORWARD else (other, subject)
        graph.scopes[needed].add(FORWARD.get(kind) or BACKWARD[kind])
        comment = text(one, "comment")
        graph.stated[needs, needed] = None if comment.startswith(UNSTATED) else not comment.startswith(INDIRECT)
        graph.parents[needed].add(needs)
        graph.needing.add(needs)


def _take(place: str, node: Node, ident: str | None, known: tuple[Graph, str, Mapping[str, Any]], gathered: Gathered) -> None:
    graph, root, names = known
    name, version = clean(text(node, "name")), clean(_told(node, "versionInfo"))
    line = first_line(node)
    purls = list(dict.fromkeys(_purls(node)))
    if not purls:
        if text(node, "primaryPackagePurpose") in NO_PACKAGES:
            gathered.not_packages += 1
        else:
            gathered.unidentified.append(Unidentified(name, version, "", place, line, "no_purl"))
        return
    scopes = graph.scopes.get(ident, set()) if ident else set()
    needed_by = graph.parents.get(ident, set()) if ident else set()
    direct = graph.stated.get((root, ident), False) if root in graph.needing and ident else None
    via = sorted({clean(names[one]) for one in needed_by - {root} if isinstance(names.get(one), str)})
    for purl in purls:
        made = row(
            purl_of(purl),
            version,
            scope=next((scope for scope in STRONGEST if scope in scopes), UNKNOWN),
            direct=direct,
            line=line,
            via=tuple(via[:MOST_PARENTS]),
        )
        if made is None:
            gathered.unidentified.append(Unidentified(name, version, purl, place, line, "unknown_type"))
        else:
            gathered.components.append(made)


def _purls(node: Node) -> list[str]:
    return [
        clean(text(one, "referenceLocator"))
        for one in tables(node, "externalRefs")
        if isinstance(kind := one.get("referenceCategory"), str) and kind in PACKAGE_MANAGER and one.get("referenceType") == "purl"
    ]


def _subject(node: Node) -> dict[str, str]:
    return {"name": clean(text(node, "name")), "version": clean(_told(node, "versionInfo")), "purl": next(iter(_purls(node)), "")}


def _told(node: Node, key: str) -> str:
    value = text(node, key)
    return "" if value in {"NOASSERTION", "NONE"} else value


def _about(document: Node) -> dict[str, Any]:
    info = table(document, "creationInfo")
    people, tools = [], []
    for creator in words(info, "creators"):
        kind, colon, name = creator.partition(":")
        if colon and kind.strip() == "Tool":
            tools.append(clean(name))
        elif colon and (told := person(name)):
            people.append(told)
    return {
        "author": "、".join(dict.fromkeys(people))[:LONGEST],
        "tools": tuple(dict.fromkeys(tools)),
        "created_at": clean(text(info, "created")),
    }


def _document_name(document: Node) -> str:
    name = document.get("name")
    return clean(name) if isinstance(name, str) and len(name) <= LONGEST else ""
