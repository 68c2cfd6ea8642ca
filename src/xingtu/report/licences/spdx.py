"""How is licence evidence written as an SPDX 2.3 document, in JSON and as tag-value?

One package a part of the tree (the project, each copy of somebody else's work), holding its own files. ``NONE`` is written only where
something was looked at to its end and nothing stood there; whatever was not looked at, or not decided, is ``NOASSERTION``: nobody
concludes a licence file by file. SPDX wants the SHA-1 of a file's content, which is not git's blob id: the caller gives it by blob.
A file without it (a missing object), a symbolic link and a submodule are left out and named in the package's comment.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha1
from typing import Any

from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.facts.licence_files import LicenceFile
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.report.licences.bill import (
    NOTHING_SAID,
    NOTHING_THERE,
    SPDX_DOCUMENT,
    SPDX_TOOL,
    instant,
    name_of,
    relationship,
    spdx_mark,
    spdx_namespace,
)
from xingtu.report.licences.document import document
from xingtu.report.licences.expressions import is_listed, spdx_expression, spdx_licences, texts_of
from xingtu.report.licences.outline import coverage, incompleteness
from xingtu.report.licences.shown import address, shown, shown_path, visible
from xingtu.report.licences.tag_value import tag_value

Texts = Callable[[str], str | None]
"""SPDX id of a licence or exception -> its full text; None when it is not at hand."""
Digests = Callable[[str], str | None]
"""Blob -> SHA-1 of its content; None when the object is not there."""

NO_FILES = frozenset({"symlink", "submodule"})


def to_spdx_json(evidence: LicenceEvidence, *, texts: Texts, digests: Digests) -> str:
    """The document as JSON; the same evidence gives the same bytes."""
    return document(spdx_document(evidence, texts=texts, digests=digests))


def to_spdx_tag_value(evidence: LicenceEvidence, *, texts: Texts, digests: Digests) -> str:
    """The document as tag-value."""
    return tag_value(spdx_document(evidence, texts=texts, digests=digests))


def spdx_document(evidence: LicenceEvidence, *, texts: Texts, digests: Digests) -> dict[str, Any]:
    """The document as JSON would hold it, its keys in the order they are written."""
    look = evidence.look
    packages, files, relationships = _packages(evidence, digests)
    body: dict[str, Any] = {
        "packages": packages,
        "files": files,
        "hasExtractedLicensingInfos": _extracted(evidence, texts),
        "relationships": relationships,
    }
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": SPDX_DOCUMENT,
        "name": f"{shown(look.name) or visible(look.repository)}-{look.commit[:12]}",
        # the content is part of it, because a ruling changes a document without changing commit or fingerprint
        "documentNamespace": spdx_namespace(body, *identity(evidence)),
        "comment": " ".join(filter(None, (incompleteness(evidence, "en"), coverage(evidence, "en"), f"Fingerprint: {look.fingerprint}"))),
        "creationInfo": {
            "created": instant(look.committed_at),
            "creators": [
                SPDX_TOOL,
                *(f"Tool: {visible(name)}-{visible(look.tools[name])}" for name in _engines(evidence)),
            ],
            "comment": "Created is the date of the commit, on which the document depends; the day it was written plays no part.",
        },
        "documentDescribes": [packages[0]["SPDXID"]],
        **body,
    }


def identity(evidence: LicenceEvidence) -> tuple[str, str, str]:
    """What, beside its content, decides a document's name."""
    return visible(evidence.look.repository), evidence.look.commit, evidence.look.fingerprint


def namespace_of(evidence: LicenceEvidence, content: str = "") -> uuid.UUID:
    """A name that repository, commit, fingerprint and content decide."""
    return name_of(*identity(evidence), content)


def download_location(evidence: LicenceEvidence) -> str:
    """Where the very commit can be had, in SPDX's form."""
    url = address(evidence.look.url)
    return f"git+{url}@{evidence.look.commit}" if url else NOTHING_SAID


def _engines(evidence: LicenceEvidence) -> Iterable[str]:
    return sorted(name for name in evidence.look.tools if name.startswith("scancode"))


def _packages(evidence: LicenceEvidence, digests: Digests) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    members: dict[str, list[LicenceFile]] = {root.root: [] for root in evidence.roots}
    for file in evidence.files:
        members.setdefault(file.root, members[evidence.top.root]).append(file)
    hinted = {finding.path for finding in evidence.findings}
    packages: list[dict[str, Any]] = []
    files: list[dict[str, Any]] = []
    top = _package_id(evidence.top)
    relationships = [relationship(SPDX_DOCUMENT, "DESCRIBES", top)]
    for root in evidence.roots:
        ident = _package_id(root)
        own, sums, left_out = _files(members[root.root], digests, hinted)
        packages.append(_package(evidence, root, members[root.root], (sums, left_out, hinted)))
        files += own
        if ident != top:
            relationships.append(relationship(top, "CONTAINS", ident))
        relationships += [relationship(ident, "CONTAINS", file["SPDXID"]) for file in own]
    return packages, files, relationships


def _package(
    evidence: LicenceEvidence, root: LicenceRoot, files: Sequence[LicenceFile], summed: tuple[list[str], list[str], set[str]]
) -> dict[str, Any]:
    sums, left_out, hinted = summed
    top = root.root == evidence.top.root
    looked_at = bool(files) and evidence.complete
    found = list(dict.fromkeys(licence for file in files for licence in spdx_licences(file.effective)))
    nothing_seen = looked_at and hinted.isdisjoint(file.path for file in files)
    empty = NOTHING_THERE if nothing_seen and not found else NOTHING_SAID
    copyrights = list(dict.fromkeys(shown(line) for file in files for line in file.copyrights))
    comments = [f"Files with a package of their own are left out. {root.reason_en}".strip()]
    if left_out:
        comments.append("Left out, because there is no content to sum up: " + ", ".join(f"./{shown_path(path)}" for path in left_out))
    return {
        "SPDXID": _package_id(root),
        "name": shown(evidence.look.name) if top else shown_path(root.root),
        **({"versionInfo": visible(evidence.look.revision)} if top else {}),
        "downloadLocation": download_location(evidence) if top else NOTHING_SAID,
        "filesAnalyzed": bool(sums),
        **({"packageVerificationCode": {"packageVerificationCodeValue": verification_code(sums)}} if sums else {}),
        "licenseConcluded": spdx_expression(root.concluded) or NOTHING_SAID,
        **({"licenseInfoFromFiles": found or [empty]} if sums else {}),
        "licenseDeclared": spdx_expression(root.declared) or (empty if not root.declared and not root.detected else NOTHING_SAID),
        "licenseComments": _licence_comments(root),
        "copyrightText": "\n".join(copyrights) or (NOTHING_THERE if looked_at else NOTHING_SAID),
        "comment": "\n".join(visible(comment) for comment in comments),
    }


def verification_code(sums: Iterable[str]) -> str:
    """SPDX 2.3, 7.9: the SHA-1 of the files' SHA-1s, sorted and written one after the other."""
    return sha1("".join(sorted(sums)).encode("ascii"), usedforsecurity=False).hexdigest()


def _licence_comments(root: LicenceRoot) -> str:
    said = [
        f"Declared: {root.declared or 'nothing'}.",
        f"Detected: {root.detected or 'nothing'}.",
        f"Concluded: {root.concluded} by {root.concluded_by}." if root.concluded else "Concluded: by nobody.",
        *(f"Open: {question}." for question in root.questions),
    ]
    return visible(" ".join(said))


def _files(files: Sequence[LicenceFile], digests: Digests, hinted: set[str]) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    written: list[dict[str, Any]] = []
    sums: list[str] = []
    left_out: list[str] = []
    for file in files:
        content = None if file.state in NO_FILES else digests(file.blob)
        if content is None:
            left_out.append(file.path)
            continue
        sums.append(content)
        found = list(spdx_licences(file.effective))
        copyrights = "\n".join(shown(line) for line in file.copyrights)
        nothing = NOTHING_THERE if file.state == "scanned" else NOTHING_SAID
        written.append(
            {
                "SPDXID": _file_id(file.path),
                "fileName": f"./{shown_path(file.path)}",
                "checksums": [{"algorithm": "SHA1", "checksumValue": content}],
                "licenseConcluded": NOTHING_SAID,
                "licenseInfoInFiles": found or [NOTHING_SAID if file.effective or file.path in hinted else nothing],
                "copyrightText": copyrights or nothing,
                **({} if file.state == "scanned" else {"comment": f"Not read to its end: {file.state}."}),
            }
        )
    return written, sums, left_out


def _extracted(evidence: LicenceEvidence, texts: Texts) -> list[dict[str, Any]]:
    """Every licence the SPDX list lacks, with its text."""
    said = {expression for root in evidence.roots for expression in (root.concluded, root.declared)}
    said |= {file.effective for file in evidence.files}
    named = {licence: known_as for expression in said for licence, known_as in spdx_licences(expression).items()}
    # "LicenseRef-mine WITH Classpath-exception-2.0" is an expression, its licence a reference
    parts = {part: part for licence in named for part in texts_of(licence)[:1]}
    wanted = parts | {licence: known_as for licence, known_as in named.items() if " WITH " not in licence}
    return [
        {"licenseId": licence, "name": licence.removeprefix("LicenseRef-"), "extractedText": _text(wanted[licence], texts)}
        for licence in sorted(wanted)
        if not is_listed(licence)
    ]


def _text(licence: str, texts: Texts) -> str:
    parts = [(texts(part) or "").strip() for part in texts_of(licence)]
    return "\n\n".join(parts) if all(parts) else f"No text of {licence} is at hand; the files that name it are listed in this document."


def _package_id(root: LicenceRoot) -> str:
    return f"SPDXRef-Package-{spdx_mark(root.root)}" if root.root else "SPDXRef-Package"


def _file_id(path: str) -> str:
    return f"SPDXRef-File-{spdx_mark(path)}"
