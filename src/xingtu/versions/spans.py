"""Which positions of a package does an advisory touch? OSV's evaluation algorithm, done once at import.

Source: OSV schema 1.7.5, "affected[].ranges[].events fields", with one thing it leaves open settled: at equal versions
``introduced`` comes before ``fixed`` and ``last_affected`` (RUSTSEC-2024-0399 says introduced and fixed at 0.23.0, and means nothing).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from xingtu.versions.ranks import OPEN, Boundaries

NO_LIMIT = "*"


@dataclass(frozen=True, slots=True)
class Spans:
    """Half-open spans of positions, sorted, not overlapping. ``unevaluable``: boundaries that are no versions."""

    spans: tuple[tuple[int, int], ...]
    unevaluable: tuple[str, ...]


def spans_of(boundaries: Boundaries, events: Sequence[tuple[str, str]]) -> Spans:
    """The spans of one range; events as (kind, version). A range with a boundary that is no version gives none, and says which.

    boundaries: must hold every version of the events
    """
    unplaceable = sorted({version for _, version in events if version in boundaries.unplaceable})
    if unplaceable:
        return Spans((), tuple(unplaceable))
    placed = sorted((_place(boundaries, kind, version), kind != "introduced") for kind, version in events if kind != "limit")
    found: list[tuple[int, int]] = []
    begin: int | None = None
    for place, ends in placed:
        if not ends:
            begin = place if begin is None else begin
        elif begin is not None:
            found.append((begin, place))
            begin = None
    if begin is not None:
        found.append((begin, OPEN))
    limits = [version for kind, version in events if kind == "limit"]
    cap = OPEN if not limits or NO_LIMIT in limits else max(_place(boundaries, "fixed", version) for version in limits)
    return Spans(tuple((begin, min(end, cap)) for begin, end in found if begin < min(end, cap)), ())


def _place(boundaries: Boundaries, kind: str, version: str) -> int:
    """The first position that a boundary lets in, or no longer lets in."""
    if kind == "introduced":
        place = boundaries.introduced(version)
    else:
        place = boundaries.last_affected(version) if kind == "last_affected" else boundaries.fixed(version)
    if place is None:
        raise ValueError(version)
    return place


def united(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same positions in the fewest spans."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return tuple(found)
