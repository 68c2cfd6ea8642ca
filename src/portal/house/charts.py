"""Which charts may a page show? Drawn on the server as SVG, each with title, description, a sentence above and its table beside it.

The engine's report draws a run's activity, line classes and concentration; they are handed on here. What a portal shows beyond
one run is drawn in the same manner: the same bytes on every machine, no scaling of type, colours from the page's variables,
bars from zero, a gap in the data as a gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from markupsafe import escape

from portal.errors import Sentence
from xingtu.report import charts as of_a_run
from xingtu.report.numbers import number
from xingtu.report.ranking import Concentration, LineClass, MonthActivity
from xingtu.report.text import Lang

BAR_ROW, BAR_HEIGHT = 46, 14
WIDEST_BAR = 74.0
MULTIPLE_HEIGHT = 64
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 96, 24, 3
COLOURS = {1: "#0072b2", 7: "#6b6f76"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a ranking; ``value / scale`` is written, None is unknown and has no bar. ``own`` bars stand out."""

    label: str
    value: int | None
    href: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One subject over time: a value a period, None where there is no evidence."""

    label: str
    values: Sequence[int | None]
    href: str = ""


def lang() -> Lang:
    """The reader's language, as the engine's report names it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def activity(months: Sequence[MonthActivity]) -> SafeString:
    """Changes by month."""
    return mark_safe(of_a_run.activity(months, lang=lang()))  # noqa: S308 -- the engine escapes every text


def line_classes(classes: Sequence[LineClass]) -> SafeString:
    """Credited lines and the rest, by reason."""
    return mark_safe(of_a_run.line_classes(classes, lang=lang()))  # noqa: S308 -- as above


def concentration(curve: Concentration) -> SafeString:
    """The share of the first 1, 2, 3 … people or organisations together."""
    return mark_safe(of_a_run.concentration(curve, lang=lang()))  # noqa: S308 -- as above


def ranking(bars: Sequence[Bar], *, title: Sentence, description: Sentence, scale: int = 1) -> SafeString:
    """Horizontal bars from zero in the order given, each with its name above and its value at its end."""
    most = max((bar.value or 0 for bar in bars), default=0)
    parts = []
    for place, bar in enumerate(bars):
        y = place * BAR_ROW
        name = f'<text x="0" y="{y + 15}" class="name" fill="currentColor"{_strong(bar.own)}>{escape(bar.label)}</text>'
        parts.append(f'<a href="{escape(bar.href)}">{name}</a>' if bar.href else name)
        if bar.value is None:
            parts.append(f'<text x="0" y="{y + 34}" class="axis" fill="currentColor">{escape(gettext("未知"))}</text>')
            continue
        width = max(bar.value, 0) * WIDEST_BAR / most if most else 0.0
        kind = 1 if bar.own or not any(one.own for one in bars) else 7
        parts.append(f'<rect x="0" y="{y + 22}" width="{width:.2f}%" height="{BAR_HEIGHT}" class="s{kind}" fill="{COLOURS[kind]}"/>')
        parts.append(
            f'<text x="{width:.2f}%" y="{y + 34}" dx="6" class="value" fill="currentColor">'
            f"{number(bar.value, scale=scale, lang=lang())}</text>"
        )
    role = "group" if any(bar.href for bar in bars) else "img"  # an image may not hold links
    return _svg("ranking", title, description, parts, height=len(bars) * BAR_ROW, role=role)


def multiple(series: Sequence[Series], place: int, *, periods: Sequence[str], description: Sentence = "") -> SafeString:
    """One of several small charts, all with the same axis: the columns of ``series[place]`` against the highest of all."""
    most = max((value for one in series for value in one.values if value is not None), default=0)
    drawn = series[place]
    step = 100 / max(len(drawn.values), 1)
    parts = [f'<line x1="0" y1="{MULTIPLE_HEIGHT}" x2="100%" y2="{MULTIPLE_HEIGHT}" stroke="currentColor" stroke-opacity="0.35"/>']
    for at, value in enumerate(drawn.values):
        left, width = at * step + step * 0.1, step * 0.8
        if value is None:
            parts.append(
                f'<rect x="{left:.2f}%" y="2" width="{width:.2f}%" height="{MULTIPLE_HEIGHT - 2}"'
                ' class="gap" fill="none" stroke="currentColor"/>'
            )
        elif value > 0:
            height = max(value * (MULTIPLE_HEIGHT - 2) / most, 1.0)
            parts.append(
                f'<rect x="{left:.2f}%" y="{MULTIPLE_HEIGHT - height:.1f}" width="{width:.2f}%" height="{height:.1f}"'
                f' class="s1" fill="{COLOURS[1]}"/>'
            )
    if periods:
        y = MULTIPLE_HEIGHT + 16
        parts.append(f'<text x="0" y="{y}" class="axis" fill="currentColor">{escape(periods[0])}</text>')
        parts.append(f'<text x="100%" y="{y}" text-anchor="end" class="axis" fill="currentColor">{escape(periods[-1])}</text>')
    known = [value for value in drawn.values if value is not None]
    said = description or gettext("%(first)s 至 %(last)s，最高 %(most)s") % {
        "first": periods[0] if periods else "",
        "last": periods[-1] if periods else "",
        "most": number(max(known, default=0), lang=lang()),
    }
    return _svg("multiple", drawn.label, said, parts, height=MULTIPLE_HEIGHT + 20)


def sparkline(values: Sequence[int | None], *, title: Sentence) -> SafeString:
    """A line the height of a word; a gap in the data interrupts it, the last value has a dot."""
    known = [value for value in values if value is not None]
    most, wide, high = max(known, default=0), SPARK_WIDTH - 2 * SPARK_EDGE, SPARK_HEIGHT - 2 * SPARK_EDGE
    step = wide / max(len(values) - 1, 1)

    def point(place: int, value: int) -> tuple[str, str]:
        return f"{SPARK_EDGE + place * step:.1f}", f"{SPARK_EDGE + high - (value * high / most if most else 0):.1f}"

    parts = []
    for (place, before), (after_place, after) in pairwise(enumerate(values)):
        if before is not None and after is not None:
            (x1, y1), (x2, y2) = point(place, before), point(after_place, after)
            parts.append(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" class="l1" stroke="{COLOURS[1]}" stroke-width="1.5"/>')
    if values and values[-1] is not None:
        x, y = point(len(values) - 1, values[-1])
        parts.append(f'<circle cx="{x}" cy="{y}" r="2.5" class="s1" fill="{COLOURS[1]}"/>')
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart sparkline" width="{SPARK_WIDTH}" height="{SPARK_HEIGHT}" role="img"'
        f' aria-label="{escape(title)}">'
    )
    return mark_safe(head + "".join(parts) + "</svg>")  # noqa: S308 -- every text went through escape(); the rest are numbers


def _strong(own: bool) -> str:  # noqa: FBT001 -- one caller
    return ' font-weight="650"' if own else ""


def _svg(kind: str, title: Sentence, description: Sentence, parts: Sequence[str], *, height: float, role: str = "img") -> SafeString:
    # two charts on a page must not share an id; the same chart always has the same one
    drawn = "".join(parts)
    ident = f"{kind}-{sha256(f'{title}|{description}|{drawn}'.encode()).hexdigest()[:8]}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="100%" height="{height:.0f}" role="{role}"'
        f' aria-labelledby="{ident}-t {ident}-d"><title id="{ident}-t">{escape(title)}</title>'
        f'<desc id="{ident}-d">{escape(description)}</desc>'
    )
    return mark_safe(head + drawn + "</svg>")  # noqa: S308 -- as above
