"""What does a digest hold? Facts of one owner, grouped by flaw and then by project, each once; the rest of a long list is a number.

Pure: no clock, no database. What is told at once, and what waits for the day's digest, is decided here as well.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

NEW, CLOSED, SEVERITY, KEV, EPSS, RETRACTED, MALICIOUS, FIRST_LOOK = KINDS = (
    "new", "closed", "severity", "kev", "epss", "retracted", "malicious", "first_look",
)  # fmt: skip
ENDED = frozenset({CLOSED, RETRACTED})
LEVELS = ("critical", "high", "medium", "low", "none", "")


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to one project; unknown texts are empty."""

    at: str
    kind: str
    revision: str
    project: str
    record: str
    name: str
    ecosystem: str
    package: str
    group: str
    ids: tuple[str, ...] = ()
    level: str = ""
    malicious: bool = False
    exploited: bool = False
    """In KEV."""
    runtime: bool = True
    summary: str = ""
    fixed: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    cause: str = ""
    finding: int = 0
    counts: tuple[tuple[str, int], ...] = ()
    """Of a first look alone: level → how many."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is kept of a digest, for ever as it was told."""

    counts: tuple[tuple[str, int], ...]
    """Kind → how many facts, all of them, shown or not."""
    groups: tuple[dict[str, Any], ...]
    ended: tuple[dict[str, Any], ...]
    first_looks: tuple[dict[str, Any], ...]
    more: int
    """Facts that are counted and not listed."""


def key_of(one: Happened) -> str:
    """By what happened and when, not by where it is written down."""
    said = (one.kind, one.project, one.ecosystem, one.package, one.group, one.before, one.after, one.cause, one.revision, one.at)
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def is_urgent(one: Happened) -> bool:
    """A malicious package, a flaw known to be exploited, or one newly critical where the project runs."""
    if one.kind in ENDED or one.kind in {FIRST_LOOK, EPSS}:
        return False
    if one.malicious or one.kind in {MALICIOUS, KEV}:
        return True
    worst = one.after if one.kind == SEVERITY else one.level
    return (one.kind == NEW and one.exploited) or (worst == "critical" and one.runtime)


def first_looks(happened: Iterable[Happened]) -> list[Happened]:
    """What was there already when a project was looked at for the first time is one fact a project."""
    together: dict[tuple[str, str], list[Happened]] = defaultdict(list)
    for one in happened:
        if one.kind not in ENDED:
            together[one.project, one.at].append(one)
    return [
        Happened(
            at=at,
            kind=FIRST_LOOK,
            revision=many[0].revision,
            project=project,
            record=many[0].record,
            name=many[0].name,
            ecosystem="",
            package="",
            group="",
            counts=tuple((level, n) for level in LEVELS if (n := sum(one.level == level for one in many))),
        )
        for (project, at), many in sorted(together.items())
    ]


def compose(happened: Sequence[Happened], *, most_lines: int) -> Content:
    """Gather them; the worst stand first, what ended stands after, and what no longer fits is counted."""
    looks = [one for one in happened if one.kind == FIRST_LOOK]
    begun = sorted((one for one in happened if one.kind not in ENDED and one.kind != FIRST_LOOK), key=_order)
    ended = sorted((one for one in happened if one.kind in ENDED), key=_order)
    room = most_lines
    shown: list[list[Happened]] = []
    for rows in (looks, begun, ended):
        shown.append(list(rows[:room]))
        room -= len(shown[-1])
    counted = Counter(one.kind for one in happened)
    return Content(
        counts=tuple((kind, counted[kind]) for kind in KINDS if counted[kind]),
        groups=tuple(_grouped(shown[1])),
        ended=tuple(_grouped(shown[2])),
        first_looks=tuple({"name": one.name, "record": one.record, "counts": [list(pair) for pair in one.counts]} for one in shown[0]),
        more=len(happened) - sum(map(len, shown)),
    )


def plain(content: Content) -> dict[str, Any]:
    """As JSON keeps it."""
    return asdict(content)


def _order(one: Happened) -> tuple[object, ...]:
    worst = one.after if one.kind == SEVERITY and one.after else one.level
    rank = LEVELS.index(worst) if worst in LEVELS else len(LEVELS)
    return (not (one.malicious or one.kind == MALICIOUS), not (one.exploited or one.kind == KEV), rank, one.group, one.name, one.package)


def _grouped(rows: Iterable[Happened]) -> list[dict[str, Any]]:
    """In the order in which each flaw comes first."""
    groups: dict[str, list[Happened]] = {}
    for one in rows:
        groups.setdefault(one.group, []).append(one)
    return [
        {
            "group": group,
            "ids": sorted({ident for one in many for ident in one.ids} - {group}),
            "level": many[0].level,
            "malicious": any(one.malicious or one.kind == MALICIOUS for one in many),
            "exploited": any(one.exploited or one.kind == KEV for one in many),
            "summary": next((one.summary for one in many if one.summary), ""),
            "lines": [_line(one) for one in many],
        }
        for group, many in groups.items()
    ]


def _line(one: Happened) -> Mapping[str, object]:
    return {
        "kind": one.kind, "name": one.name, "record": one.record, "ecosystem": one.ecosystem, "package": one.package,
        "before": one.before, "after": one.after, "cause": one.cause, "fixed": list(one.fixed), "finding": one.finding, "at": one.at,
    }  # fmt: skip
