"""In which steps does a programme go from rules to money, and is there no way around the safeguards?

The order of steps is data; the guards below are code and hold for every programme:
every move lands, every step can be reached, nothing is awarded, listed or paid without notice, nobody reviews before recusal was
settled, money is paid only for what was awarded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from xingtu.policy.stanza import Stanza, distinct, near, near_zh

Actor = Literal["applicant", "district", "office", "office_head", "finance", "expert", "panel_chair", "system", "clock"]
ACTORS: tuple[Actor, ...] = get_args(Actor)
NOTICE, RECUSAL, REVIEW, AWARDED, PAID, LISTED = "notice", "recusal", "review", "awarded", "paid", "listed"
ONLY_AFTER_NOTICE = (AWARDED, LISTED, PAID)
"""Steps that stand for a decision in force: the public must have seen it first."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``shown`` is what the public reads, ``staff`` what officials read; neither is ever compared in code.

    due_days: working days it may take, None: no limit; late: the move the clock makes then, empty: it is only overdue
    """

    id: str
    shown: str
    shown_en: str
    staff: str
    actor: Actor
    moves: tuple[str, ...]
    due_days: int | None = None
    late: str = ""
    staff_en: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A move as an arrow of the flow chart; ``back``: to the step itself or one that stands before it; ``late``: the clock's own."""

    begin: str
    end: str
    back: bool
    late: bool


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
    for step in steps:
        _refuse_late_without_a_move(step, placed[step.id])
    for step_id in ONLY_AFTER_NOTICE:
        if step_id in placed and (way := way_around(steps, step_id, NOTICE)):
            placed[step_id].refuse(f"不经公示（notice）就能到达 {step_id}（{' → '.join(way)}）；请让每条路都先经过 notice。")
    for step in steps:
        if PAID in step.moves and step.id != AWARDED:
            placed[step.id].refuse(f"只有 {AWARDED} 之后才能到 {PAID}；请从 “{step.id}” 的 moves 中删去 {PAID}。")
    if REVIEW in placed and (way := way_around(steps, REVIEW, RECUSAL)):
        placed[REVIEW].refuse(f"不经回避（recusal）就能到达 review（{' → '.join(way)}）；请让每条路都先经过 recusal。")
    return steps


def flow_edges(steps: tuple[Step, ...]) -> tuple[Edge, ...]:
    """Every move in the order of the file: what a flow chart draws."""
    order = {step.id: place for place, step in enumerate(steps)}
    return tuple(Edge(step.id, move, order[move] <= order[step.id], move == step.late) for step in steps for move in step.moves)


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
    shown_en = stanza.text("shown_en")
    step = Step(
        id=stanza.identifier("id"),
        shown=stanza.text("shown"),
        shown_en=shown_en,
        staff=stanza.text("staff"),
        actor=cast("Actor", stanza.text("actor", one_of=ACTORS)),
        moves=stanza.texts("moves", default=()),
        due_days=stanza.integer("due_days", at_least=1, at_most=1000) if stanza.has("due_days") else None,
        late=stanza.text("late", default=""),
        staff_en=stanza.text("staff_en", default=shown_en),
    )
    stanza.close()
    return step


def _refuse_late_without_a_move(step: Step, stanza: Stanza) -> None:
    if len(set(step.moves)) < len(step.moves):
        stanza.refuse("moves 中有重复的去向；请只留一个。")
    if step.late and step.late not in step.moves:
        stanza.refuse(f"late = “{step.late}” 不在 moves 之内{near_zh(step.late, step.moves)}")
    if step.late and step.due_days is None:
        stanza.refuse("写了 late（逾期后的去向），请同时写 due_days（几个工作日）。")


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
