"""Which commits does a number rest on? A page of them, each with what was counted, what was not and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import duckdb
from django.core.paginator import Page, Paginator
from django.utils import timezone

from portal.evidence.models import Run
from portal.evidence.selectors.explanations import tables_folder
from xingtu.decide.reasons import told

PAGE = 50
MICROSECONDS = 1_000_000
COUNTED, NOT_COUNTED = "counted", "not_counted"
INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which commits. Months are ``2025-01``, on the office's calendar; ``line_class`` takes commits with lines of that class."""

    repositories: Sequence[str] = ()
    person: str = ""
    organisation: str = ""
    month: str = ""
    state: str = ""
    """counted, not_counted, or empty for all of the window."""
    line_class: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class CommitLine:
    """One commit of the window; lines are the whole commit's, None when its diff was not read."""

    repository: str
    commit: str
    landed_on: date | None
    counted: bool
    reason_class: str
    reason: tuple[str, str]
    """Chinese and English."""
    gross: int | None
    credited: int | None
    people: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def short(self) -> str:
        """As people write it."""
        return self.commit[:10]


class _Commits(Sequence[CommitLine]):
    """What Django's paginator asks for: a length and a slice; nothing else is read."""

    def __init__(self, run: Run, wanted: Wanted) -> None:
        self.run = run
        self.folder = tables_folder(run)
        self.zone = timezone.get_default_timezone()
        self.where, self.parameters = self._conditions(wanted)
        self.urls = dict(run.repositories.values_list("repository", "url"))

    def __len__(self) -> int:
        with duckdb.connect() as database:
            database.execute("SET threads = 1")
            rows = database.execute(f"SELECT count(*) FROM read_parquet(?) c WHERE {self.where}", self._with(self.parameters)).fetchall()  # noqa: S608 - own names
        return int(rows[0][0])

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - a slice or an index, as Sequence has it
        start, stop, _step = place.indices(10**9) if isinstance(place, slice) else (place, place + 1, 1)
        lines = self._read(start, stop - start)
        return lines if isinstance(place, slice) else lines[0]

    def _read(self, start: int, count: int) -> list[CommitLine]:
        query = f"""
            WITH shown AS (
                SELECT repository, commit, epoch_us(landed_at) landed, counted, taken_by, reason, measured, position, period
                FROM read_parquet(?) c
                WHERE {self.where} ORDER BY landed DESC NULLS LAST, repository, position DESC, commit LIMIT ? OFFSET ?
            ),
            lines AS (
                SELECT repository, commit, sum(added)::BIGINT gross, sum(credited_added)::BIGINT credited
                FROM read_parquet(?) SEMI JOIN shown USING (repository, commit) GROUP BY ALL
            ),
            authors AS (
                SELECT repository, commit, list(DISTINCT person ORDER BY person) people
                FROM read_parquet(?) SEMI JOIN shown USING (repository, commit) GROUP BY ALL
            )
            SELECT shown.*, lines.gross, lines.credited, authors.people FROM shown
            LEFT JOIN lines USING (repository, commit) LEFT JOIN authors USING (repository, commit)
            ORDER BY landed DESC NULLS LAST, repository, position DESC, commit
        """  # noqa: S608 - own names
        given = [*self._with(self.parameters), count, start, self._file("line_credit"), self._file("authorship")]
        with duckdb.connect() as database:
            database.execute("SET threads = 1")
            answer = database.execute(query, given)
            names = [column[0] for column in answer.description]
            return [self._line(dict(zip(names, row, strict=True))) for row in answer.fetchall()]

    def _line(self, row: dict[str, Any]) -> CommitLine:
        inside = row["period"] == INSIDE
        taken = row["taken_by"] or ("not_counted" if row["measured"] else "not_measured")
        reason_class = "outside" if not inside else "credited" if row["counted"] else taken
        url = self.urls.get(row["repository"], "").removesuffix(".git")
        return CommitLine(
            repository=row["repository"],
            commit=row["commit"],
            landed_on=None if row["landed"] is None else datetime.fromtimestamp(row["landed"] / MICROSECONDS, self.zone).date(),
            counted=inside and row["counted"],
            reason_class=reason_class,
            reason=told(reason_class, row["reason"]),
            gross=(row["gross"] or 0) if row["measured"] else None,
            credited=0 if not inside else (row["credited"] or 0) if row["measured"] else None,
            people=row["people"] or [],
            url=f"{url}/commit/{row['commit']}" if url else "",
        )

    def _conditions(self, wanted: Wanted) -> tuple[str, list[Any]]:
        conditions = [f"period = '{INSIDE}'"]
        parameters: list[Any] = []
        if wanted.repositories:
            conditions.append("list_contains(?, repository)")
            parameters.append(list(wanted.repositories))
        if wanted.state:
            conditions.append("counted" if wanted.state == COUNTED else "NOT counted")
        if wanted.month:
            conditions.append("epoch_us(landed_at) >= ? AND epoch_us(landed_at) < ?")
            parameters += self._month(wanted.month)
        owners = {"person": wanted.person, "organisation": wanted.organisation}
        if any(owners.values()):
            given = [column for column, value in owners.items() if value]
            within = " AND ".join(f"{column} = ?" for column in given)
            conditions.append(f"(repository, commit) IN (SELECT (repository, commit) FROM read_parquet(?) WHERE {within})")  # noqa: S608
            parameters += [self._file("authorship"), *(owners[column] for column in given)]
        for column, value in (("taken_by", wanted.line_class), ("area", wanted.area)):
            if value in {"whitespace", "moved"}:
                conditions.append(f"(repository, commit) IN (SELECT (repository, commit) FROM read_parquet(?) WHERE {value}_added > 0)")  # noqa: S608
                parameters.append(self._file("line_credit"))
            elif value:
                conditions.append(f"(repository, commit) IN (SELECT (repository, commit) FROM read_parquet(?) WHERE {column} = ?)")  # noqa: S608
                parameters += [self._file("line_credit"), value]
        return " AND ".join(conditions), parameters

    def _month(self, month: str) -> list[int]:
        """First instant of a month and of the next, on the office's calendar; a text that is no month contains nothing."""
        try:
            first = datetime.strptime(month, "%Y-%m").replace(tzinfo=self.zone)
        except ValueError:
            return [0, 0]
        after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        return [int(instant.timestamp()) * MICROSECONDS for instant in (first, after)]

    def _with(self, parameters: Sequence[Any]) -> list[Any]:
        return [self._file("changes"), *parameters]

    def _file(self, table: str) -> str:
        return str(self.folder / f"{table}.parquet")


def commits_page(run: Run, wanted: Wanted, number: object = 1) -> Page[CommitLine]:
    """One page of the commits wanted, newest first."""
    return Paginator(_Commits(run, wanted), PAGE).get_page(str(number))


def commit_line(run: Run, repository: str, commit: str) -> CommitLine | None:
    """One commit, within the window or not; None when the run does not have it."""
    commits = _Commits(run, Wanted())
    commits.where, commits.parameters = "repository = ? AND commit = ?", [repository, commit]
    return next(iter(commits[:1]), None)
