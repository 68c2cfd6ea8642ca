"""Which known Chinese licence texts stand in a file, and from which line to which?

A text is found by the share of its shingles that lie close together: re-wrapped, commented or re-punctuated it is the same.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from xingtu.detect.licences.zh_known_texts import SHINGLE, KnownText, every_shingle, known_texts, shingles
from xingtu.detect.licences.zh_match import WHOLE, ChineseMatch
from xingtu.detect.licences.zh_reading import Characters

FEWEST_CHARACTERS = 200
"""Below this no file is looked through for whole texts."""
SURE = 0.95
LEAST = 0.80
"""From here to SURE it is a modified text: nearly that licence, so somebody must read it."""
MARGIN = 0.05
"""How far the next text must stay behind, and how much of the span may be foreign to the text."""
_REACH = 1.25
"""A text may be spread over this many times its length."""
_MOST_TEXTS = 20
_MOST_PLACES = 40_000
"""Shingles looked at, of fifty texts or so: a file built of more is not waited for."""


@dataclass(frozen=True, slots=True)
class _Span:
    """Where one text lies: characters from first to last, both inside."""

    text: KnownText
    first: int
    last: int
    containment: float
    resemblance: float
    foreign: float


def whole_texts(found: Characters) -> tuple[ChineseMatch, ...]:
    """Texts from the first line of the file to the last."""
    if len(found.text) < FEWEST_CHARACTERS:
        return ()
    known = every_shingle()
    places = list(islice(((at, piece) for at, piece in enumerate(shingles(found.text)) if piece in known), _MOST_PLACES))
    spans = sorted(_spans(places), key=lambda span: span.first)
    return tuple(_match(span, sure, found) for span, sure in _judged(spans, places))


def _spans(places: Sequence[tuple[int, str]]) -> Iterator[_Span]:
    """The best text, then the best of what is left, until nothing is left that is nearly a text."""
    left = list(places)
    for _ in range(_MOST_TEXTS):
        best = max(_candidates(left), key=lambda span: (span.resemblance, span.containment), default=None)
        if best is None:
            return
        yield best
        left = [place for place in left if not best.first <= place[0] <= best.last]


def _candidates(places: Sequence[tuple[int, str]]) -> Iterator[_Span]:
    there = {piece for _, piece in places}
    for text in known_texts():
        if len(text.shingles & there) >= LEAST * len(text.shingles):
            span = _best_span(text, [place for place in places if place[1] in text.shingles])
            if span.containment >= LEAST:
                yield span


def _best_span(text: KnownText, places: Sequence[tuple[int, str]]) -> _Span:
    """The window that holds most of the text, then only as much of it as is needed."""
    reach = int(_REACH * text.length)
    inside: Counter[str] = Counter()
    start, most, window = 0, 0, (0, 0)
    for end, (at, piece) in enumerate(places):
        inside[piece] += 1
        while places[start][0] < at - reach:
            _drop(inside, places[start][1])
            start += 1
        if len(inside) > most:
            most, window = len(inside), (start, end)
    first, last = _tight(places, *window)
    covered = _covered([at for at, _ in places[first : last + 1]])
    begin, finish = places[first][0], places[last][0] + SHINGLE - 1
    foreign = (finish - begin + 1 - covered) / text.length
    containment = most / len(text.shingles)
    return _Span(text, begin, finish, containment, containment / (1 + foreign), foreign)


def _tight(places: Sequence[tuple[int, str]], first: int, last: int) -> tuple[int, int]:
    """Leave off what stands twice at the ends: a name in a sentence before the text is no part of it."""
    inside = Counter(piece for _, piece in places[first : last + 1])
    while inside[places[first][1]] > 1:
        inside[places[first][1]] -= 1
        first += 1
    while inside[places[last][1]] > 1:
        inside[places[last][1]] -= 1
        last -= 1
    return first, last


def _covered(places: Sequence[int]) -> int:
    """How many characters lie in at least one shingle."""
    gaps = (min(SHINGLE, later - earlier) for earlier, later in pairwise(places))
    return sum(gaps) + SHINGLE if places else 0


def _drop(inside: Counter[str], piece: str) -> None:
    inside[piece] -= 1
    if not inside[piece]:
        del inside[piece]


def _judged(spans: Sequence[_Span], places: Sequence[tuple[int, str]]) -> Iterator[tuple[_Span, bool]]:
    """Whether each is its licence for sure: nearly all of it, little else, no other text close, and the text itself beyond doubt."""
    for span in spans:
        inside = [place for place in places if span.first <= place[0] <= span.last]
        others = [_resemblance(text, inside, span) for text in known_texts() if text.id != span.text.id]
        clear = span.resemblance - max(others, default=0.0) >= MARGIN
        yield span, clear and span.containment >= SURE and span.foreign <= MARGIN and span.text.copies > 1


def _resemblance(text: KnownText, inside: Sequence[tuple[int, str]], span: _Span) -> float:
    """How well another text explains the same characters: one that is a part of it explains less of them."""
    known = [place for place in inside if place[1] in text.shingles]
    foreign = (span.last - span.first + 1 - _covered([at for at, _ in known])) / text.length
    return len({piece for _, piece in known}) / len(text.shingles) / (1 + foreign)


def _match(span: _Span, sure: bool, found: Characters) -> ChineseMatch:  # noqa: FBT001 (the verdict on the span before it)
    return ChineseMatch(
        expression=span.text.expression,
        spdx=span.text.spdx,
        kind="text" if sure else "modified_text",
        first_line=found.line(span.first),
        last_line=found.line(span.last),
        containment=int(span.containment * WHOLE),
        text=span.text.id,
    )
