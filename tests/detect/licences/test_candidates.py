"""The ranked list of rules is the original's, score by score, for any tokens."""

import random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from licensedcode import match_set
from licensedcode.cache import get_index

from xingtu.detect.licences import accelerate
from xingtu.detect.licences.candidates import Postings

pytestmark = [pytest.mark.usefixtures("scancode"), pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def postings() -> Postings:
    return Postings(get_index())


def mixture(seed: int) -> list[int]:
    """Tokens as they come: pieces of some rules, shuffled or not, among words of no licence."""
    index, draw = get_index(), random.Random(seed)  # noqa: S311 -- always the same mixtures
    tokens: list[int] = []
    for rid in draw.sample(range(len(index.rules_by_rid)), draw.choice((0, 1, 1, 2, 5))):
        row = list(index.tids_by_rid[rid])
        begin = draw.randrange(len(row))
        tokens += row if draw.random() < 0.5 else row[begin : begin + draw.randrange(1, 200)]
    tokens += [draw.randrange(max(index.dictionary.values()) + 1) for _ in range(draw.choice((0, 3, 40, 900)))]
    if draw.random() < 0.3:
        draw.shuffle(tokens)
    return tokens


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize(("top", "near_duplicates"), [(10, True), (70, False)])
def test_candidates_are_those_of_the_original(postings: Postings, seed: int, top: int, near_duplicates: Any) -> None:
    index, tokens = get_index(), mixture(seed)
    run = SimpleNamespace(matchable_tokens=lambda: iter(tokens))
    with accelerate.originals():
        theirs = match_set.compute_candidates(run, index, index.approx_matchable_rids, top, high_resemblance=near_duplicates)
    ours = postings.candidates(tokens, top, near_duplicates=near_duplicates, threshold=0.8)
    assert [(scores, rid, rule.rid, set(shared)) for scores, rid, rule, shared in ours] == [
        (scores, rid, rule.rid, set(shared)) for scores, rid, rule, shared in theirs
    ]


def test_the_mixtures_find_something() -> None:
    index = get_index()
    found = [Postings(index).candidates(mixture(seed), 70, near_duplicates=False, threshold=0.8) for seed in range(4)]
    assert sum(bool(one) for one in found) > 1


@given(st.floats(0, 1))
def test_tenths_are_rounded_as_python_rounds(postings: Postings, number: float) -> None:
    assert postings.tenths[postings._tenth(number)] == round(number, 1)


@pytest.mark.parametrize("number", [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 0.0, 1.0])
def test_halves_are_rounded_as_python_rounds(postings: Postings, number: float) -> None:
    assert postings.tenths[postings._tenth(number)] == round(number, 1)


def test_an_index_the_proof_does_not_fit_is_refused() -> None:
    index = get_index()
    other = SimpleNamespace(
        rules_by_rid=index.rules_by_rid,
        sets_by_rid=[set() for _ in index.sets_by_rid],
        msets_by_rid=index.msets_by_rid,
        approx_matchable_rids=index.approx_matchable_rids,
    )
    assert Postings.fits(index)
    assert not Postings.fits(other)
