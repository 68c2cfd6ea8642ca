"""Can no programme file that loads reach a decision around its safeguards, however its steps are connected?"""

from collections.abc import Collection, Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.policy.calls import CALL, PAYING, PAYING_STEPS, STEPS, load, steps
from xingtu.errors import PolicyError
from xingtu.policy.programme import Programme

Moves = Mapping[str, Collection[str]]
SAFEGUARDS = [("listed", "notice"), ("awarded", "notice"), ("paid", "notice"), ("review", "recusal"), ("paid", "awarded")]
"""(step, what every way to it passes through)."""


def walks(moves: Moves, first: str, *, closed: str) -> set[str]:
    """Every step some walk from the first one enters when one step is closed: a closure of the relation, not a search."""
    reached = {(one, other) for one in moves for other in moves[one]} | {(one, one) for one in moves}
    reached = {pair for pair in reached if closed not in pair}
    for middle in moves:
        reached |= {(one, other) for one, a in reached if a == middle for b, other in reached if b == middle}
    return {other for one, other in reached if one == first}


def loaded(text: str, made: dict[str, str]) -> Programme | None:
    try:
        return load(text + "\n" + steps(made))
    except PolicyError:
        return None


def connected(base: dict[str, str]) -> st.SearchStrategy[dict[str, str]]:
    """The moves of a sound flow, some of them gone, others anywhere; sometimes nothing sound is left at all."""
    arrows = [(one, other) for one, to in base.items() for other in to.split()]
    anywhere = st.tuples(st.sampled_from(sorted(base)), st.sampled_from(sorted(base)))
    nearly = st.tuples(st.sets(st.sampled_from(arrows), max_size=2), st.sets(anywhere, max_size=3)).map(
        lambda change: (set(arrows) - change[0]) | change[1]
    )
    return (nearly | st.sets(anywhere, max_size=25)).map(
        lambda pairs: {one: " ".join(other for a, other in sorted(pairs) if a == one) for one in base}
    )


def prove(programme: Programme) -> None:
    moves = {step.id: step.moves for step in programme.steps}
    for target, guard in SAFEGUARDS:
        if target in moves:
            assert guard in moves
            assert target not in walks(moves, programme.steps[0].id, closed=guard), f"{target} around {guard}"
    assert set(moves) == walks(moves, programme.steps[0].id, closed="")
    assert "paid" not in moves or {one for one in moves if "paid" in moves[one]} == {"awarded"}


CALL_HEAD, PAYING_HEAD = CALL.replace(steps(STEPS), ""), PAYING.replace(steps(PAYING_STEPS), "")


@example(STEPS)
@example(STEPS | {"objection": "listed declined review"})
@given(connected(STEPS))
def test_no_call_that_loads_lists_unseen_or_reviews_without_recusal(made: dict[str, str]) -> None:
    if (programme := loaded(CALL_HEAD, made)) is not None:
        prove(programme)


@example(PAYING_STEPS)
@example(PAYING_STEPS | {"tracking": "accepted recovery paid"})
@given(connected(PAYING_STEPS))
def test_no_call_that_loads_pays_unseen_or_what_was_not_awarded(made: dict[str, str]) -> None:
    if (programme := loaded(PAYING_HEAD, made)) is not None:
        prove(programme)
        assert programme.budget_fen
        assert len(set(programme.approvals)) > 1


@pytest.mark.parametrize(("text", "made"), [(CALL_HEAD, STEPS), (PAYING_HEAD, PAYING_STEPS)], ids=["call", "paying"])
def test_the_flows_it_starts_from_do_load(text: str, made: dict[str, str]) -> None:
    assert loaded(text, made) is not None


@pytest.mark.parametrize("gone", ["notice", "recusal"])
def test_a_flow_without_the_safeguard_at_all_does_not_load(gone: str) -> None:
    around = {name: to.replace(gone, STEPS[gone].split()[0]) for name, to in STEPS.items() if name != gone}
    assert loaded(CALL_HEAD, around) is None
