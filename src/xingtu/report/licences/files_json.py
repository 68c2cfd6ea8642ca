"""How is licence evidence given to a program? As one JSON document with stable keys, one file a line (``--format json``).

``format``
    ``xingtu-licences/1``; the number goes up when a key changes its meaning or goes away. New keys may come.
``complete``
    false when a file that can be read was not read to its end: then nothing below may carry a decision.
``look``
    ``repository``, ``name``, ``url`` (null for a folder of one machine), ``revision``, ``commit``, ``tree``, ``committed_at``,
    ``fingerprint``, ``tools`` (name → version), ``accelerated``.
``coverage``
    state → files: ``scanned``, ``symlink``, ``submodule``, ``lfs_pointer``, ``missing``, ``unfinished``, ``too_large``.
``files``
    ``path``; ``path_hex`` only where the path's bytes cannot be written as text; ``blob``, ``size_bytes``, ``state``, ``root``, ``role``;
    ``detected_license_expression_spdx`` (ScanCode's answer after it followed references; null when it found none);
    ``effective_license_expression_spdx`` (all layers, without what was set aside; null when there is none);
    ``detections``: ``rule``, ``lines`` ([first, last], null for a file as a whole), ``score`` (per cent, two decimals),
    ``license_expression_spdx``, ``license_expression`` (ScanCode's keys), ``layer``, ``kind``, ``grade``, ``matcher``,
    ``set_aside`` (null, or why it counts for no conclusion); ``copyrights``; ``reuse_covered``.
``roots``
    the columns of ``LicenceRoot``; the project itself first. ``concluded`` is null while nobody has concluded.
``conflicts``
    the columns of ``LicenceConflict``. ``alarms``: those of ``LicenceAlarm`` but the author's name; null when nothing was compared.
``reuse``
    ``files``, ``covered``, ``compliant``, ``missing_texts``, ``unused_texts``, ``bad_texts``.

Mailboxes are masked everywhere. Unknown is null, an empty list is an empty list.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, get_args, get_type_hints

from xingtu.facts.column import Column
from xingtu.facts.licence_alarms import LicenceAlarm
from xingtu.facts.licence_conflicts import LicenceConflict
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.facts.licence_files import LicenceFile
from xingtu.facts.licence_findings import LicenceFinding
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.report.licences.document import document
from xingtu.report.licences.outline import HUNDREDTHS, counted_states, findings_by_path
from xingtu.report.licences.shown import address, path_hex, shown, shown_path, shown_place, visible

FORMAT = "xingtu-licences/1"
PATHS = frozenset({"path", "paths", "root"})
PLACES = frozenset({"declared_in", "evidence"})
SAID_ONCE = frozenset({"repository", "commit"})
"""Columns that are the same in every row and stand in ``look``."""
NULL_WHEN_EMPTY = frozenset({"declared", "detected", "concluded", "concluded_by", "before", "after", "changed_by_commit", "changed_at"})


def to_json(evidence: LicenceEvidence, *, alarms: Sequence[LicenceAlarm] | None = None) -> str:
    """The document; the same evidence gives the same bytes."""
    found = findings_by_path(evidence)
    return document(
        {
            "format": FORMAT,
            "complete": evidence.complete,
            "look": look_row(evidence),
            "coverage": {state: evidence.look.counts[state] for state in counted_states(evidence)},
            "roots": [row(root) for root in evidence.roots],
            "conflicts": [row(conflict) for conflict in evidence.conflicts],
            "alarms": None if alarms is None else [row(alarm) for alarm in alarms],
            "reuse": {
                "files": evidence.reuse.files,
                "covered": evidence.reuse.covered,
                "compliant": evidence.reuse.compliant,
                **{
                    name: [visible(text) for text in getattr(evidence.reuse, name)]
                    for name in ("missing_texts", "unused_texts", "bad_texts")
                },
            },
            "files": [_file(file, found.get(file.path, ())) for file in evidence.files],
        }
    )


def look_row(evidence: LicenceEvidence) -> dict[str, Any]:
    """What was looked at, with what."""
    look = evidence.look
    return {
        "repository": visible(look.repository),
        "name": shown(look.name),
        "url": address(look.url) or None,
        "revision": visible(look.revision),
        "commit": look.commit,
        "tree": look.tree,
        "committed_at": look.committed_at,
        "fingerprint": look.fingerprint,
        "tools": {visible(name): visible(look.tools[name]) for name in sorted(look.tools)},
        "accelerated": look.accelerated,
    }


def row(thing: LicenceRoot | LicenceConflict | LicenceAlarm) -> dict[str, Any]:
    """A row of the facts as JSON, its texts safe to write."""
    row_type: type = type(thing)
    return {name: _cell(name, getattr(thing, name)) for name in _public_columns(row_type)}


@cache
def _public_columns(row_type: type) -> tuple[str, ...]:
    hints = get_type_hints(row_type, include_extras=True)
    private = {name for name, hint in hints.items() if any(isinstance(part, Column) and part.private for part in get_args(hint))}
    return tuple(field.name for field in fields(row_type) if field.name not in SAID_ONCE | private)


def _cell(name: str, value: Any) -> Any:  # noqa: ANN401 -- whatever a column holds
    if isinstance(value, str):
        if name in NULL_WHEN_EMPTY and not value:
            return None
        return visible(value) if name in PATHS else shown_place(value) if name in PLACES else visible(value)
    if isinstance(value, Mapping):
        return {visible(str(key)): _cell(name, value[key]) for key in sorted(value, key=str)}
    if isinstance(value, Iterable):
        return [_cell(name, part) for part in value]
    return value if value is None or isinstance(value, bool | int) else visible(str(value))


def _file(file: LicenceFile, findings: Sequence[LicenceFinding]) -> dict[str, Any]:
    hexadecimal = path_hex(file.path)
    return {
        "path": shown_path(file.path),
        **({"path_hex": hexadecimal} if hexadecimal else {}),
        "detected_license_expression_spdx": file.detected or None,
        "effective_license_expression_spdx": file.effective or None,
        "detections": [_detection(finding) for finding in findings],
        "copyrights": [shown(line) for line in file.copyrights],
        "blob": file.blob,
        "size_bytes": file.size_bytes,
        "state": file.state,
        "root": shown_path(file.root),
        "role": file.role,
        "reuse_covered": file.reuse_covered,
    }


def _detection(finding: LicenceFinding) -> dict[str, Any]:
    return {
        "rule": visible(finding.rule),
        "lines": None if finding.first_line is None else [finding.first_line, finding.last_line or finding.first_line],
        "score": finding.score / HUNDREDTHS,
        "license_expression_spdx": finding.spdx,
        "license_expression": finding.expression,
        "layer": finding.layer,
        "kind": finding.kind,
        "grade": finding.grade,
        "matcher": finding.matcher,
        "set_aside": finding.set_aside or None,
    }
