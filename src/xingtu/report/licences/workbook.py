"""How is licence evidence written as one Excel workbook that an office can filter, print and file?

The sheets hold every row; the page holds the first ones. Same evidence, same bytes; no text can become a formula
(``xingtu.report.workbook``). A table longer than Excel allows is left out and named on the first sheet.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

import xingtu
from xingtu.facts.licence_alarms import LicenceAlarm
from xingtu.facts.licence_conflicts import LicenceConflict
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.facts.licence_roots import LicenceRoot
from xingtu.report.licences import outline
from xingtu.report.licences.advice import Advice
from xingtu.report.licences.alarm_lines import alarm_lines
from xingtu.report.licences.bill import instant
from xingtu.report.licences.shown import address, shown, shown_path, shown_place, visible
from xingtu.report.licences.wording import WORDS, named, say
from xingtu.report.tables import ARROW, ExportColumn, ExportTable, Kind
from xingtu.report.text import Lang, Text
from xingtu.report.workbook import workbook_of

SCORE_SCALE = 100


def to_workbook(
    evidence: LicenceEvidence, *, advice: Advice | None = None, alarms: Sequence[LicenceAlarm] | None = None, lang: Lang = "zh"
) -> bytes:
    """The workbook's bytes."""
    tables = [_roots(evidence, lang), _conflicts(evidence, lang), _questions(evidence, lang)]
    if alarms is not None:
        tables.append(_alarms(alarms, advice, lang))
    tables += [_licences(evidence, lang), _findings(evidence, lang), _files(evidence, lang)]
    return workbook_of(_about(evidence, advice, sum(alarm.severity != "green" for alarm in alarms or ()), lang), tables, lang)


def _about(evidence: LicenceEvidence, advice: Advice | None, alarms: int, lang: Lang) -> list[tuple[str, str]]:
    look, top = evidence.look, evidence.top
    lines = [(say("title", lang), shown(look.name) or visible(look.repository))]
    if missing := outline.incompleteness(evidence, lang):
        lines.append(("!!", missing))
    lines += [
        (say("coverage", lang), outline.coverage(evidence, lang)),
        (say("concluded", lang), top.concluded or say("which.undecided", lang)),
        (say("declared", lang), visible(top.declared) or say("undeclared", lang)),
        (say("detected", lang), visible(top.detected) or say("undetected", lang)),
        (say("reason", lang), _reason(top, lang)),
    ]
    lines += [
        (say("first.open", lang), point) for point in outline.open_points(evidence, lang, alarms=alarms) or [say("open.nothing", lang)]
    ]
    if advice is not None:
        lines += [(use.use.said(lang), f"{say(f'use.{use.answer}', lang)} {use.reason.said(lang)}".strip()) for use in advice.uses]
        lines += [(say("obligations", lang), duty.sentence.said(lang)) for duty in advice.duties]
        lines.append((say("policy", lang), advice.policy))
    lines += [
        (say("repository", lang), visible(look.repository)),
        (say("address", lang), address(look.url) or "—"),
        (say("revision", lang), visible(look.revision)),
        (say("commit", lang), look.commit),
        (say("committed_at", lang), instant(look.committed_at)),
        (say("fingerprint", lang), look.fingerprint),
        ("xingtu", xingtu.__version__),
        *((visible(name), visible(look.tools[name])) for name in sorted(look.tools)),
        ("", say("data", lang)),
        ("", say("disclaimer", lang)),
    ]
    return lines


def _roots(evidence: LicenceEvidence, lang: Lang) -> ExportTable:
    columns = _columns("root", "vendored", "declared", "declared_in", "detected", "concluded", "concluded_by", "reason", "questions")
    rows = [
        (
            _part(root.root, lang),
            _yes(root.vendored, lang),
            visible(root.declared),
            _joined(map(shown_place, root.declared_in), lang),
            visible(root.detected),
            visible(root.concluded),
            visible(root.concluded_by),
            _reason(root, lang),
            _joined((named("question", question, lang) for question in root.questions), lang),
        )
        for root in evidence.roots
    ]
    return _table("roots", columns, rows)


def _conflicts(evidence: LicenceEvidence, lang: Lang) -> ExportTable:
    columns = _columns(
        "answer", "root", "inbound", "outbound", "relation", "modified", "distribution", "reason", "conditions", "obligations", "sources",
        "evidence",
    )  # fmt: skip
    return _table("conflicts", columns, [_conflict(conflict, lang) for conflict in evidence.conflicts])


def _conflict(conflict: LicenceConflict, lang: Lang) -> tuple[Any, ...]:
    english = lang == "en"
    modified = {True: "modified.yes", False: "modified.no", None: "modified.unknown"}[conflict.modified]
    return (
        named("answer", conflict.answer, lang),
        _part(conflict.root, lang),
        visible(conflict.inbound),
        visible(conflict.outbound),
        named("relation", conflict.relation, lang),
        say(modified, lang),
        named("distribution", conflict.distribution, lang),
        _joined(map(visible, conflict.reasons_en if english else conflict.reasons), lang),
        _joined(map(visible, conflict.conditions_en if english else conflict.conditions), lang),
        _joined(map(visible, conflict.obligations), lang),
        _joined(map(visible, conflict.sources), lang),
        _joined(map(shown_place, conflict.evidence), lang),
    )


def _questions(evidence: LicenceEvidence, lang: Lang) -> ExportTable:
    rows = [
        (
            _part(root.root, lang),
            named("question", question, lang),
            named("remedy", question, lang),
            _joined(map(shown_place, root.declared_in), lang),
        )
        for root, question in outline.asked(evidence)
    ]
    return _table("questions", _columns("root", "question", "remedy", "declared_in"), rows)


def _alarms(alarms: Sequence[LicenceAlarm], advice: Advice | None, lang: Lang) -> ExportTable:
    rows = [
        (
            named("level", alarm.level, lang),
            alarm.name or alarm.kind,
            alarm.sentence,
            alarm.before,
            alarm.after,
            _joined(map(shown_place, alarm.places), lang),
            alarm.commit,
            alarm.changed_at,
        )
        for alarm in alarm_lines(alarms, advice, lang)
    ]
    return _table("alarms", _columns("level", "alarm", "reason", "before", "after", "evidence", "commit", "changed_at"), rows)


def _licences(evidence: LicenceEvidence, lang: Lang) -> ExportTable:
    columns = _columns("licence", "best_grade", ("own_files", "count"), ("vendored_files", "count"), ("findings", "count"))
    rows = [
        (
            visible(seen.spdx),
            say("set_aside", lang) if seen.set_aside else named("grade", seen.grade, lang),
            seen.own_files,
            seen.vendored_files,
            len(seen.findings),
        )
        for seen in outline.licences_seen(evidence)
    ]
    return _table("licences", columns, rows)


def _findings(evidence: LicenceEvidence, lang: Lang) -> ExportTable:
    columns = _columns(
        "path", ("first_line", "count"), ("last_line", "count"), "licence", "grade", "kind", ("score", "value"), "layer", "rule", "matcher",
        "set_aside", "blob",
    )  # fmt: skip
    rows = [
        (
            shown_path(finding.path),
            finding.first_line,
            finding.last_line,
            visible(finding.spdx),
            finding.grade,
            named("kind", finding.kind, lang),
            finding.score,
            named("layer", finding.layer, lang),
            visible(finding.rule),
            finding.matcher,
            named("aside", finding.set_aside, lang) if finding.set_aside else "",
            finding.blob,
        )
        for finding in evidence.findings
    ]
    return _table("findings", columns, rows)


def _files(evidence: LicenceEvidence, lang: Lang) -> ExportTable:
    columns = _columns("path", "state", "root", "role", "scancode", "effective", "copyrights", "reuse_covered", "blob")
    rows = [
        (
            shown_path(file.path),
            named("state", file.state, lang),
            _part(file.root, lang),
            named("role", file.role, lang),
            file.detected,
            file.effective,
            _joined(map(shown, file.copyrights), lang),
            _yes(file.reuse_covered, lang),
            file.blob,
        )
        for file in evidence.files
    ]
    return _table("files", columns, rows)


def _columns(*wanted: str | tuple[str, Kind]) -> tuple[ExportColumn, ...]:
    pairs: list[tuple[str, Kind]] = [(column, "text") if isinstance(column, str) else column for column in wanted]
    return tuple(ExportColumn(key, WORDS.get(key, Text(key)), kind, scale=SCORE_SCALE if kind == "value" else 1) for key, kind in pairs)


def _table(ident: str, columns: tuple[ExportColumn, ...], rows: Sequence[tuple[Any, ...]]) -> ExportTable:
    arrays = [pa.array([row[place] for row in rows], ARROW[column.kind]) for place, column in enumerate(columns)]
    return ExportTable(ident, WORDS[ident], columns, pa.table(arrays, names=[column.id for column in columns]))


def _part(root: str, lang: Lang) -> str:
    return shown_path(root) or say("root.top", lang)


def _reason(root: LicenceRoot, lang: Lang) -> str:
    return visible(root.reason_en if lang == "en" else root.reason)


def _yes(flag: bool, lang: Lang) -> str:  # noqa: FBT001 -- the flag is what is worded
    return say("yes" if flag else "no", lang)


def _joined(texts: Iterable[str], lang: Lang) -> str:
    return say("semicolon", lang).join(text.rstrip("。") for text in texts)
