"""What does a run say of repositories, a body or a person up to one day: first and last work, people, months, changes of a year?

Read from the run's own files when a form is begun. Only counted changes count; bots and AI agents are nobody's contributors. When a
repository began and last moved is said by every commit, counted or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

import duckdb
from django.core.cache import caches
from django.utils import timezone

from portal.evidence.models import Run
from portal.evidence.selectors.explanations import tables_folder

MICROSECONDS = 1_000_000
WHOLE = 1_000_000
YEAR = timedelta(days=365)
KEEP_SECONDS = 6 * 3600


@dataclass(frozen=True, slots=True)
class Activity:
    """Until and with one day; ``_year`` means the 365 days that end with it. A date is None when nothing landed."""

    first_on: date | None
    latest_on: date | None
    people: int
    people_year: int
    organisations_year: int
    repositories_year: int
    changes_year: int
    """Whole changes: shares of co-authors are added and cut."""
    months_year: int


def activity_of(run: Run, on: date, *, repositories: Sequence[str] = (), person: str = "", organisation: str = "") -> Activity:
    """The work in some repositories, of a person or for an organisation; a run never changes, so it is read once a day.

    Raises:
        PortalError: the run's files are not on this machine.
    """
    of = sha256("\n".join([person, organisation, *repositories]).encode()).hexdigest()
    key = f"activity:{run.run_id}:{on.isoformat()}:{of}"
    kept: Activity | None = caches["pieces"].get(key)
    if kept is None:
        kept = _read(run, on, repositories=repositories, person=person, organisation=organisation)
        caches["pieces"].set(key, kept, KEEP_SECONDS)
    return kept


def _read(run: Run, on: date, *, repositories: Sequence[str], person: str, organisation: str) -> Activity:
    folder = tables_folder(run)
    conditions, given = ["true"], []
    for condition, value in (
        ("list_contains(?, a.repository)", list(repositories)),
        ("a.person = ?", person),
        ("a.organisation = ?", organisation),
    ):
        if value:
            conditions.append(condition)
            given.append(value)
    query = f"""
        WITH work AS (
            SELECT a.repository, a.person, a.organisation, a.actor, a.share, epoch_us(c.landed_at) landed, c.counted,
                   strftime(timezone(?, c.landed_at), '%Y-%m') AS month
            FROM read_parquet(?) a JOIN read_parquet(?) c USING (repository, commit)
            WHERE epoch_us(c.landed_at) < ? AND {" AND ".join(conditions)}
        )
        SELECT min(landed) FILTER (counted OR $every) AS first, max(landed) FILTER (counted OR $every) AS latest,
               count(DISTINCT person) FILTER (actor = 'person' AND counted) AS people,
               count(DISTINCT person) FILTER (actor = 'person' AND $year) AS people_year,
               count(DISTINCT organisation) FILTER (organisation <> '(Unknown)' AND $year) AS organisations_year,
               count(DISTINCT repository) FILTER ($year) AS repositories_year,
               (coalesce(sum(share) FILTER ($year), 0) // {WHOLE})::BIGINT AS changes_year,
               count(DISTINCT month) FILTER ($year) AS months_year
        FROM work
    """  # noqa: S608 - own names; every value is a parameter
    after = _instant(on + timedelta(days=1))
    since = after - int(YEAR.total_seconds()) * MICROSECONDS
    query = query.replace("$year", f"counted AND landed >= {since}").replace("$every", "true" if repositories else "false")
    zone = timezone.get_default_timezone_name()
    parameters = [zone, str(folder / "authorship.parquet"), str(folder / "changes.parquet"), after, *given]
    with duckdb.connect() as database:
        database.execute("SET threads = 1")
        row = database.execute(query, parameters).fetchall()[0]
    return _activity(row)


def _activity(row: Sequence[Any]) -> Activity:
    first, latest, *counts = row
    return Activity(_day(first), _day(latest), *(int(count) for count in counts))


def _instant(day: date) -> int:
    return int(datetime.combine(day, time(), timezone.get_default_timezone()).timestamp()) * MICROSECONDS


def _day(landed: int | None) -> date | None:
    return None if landed is None else datetime.fromtimestamp(landed / MICROSECONDS, timezone.get_default_timezone()).date()
