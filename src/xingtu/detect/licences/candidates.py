"""Which rules may be worth comparing with a piece of text, found without looking at every rule?

ScanCode compares each query with all 30,050 rules that can match approximately, and its thresholds throw nearly all of them away.
Here the same integers come from posting lists (token -> rules), for all rules at once. The same thresholds and the same ranking are
applied to them, so the ranked list is the same to the last bit: whatever rounds or squares a quotient does it exactly as Python does.
"""

from collections.abc import Iterator
from itertools import chain
from math import inf, nextafter
from typing import TYPE_CHECKING, Any

import numpy as np
from intbitset import intbitset  # type: ignore[import-not-found]  # compiled, without types
from licensedcode.index import LicenseIndex
from licensedcode.match_set import ScoresVector

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Numbers = NDArray[np.float64]

NEVER = 2**30
STEP_TWO = 10
"""Ten times as many candidates as asked for go into the second, dearer comparison."""


class Postings:
    """The approximately matchable rules of one index, turned around. Holds its index, so that no other can take its place."""

    def __init__(self, index: LicenseIndex) -> None:
        self.index = index
        count = len(index.rules_by_rid)
        matchable = [rid for rid in range(count) if rid in index.approx_matchable_rids]
        rows = [index.msets_by_rid[rid] for rid in matchable]
        tokens = np.fromiter(chain.from_iterable(row.keys() for row in rows), np.int64)
        times = np.fromiter(chain.from_iterable(row.values() for row in rows), np.int64)
        rules = np.repeat(np.array(matchable), [len(row) for row in rows])
        there = times > 0  # ScanCode's own comparison leaves zeros behind
        self.row_tokens, self.row_times = tokens[there], times[there]
        self.row_length = np.bincount(rules[there], minlength=count)
        self.row_start = np.cumsum(self.row_length) - self.row_length
        self.tokens = max(index.dictionary.values()) + 1
        by_token = np.argsort(self.row_tokens, kind="stable")
        self.rules = np.repeat(np.arange(count), self.row_length)[by_token]
        self.start = np.searchsorted(self.row_tokens[by_token], np.arange(self.tokens + 1))
        self._thresholds(matchable)
        self._names(matchable)
        self.tenths = np.array([round(tenth / 10, 1) for tenth in range(11)])
        self.tenth_bounds = np.array([_least_rounding_to(tenth) for tenth in range(1, 11)])
        self.twentieths = np.array([round(length / 20, 1) for length in range(int(self.length.max()) + 1)])

    def _thresholds(self, matchable: list[int]) -> None:
        rules = [self.index.rules_by_rid[rid] for rid in matchable]
        count = len(self.row_length)
        self.high_least_unique = np.full(count, NEVER)
        self.high_least_unique[matchable] = [max(1, rule.get_min_high_matched_length(unique=True)) for rule in rules]
        self.least_unique = np.zeros(count, np.int64)
        self.least_unique[matchable] = [rule.get_min_matched_length(unique=True) for rule in rules]
        self.length_unique = np.ones(count, np.int64)
        self.length_unique[matchable] = [rule.get_length(unique=True) for rule in rules]
        self.high_least = np.full(count, NEVER)
        self.high_least[matchable] = [max(1, rule.get_min_high_matched_length(unique=False)) for rule in rules]
        self.least = np.zeros(count, np.int64)
        self.least[matchable] = [rule.get_min_matched_length(unique=False) for rule in rules]
        self.length = np.ones(count, np.int64)
        self.length[matchable] = [rule.get_length(unique=False) for rule in rules]
        self.containment = np.zeros(count)
        self.containment[matchable] = [rule._minimum_containment or 0 for rule in rules]  # noqa: SLF001 -- ScanCode reads it so, too

    def _names(self, matchable: list[int]) -> None:
        """Numbers that are equal, or stand in order, where the texts do: expressions for grouping, identifiers for ranking."""
        rules = {rid: self.index.rules_by_rid[rid] for rid in matchable}
        expressions: dict[str, int] = {}
        self.expression = np.zeros(len(self.row_length), np.int64)
        self.expression[matchable] = [expressions.setdefault(rule.license_expression, len(expressions)) for rule in rules.values()]
        self.place = np.zeros(len(self.row_length), np.int64)
        for place, rid in enumerate(sorted(rules, key=lambda rid: rules[rid].identifier)):
            self.place[rid] = place

    @staticmethod
    def fits(index: LicenseIndex) -> bool:
        """What the proof of equality rests on holds for this index."""
        rules, sets, multisets = index.rules_by_rid, index.sets_by_rid, index.msets_by_rid
        names = [rules[rid].identifier for rid in index.approx_matchable_rids]
        return len(set(names)) == len(names) and all(
            rules[rid].rid == rid
            and 0 < len(sets[rid]) == sum(map(bool, multisets[rid].values())) == rules[rid].length_unique
            and sum(multisets[rid].values()) <= rules[rid].length
            for rid in index.approx_matchable_rids
        )

    def candidates(self, tokens: list[int], top: int, *, near_duplicates: bool, threshold: float) -> list[tuple[Any, ...]]:
        """The list ``match_set.compute_candidates`` gives for these tokens."""
        times = np.bincount(np.array(tokens, np.int64), minlength=self.tokens)
        asked = np.flatnonzero(times)
        high = int(np.searchsorted(asked, self.index.len_legalese))
        if not high:
            return []
        high_shared = np.bincount(self._posted(asked[:high]), minlength=len(self.row_length))
        rids = np.flatnonzero(high_shared >= self.high_least_unique)
        if near_duplicates and len(rids):
            # shared <= min(lengths), so resemblance <= min / max; the margin only keeps more
            lengths = self.length_unique[rids]
            rids = rids[np.minimum(lengths, len(asked)) >= (threshold - 1e-6) * np.maximum(lengths, len(asked))]
        if not len(rids):
            return []
        shared = self._shared(rids, high_shared, asked[high:], times)
        lengths = self.length_unique[rids]
        kept = (shared >= self.least_unique[rids]) & (shared / lengths >= self.containment[rids])
        rids, shared, lengths = rids[kept], shared[kept], lengths[kept]
        if near_duplicates or len(rids) > top * STEP_TWO:
            scores = self._scores(shared, len(asked), lengths, threshold)
            rids = rids[_best(scores, rids, top * STEP_TWO, near_duplicates=near_duplicates)]
        if not len(rids):
            return []
        found = self._second_step(rids, times, top, near_duplicates=near_duplicates, threshold=threshold)
        asked_high = intbitset(asked[:high].tolist())
        return [(scores, rid, self.index.rules_by_rid[rid], asked_high & self.index.sets_by_rid[rid]) for scores, rid in found]

    def _posted(self, tokens: "Integers") -> "Integers":
        bounds = zip(self.start[tokens].tolist(), self.start[tokens + 1].tolist(), strict=True)
        return np.concatenate([self.rules[begin:end] for begin, end in bounds])

    def _cells(self, rids: "Integers") -> tuple["Integers", "Integers"]:
        """Where the rows of some rules stand, one after the other, and where each begins among them."""
        lengths = self.row_length[rids]
        begins = np.cumsum(lengths) - lengths
        return np.repeat(self.row_start[rids] - begins, lengths) + np.arange(int(lengths.sum())), begins

    def _shared(self, rids: "Integers", high_shared: "Integers", low: "Integers", times: "Integers") -> "Integers":
        """How many distinct tokens each rule shares with the query: by row or by posting, whichever is shorter."""
        if not len(low):
            return high_shared[rids]
        if self.row_length[rids].sum() < (self.start[low + 1] - self.start[low]).sum():
            cells, begins = self._cells(rids)
            return np.add.reduceat(times[self.row_tokens[cells]] > 0, begins, dtype=np.int64)
        return high_shared[rids] + np.bincount(self._posted(low), minlength=len(self.row_length))[rids]

    def _second_step(
        self, rids: "Integers", times: "Integers", top: int, *, near_duplicates: bool, threshold: float
    ) -> Iterator[tuple[Any, int]]:
        cells, begins = self._cells(rids)
        tokens = self.row_tokens[cells]
        both = np.minimum(times[tokens], self.row_times[cells])
        shared = np.add.reduceat(both, begins)
        high_shared = np.add.reduceat(np.where(tokens < self.index.len_legalese, both, 0), begins)
        lengths = self.length[rids]
        kept = (high_shared >= self.high_least[rids]) & (shared >= self.least[rids]) & (shared / lengths >= self.containment[rids])
        rids, shared, lengths = rids[kept], shared[kept], lengths[kept]
        scores = self._scores(shared, int(times.sum()), lengths, threshold)
        order = _best(scores, rids, len(rids), near_duplicates=near_duplicates)
        scores, rids, lengths = [score[order] for score in scores], rids[order], lengths[order]
        order = self._without_dupes(scores, rids, lengths)
        scores, rids = [score[order] for score in scores], rids[order]
        order = _best(scores, rids, top, near_duplicates=False)
        columns = [score[order].tolist() for score in scores]
        for values, rid in zip(zip(*columns, strict=True), rids[order].tolist(), strict=True):
            yield (ScoresVector(*values[:4]), ScoresVector(*values[4:])), rid

    def _scores(self, shared: "Integers", asked: int, lengths: "Integers", threshold: float) -> list[Any]:
        """The eight columns of ScanCode's two score vectors."""
        resemblance: Numbers = shared / (asked + lengths - shared)
        containment: Numbers = shared / lengths
        # the power of Python, which need not be the product
        amplified = np.array([number**2 for number in resemblance.tolist()])
        return [
            self.tenths[self._tenth(resemblance)] >= threshold,
            self.tenths[self._tenth(containment)],
            self.tenths[self._tenth(amplified)],
            self.twentieths[shared],
            resemblance >= threshold,
            containment,
            amplified,
            shared,
        ]

    def _tenth(self, numbers: "Numbers") -> "Integers":
        return np.searchsorted(self.tenth_bounds, numbers, side="right")

    def _without_dupes(self, scores: list[Any], rids: "Integers", lengths: "Integers") -> "Integers":
        """The best of each group of rules with one expression, length and rounded score."""
        if not len(rids):
            return np.arange(0)
        group = [self.expression[rids], *scores[:4], lengths]
        order = np.lexsort((self.place[rids], *reversed(scores[4:]), *group))[::-1]
        differs = np.zeros(len(rids), bool)
        differs[0] = True
        for column in group:
            ordered = column[order]
            differs[1:] |= ordered[1:] != ordered[:-1]
        return order[differs]


def _best(scores: list[Any], rids: "Integers", count: int, *, near_duplicates: bool) -> "Integers":
    """Places of the highest by (rounded scores, scores, rule), highest first; of near duplicates only what is one."""
    order = np.lexsort((rids, *reversed(scores)))[::-1]
    if near_duplicates:
        order = order[(scores[0] & scores[4])[order]]
    return order[:count]


def _least_rounding_to(tenth: int) -> float:
    """The smallest number that ``round(_, 1)`` takes to this tenth: rounding never falls as its argument rises."""
    number, wanted = (tenth - 0.5) / 10, round(tenth / 10, 1)
    while round(number, 1) >= wanted:
        number = nextafter(number, -inf)
    while round(number, 1) < wanted:
        number = nextafter(number, inf)
    return number
