"""Where does each star of the chart stand?

Pure and deterministic: the same stars, links and earlier places give the same sky. Stars of one field gather, projects that
share contributors draw near, nothing overlaps. Whoever had a place last month starts from it, so that the sky stays familiar.
A force layout of our own on numpy: a thousand stars take a few seconds, once a run.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

WIDTH, HEIGHT = 1600, 1000
EDGE = 56
"""No star comes nearer to the frame."""
COLD_STEPS, WARM_STEPS = 220, 70
SETTLING_STEPS = 120
LOOK_ROUND = 6
"""Steps for which the pairs that may touch are held to be the same."""
SLACK = 24.0
SPOT = 1e-6
GAP = 5.0
"""Dark between two stars at least."""
LARGEST_RADIUS, SMALLEST_RADIUS = 34.0, 3.5
FILLED = 0.13
"""Share of the sky that stars may cover together, at most."""

Place = tuple[float, float]
_Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Body:
    """A star to be placed; ``fields`` are numbers of the vocabulary's fields, the first decides most."""

    id: str
    fields: tuple[int, ...]
    radius: float


def radii(values: Sequence[int | None]) -> list[float]:
    """Radii whose discs' areas are as the values; the largest is capped so that a city of one giant still has a sky."""
    known = [value for value in values if value]
    if not known:
        return [SMALLEST_RADIUS] * len(values)
    room = (FILLED * WIDTH * HEIGHT / np.pi / max(sum(known), 1)) ** 0.5
    factor = min(room, LARGEST_RADIUS / max(known) ** 0.5)
    return [max(SMALLEST_RADIUS, round(factor * value**0.5, 1)) if value else SMALLEST_RADIUS for value in values]


def layout(
    bodies: Sequence[Body],
    links: Sequence[tuple[str, str, int]],
    *,
    fields: int,
    earlier: Mapping[str, Place] | None = None,
    keep: bool = False,
) -> dict[str, Place]:
    """A place for every body, in the frame WIDTH × HEIGHT.

    fields:   how many fields the vocabulary has; each has its quarter of the sky
    links:    (id, id, shared contributors)
    earlier:  where stars stood last time
    keep:     stars of ``earlier`` stay exactly there; only newcomers find a place
    """
    if not bodies:
        return {}
    earlier = earlier or {}
    number = {body.id: place for place, body in enumerate(bodies)}
    size = np.array([body.radius for body in bodies])
    home = np.array([_home(body, fields) for body in bodies])
    at = np.array([earlier.get(body.id) or _first_place(body, _home(body, fields), len(bodies)) for body in bodies], dtype=np.float64)
    fixed = np.array([keep and body.id in earlier for body in bodies])
    pairs = [(number[one], number[other], weight) for one, other, weight in links if one in number and other in number and one != other]
    steps = WARM_STEPS if earlier else COLD_STEPS
    pull = _Pull(pairs, len(bodies))
    reach = 0.62 * min(190.0, 1.25 * (WIDTH * HEIGHT / len(bodies)) ** 0.5) + GAP
    near = _Near(at, size + reach / 2)
    for step in range(steps):
        if step % LOOK_ROUND == 0:
            near = _Near(at, size + reach / 2)
        move = 0.032 * (home - at) + pull.towards(at) + near.push(at)
        most = 2 + 26 * (1 - step / steps)
        move *= np.minimum(1, most / np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9))[:, None]
        at = _inside(np.where(fixed[:, None], at, at + move), size)
    at = _settled(at, size, fixed)
    return {body.id: (round(float(x), 1), round(float(y), 1)) for body, (x, y) in zip(bodies, at, strict=True)}


def field_centre(field: int, fields: int) -> Place:
    """The middle of a field's quarter; the same whatever stars there are."""
    if fields <= 0 or field < 0:
        return WIDTH / 2, HEIGHT / 2
    angle = 2 * np.pi * field / fields - np.pi * 0.62
    return float(WIDTH / 2 + WIDTH * 0.385 * np.cos(angle)), float(HEIGHT / 2 + HEIGHT * 0.35 * np.sin(angle))


class _Pull:
    """Springs between stars that share contributors; many springs on one star do not add up to a black hole."""

    def __init__(self, pairs: Sequence[tuple[int, int, int]], count: int) -> None:
        self.one = np.array([pair[0] for pair in pairs], dtype=np.int64)
        self.other = np.array([pair[1] for pair in pairs], dtype=np.int64)
        weight = np.sqrt(np.array([pair[2] for pair in pairs], dtype=np.float64))
        degree = np.zeros(count)
        np.add.at(degree, np.concatenate([self.one, self.other]), np.concatenate([weight, weight]))
        self.at_one = 0.022 * weight / np.maximum(degree[self.one], 1) if len(pairs) else weight
        self.at_other = 0.022 * weight / np.maximum(degree[self.other], 1) if len(pairs) else weight

    def towards(self, at: _Points) -> _Points:
        """What the springs ask of every star."""
        move = np.zeros_like(at)
        if len(self.one):
            apart = at[self.other] - at[self.one]
            for axis in (0, 1):
                move[:, axis] += np.bincount(self.one, apart[:, axis] * self.at_one, len(at))
                move[:, axis] -= np.bincount(self.other, apart[:, axis] * self.at_other, len(at))
        return move


def _home(body: Body, fields: int) -> Place:
    if not body.fields:
        return field_centre(-1, fields)
    centres = [field_centre(field, fields) for field in body.fields]
    first = centres[0]
    others = centres[1:] or [first]
    mean = (sum(x for x, _y in others) / len(others), sum(y for _x, y in others) / len(others))
    return 0.75 * first[0] + 0.25 * mean[0], 0.75 * first[1] + 0.25 * mean[1]


def _first_place(body: Body, home: Place, count: int) -> Place:
    """Somewhere around home, decided by the id alone."""
    seed = hashlib.sha256(body.id.encode()).digest()
    angle = int.from_bytes(seed[:4]) / 2**32 * 2 * np.pi
    far = (int.from_bytes(seed[4:8]) / 2**32) ** 0.5 * min(260.0, 26 * count**0.5)
    return float(home[0] + far * np.cos(angle) * 1.25), float(home[1] + far * np.sin(angle))


class _Near:
    """Pairs of stars that may touch soon: the only ones whose distance matters."""

    def __init__(self, at: _Points, size: _Points) -> None:
        ones, others = [], []
        order = np.argsort(at[:, 0], kind="stable")
        xs = at[order, 0]
        widest = float(size.max())
        for place, star in enumerate(order):
            last = int(np.searchsorted(xs, xs[place] + size[star] + widest + SLACK, side="right"))
            rest = order[place + 1 : last]
            apart = at[rest] - at[star]
            hit = rest[np.hypot(apart[:, 0], apart[:, 1]) < size[rest] + size[star] + SLACK]
            ones.append(np.full(len(hit), star))
            others.append(hit)
        self.one, self.other = np.concatenate(ones), np.concatenate(others)
        self.want = size[self.one] + size[self.other]
        # two stars on one spot part along a line that their numbers decide
        self.tie = np.where(self.one < self.other, -1.0, 1.0)
        self.count = len(at)

    def push(self, at: _Points, strength: float = 9.0) -> _Points:
        """Stars that are too near push each other off, the harder the nearer."""
        line, distance = self._lines(at)
        return self._shared(line * (np.clip(1 - distance / self.want, 0, None) * strength)[:, None])

    def apart(self, at: _Points) -> tuple[_Points, float]:
        """Half of what each pair overlaps, and the largest overlap."""
        line, distance = self._lines(at)
        over = np.clip(self.want - distance, 0, None)
        return self._shared(line * (over * 0.5)[:, None]), float(over.max(initial=0))

    def _lines(self, at: _Points) -> tuple[_Points, _Points]:
        apart = at[self.one] - at[self.other]
        distance = np.hypot(apart[:, 0], apart[:, 1])
        flat = distance < SPOT
        apart[flat] = np.stack([self.tie[flat], np.zeros(int(flat.sum()))], axis=1)
        distance = np.where(flat, 1.0, distance)
        return apart / distance[:, None], np.where(flat, 0.0, distance)

    def _shared(self, force: _Points) -> _Points:
        return np.stack(
            [np.bincount(self.one, force[:, axis], self.count) - np.bincount(self.other, force[:, axis], self.count) for axis in (0, 1)],
            axis=1,
        )


def _settled(at: _Points, size: _Points, fixed: npt.NDArray[np.bool_]) -> _Points:
    """No two discs touch, as far as the frame allows."""
    for step in range(SETTLING_STEPS):
        if step % LOOK_ROUND == 0:
            near = _Near(at, size + GAP / 2)
        move, worst = near.apart(at)
        if worst <= GAP / 2:
            break
        at = _inside(np.where(fixed[:, None], at, at + move), size)
    return at


def _inside(at: _Points, size: _Points) -> _Points:
    margin = EDGE + size
    return np.stack([np.clip(at[:, 0], margin, WIDTH - margin), np.clip(at[:, 1], margin, HEIGHT - margin)], axis=1)
