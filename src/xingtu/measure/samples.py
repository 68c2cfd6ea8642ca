"""How does a worked example say only what matters in its rows?

Builders for the rows metrics are shown on: everything an example does not name has the most ordinary value.
"""

from datetime import UTC, date, datetime

from xingtu.facts.authorship import WHOLE, Authorship
from xingtu.facts.changes import Change
from xingtu.facts.line_credit import LineCredit

SOME_DAY = datetime(2025, 3, 1, 4, tzinfo=UTC)


def change(
    repository: str,
    commit: str,
    *,
    period: str = "inside",
    taken_by: str | None = None,
    landed_at: datetime | None = SOME_DAY,
    bulk: bool = False,
    self_merged: bool | None = None,
    measured: bool = True,
) -> Change:
    """A change that counts, unless a class takes it."""
    return Change(repository, commit, landed_at, 0, period, taken_by is None, taken_by, taken_by, bulk, self_merged, measured)


def author(
    repository: str,
    commit: str,
    person: str,
    organisation: str = "tianqi",
    *,
    share: int = WHOLE,
    role: str = "author",
    actor: str = "person",
) -> Authorship:
    """The whole commit is theirs, unless a share is given."""
    return Authorship(repository, commit, person, organisation, share, role, actor, False, date(2025, 3, 1))  # noqa: FBT003 - positional like the row's other columns


def lines(
    repository: str,
    commit: str,
    added: int,
    deleted: int = 0,
    *,
    number: int = 0,
    area: str = "src",
    taken_by: str | None = None,
    whitespace: int = 0,
    moved: int = 0,
) -> LineCredit:
    """A changed file; ``whitespace`` and ``moved`` are parts of both added and deleted."""
    parts = (whitespace, whitespace, moved, moved)
    credited = (0, 0) if taken_by else (added - whitespace - moved, max(deleted - whitespace - moved, 0))
    return LineCredit(repository, commit, number, area, taken_by, taken_by, added, deleted, *parts, *credited)


def landed_on(year: int, month: int, day: int, hour: int = 4) -> datetime:
    """An instant (UTC); hour 4 is noon on the office's calendar."""
    return datetime(year, month, day, hour, tzinfo=UTC)
