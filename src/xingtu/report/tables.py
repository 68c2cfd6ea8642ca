"""Which tables does a run give away, and what does each column mean?

``ExportTable`` is what every file writer takes: an Arrow table plus a heading, a kind and a meaning for each column.
Texts in it are already safe: ``tables_of`` passes the report through ``published`` and ``facts_table`` checks each cell.
Values stay exact integers (``value``, ``scale`` in the heading's unit); only the spreadsheet formats them.
"""

from dataclasses import dataclass, fields
from typing import Any, Literal, TypeAlias, get_args, get_type_hints

import pyarrow as pa

from xingtu.errors import EvidenceError
from xingtu.facts.column import Column
from xingtu.report.privacy import checked_identifier, published, shown_text
from xingtu.report.ranking import MetricLine, RunReport, TrackReport
from xingtu.report.text import Text
from xingtu.report.texts import TEXTS

Kind: TypeAlias = Literal["identifier", "text", "count", "value", "millionths", "fen", "date", "instant", "flag"]

ARROW: dict[str, pa.DataType] = {
    "identifier": pa.string(),
    "text": pa.string(),
    "count": pa.int64(),
    "value": pa.int64(),
    "millionths": pa.int64(),
    "fen": pa.int64(),
    "date": pa.date32(),
}
IDENTIFIERS = frozenset({"repository", "commit", "person", "organisation", "tip", "url"})
"""Columns of the facts that are joined on: a mailbox there is refused, elsewhere masked."""

NOTHING_MORE = Text("")


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column as people meet it. ``scale``: the stored integer is this many times the value meant."""

    id: str
    name: Text
    kind: Kind
    meaning: Text = NOTHING_MORE
    scale: int = 1


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A table ready to be written."""

    id: str
    name: Text
    columns: tuple[ExportColumn, ...]
    rows: pa.Table


def tables_of(report: RunReport) -> tuple[ExportTable, ...]:
    """The tables every run publishes: each ranking, the repositories, what was counted and what not, the definitions.

    Raises:
        EvidenceError: an identifier holds a mailbox.
    """
    report = published(report)
    return (*(_ranking(track) for track in report.tracks), _repositories(report), _counted(report), _set_aside(report), _metrics(report))


def facts_table(ident: str, rows: pa.Table, row_type: type, name: Text) -> ExportTable:
    """A table of the run under the meanings its row type gives; mailboxes refused in ids, masked in texts.

    Raises:
        EvidenceError: a column is private or binary, or an id holds a mailbox.
    """
    hints = get_type_hints(row_type, include_extras=True)
    columns, arrays = [], []
    for field in fields(row_type):
        column = next(part for part in get_args(hints[field.name]) if isinstance(part, Column))
        values = rows[field.name]
        if column.private or pa.types.is_binary(values.type):
            raise EvidenceError(
                f"表 {ident} 的列 {field.name} 含个人信息，不能写入公开文件。请从公开导出中去掉这张表，或改用办公室内部导出。"
            )
        meaning = f"{column.meaning} ({column.unit})" if column.unit else column.meaning
        columns.append(ExportColumn(field.name, Text(field.name), _kind(field.name, values.type), Text(meaning)))
        arrays.append(_safe(ident, field.name, values))
    return ExportTable(ident, name, tuple(columns), pa.table(arrays, names=[column.id for column in columns]))


def _kind(name: str, arrow_type: pa.DataType) -> Kind:
    if pa.types.is_boolean(arrow_type):
        return "flag"
    if pa.types.is_integer(arrow_type):
        return "count"
    if pa.types.is_date(arrow_type):
        return "date"
    if pa.types.is_timestamp(arrow_type):
        return "instant"
    return "identifier" if name in IDENTIFIERS else "text"


def _safe(table: str, name: str, values: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    """The column with safe texts. Each distinct text is looked at once: a commit table repeats few of them."""
    where = f"表 {table} 的列 {name}"
    if pa.types.is_string(values.type):
        encoded = values.combine_chunks().dictionary_encode()
        clean = [_safe_text(text, where, identifier=name in IDENTIFIERS) for text in encoded.dictionary.to_pylist()]
        return pa.DictionaryArray.from_arrays(encoded.indices, pa.array(clean, pa.string())).cast(pa.string())
    if pa.types.is_list(values.type):
        return pa.array(
            [None if row is None else "；".join(shown_text(str(part)) for part in row) for row in values.to_pylist()], pa.string()
        )
    return values


def _safe_text(text: str, where: str, *, identifier: bool) -> str:
    return checked_identifier(text, where) if identifier else shown_text(text)


def _word(ident: str, key: str, kind: Kind, meaning: Text = NOTHING_MORE) -> ExportColumn:
    return ExportColumn(ident, TEXTS[key], kind, meaning)


def _measure(metric: MetricLine) -> ExportColumn:
    name = Text(f"{metric.name.zh}（{metric.unit.zh}）", f"{metric.name.said('en')} ({metric.unit.said('en')})")
    return ExportColumn(metric.id, name, "value", metric.definition, metric.scale)


def _ranking(track: TrackReport) -> ExportTable:
    columns = (
        _word("place", "place", "count", Text("空：展示但不排名", "empty: shown, not ranked")),
        _word("subject", "subject", "identifier"),
        _word("name", "name", "text"),
        _word("organisations", "organisations", "text", Text("“(Unknown)”表示单位未知", "“(Unknown)” means not known")),
        _measure(track.metric),
        *(_measure(metric) for metric in track.shown),
        _word("outcome", "outcome", "text"),
        ExportColumn("amount_fen", Text("奖励金额（元）", "Award (CNY)"), "fen", Text("以分为单位存储", "stored in fen")),
        _word("reasons", "reasons", "text"),
    )
    rows = [
        (
            row.place,
            row.subject,
            row.name.zh,
            "、".join(organisation.zh for organisation in row.organisations),
            row.value,
            *row.shown,
            TEXTS[f"outcome.{row.outcome}"].zh,
            row.amount_fen,
            "；".join(reason.zh.rstrip("。") for reason in row.reasons),
        )
        for row in track.rows
    ]
    return _table(f"ranking-{track.id}", track.name, columns, rows)


def _repositories(report: RunReport) -> ExportTable:
    columns = (
        _word("repository", "repository", "identifier"),
        _word("name", "name", "text"),
        ExportColumn("url", Text("网址", "Address"), "identifier"),
        _word("tip", "tip", "identifier"),
        _word("expected_commits", "expected", "count"),
        _word("measured_commits", "measured", "count"),
        _word("completeness", "completeness.column", "millionths"),
        _word("missing", "missing", "text"),
    )
    rows = [
        (line.id, line.name, line.url, line.tip, line.expected_commits, line.measured_commits, line.completeness, "；".join(line.missing))
        for line in report.repositories
    ]
    return _table("repositories", TEXTS["sheet.repositories"], columns, rows)


def _counted(report: RunReport) -> ExportTable:
    columns = (
        _word("subject", "subject", "identifier"),
        _word("repository", "repository", "identifier"),
        _word("commit", "commit", "identifier"),
        _word("landed_on", "landed", "date"),
        _word("share", "share", "millionths"),
        ExportColumn("gross_added", Text("git 新增行", "Added, by git"), "count"),
        ExportColumn("gross_deleted", Text("git 删除行", "Deleted, by git"), "count"),
        ExportColumn("credited_added", Text("计入新增行", "Added, credited"), "count"),
        ExportColumn("credited_deleted", Text("计入删除行", "Deleted, credited"), "count"),
    )
    rows = [
        (
            subject.subject,
            change.repository,
            change.commit,
            change.landed_on,
            change.share,
            change.gross_added,
            change.gross_deleted,
            change.credited_added,
            change.credited_deleted,
        )
        for subject in report.subjects
        for change in subject.counted
    ]
    return _table("counted", TEXTS["sheet.counted"], columns, rows)


def _set_aside(report: RunReport) -> ExportTable:
    columns = (
        _word("subject", "subject", "identifier"),
        _word("repository", "repository", "identifier"),
        _word("commit", "commit", "identifier"),
        _word("class", "class", "text"),
        _word("reason", "reasons", "text"),
        _word("evidence", "evidence", "text"),
    )
    rows = [
        (subject.subject, change.repository, change.commit, group.name.zh, change.sentence.zh or group.sentence.zh, change.evidence)
        for subject in report.subjects
        for group in subject.set_aside
        for change in group.changes
    ]
    return _table("set-aside", TEXTS["sheet.set_aside"], columns, rows)


def _metrics(report: RunReport) -> ExportTable:
    columns = (
        _word("metric", "metrics", "identifier"),
        _word("version", "version", "count"),
        _word("name", "name", "text"),
        _word("unit", "unit", "text"),
        _word("definition", "meaning", "text"),
        _word("source", "source", "text"),
        _word("basis", "basis", "text"),
        _word("caveats", "caveats", "text"),
    )
    metrics = {metric.id: metric for track in report.tracks for metric in (track.metric, *track.shown)}
    rows = [
        (
            m.id,
            m.version,
            m.name.zh,
            m.unit.zh,
            m.definition.zh,
            m.source,
            m.basis,
            "；".join(caveat.zh.rstrip("。") for caveat in m.caveats),
        )
        for m in metrics.values()
    ]
    return _table("metrics", TEXTS["sheet.metrics"], columns, rows)


def _table(ident: str, name: Text, columns: tuple[ExportColumn, ...], rows: list[tuple[Any, ...]]) -> ExportTable:
    arrays = [pa.array([row[place] for row in rows], ARROW[column.kind]) for place, column in enumerate(columns)]
    return ExportTable(ident, name, columns, pa.table(arrays, names=[column.id for column in columns]))
