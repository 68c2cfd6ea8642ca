"""What does each place earn: who would be awarded, how much, and why not the others?"""

from collections import Counter
from collections.abc import Iterable, Mapping

from xingtu.decide.case import Case
from xingtu.decide.ranking import Row, rank
from xingtu.decide.rule import Judgement, Outcome, Rule
from xingtu.facts.verdicts import Verdict
from xingtu.policy.money import amounts_by_place
from xingtu.policy.programme import Programme
from xingtu.policy.track import Track

VERSION = 1
"""Goes up when the same inputs may give another answer; it is part of every run's name."""

TOO_MANY = Judgement(
    Outcome.UNKNOWN,
    "并列者超出了可奖励的名额，须由人决定。",
    "Those who share this place are more than may be awarded; people must decide.",
    "at_most",
)
ONE_AMOUNT = "平分所占名次的奖金。"
ONE_AMOUNT_EN = "The amounts of the places filled are pooled and divided."


def verdicts(programme: Programme, track: Track, cases: Iterable[Case], rules: Mapping[str, Rule]) -> tuple[Verdict, ...]:
    """One verdict a case, in the order of ``rank``; the same whatever the order of the cases."""
    rows = rank(cases, track, rules)
    holders = Counter(row.place for row in rows if row.place is not None)
    amounts = amounts_by_place(track.table, holders)
    return tuple(_verdict(programme, track, row, amounts, shared=holders[row.place] > 1 if row.place else False) for row in rows)


def _verdict(programme: Programme, track: Track, row: Row, amounts: Mapping[int, int | None], *, shared: bool) -> Verdict:
    outcome, amount, reasons = str(row.standing), None, row.reasons
    if row.place is not None and track.selects and (track.places is None or row.place <= track.places):
        outcome, amount = "awarded", amounts.get(row.place)
        if track.table.awards and amount is None:
            outcome, reasons = "unresolved", (*reasons, TOO_MANY)
        elif amount is not None and shared and track.table.sharing == "split":
            reasons = (*reasons, Judgement(Outcome.PASS, ONE_AMOUNT, ONE_AMOUNT_EN, "shared_places"))
    return Verdict(
        programme=programme.id,
        track=track.id,
        subject=row.case.subject,
        name=row.case.name or row.case.subject,
        place=row.place,
        value=row.value,
        outcome=outcome,
        amount_fen=amount,
        reasons=tuple(answer.reason for answer in reasons),
        reasons_en=tuple(answer.reason_en for answer in reasons),
        evidence=tuple(answer.evidence for answer in reasons),
    )
