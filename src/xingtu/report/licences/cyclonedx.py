"""How is licence evidence written as a CycloneDX 1.6 document in JSON?

The project is ``metadata.component``, each copy of somebody else's work a component. Version 1.6 takes either single licences or exactly
one expression in ``licenses``: where declared and concluded are single licences both stand there with their ``acknowledgement``; else
the concluded expression stands there (the declared one while nobody has concluded), and both stand in ``properties``.
What was detected is ``evidence``: licences, copyright lines, and each place with its line.
"""

from collections.abc import Sequence
from typing import Any

from cyclonedx.spdx import is_supported_id

from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.facts.licence_files import LicenceFile
from xingtu.facts.licence_findings import LicenceFinding
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.report.licences.bill import TOOL, cyclonedx, instant, properties
from xingtu.report.licences.expressions import licences_in, spdx_expression
from xingtu.report.licences.outline import coverage, incompleteness, score
from xingtu.report.licences.shown import address, shown, shown_path, visible
from xingtu.report.licences.spdx import Texts, identity

OPENED = frozenset({"metadata", "component", "components", "evidence"})


def to_cyclonedx(evidence: LicenceEvidence, *, texts: Texts) -> str:
    """The document; the same evidence gives the same bytes. ``texts`` gives the text of what the SPDX list lacks."""
    look = evidence.look
    files: dict[str, list[LicenceFile]] = {root.root: [] for root in evidence.roots}
    owner: dict[str, str] = {}
    for file in evidence.files:
        owner[file.path] = file.root if file.root in files else evidence.top.root
        files[owner[file.path]].append(file)
    findings: dict[str, list[LicenceFinding]] = {root.root: [] for root in evidence.roots}
    for finding in evidence.findings:
        if not finding.set_aside:
            findings[owner.get(finding.path, evidence.top.root)].append(finding)

    def component(root: LicenceRoot) -> dict[str, Any]:
        return _component(evidence, root, files[root.root], findings[root.root], texts)

    content: dict[str, Any] = {
        "metadata": {
            "timestamp": instant(look.committed_at),
            "tools": {"components": [TOOL, *_tools(evidence)]},
            "properties": properties(
                ("xingtu:licences:complete", "true" if evidence.complete else "false"),
                ("xingtu:licences:coverage", " ".join(filter(None, (incompleteness(evidence, "en"), coverage(evidence, "en"))))),
                ("xingtu:licences:commit", look.commit),
                ("xingtu:licences:fingerprint", look.fingerprint),
            ),
            "component": component(evidence.top),
        },
        "components": [component(root) for root in evidence.roots[1:]],
        "dependencies": [{"ref": _reference(evidence.top), "dependsOn": [_reference(root) for root in evidence.roots[1:]]}],
        "compositions": [
            {
                "aggregate": "unknown" if evidence.complete else "incomplete",
                "assemblies": [_reference(root) for root in evidence.roots],
            }
        ],
    }
    return cyclonedx(content, *identity(evidence), opened=OPENED)


def _component(
    evidence: LicenceEvidence, root: LicenceRoot, files: Sequence[LicenceFile], findings: Sequence[LicenceFinding], texts: Texts
) -> dict[str, Any]:
    top = root.root == evidence.top.root
    url = address(evidence.look.url) if top else ""
    licences = _licences(root, texts)
    copyrights = list(dict.fromkeys(shown(line) for file in files for line in file.copyrights))
    return {
        "type": "application" if top else "library",
        "bom-ref": _reference(root),
        "name": (shown(evidence.look.name) if top else shown_path(root.root)) or "?",
        **({"version": visible(evidence.look.revision)} if top else {}),
        **({"licenses": licences} if licences else {}),
        **({"externalReferences": [{"type": "vcs", "url": url}]} if url and " " not in url else {}),
        "properties": properties(
            *((f"xingtu:licence:{name}", getattr(root, name)) for name in ("declared", "detected", "concluded", "concluded_by")),
            ("xingtu:licence:reason", visible(root.reason_en)),
            *(("xingtu:licence:open", question) for question in root.questions),
        ),
        "evidence": _evidence(files, findings, copyrights, texts),
    }


def _licences(root: LicenceRoot, texts: Texts) -> list[dict[str, Any]]:
    said = [(word, expression) for word in ("declared", "concluded") if (expression := spdx_expression(getattr(root, word)))]
    if all(_is_single(expression) for _, expression in said):
        return [{"license": {**_licence(expression, texts), "acknowledgement": word}} for word, expression in said]
    word, expression = said[-1]
    return [{"expression": expression, "acknowledgement": word}]


def _is_single(expression: str) -> bool:
    return licences_in(expression) == (expression,) and " WITH " not in expression


def _licence(licence: str, texts: Texts) -> dict[str, Any]:
    if is_supported_id(licence):
        return {"id": licence}
    text = texts(licence)
    return {"name": licence, **({"text": {"contentType": "text/plain", "content": text}} if text else {})}


def _evidence(files: Sequence[LicenceFile], findings: Sequence[LicenceFinding], copyrights: Sequence[str], texts: Texts) -> dict[str, Any]:
    found = dict.fromkeys(licence for file in files for licence in licences_in(file.effective))
    return {
        **({"licenses": [{"license": _licence(licence, texts)} for licence in found]} if found else {}),
        **({"copyright": [{"text": line} for line in copyrights]} if copyrights else {}),
        **({"occurrences": [_occurrence(finding) for finding in findings]} if findings else {}),
    }


def _occurrence(finding: LicenceFinding) -> dict[str, Any]:
    said = f"{finding.spdx} · {finding.kind} · {finding.grade} · {score(finding.score)} % · {finding.layer} {finding.rule}"
    return {
        "location": shown_path(finding.path),
        **({} if finding.first_line is None else {"line": finding.first_line}),
        "additionalContext": visible(said),
    }


def _tools(evidence: LicenceEvidence) -> list[dict[str, Any]]:
    return [
        {"type": "library", "name": visible(name), "version": visible(evidence.look.tools[name])} for name in sorted(evidence.look.tools)
    ]


def _reference(root: LicenceRoot) -> str:
    return f"part:{shown_path(root.root)}" if root.root else "project"
