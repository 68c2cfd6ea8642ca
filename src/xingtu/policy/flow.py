"""In which steps does a programme go from rules to money, and is there no way around the safeguards?

The order of steps is data; the guards below are code and hold for every programme:
every move lands, every step can be reached, nothing is awarded, listed or paid without notice, recusal comes before review.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from xingtu.policy.stanza import Stanza, distinct, near, near_zh

NOTICE, RECUSAL, REVIEW = "notice", "recusal", "review"
ONLY_AFTER_NOTICE = ("awarded", "listed", "paid")
"""Steps that stand for a decision in force: the public must have seen it first."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``shown`` is what the public reads, ``staff`` what officials read; neither is ever compared in code."""

    id: str
    shown: str
    shown_en: str
    staff: str
    actor: str
    moves: tuple[str, ...]


def read_steps(root: Stanza) -> tuple[Step, ...]:
    """The steps of a programme file, the first one being where everything begins.

    Raises:
        PolicyError: a guard does not hold; the message names the step and the way around.
    """
    stanzas = root.inners("step", label="step")
    steps = tuple(_step(stanza) for stanza in stanzas)
    if not steps:
        root.refuse("没有任何步骤；请至少写一段 [[step]]。")
    distinct(stanzas, [step.id for step in steps])
    placed = dict(zip((step.id for step in steps), stanzas, strict=True))
    _refuse_moves_into_nothing(steps, placed)
    _refuse_steps_out_of_reach(steps, placed)
    for step_id in ONLY_AFTER_NOTICE:
        if step_id in placed and (way := way_around(steps, step_id, NOTICE)):
            placed[step_id].refuse(f"不经公示（notice）就能到达 {step_id}（{' → '.join(way)}）；请让每条路都先经过 notice。")
    if RECUSAL in placed and REVIEW in placed and (way := way_around(steps, REVIEW, RECUSAL)):
        placed[REVIEW].refuse(f"不经回避（recusal）就能到达 review（{' → '.join(way)}）；请让每条路都先经过 recusal。")
    return steps


def way_around(steps: tuple[Step, ...], target: str, avoided: str) -> tuple[str, ...]:
    """A shortest way from the first step to ``target`` that never enters ``avoided``; empty when there is none."""
    moves = {step.id: step.moves for step in steps}
    first = steps[0].id
    came_from: dict[str, str | None] = {} if first == avoided else {first: None}
    waiting = list(came_from)
    for here in waiting:
        for there in moves[here]:
            if there != avoided and there not in came_from:
                came_from[there] = here
                waiting.append(there)
    way: list[str] = []
    at: str | None = target if target in came_from else None
    while at is not None:
        way.append(at)
        at = came_from[at]
    return tuple(reversed(way))


def _step(stanza: Stanza) -> Step:
    step = Step(
        id=stanza.text("id"),
        shown=stanza.text("shown"),
        shown_en=stanza.text("shown_en"),
        staff=stanza.text("staff"),
        actor=stanza.text("actor"),
        moves=stanza.texts("moves", default=()),
    )
    stanza.close()
    return step


def _refuse_moves_into_nothing(steps: tuple[Step, ...], placed: Mapping[str, Stanza]) -> None:
    for step in steps:
        for move in step.moves:
            if move not in placed:
                hint = near(move, placed)
                placed[step.id].refuse(
                    f'moves to "{move}", which is not a step{hint}（去向 “{move}” 不是已有的步骤{near_zh(move, placed)}）'
                )


def _refuse_steps_out_of_reach(steps: tuple[Step, ...], placed: Mapping[str, Stanza]) -> None:
    for step in steps:
        if not way_around(steps, step.id, avoided=""):
            placed[step.id].refuse(f"从第一步 “{steps[0].id}” 无法到达这一步；请让某一步的 moves 指向它，或删去它。")
