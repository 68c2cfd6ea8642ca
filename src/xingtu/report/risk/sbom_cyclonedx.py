"""How is a bill of materials of one tree written as CycloneDX 1.6 in JSON?

Each package stands once; every line that names it is an occurrence of its evidence. The graph tells what the project itself asks for,
which is what lock files tell; what is not told is not in it. Whatever is known to be missing stands in the properties, and makes the
composition ``incomplete``. The same tree gives the same bytes.
"""

from collections.abc import Iterable
from typing import Any

from xingtu.facts.components import BUILD, DEV, GIT, LOCKED, OPTIONAL, REGISTRY, RUNTIME, TEST
from xingtu.facts.findings import Finding
from xingtu.facts.statements import Statement
from xingtu.report.licences.bill import TOOL, cyclonedx, instant, properties
from xingtu.report.licences.shown import address, visible
from xingtu.report.risk.cyclonedx_vulnerability import vulnerability
from xingtu.report.risk.sbom_tree import Package, Tree, gaps, packages

OPENED = frozenset({"metadata", "components", "vulnerabilities"})
SCOPES = {RUNTIME: "required", OPTIONAL: "optional", DEV: "excluded", TEST: "excluded", BUILD: "excluded"}
ROOT = "project"
GROUPED = frozenset({"npm", "Maven", "Packagist"})
"""Ecosystems in which what stands before the name is called its group."""
DIRECT = {True: "true", False: "false", None: "unknown"}


def to_cyclonedx_sbom(tree: Tree, findings: Iterable[tuple[Finding, Statement | None]] | None = None) -> str:
    """The document.

    findings: with the statement that decides each, if one does; None: the document says nothing of vulnerabilities
    """
    held = packages(tree)
    missing = list(gaps(tree))
    direct = [one.ref for one in held if one.direct]
    content: dict[str, Any] = {
        "metadata": {
            **({"timestamp": instant(tree.committed_at)} if tree.committed_at else {}),
            "lifecycles": [{"phase": "pre-build"}],
            "tools": {"components": [TOOL]},
            "component": _root(tree),
            "properties": properties(
                ("xingtu:sbom:project", visible(tree.stock.project)),
                ("xingtu:sbom:commit", tree.stock.tip),
                ("xingtu:sbom:files", str(len(tree.stock.files))),
                ("xingtu:sbom:unresolved", str(tree.stock.unresolved)),
                *(("xingtu:sbom:gap", gap) for gap in missing),
            ),
        },
        "components": [_component(one) for one in held],
        "dependencies": [{"ref": ROOT, "dependsOn": direct}] if any(one.direct is not None for one in held) else [],
        "compositions": [{"aggregate": "incomplete" if missing else "unknown", "assemblies": [ROOT], "dependencies": [ROOT]}],
    }
    if findings is not None:
        refs: dict[tuple[str, str], list[Package]] = {}
        for one in held:
            refs.setdefault((one.ecosystem, one.name), []).append(one)
        content["vulnerabilities"] = [
            vulnerability(finding, statement, _touched(finding, refs.get((finding.ecosystem, finding.package), ())))
            for finding, statement in sorted(findings, key=lambda pair: (pair[0].group, pair[0].ecosystem, pair[0].package))
        ]
    return cyclonedx(content, *tree.identity, opened=OPENED)


def _touched(finding: Finding, held: Iterable[Package]) -> list[str]:
    return [one.ref for one in held if one.version in finding.versions]


def _root(tree: Tree) -> dict[str, Any]:
    url = address(tree.url)
    return {
        "type": "application",
        "bom-ref": ROOT,
        "name": tree.name,
        **({"version": visible(tree.revision or tree.stock.tip)} if tree.revision or tree.stock.tip else {}),
        **({"externalReferences": [{"type": "vcs", "url": url}]} if url and " " not in url else {}),
    }


def _component(one: Package) -> dict[str, Any]:
    group, name = _named(one)
    vcs = "vcs" if one.origin == GIT else "distribution"
    return {
        "type": "library",
        "bom-ref": one.ref,
        **({"group": visible(group)} if group else {}),
        "name": visible(name),
        "version": visible(one.written_version),
        **({"scope": SCOPES[one.scope]} if one.scope in SCOPES else {}),
        **({"purl": one.purl} if one.purl else {}),
        **({"externalReferences": [{"type": vcs, "url": one.source}]} if one.source and " " not in one.source else {}),
        "properties": properties(
            ("xingtu:scope", one.scope),
            ("xingtu:direct", DIRECT[one.direct]),
            ("xingtu:origin", "" if one.origin == REGISTRY else one.origin),
            ("xingtu:quality", "" if one.quality == LOCKED else one.quality),
        ),
        "evidence": {
            "occurrences": [
                {"location": place.path, **({} if place.line is None else {"line": place.line}), "additionalContext": place.said}
                for place in one.occurrences
            ]
        },
    }


def _named(one: Package) -> tuple[str, str]:
    """(group, name)."""
    if one.ecosystem not in GROUPED:
        return "", one.name
    group, _, name = one.name.rpartition(":" if one.ecosystem == "Maven" else "/")
    return group, name
