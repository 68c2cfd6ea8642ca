"""In which order do the candidates of a track stand, and who is shown without a place?

Equal numbers share a place and the next place stays vacant (1, 1, 3), unless the track names further metrics to compare. The order
in which candidates arrive changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from xingtu.decide.case import Case
from xingtu.decide.rule import Judgement, Outcome, Rule
from xingtu.policy.track import Track

Standing = Literal["ranked", "excluded", "unresolved"]


@dataclass(frozen=True, slots=True)
class Row:
    """``reasons``: why there is no place; for a place, what remains to be said (a shared place)."""

    case: Case
    place: int | None
    value: int | None
    standing: Standing
    reasons: tuple[Judgement, ...]


def rank(cases: Iterable[Case], track: Track, rules: Mapping[str, Rule]) -> tuple[Row, ...]:
    """Every case once: the placed ones by place, then the unresolved, then the excluded, each by value and id.

    A case is unresolved when its number or a rule's answer is unknown; excluded when a rule fails (failure beats unknown).
    """
    placed: list[Row] = []
    unplaced: list[Row] = []
    for case in cases:
        row = _before_ranking(case, track, rules)
        (placed if row.standing == "ranked" else unplaced).append(row)
    return tuple(_with_places(placed, track)) + tuple(sorted(unplaced, key=_order_of_the_unplaced))


def _before_ranking(case: Case, track: Track, rules: Mapping[str, Rule]) -> Row:
    judgements = [rules[use.id].judge(case, use.parameters) for use in track.rules]
    value = case.values.get(track.metric)
    if value is None:
        judgements.append(
            Judgement(
                Outcome.UNKNOWN,
                f"{track.metric} 未能测得，不能排名。",
                f"{track.metric} was not measured; it cannot be ranked.",
                track.metric,
            )
        )
    failed = tuple(answer for answer in judgements if answer.outcome is Outcome.FAIL)
    unknown = tuple(answer for answer in judgements if answer.outcome is Outcome.UNKNOWN)
    standing: Standing = "excluded" if failed else "unresolved" if unknown else "ranked"
    return Row(case, None, value, standing, failed + unknown)


def _with_places(rows: list[Row], track: Track) -> list[Row]:
    comparable = _metrics_known_to_all_tied(rows, track.tie_break)
    strengths = [(tuple(-(row.case.values.get(metric) or 0) for metric in (track.metric, *comparable[row.value])), row) for row in rows]
    strengths.sort(key=lambda pair: (pair[0], pair[1].case.subject))
    places = list(range(1, len(strengths) + 1))
    for position in range(1, len(strengths)):
        if strengths[position][0] == strengths[position - 1][0]:
            places[position] = places[position - 1]
    holders = Counter(places)
    return [_placed(row, place, holders[place]) for (_, row), place in zip(strengths, places, strict=True)]


def _metrics_known_to_all_tied(rows: list[Row], tie_break: tuple[str, ...]) -> dict[int | None, tuple[str, ...]]:
    """By value: the tie-breaks up to the first that is unknown for one of the tied. Nobody loses by what was not measured."""
    known: dict[int | None, tuple[str, ...]] = {}
    for row in rows:
        unknown = [place for place, metric in enumerate(tie_break) if row.case.values.get(metric) is None]
        mine = tie_break[: min(unknown, default=len(tie_break))]
        known[row.value] = min(known.get(row.value, mine), mine, key=len)
    return known


def _placed(row: Row, place: int, holders: int) -> Row:
    told = Judgement(Outcome.PASS, f"与另外 {holders - 1} 名并列第 {place}。", f"Shares place {place} with {holders - 1} more.", "ties")
    return Row(row.case, place, row.value, "ranked", (told,) if holders > 1 else ())


def _order_of_the_unplaced(row: Row) -> tuple[bool, bool, int, str]:
    return row.standing == "excluded", row.value is None, -(row.value or 0), row.case.subject
