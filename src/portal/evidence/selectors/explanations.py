"""What of a subject's work was counted in a run, what was not, and why? Read from the run's own files when somebody asks.

Only the subject's rows leave the Parquet files; the sums and sentences are the engine's (``xingtu.decide.explain``).
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
from django.core.cache import caches

from portal.errors import PortalError
from portal.evidence.home import home
from portal.evidence.models import Run
from xingtu.decide.explain import Explanation, explain

KEEP_SECONDS = 24 * 3600
LARGEST_KEPT = 5_000
"""Commits of an explanation that is kept in memory; larger ones are read again."""


@dataclass(frozen=True, slots=True)
class Of:
    """Whose work. Both: a person's work for one organisation, which is all that organisation may see."""

    person: str = ""
    organisation: str = ""

    @property
    def subject(self) -> str:
        """Who is explained."""
        return self.person or self.organisation


def tables_folder(run: Run) -> Path:
    """Where the run's Parquet files lie.

    Raises:
        PortalError: they are not on this machine.
    """
    folder = home() / "runs" / run.run_id / "tables"
    if not folder.is_dir():
        raise PortalError(f"运行 {run.short} 的文件不在本机；请告知维护者从备份恢复后再看明细")
    return folder


def explanation_of(run: Run, of: Of, repository: str = "") -> Explanation:
    """The subject's explanation, over all repositories or in one."""
    key = f"explanation:{run.run_id}:{of.person}:{of.organisation}:{repository}".replace(" ", "_")
    kept: Explanation | None = caches["pieces"].get(key)
    if kept is None:
        kept = explain(of.subject, _tables(run, of, repository))
        if sum(len(one.counted) for one in kept.repositories) <= LARGEST_KEPT:
            caches["pieces"].set(key, kept, KEEP_SECONDS)
    return kept


def _tables(run: Run, of: Of, repository: str) -> dict[str, pa.Table]:
    folder = tables_folder(run)
    conditions = {"person": of.person, "organisation": of.organisation, "repository": repository}
    given = {column: value for column, value in conditions.items() if value}
    where = " AND ".join(f"{column} = ?" for column in given) or "true"
    with duckdb.connect() as database:
        database.execute("SET threads = 1")

        def read(query: str, *parameters: str) -> pa.Table:
            return database.sql(query, params=list(parameters)).to_arrow_table()

        file = {name: str(folder / f"{name}.parquet") for name in ("authorship", "changes", "line_credit", "people")}
        # the columns are this file's own names, every value is a parameter
        authorship = read(f"SELECT * FROM read_parquet(?) WHERE {where}", file["authorship"], *given.values())  # noqa: S608
        database.register("mine", authorship)
        within = "SELECT t.* FROM read_parquet(?) t SEMI JOIN (SELECT DISTINCT repository, commit FROM mine) m USING (repository, commit)"
        return {
            "authorship": authorship,
            "changes": read(within, file["changes"]),
            "line_credit": read(within, file["line_credit"]),
            "people": read("SELECT * FROM read_parquet(?) WHERE person = ?", file["people"], of.subject),
        }
