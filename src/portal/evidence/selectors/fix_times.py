"""How long did the mending of known flaws take, group by group? From the commits git names, never from when somebody looked."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.evidence.models import RiskFinding
from xingtu.measure.exposure import Exposure, time_to_fix
from xingtu.risk.brought_in import ENDED_BY_A_COMMIT


@dataclass(frozen=True, slots=True)
class FixLine:
    """One group. Only what was mended is averaged; what is open or unknown is counted beside it."""

    key: str
    fixed: int
    open: int
    unknown: int
    mean_seconds: int | None
    median_seconds: int | None
    owners: int
    """How many different owners the mended ones come from."""


def fix_lines(rows: Iterable[RiskFinding], key: Callable[[RiskFinding], str], owner: Callable[[RiskFinding], str]) -> list[FixLine]:
    """Sorted by key."""
    found: list[tuple[str, Exposure]] = []
    seconds: dict[str, list[int]] = defaultdict(list)
    owners: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        one = _exposure(row)
        if one is None:
            continue
        found.append((key(row), one))
        if one.outcome == "fixed" and one.seconds is not None:
            seconds[key(row)].append(one.seconds)
            owners[key(row)].add(owner(row))
    return [
        FixLine(
            key=line.key,
            fixed=line.fixed,
            open=line.open,
            unknown=line.unknown,
            mean_seconds=sum(seconds[line.key]) // len(seconds[line.key]) if seconds[line.key] else None,
            median_seconds=line.median_seconds,
            owners=len(owners[line.key]),
        )
        for line in time_to_fix(found)
    ]


def _exposure(row: RiskFinding) -> Exposure | None:
    """None: it ended without a commit of the project, e.g. because the advisory was withdrawn."""
    if row.closed_at is not None and row.close_cause not in ENDED_BY_A_COMMIT:
        return None
    said = row.brought or {}
    return Exposure(
        ecosystem=row.ecosystem,
        package=row.package,
        group=row.group,
        versions=tuple(row.versions),
        published=row.published,
        commit=said.get("since_commit", ""),
        at=said.get("since_at", ""),
        path=said.get("path", ""),
        # mended although git was not asked, or does not know: the end is known, the length is not
        until_commit=said.get("until_commit", "") or ("?" if row.closed_at is not None else ""),
        until_at=said.get("until_at", ""),
        complete=bool(said.get("complete", False)),
    )
