"""How is a bill of materials of one tree written as an SPDX 2.3 document in JSON?

Nothing was looked at but dependency files, so licences, copyright and files are ``NOASSERTION``. Each package stands in one relationship
to the project, which tells its scope; a comment says where it is not a direct one, or where the file does not say. The same tree gives
the same bytes.
"""

from typing import Any

from xingtu.facts.components import BUILD, DEV, OPTIONAL, RUNTIME, TEST
from xingtu.report.licences.bill import (
    NOTHING_SAID,
    SPDX_DOCUMENT,
    SPDX_TOOL,
    instant,
    relationship,
    spdx_mark,
    spdx_namespace,
)
from xingtu.report.licences.document import document
from xingtu.report.licences.shown import address, visible
from xingtu.report.risk.sbom_tree import Package, Tree, gaps, packages

ROOT = "SPDXRef-Package"
KINDS = {
    DEV: "DEV_DEPENDENCY_OF",
    TEST: "TEST_DEPENDENCY_OF",
    BUILD: "BUILD_DEPENDENCY_OF",
    OPTIONAL: "OPTIONAL_DEPENDENCY_OF",
}
"""Scope -> relationship of the package to the project; runtime is told the other way round, by ``DEPENDS_ON``."""
WAYS = {
    True: "",
    False: "Indirect: brought in by another package; the dependency file does not say by which.",
    None: "Unstated: the dependency file does not say whether the project asks for it itself.",
}
BEGINNING = "1970-01-01T00:00:00Z"
"""Stands for a date that is not known; SPDX wants one."""


def to_spdx_sbom(tree: Tree) -> str:
    """The document."""
    return document(spdx_sbom(tree))


def spdx_sbom(tree: Tree) -> dict[str, Any]:
    """The document as JSON would hold it, its keys in the order they are written."""
    held = packages(tree)
    missing = list(gaps(tree))
    body: dict[str, Any] = {
        "packages": [_root(tree), *(_package(one) for one in held)],
        "relationships": [relationship(SPDX_DOCUMENT, "DESCRIBES", ROOT), *(_related(one) for one in held)],
    }
    comment = " ".join(["Packages named by dependency files with a version.", *(f"Missing: {gap}" for gap in missing)])
    about = "the commit, on which the document depends" if tree.committed_at else "not known: the file was looked at outside git"
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": SPDX_DOCUMENT,
        "name": f"{tree.name}-{tree.stock.tip[:12]}" if tree.stock.tip else tree.name,
        "documentNamespace": spdx_namespace({"comment": comment, **body}, *tree.identity),
        "comment": comment,
        "creationInfo": {
            "created": instant(tree.committed_at) if tree.committed_at else BEGINNING,
            "creators": [SPDX_TOOL],
            "comment": f"Created is the date of {about}; the day it was written plays no part.",
        },
        "documentDescribes": [ROOT],
        **body,
    }


def _root(tree: Tree) -> dict[str, Any]:
    url = address(tree.url)
    return {
        "SPDXID": ROOT,
        "name": tree.name,
        **({"versionInfo": visible(tree.revision or tree.stock.tip)} if tree.revision or tree.stock.tip else {}),
        "downloadLocation": f"git+{url}@{tree.stock.tip}" if url and tree.stock.tip else NOTHING_SAID,
        **_nothing_looked_at(),
    }


def _package(one: Package) -> dict[str, Any]:
    reference = {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": one.purl}
    return {
        "SPDXID": _id(one),
        "name": visible(one.name),
        "versionInfo": visible(one.written_version),
        "downloadLocation": NOTHING_SAID,
        **_nothing_looked_at(),
        "sourceInfo": "Named in " + "; ".join(_place(place.path, place.line, place.said) for place in one.occurrences),
        **({"externalRefs": [reference]} if one.purl else {}),
    }


def _nothing_looked_at() -> dict[str, Any]:
    return {
        "filesAnalyzed": False,
        "licenseConcluded": NOTHING_SAID,
        "licenseDeclared": NOTHING_SAID,
        "copyrightText": NOTHING_SAID,
    }


def _place(path: str, line: int | None, said: str) -> str:
    at = path if line is None else f"{path}:{line}"
    return f"{at} ({said})" if said else at


def _related(one: Package) -> dict[str, str]:
    comment = WAYS[one.direct]
    if one.scope == RUNTIME:
        return relationship(ROOT, "DEPENDS_ON", _id(one), comment)
    return relationship(_id(one), KINDS.get(one.scope, "DEPENDENCY_OF"), ROOT, comment)


def _id(one: Package) -> str:
    return f"SPDXRef-Package-{spdx_mark(one.ref)}"
