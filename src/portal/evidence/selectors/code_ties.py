"""Which work of a run ties experts to the parties of applications? Six questions to the run's own files, whatever the number of people."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa
from django.utils import timezone

from portal.evidence.models import Run
from portal.evidence.selectors.explanations import tables_folder
from xingtu.decide.ties import Lead, Stay, Together, Work
from xingtu.facts.authorship import UNKNOWN_ORGANISATION

REVIEWS = ("reviewed-by", "acked-by", "tested-by", "approved-by", "signed-off-by")
"""A sign-off by somebody else than the author passed the change on, which is more than a review."""
COMMITS_SHOWN = 5
MICROSECONDS = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# a commit that stands in forks and mirrors too is told once, where it was registered first, and in the applications' own repositories
ONCE = """
    QUALIFY repository IN (SELECT who FROM own_repositories)
        OR repository = min_by(repository, rank) OVER (PARTITION BY commit)
"""
MINE = f"""
    CREATE TEMP TABLE mine AS
    SELECT a.repository, a.commit, a.person, a.organisation, epoch_us(c.landed_at) landed
    FROM read_parquet($authorship) a SEMI JOIN experts e ON a.person = e.who JOIN read_parquet($changes) c USING (repository, commit)
    JOIN read_parquet($repositories) r USING (repository) {ONCE}
"""  # noqa: S608 - own names
# two joins and a UNION: one join with OR would compare every row with every party
THEIRS = f"""
    CREATE TEMP TABLE theirs AS
    SELECT a.repository, a.commit, a.who, a.person, epoch_us(c.landed_at) landed
    FROM (
        SELECT a.repository, a.commit, a.person, p.who FROM read_parquet($authorship) a JOIN parties p ON a.person = p.who
        UNION SELECT a.repository, a.commit, a.person, p.who FROM read_parquet($authorship) a JOIN parties p ON a.organisation = p.who
    ) a
    SEMI JOIN (SELECT repository FROM mine UNION SELECT repository FROM reviewed r SEMI JOIN experts e ON r.who = e.who) USING (repository)
    JOIN read_parquet($changes) c USING (repository, commit)
    JOIN read_parquet($repositories) r USING (repository)
    WHERE (landed_at IS NULL OR (epoch_us(c.landed_at) >= $since AND epoch_us(c.landed_at) < $until)) {ONCE}
"""  # noqa: S608 - own names
REVIEWED = f"""
    CREATE TEMP TABLE reviewed AS
    SELECT t.repository, t.commit, t.who, t.person, epoch_us(c.landed_at) landed
    FROM (
        SELECT t.repository, t.commit, t.person, p.who FROM read_parquet($trailers) t JOIN everybody p ON t.person = p.who
        WHERE NOT t.own AND list_contains($kinds, t.kind)
        UNION SELECT t.repository, t.commit, t.person, p.who FROM read_parquet($trailers) t JOIN parties p ON t.organisation = p.who
        WHERE NOT t.own AND list_contains($kinds, t.kind)
    ) t
    JOIN read_parquet($changes) c USING (repository, commit)
    JOIN read_parquet($repositories) r USING (repository)
    WHERE (landed_at IS NULL OR (epoch_us(c.landed_at) >= $since AND epoch_us(c.landed_at) < $until)) {ONCE}
"""  # noqa: S608 - own names
INSIDE = "(landed IS NULL OR (landed >= $since AND landed < $until))"
SHOWN = "count(DISTINCT commit) n, min(landed) first, max(landed) last, list_sort(list_distinct(min(commit, 10)))[:5] commits"


@dataclass(frozen=True, slots=True)
class CodeTies:
    """What the run says of these people; ``commits``: expert → (commits, repositories) over all history."""

    work: list[Work]
    together: list[Together]
    leads: list[Lead]
    stays: list[Stay]
    contributors: dict[str, int]
    commits: dict[str, tuple[int, int]]


def code_ties(
    run: Run, *, experts: Collection[str], people: Collection[str], organisations: Collection[str], repositories: Collection[str],
    since: date, on: date,
) -> CodeTies:  # fmt: skip
    """Ties in [since, on], days of the office's calendar; a commit whose day no calendar holds counts as inside: unknown is not none."""
    folder = tables_folder(run)
    file = {name: str(folder / f"{name}.parquet") for name in ("authorship", "changes", "trailer_credits", "repositories")}
    given = {
        "authorship": file["authorship"], "changes": file["changes"], "trailers": file["trailer_credits"],
        "repositories": file["repositories"], "kinds": list(REVIEWS),
        "since": _microseconds(since), "until": _microseconds(on + timedelta(days=1)),
    }  # fmt: skip
    with duckdb.connect() as database:
        database.execute("SET threads = 2")
        parties = {*people, *organisations} - {UNKNOWN_ORGANISATION}
        for name, idents in (
            ("experts", experts),
            ("parties", parties),
            ("everybody", {*experts, *parties}),
            ("own_repositories", repositories),
        ):
            database.register(name, pa.table({"who": pa.array(sorted(idents), pa.string())}))
        asked = Asked(database, given)
        for made in (MINE, REVIEWED, THEIRS):
            asked.of(made)
        return CodeTies(_work(asked), _together(asked), _leads(asked), _stays(asked), _contributors(asked), _commits(asked))


@dataclass(frozen=True, slots=True)
class Asked:
    """A database in which the questions are put, with their parameters."""

    database: duckdb.DuckDBPyConnection
    given: dict[str, Any]

    def of(self, query: str) -> list[dict[str, Any]]:
        """Rows by column name; only the parameters that the query names are handed over."""
        named = {name: value for name, value in self.given.items() if f"${name}" in query}
        answer = self.database.execute(query, named)
        columns = [column[0] for column in answer.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]


def _work(asked: Asked) -> list[Work]:
    changes = asked.of(f"SELECT person who, repository, {SHOWN} FROM mine WHERE {INSIDE} GROUP BY ALL")  # noqa: S608 - own names
    # of the other side nothing but how often and when is told
    changes += asked.of("""
        SELECT who, repository, count(DISTINCT commit) n, min(landed) first, max(landed) last, [] commits
        FROM theirs ANTI JOIN experts e USING (who) GROUP BY ALL
    """)
    reviews = asked.of(f"SELECT who, repository, {SHOWN} FROM reviewed GROUP BY ALL")  # noqa: S608 - own names
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, rows in (("changes", changes), ("reviews", reviews)):
        for row in rows:
            found.setdefault((row["who"], row["repository"]), {})[kind] = row
    made = []
    for (who, repository), parts in sorted(found.items()):
        rows = list(parts.values())
        counts = {kind: parts[kind]["n"] if kind in parts else 0 for kind in ("changes", "reviews")}
        commits = tuple(commit for row in rows for commit in row["commits"])[:COMMITS_SHOWN]
        made.append(Work(who, repository, **counts, first_on=_first(rows), last_on=_last(rows), commits=commits))
    return made


def _together(asked: Asked) -> list[Together]:
    both = f"""
        SELECT m.person expert, t.who, m.repository, m.commit, m.landed FROM mine m JOIN theirs t USING (repository, commit)
        WHERE m.person <> t.person AND {INSIDE.replace("landed", "m.landed")}
    """  # noqa: S608 - own names
    reviews = f"""
        SELECT r.person expert, t.who, r.repository, r.commit, r.landed
        FROM reviewed r SEMI JOIN experts e ON r.who = e.who JOIN theirs t USING (repository, commit) WHERE r.person <> t.person
        UNION
        SELECT m.person, r.who, m.repository, m.commit, m.landed
        FROM mine m JOIN reviewed r USING (repository, commit) SEMI JOIN parties p ON r.who = p.who
        WHERE m.person <> r.person AND {INSIDE.replace("landed", "m.landed")}
    """  # noqa: S608 - own names
    made = []
    for ground, query in (("co_authored", both), ("shared_reviews", reviews)):
        rows = asked.of(f"SELECT expert, who, repository, {SHOWN} FROM ({query}) WHERE expert <> who GROUP BY ALL ORDER BY ALL")  # noqa: S608
        made += [
            Together(
                row["expert"], row["who"], row["repository"], ground, row["n"], _day(row["first"]), _day(row["last"]), tuple(row["commits"])
            )
            for row in rows
        ]
    return made


def _leads(asked: Asked) -> list[Lead]:
    rows = asked.of("""
        WITH counts AS (
            SELECT a.repository, a.person, count(DISTINCT a.commit) n
            FROM read_parquet($authorship) a SEMI JOIN own_repositories o ON a.repository = o.who WHERE a.actor = 'person' GROUP BY ALL
        ),
        placed AS (SELECT *, sum(n) OVER (PARTITION BY repository) whole, max(n) OVER (PARTITION BY repository) most FROM counts)
        SELECT p.person, p.repository, p.n, p.whole::BIGINT AS whole, p.most, max(m.landed) last
        FROM placed p SEMI JOIN experts e ON p.person = e.who LEFT JOIN mine m ON m.person = p.person AND m.repository = p.repository
        GROUP BY ALL ORDER BY ALL
    """)
    return [
        Lead(row["person"], row["repository"], row["n"], row["n"] * 100 // row["whole"], row["n"] == row["most"], _day(row["last"]))
        for row in rows
    ]


def _stays(asked: Asked) -> list[Stay]:
    """Commits that the run counts for an organisation: the affiliation it resolved, whatever was declared."""
    rows = asked.of(f"""
        SELECT person, organisation, {SHOWN} FROM mine SEMI JOIN parties ON organisation = who WHERE {INSIDE} GROUP BY ALL ORDER BY ALL
    """)  # noqa: S608 - own names
    return [
        Stay(row["person"], row["organisation"], _day(row["first"]), _after(row["last"]), "commits", tuple(row["commits"]), row["n"])
        for row in rows
    ]


def _contributors(asked: Asked) -> dict[str, int]:
    rows = asked.of("""
        SELECT repository, count(DISTINCT person) n FROM read_parquet($authorship)
        WHERE actor = 'person' AND repository IN (SELECT repository FROM mine UNION SELECT repository FROM reviewed) GROUP BY ALL
    """)
    return {row["repository"]: row["n"] for row in rows}


def _commits(asked: Asked) -> dict[str, tuple[int, int]]:
    rows = asked.of("SELECT person, count(DISTINCT commit) n, count(DISTINCT repository) r FROM mine GROUP BY ALL")
    return {row["person"]: (row["n"], row["r"]) for row in rows}


def _microseconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone()).timestamp()) * MICROSECONDS


def _day(instant: int | None) -> date | None:
    if instant is None:
        return None
    return (EPOCH + timedelta(microseconds=instant)).astimezone(timezone.get_default_timezone()).date()


def _after(instant: int | None) -> date | None:
    last = _day(instant)
    return last + timedelta(days=1) if last else None


def _first(rows: Iterable[dict[str, Any]]) -> date | None:
    return _day(min((row["first"] for row in rows if row["first"] is not None), default=None))


def _last(rows: Iterable[dict[str, Any]]) -> date | None:
    return _day(max((row["last"] for row in rows if row["last"] is not None), default=None))
