"""How does a run's activity, its lines and its concentration look, drawn on the server?

Small hand-made SVG: the same bytes on every machine, type at its real size at 360 px (widths are percentages, so nothing
is scaled), colours from the page's CSS variables so that dark mode and print follow. Each chart names itself to a screen
reader and stands beside its table, which the templates print. Bars start at zero; a gap in the data is drawn as a gap.
"""

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup, escape

from xingtu.report.numbers import MILLIONTHS, number, percent
from xingtu.report.ranking import Concentration, LineClass, MonthActivity
from xingtu.report.text import Lang
from xingtu.report.texts import say

PLOT_HEIGHT = 180
TOP = 22
AXIS = 36
LEFT = 11.0
RIGHT = 99.0
MONTHS_WITH_LABELS = 12
LONGEST_VALUE_LABEL = 4
BAR_ROW = 50
WIDEST_BAR = 78.0
MAX_STEPS = 400


def activity(months: Sequence[MonthActivity], *, lang: Lang) -> Markup:
    """Columns by month; a month without evidence is a hatched column."""
    title, sentence = say("chart.activity", lang), say("chart.activity.sentence", lang)
    top = _round_top(max((month.changes or 0 for month in months), default=0))
    step = (RIGHT - LEFT) / max(len(months), 1)
    few = len(months) <= MONTHS_WITH_LABELS
    highest = max((month.changes or 0 for month in months), default=0)
    parts = [_grid(top, lang), _HATCH]
    for place, month in enumerate(months):
        left, middle, width = LEFT + place * step, LEFT + (place + 0.5) * step, step * 0.72
        parts.append(_month_label(month.month, middle, first=place == 0, few=few))
        if month.changes is None:
            parts.append(
                f'<rect x="{left + step * 0.14:.2f}%" y="{TOP}" width="{width:.2f}%" height="{PLOT_HEIGHT}" class="gap" fill="url(#gap)"/>'
            )
            parts.append(_label(say("missing.month", lang), x=middle, y=TOP + PLOT_HEIGHT // 2, kind="value"))
            continue
        height = _scaled(month.changes, top, PLOT_HEIGHT)
        y = TOP + PLOT_HEIGHT - height
        parts.append(
            f'<rect x="{left + step * 0.14:.2f}%" y="{y:.1f}" width="{width:.2f}%" height="{height:.1f}" class="s1" fill="#0072B2"/>'
        )
        text = number(month.changes, lang=lang)
        if (few and len(text) <= LONGEST_VALUE_LABEL) or month.changes == highest:
            parts.append(_label(text, x=middle, y=y - 5, kind="value"))
    return _svg("activity", title, sentence, parts, height=TOP + PLOT_HEIGHT + AXIS)


def line_classes(classes: Sequence[LineClass], *, lang: Lang) -> Markup:
    """One bar a class for the added lines, the credited class in the first colour."""
    title, sentence = say("chart.lines", lang), say("chart.lines.sentence", lang)
    most = max((line.added // line.scale for line in classes), default=0)
    parts = []
    for place, line in enumerate(classes):
        y = place * BAR_ROW
        width = _scaled(line.added // line.scale, most, WIDEST_BAR)
        series, colour = ("s1", "#0072B2") if line.credited else ("s2", "#E69F00")
        parts.append(_label(line.name.said(lang), x=0, y=y + 16, anchor="start", kind="name"))
        parts.append(f'<rect x="0" y="{y + 22}" width="{width:.2f}%" height="16" class="{series}" fill="{colour}"/>')
        parts.append(_label(number(line.added, scale=line.scale, lang=lang), x=width, y=y + 35, anchor="start", dx=6, kind="value"))
    return _svg("lines", title, sentence, parts, height=len(classes) * BAR_ROW)


def concentration(curve: Concentration, *, lang: Lang) -> Markup:
    """The share of the first 1, 2, 3 … subjects together, with the half marked."""
    title = say(f"chart.concentration.{curve.kind}", lang, metric=curve.metric.said(lang))
    sentence = say("chart.concentration.sentence", lang, who=say(f"who.{curve.kind}", lang))
    count = len(curve.cumulative)
    parts = [_share_grid()]
    stride = max(1, -(-count // MAX_STEPS))
    points = [(0, 0), *((place, curve.cumulative[place - 1]) for place in range(1, count + 1) if place % stride == 0 or place == count)]
    for (left, before), (right, after) in pairwise(points):
        parts.append(
            f'<line x1="{_along(left, count):.2f}%" y1="{_share_y(before):.1f}" x2="{_along(right, count):.2f}%" y2="{_share_y(after):.1f}"'
            ' class="l1" stroke="#0072B2" stroke-width="2.5" stroke-linecap="round"/>'
        )
    base = TOP + PLOT_HEIGHT
    parts.append(_label("0", x=LEFT, y=base + 18, kind="axis"))
    parts.append(_label(say(f"chart.all.{curve.kind}", lang, n=number(count, lang=lang)), x=RIGHT, y=base + 18, anchor="end", kind="axis"))
    if curve.half_by is not None and 0 < curve.half_by <= count:
        x, y = _along(curve.half_by, count), _share_y(curve.cumulative[curve.half_by - 1])
        text = say(f"chart.half.{curve.kind}", lang, n=curve.half_by)
        parts.append(f'<line x1="{x:.2f}%" y1="{y:.1f}" x2="{x:.2f}%" y2="{base}" class="mark" stroke="#D55E00" stroke-dasharray="4 3"/>')
        parts.append(f'<circle cx="{x:.2f}%" cy="{y:.1f}" r="5" class="s3" fill="#D55E00"/>')
        near_left = x < (LEFT + RIGHT) / 2
        parts.append(_label(text, x=x, y=base - 8, anchor="start" if near_left else "end", dx=8 if near_left else -8, kind="value"))
    return _svg(f"concentration-{curve.kind}", title, sentence, parts, height=base + AXIS - 10)


_HATCH = (
    '<defs><pattern id="gap" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line x1="0" y1="0" x2="0" y2="6" stroke="currentColor" stroke-width="1" stroke-opacity="0.45"/></pattern></defs>'
)


def _svg(ident: str, title: str, description: str, parts: Sequence[str], *, height: float) -> Markup:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="100%" height="{height:.0f}" role="img"'
        f' aria-labelledby="{ident}-title {ident}-desc">'
        f'<title id="{ident}-title">{escape(title)}</title><desc id="{ident}-desc">{escape(description)}</desc>'
    )
    return Markup(head + "".join(parts) + "</svg>")  # noqa: S704 -- every text inside went through escape(); the rest are numbers


def _label(text: str, *, x: float, y: float, kind: str, anchor: str = "middle", dx: int = 0) -> str:
    shift = f' dx="{dx}"' if dx else ""
    return f'<text x="{x:.2f}%" y="{y:.1f}"{shift} text-anchor="{anchor}" class="{kind}" fill="currentColor">{escape(text)}</text>'


def _grid(top: int, lang: Lang) -> str:
    marks = (0, top // 2, top) if top > 1 and top % 2 == 0 else (0, top)
    return "".join(_grid_line(TOP + PLOT_HEIGHT - _scaled(mark, top, PLOT_HEIGHT), number(mark, lang=lang)) for mark in marks)


def _share_grid() -> str:
    return "".join(_grid_line(_share_y(mark), percent(mark)) for mark in (0, MILLIONTHS // 2, MILLIONTHS))


def _grid_line(y: float, text: str) -> str:
    line = f'<line x1="{LEFT:.2f}%" y1="{y:.1f}" x2="100%" y2="{y:.1f}" class="grid" stroke="currentColor" stroke-opacity="0.2"/>'
    return line + _label(text, x=LEFT - 1.5, y=y + 4, anchor="end", kind="axis")


def _month_label(month: str, middle: float, *, first: bool, few: bool) -> str:
    year, _, of_year = month.partition("-")
    january = of_year == "01"
    base = TOP + PLOT_HEIGHT
    short = _label(of_year.lstrip("0") or month, x=middle, y=base + 16, kind="axis") if few else ""
    return short + (_label(year, x=middle, y=base + 31, kind="axis") if january or first else "")


def _along(place: int, count: int) -> float:
    return LEFT + _scaled(place, count, RIGHT - LEFT)


def _share_y(millionths: int) -> float:
    return TOP + PLOT_HEIGHT - _scaled(millionths, MILLIONTHS, PLOT_HEIGHT)


def _scaled(value: int, most: int, room: float) -> float:
    return room * value / most if most else 0.0


def _round_top(value: int) -> int:
    """The next of 2, 4, 6, 10, 20, 40, 60, 100 …, so that the axis ends on a number people read easily."""
    for top in (2, 4, 6):
        if value <= top:
            return top
    ten = 10
    while True:
        for top in (ten, 2 * ten, 4 * ten, 6 * ten):
            if value <= top:
                return top
        ten *= 10
