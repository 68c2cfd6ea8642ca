"""How is the city's open source drawn as a night sky?

Area is the chosen number, colour the field, a ring says "in a library", dim "dormant", dashed "evidence incomplete"; lines are
shared contributors. Colours stand in the sheet that ``field_colours`` writes, so that one drawing serves night, day and paper.
Each star is a link and stands in the order of the list beside it; static/public/star_chart.js adds the arrow keys.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.public.stars import HEIGHT, WIDTH
from xingtu.policy.fields import Vocabulary

NAME_CELLS = 22
"""A name is cut there in the drawing; the list has it whole. A Chinese character is two cells."""
CELL = 0.56
"""Width of a cell in type sizes."""
NARROW_STARS = 300
TOUCH = 15.0
"""A small star can still be hit by a finger."""
HALO_FROM = 6.5
LABEL_GAP = 5.0
FRAME = 4.0
CROWD, FAINT = 150, 6.0
"""Stars from which on a sky is crowded, and the radius below which one is then faint."""
RING_GAP, NARROW_RING_GAP = 4.5, 2.5
HAZE_STARS = 2
GRADIENTS = {
    "haze": '<stop class="haze-in" offset="0"/><stop class="haze-out" offset="1"/>',
    "halo": '<stop class="halo-in" offset=".3"/><stop class="halo-out" offset="1"/>',
    "disc": '<stop class="disc-in" offset="0"/><stop class="disc-mid" offset=".42"/><stop class="disc-out" offset="1"/>',
}
TRIES = 4
"""Stars that may ask for a name, for each name there is room for."""


@dataclass(frozen=True, slots=True)
class ChartStar:
    """A star ready to be drawn. ``field`` is its number in the vocabulary, -1 for none; ``said`` is all it means, as one sentence."""

    id: str
    href: str
    name: str
    said: str
    field: int
    x: float
    y: float
    radius: float
    listed: bool = False
    dormant: bool = False
    incomplete: bool = False
    known: bool = True
    before: float | None = None
    """Radius at the earlier date, when two dates are compared."""
    change: str = ""
    """rose, faded, new, or nothing."""


@dataclass(frozen=True, slots=True)
class ChartLink:
    """People who work on both; ``width`` in units of the drawing."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True, slots=True)
class Look:
    """One way of drawing the same sky. ``type_size`` in units of the drawing; ``labels``: names at most."""

    id: str
    tall: bool
    type_size: float
    labels: int
    most: int = 100_000
    """Stars at most: a small screen shows the brightest, the list has them all."""


WIDE = Look("broad", tall=False, type_size=19, labels=70)
TALL = Look("tall", tall=True, type_size=38, labels=26, most=NARROW_STARS)
WIDE_CARE = Look("broad", tall=False, type_size=28, labels=34)
TALL_CARE = Look("tall", tall=True, type_size=48, labels=16, most=NARROW_STARS)


Box = tuple[float, float, float, float]
"""left, top, right, bottom"""


class _Taken:
    """Where something stands already: stars from the beginning, then every name that found room."""

    def __init__(self, stars: Sequence[ChartStar], more: Iterable[npt.NDArray[np.float64]] = ()) -> None:
        size = len(stars) + 400
        self.boxes = np.zeros((size, 4))
        self.count = len(stars)
        for place, star in enumerate(stars):
            self.boxes[place] = (star.x - star.radius, star.y - star.radius, star.x + star.radius, star.y + star.radius)
        for box in more:
            self.take(box)

    def meets(self, box: Box) -> bool:
        """Whether the box would cover something."""
        left, top, right, bottom = box
        held = self.boxes[: self.count]
        return bool(((held[:, 0] < right) & (left < held[:, 2]) & (held[:, 1] < bottom) & (top < held[:, 3])).any())

    def take(self, box: Box | npt.NDArray[np.float64]) -> None:
        """Nothing else may stand there."""
        self.boxes[self.count] = box
        self.count += 1


def star_chart(
    stars: Sequence[ChartStar], links: Iterable[ChartLink], clusters: Sequence[str], look: Look, *, title: str, description: str
) -> SafeString:
    """The SVG. ``clusters``: the fields' names by number."""
    stars = stars[: look.most]
    if look.tall:
        stars, links = [_turned(star) for star in stars], [ChartLink(link.y1, link.x1, link.y2, link.x2, link.width) for link in links]
    width, height = (HEIGHT, WIDTH) if look.tall else (WIDTH, HEIGHT)
    crowded = len(stars) > CROWD
    bright = [star for star in stars if star.radius >= FAINT] if crowded else stars
    fields_over = bright if look.tall else stars
    everything = _Taken(fields_over)
    hazes, names = _clusters(stars, clusters, look, everything, width, height)
    # in a crowd, a name may lie over faint stars, or the brightest would have none; over a field's name never
    taken = (
        _Taken([star for star in stars if star.radius >= FAINT], everything.boxes[len(stars) : everything.count]) if crowded else everything
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sky {look.id}" viewBox="0 0 {width} {height}" role="group"',
        f' aria-labelledby="{look.id}-title {look.id}-desc"><title id="{look.id}-title">{escape(title)}</title>',
        f'<desc id="{look.id}-desc">{escape(description)}</desc>',
        _definitions(len(clusters), look.id),
        f'<rect class="night" width="{width}" height="{height}" fill="url(#{look.id}-night)"/>',
        *hazes,
        '<g class="links">',
        *(f'<line x1="{link.x1:g}" y1="{link.y1:g}" x2="{link.x2:g}" y2="{link.y2:g}" stroke-width="{link.width:g}"/>' for link in links),
        "</g>",
        '<g class="clusters">',
        *names,
        "</g>",
        '<g class="stars">',
        *(_star(star, look.id, first=place == 0) for place, star in enumerate(stars)),
        "</g>",
        f'<g class="names" font-size="{look.type_size:g}">',
        *_labels(stars, look, taken, width, height),
        "</g></svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 -- every text inside went through escape(); the rest are numbers and our own words


def field_colours(vocabulary: Vocabulary) -> str:
    """The style sheet that gives each field its colour: that for dark grounds on screen, that for light ones on paper."""
    night = "".join(f".f{place}{{--c:{field.colour_dark};--p:{field.colour}}}" for place, field in enumerate(vocabulary.fields))
    paper = "".join(f".f{place}{{--c:{field.colour}}}" for place, field in enumerate(vocabulary.fields))
    return f".fn{{--c:#aeb9d4;--p:#5d6674}}{night}@media print{{.fn{{--c:#5d6674}}{paper}}}\n"


def _turned(star: ChartStar) -> ChartStar:
    return ChartStar(
        star.id, star.href, star.name, star.said, star.field, star.y, star.x, star.radius, star.listed, star.dormant, star.incomplete,
        star.known, star.before, star.change,
    )  # fmt: skip


def _field(number: int) -> str:
    return f"f{number}" if number >= 0 else "fn"


def _definitions(fields: int, prefix: str) -> str:
    names = [*(f"f{place}" for place in range(fields)), "fn"]
    per_field = "".join(
        f'<radialGradient id="{prefix}-{kind}-{name}" class="{name}">{stops}</radialGradient>'
        for name in names
        for kind, stops in GRADIENTS.items()
    )
    return (
        f'<defs><radialGradient id="{prefix}-night" cx=".5" cy=".45" r=".75"><stop class="night-in" offset="0"/>'
        f'<stop class="night-out" offset="1"/></radialGradient>{per_field}</defs>'
    )


def _star(star: ChartStar, prefix: str, *, first: bool) -> str:
    field = _field(star.field)
    marks = " ".join(
        ["star", field]
        + [word for word, holds in (("dim", star.dormant), ("gap", star.incomplete or not star.known), ("blank", not star.known)) if holds]
        + ([star.change] if star.change else [])
    )
    at = f'cx="{star.x:g}" cy="{star.y:g}"'
    drawn = [
        f'<a href="{escape(star.href)}" class="{marks}" tabindex="{0 if first else -1}" data-star="{escape(star.id)}">',
        f"<title>{escape(star.said)}</title>",
    ]
    if star.radius >= HALO_FROM and not star.dormant and star.known:
        drawn.append(f'<circle class="halo" {at} r="{star.radius * 2.3:.1f}" fill="url(#{prefix}-halo-{field})"/>')
    if star.radius < TOUCH:
        drawn.append(f'<circle class="touch" {at} r="{TOUCH:g}"/>')
    fill = f' fill="url(#{prefix}-disc-{field})"' if star.known else ""
    drawn.append(f'<circle class="disc" {at} r="{star.radius:g}"{fill}/>')
    if star.before is not None:
        drawn.append(f'<circle class="before" {at} r="{star.before:g}"/>')
    if star.listed:
        gap = RING_GAP if star.radius >= FAINT else NARROW_RING_GAP
        drawn.append(f'<circle class="ring" {at} r="{star.radius + gap:g}"/>')
    if star.change == "new":
        far = star.radius + 12
        drawn.append(
            f'<path class="glint" d="M{star.x:g} {star.y - far:g}V{star.y + far:g}M{star.x - far:g} {star.y:g}H{star.x + far:g}"/>'
        )
    return "".join([*drawn, "</a>"])


def _clusters(
    stars: Sequence[ChartStar], clusters: Sequence[str], look: Look, taken: _Taken, width: int, height: int
) -> tuple[list[str], list[str]]:
    """A haze behind each field's stars, and its name beside them, where it covers no star."""
    hazes, names = [], []
    size = look.type_size * 1.28
    for number, name in enumerate(clusters):
        own = [star for star in stars if star.field == number]
        if not own:
            continue
        x, y = sum(star.x for star in own) / len(own), sum(star.y for star in own) / len(own)
        if len(own) >= HAZE_STARS:
            far_x = max(90.0, 2.3 * (sum((star.x - x) ** 2 for star in own) / len(own)) ** 0.5)
            far_y = max(90.0, 2.3 * (sum((star.y - y) ** 2 for star in own) / len(own)) ** 0.5)
            hazes.append(
                f'<ellipse class="haze" cx="{x:.0f}" cy="{y:.0f}" rx="{far_x:.0f}" ry="{far_y:.0f}" fill="url(#{look.id}-haze-f{number})"/>'
            )
        half = _wide(name) * size * CELL * 0.62
        top, bottom = min(star.y - star.radius for star in own), max(star.y + star.radius for star in own)
        middle = min(max(x, half + 12), width - half - 12)
        heights = [top - size * 0.75, bottom + size * 1.5, *(y + step * size * sign for step in range(12) for sign in (-1, 1))]
        free = (base for base in heights if size * 1.2 < base < height - size * 0.5)
        base = next((base for base in free if not taken.meets((middle - half, base - size, middle + half, base + size * 0.3))), None)
        if base is not None:
            taken.take((middle - half, base - size, middle + half, base + size * 0.3))
            names.append(f'<text class="cluster f{number}" x="{middle:.0f}" y="{base:.0f}" font-size="{size:.0f}">{escape(name)}</text>')
    return hazes, names


def _labels(stars: Sequence[ChartStar], look: Look, taken: _Taken, width: int, height: int) -> list[str]:
    """Names of the brightest stars, each beside its own where nothing else stands; a name without room is left to the list."""
    size = look.type_size
    drawn: list[str] = []
    for star in sorted(stars, key=lambda star: (-star.radius, star.id))[: look.labels * TRIES]:
        if len(drawn) >= (look.labels * 2 // 3 if len(stars) > CROWD else look.labels):
            break
        name = _cut(star.name)
        wide, far = _wide(name) * size * CELL, star.radius + (5 if star.listed else 0) + LABEL_GAP
        for anchor, x, y in (
            ("start", star.x + far, star.y + size * 0.36),
            ("end", star.x - far, star.y + size * 0.36),
            ("middle", star.x, star.y + far + size * 0.85),
            ("middle", star.x, star.y - far - size * 0.15),
            ("start", star.x + far * 0.75, star.y + far * 0.75 + size * 0.5),
            ("start", star.x + far * 0.75, star.y - far * 0.75),
            ("end", star.x - far * 0.75, star.y + far * 0.75 + size * 0.5),
            ("end", star.x - far * 0.75, star.y - far * 0.75),
        ):
            left = {"start": x, "end": x - wide, "middle": x - wide / 2}[anchor]
            box = (left - 2, y - size * 0.9, left + wide + 2, y + size * 0.28)
            if box[0] < FRAME or box[2] > width - FRAME or box[1] < FRAME or box[3] > height - FRAME:
                continue
            if not taken.meets(box):
                taken.take(box)
                dim = ' class="dim"' if star.dormant else ""
                drawn.append(f'<text{dim} x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(name)}</text>')
                break
    return drawn


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _cut(name: str) -> str:
    cells = 0
    for place, letter in enumerate(name):
        cells += _wide(letter)
        if cells > NAME_CELLS:
            return name[:place] + "…"
    return name
