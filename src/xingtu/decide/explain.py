"""What of a person's or organisation's work was counted, what was not, and why, down to the single commit?

The answer adds up: gross lines of the window are the sum of all classes, in lines × millionths, exactly as the metrics count them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from xingtu.decide.reasons import reason_of, told
from xingtu.facts.line_credit import COMMIT_CLASSES, FILE_CLASSES, LINE_CLASSES

CREDITED = "credited"
CLASSES = (*COMMIT_CLASSES, *FILE_CLASSES, *LINE_CLASSES, CREDITED)
OUTSIDE, NOT_MEASURED = "outside", "not_measured"


@dataclass(frozen=True, slots=True)
class Lines:
    """Added and deleted lines; beside a share they are in lines × millionths."""

    added: int = 0
    deleted: int = 0

    def __add__(self, other: "Lines") -> "Lines":
        """Both together."""
        return Lines(self.added + other.added, self.deleted + other.deleted)

    def times(self, factor: int) -> "Lines":
        """Weighed by a share."""
        return Lines(self.added * factor, self.deleted * factor)


@dataclass(frozen=True, slots=True)
class ExplainedChange:
    """One commit. ``gross`` and ``credited`` are the commit's own lines, before ``share`` (millionths); None: unknown, never 0."""

    repository: str
    commit: str
    landed_at: datetime | None
    share: int
    gross: Lines | None
    credited: Lines | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Commits that do not count for one reason; the sentences hold for the group, ``sentences_of`` for one commit of it."""

    reason_class: str
    name: str
    name_en: str
    changes: tuple[ExplainedChange, ...]

    def sentences_of(self, change: ExplainedChange) -> tuple[str, str]:
        """Why this commit is not counted, in Chinese and English."""
        return told(self.reason_class, change.evidence)


@dataclass(frozen=True, slots=True)
class RepositoryExplanation:
    """One repository. ``lines_by_class`` holds every class with lines, in order of precedence, in lines × millionths."""

    repository: str
    counted: tuple[ExplainedChange, ...]
    not_counted: tuple[NotCounted, ...]
    gross: Lines
    lines_by_class: Mapping[str, Lines]
    unmeasured: int
    """Changes of the window whose lines are unknown."""

    @property
    def counted_share(self) -> int:
        """Merged changes, in millionths: what the metric merged_changes says for this subject here."""
        return sum(change.share for change in self.counted)


@dataclass(frozen=True, slots=True)
class Explanation:
    """All a subject may read about itself, repository by repository."""

    subject: str
    name: str
    repositories: tuple[RepositoryExplanation, ...]

    @property
    def gross(self) -> Lines:
        """In lines × millionths."""
        return sum((repository.gross for repository in self.repositories), Lines())

    @property
    def credited(self) -> Lines:
        """In lines × millionths."""
        return sum((repository.lines_by_class.get(CREDITED, Lines()) for repository in self.repositories), Lines())

    @property
    def counted_share(self) -> int:
        """Merged changes, in millionths."""
        return sum(repository.counted_share for repository in self.repositories)


@dataclass(slots=True)
class _Sums:
    """Lines of one commit while they are added up."""

    gross: Lines = Lines()
    by_class: dict[str, Lines] = field(default_factory=dict)

    def add(self, line_class: str, lines: Lines) -> None:
        if lines != Lines():
            self.by_class[line_class] = self.by_class.get(line_class, Lines()) + lines


def explain(subject: str, tables: Mapping[str, pa.Table]) -> Explanation:
    """Explain a person or an organisation of a run.

    tables: changes, line_credit, authorship, people. A subject without any commit gets an explanation without repositories.
    """
    shares = _shares(subject, tables["authorship"])
    commits = pa.array(sorted({commit for _, commit in shares}), type=pa.string())
    sums = _sums_by_commit(_rows(tables["line_credit"], commits), shares)
    by_repository: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(tables["changes"], commits):
        if (row["repository"], row["commit"]) in shares:
            by_repository[row["repository"]].append(row)
    return Explanation(
        subject=subject,
        name=_name(subject, tables["people"]),
        repositories=tuple(_repository(name, rows, shares, sums) for name, rows in sorted(by_repository.items())),
    )


def _repository(
    name: str, rows: list[dict[str, Any]], shares: Mapping[tuple[str, str], int], sums: Mapping[tuple[str, str], _Sums]
) -> RepositoryExplanation:
    counted: list[ExplainedChange] = []
    groups: dict[tuple[str, str, str], list[ExplainedChange]] = defaultdict(list)
    total = _Sums()
    for row in sorted(rows, key=_landing_order):
        key = (name, row["commit"])
        lines = sums.get(key, _Sums()) if row["measured"] else None
        change = _change(row, shares[key], lines)
        if row["period"] != "inside":
            groups[_group(OUTSIDE, None)].append(change)
            continue
        if lines:
            total.gross += lines.gross.times(change.share)
            for line_class, part in lines.by_class.items():
                total.add(line_class, part.times(change.share))
        if row["counted"]:
            counted.append(change)
        else:
            groups[_group(row["taken_by"] or ("not_counted" if row["measured"] else NOT_MEASURED), row["reason"])].append(change)
    return RepositoryExplanation(
        repository=name,
        counted=tuple(counted),
        not_counted=tuple(NotCounted(*group, tuple(changes)) for group, changes in sorted(groups.items(), key=_group_order)),
        gross=total.gross,
        lines_by_class={line_class: total.by_class[line_class] for line_class in CLASSES if line_class in total.by_class},
        unmeasured=sum(row["period"] == "inside" and not row["measured"] for row in rows),
    )


def _change(row: Mapping[str, Any], share: int, lines: _Sums | None) -> ExplainedChange:
    return ExplainedChange(
        repository=row["repository"],
        commit=row["commit"],
        landed_at=row["landed_at"],
        share=share,
        gross=lines.gross if lines else None,
        credited=lines.by_class.get(CREDITED, Lines()) if lines else None,
        evidence=row["reason"],
    )


def _group(line_class: str, evidence: str | None) -> tuple[str, str, str]:
    reason, _ = reason_of(line_class, evidence)
    return line_class, reason.name, reason.name_en


def _group_order(item: tuple[tuple[str, str, str], list[ExplainedChange]]) -> tuple[int, str]:
    line_class, name, _ = item[0]
    order = (*COMMIT_CLASSES, "not_counted", NOT_MEASURED, OUTSIDE)
    return order.index(line_class) if line_class in order else len(order), name


def _landing_order(row: Mapping[str, Any]) -> tuple[bool, int, str]:
    return row["position"] is None, row["position"] or 0, row["commit"]


def _shares(subject: str, authorship: pa.Table) -> dict[tuple[str, str], int]:
    """(repository, commit) -> the subject's part of it, in millionths; several rows of one commit add up."""
    mine = authorship.filter(pc.or_(pc.equal(authorship["person"], subject), pc.equal(authorship["organisation"], subject)))
    shares: dict[tuple[str, str], int] = defaultdict(int)
    for row in mine.select(["repository", "commit", "share"]).to_pylist():
        shares[row["repository"], row["commit"]] += row["share"]
    return dict(shares)


def _rows(table: pa.Table, commits: pa.Array) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.filter(pc.is_in(table["commit"], value_set=commits)).to_pylist()
    return rows


def _sums_by_commit(rows: Iterable[Mapping[str, Any]], wanted: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], _Sums]:
    sums: dict[tuple[str, str], _Sums] = defaultdict(_Sums)
    for row in rows:
        key = (row["repository"], row["commit"])
        if key not in wanted:
            continue
        gross = Lines(row["added"], row["deleted"])
        sums[key].gross += gross
        if row["taken_by"]:
            sums[key].add(row["taken_by"], gross)
            continue
        for part in (*LINE_CLASSES, CREDITED):
            sums[key].add(part, Lines(row[f"{part}_added"], row[f"{part}_deleted"]))
    return dict(sums)


def _name(subject: str, people: pa.Table) -> str:
    names: list[str] = people.filter(pc.equal(people["person"], subject))["name"].to_pylist()
    return names[0] if names else subject
