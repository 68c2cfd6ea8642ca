"""How does a programme's way look, drawn on the server so that it is read at 360 px, by keyboard and by a screen reader?

The steps stand below each other in the order of the file; a move to the next one is a short arrow, one further down runs in a lane on
the right, one back up in a lane on the left. Steps where the way ends are not drawn as boxes: each box names the ends it may lead to.
Every box is a link to the same step in the list beside the chart, which says all of it in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import escape

from portal.evidence.doors import said
from xingtu.policy.flow import Step, flow_edges
from xingtu.policy.programme import Programme

ACTORS: dict[str, str | Promise] = {
    "applicant": gettext_lazy("申报人"),
    "district": gettext_lazy("区县（园区）经信部门"),
    "office": gettext_lazy("市项目办"),
    "office_head": gettext_lazy("市项目办负责人"),
    "finance": gettext_lazy("财务"),
    "expert": gettext_lazy("评审专家"),
    "panel_chair": gettext_lazy("合议组组长"),
    "system": gettext_lazy("系统"),
    "clock": gettext_lazy("到期自动"),
}
BOX_WIDTH, BOX_HEIGHT, EXIT_HEIGHT, GAP = 216, 46, 18, 22
LANE, EDGE, MOST_LANES_WIDTH = 10, 14, 46
FIRST_WIDE = 0x2E80
"""From here on a letter takes the room of two Latin ones."""
LONGEST = 15
"""Chinese characters on one line of a box; a longer label is cut here and read whole in the list."""


@dataclass(frozen=True, slots=True)
class StepSaid:
    """One step in the reader's language, for the list beside the chart."""

    id: str
    number: int
    name: str
    actor: str
    due: str
    """How long it may take; empty: no limit."""
    moves: tuple[str, ...]
    late: str
    ends: bool


@dataclass(frozen=True, slots=True)
class _Lane:
    """All moves to one step from further above, or from below."""

    sources: tuple[int, ...]
    target: int
    late: bool

    @property
    def first(self) -> int:
        return min(self.target, *self.sources)

    @property
    def last(self) -> int:
        return max(self.target, *self.sources)


def steps_said(programme: Programme) -> list[StepSaid]:
    """Every step in words, in order."""
    names = {step.id: said(step.shown, step.shown_en) for step in programme.steps}
    return [
        StepSaid(
            id=step.id,
            number=number,
            name=names[step.id],
            actor=str(ACTORS[step.actor]),
            due=_("%(days)d 个工作日") % {"days": step.due_days} if step.due_days else "",
            moves=tuple(names[move] for move in step.moves),
            late=names.get(step.late, ""),
            ends=not step.moves,
        )
        for number, step in enumerate(programme.steps, start=1)
    ]


def flow_chart(programme: Programme) -> SafeString:
    """The chart; ``steps_said`` gives the list its boxes lead to (``#step-<id>``)."""
    drawn = [step for step in programme.steps if step.moves] or list(programme.steps)
    at = {step.id: place for place, step in enumerate(drawn)}
    down, up = _lanes(programme.steps, at)
    left, right = _columns(up), _columns(down)
    left_pitch, right_pitch = _pitch(left), _pitch(right)
    box_x = EDGE + (max(left.values(), default=-1) + 1) * left_pitch
    tops, height = _tops(drawn, at)
    width = box_x + BOX_WIDTH + EDGE + (max(right.values(), default=-1) + 1) * right_pitch
    middles = [top + BOX_HEIGHT / 2 for top in tops]
    parts = [_marker()]
    for lane, place in left.items():
        parts.append(_bus(lane, middles, x=box_x - EDGE / 2 - (place + 0.5) * left_pitch, box=box_x))
    for lane, place in right.items():
        parts.append(_bus(lane, middles, x=box_x + BOX_WIDTH + EDGE / 2 + (place + 0.5) * right_pitch, box=box_x + BOX_WIDTH))
    exits = {step.id: _exits(step, at, programme) for step in drawn}
    moves = {(edge.begin, edge.end): edge.late for edge in flow_edges(programme.steps)}
    for here, there in pairwise(drawn):
        if (here.id, there.id) in moves:
            y = tops[at[here.id]] + BOX_HEIGHT + (EXIT_HEIGHT if exits[here.id] else 0)
            x = box_x + BOX_WIDTH / 2
            parts.append(f'<path class="way" d="M{x:.0f} {y:.0f}V{tops[at[there.id]] - 2:.0f}" marker-end="url(#arrow)"/>')
    told = {one.id: one for one in steps_said(programme)}
    parts += [_box(step, told[step.id], box_x, tops[at[step.id]], exits[step.id]) for step in drawn]
    name = said(programme.name, programme.name_en)
    return mark_safe(  # noqa: S308 -- every text went through escape(); the rest are numbers
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow" width="{width:.0f}" height="{height:.0f}"'
        f' viewBox="0 0 {width:.0f} {height:.0f}" role="group" aria-labelledby="flow-t flow-d">'
        f'<title id="flow-t">{escape(_("%(programme)s的办理流程图") % {"programme": name})}</title>'
        f'<desc id="flow-d">{escape(_("自上而下是各步骤；左侧的线退回前面，右侧的线跳到后面。列表中是同样的内容。"))}</desc>'
        f"{''.join(parts)}</svg>"
    )


def _lanes(steps: Sequence[Step], at: dict[str, int]) -> tuple[list[_Lane], list[_Lane]]:
    """Moves that skip a step: those to a later step, those back; one lane for all that lead to the same step the same way."""
    down: dict[int, list[tuple[int, bool]]] = {}
    up: dict[int, list[tuple[int, bool]]] = {}
    for edge in flow_edges(tuple(steps)):
        if edge.begin not in at or edge.end not in at:
            continue
        here, there = at[edge.begin], at[edge.end]
        if there == here + 1:
            continue
        (down if there > here else up).setdefault(there, []).append((here, edge.late))
    return _laned(down), _laned(up)


def _laned(ends: dict[int, list[tuple[int, bool]]]) -> list[_Lane]:
    return [
        _Lane(tuple(sorted(source for source, _late in sources)), target, all(late for _source, late in sources))
        for target, sources in sorted(ends.items())
    ]


def _columns(lanes: Iterable[_Lane]) -> dict[_Lane, int]:
    """The shorter a lane the nearer to the boxes; lanes that do not meet share a column."""
    taken: list[list[_Lane]] = []
    placed: dict[_Lane, int] = {}
    for lane in sorted(lanes, key=lambda lane: (lane.last - lane.first, lane.first)):
        for place in range(len(taken) + 1):
            if place == len(taken):
                taken.append([])
            if all(other.last < lane.first or other.first > lane.last for other in taken[place]):
                taken[place].append(lane)
                placed[lane] = place
                break
    return placed


def _pitch(placed: dict[_Lane, int]) -> float:
    columns = max(placed.values(), default=-1) + 1
    return min(float(LANE), MOST_LANES_WIDTH / columns) if columns else 0.0


def _tops(drawn: Sequence[Step], at: dict[str, int]) -> tuple[list[float], float]:
    tops, y = [], 4.0
    for step in drawn:
        tops.append(y)
        y += BOX_HEIGHT + (EXIT_HEIGHT if any(move not in at for move in step.moves) else 0) + GAP
    return tops, y - GAP + 4


def _exits(step: Step, at: dict[str, int], programme: Programme) -> str:
    names = {one.id: said(one.shown, one.shown_en) for one in programme.steps}
    return _("、").join(names[move] for move in step.moves if move not in at)


def _bus(lane: _Lane, middles: Sequence[float], *, x: float, box: float) -> str:
    """From the middle of each source out to the lane, along it, and back in to the target a little above its middle."""
    begin = middles[lane.target] - BOX_HEIGHT / 4
    tip = box + (3 if x > box else -3)
    lines = [f'<path d="M{x:.1f} {begin:.1f}H{tip:.1f}" marker-end="url(#arrow)"/>']
    farthest = max(lane.sources, key=lambda source: abs(source - lane.target))
    ends = [middles[source] + BOX_HEIGHT / 4 for source in lane.sources]
    lines.append(f'<path d="M{x:.1f} {middles[farthest] + BOX_HEIGHT / 4:.1f}V{begin:.1f}"/>')
    lines += [f'<path d="M{box:.1f} {y:.1f}H{x:.1f}"/>' for y in ends]
    kind = "late" if lane.late else "way"
    return f'<g class="lane {kind}">{"".join(lines)}</g>'


def _box(step: Step, told: StepSaid, x: float, y: float, exits: str) -> str:
    who = f"{told.actor} · {told.due}" if told.due else told.actor
    spoken = _("%(number)d. %(name)s，由%(actor)s办理；之后：%(moves)s") % {
        "number": told.number,
        "name": told.name,
        "actor": told.actor,
        "moves": _("、").join(told.moves) or _("结束"),
    }
    out = (
        f'<text x="{x + 12:.0f}" y="{y + BOX_HEIGHT + 14:.0f}" class="exit">{escape(_cut("→ " + exits, LONGEST + 3))}</text>'
        if exits
        else ""
    )
    return (
        f'<a href="#step-{escape(step.id)}" class="{escape(step.actor)}" aria-label="{escape(spoken)}">'
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6"/>'
        f'<text x="{x + 12:.0f}" y="{y + 20:.0f}" class="name">{escape(_cut(f"{told.number}. {told.name}", LONGEST))}</text>'
        f'<text x="{x + 12:.0f}" y="{y + 37:.0f}" class="who">{escape(_cut(who, LONGEST + 2))}</text></a>{out}'
    )


def _cut(text: str, longest: int) -> str:
    """At most so many Chinese characters wide; two Latin letters take the room of one."""
    width = 0.0
    kept: list[str] = []
    for letter in text:
        width += 0.55 if ord(letter) < FIRST_WIDE else 1.0
        if width > longest:
            return "".join(kept).rstrip() + "…"
        kept.append(letter)
    return text


def _marker() -> str:
    return (
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">'
        '<path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>'
    )
