"""Which measures can a promise be written in? The register may not ask the engine: evidence offers them, as the newest run defines them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.errors import Sentence

SUBJECT_KINDS = ("organisation", "repository")


@dataclass(frozen=True, slots=True)
class PromiseMetric:
    """``scale``: the stored integer is this many times the value meant. ``subject_kinds``: what it can be measured of."""

    id: str
    name: Sentence
    unit: Sentence = ""
    scale: int = 1
    subject_kinds: tuple[str, ...] = SUBJECT_KINDS


Source = Callable[[], Sequence[PromiseMetric]]
_sources: dict[str, Source] = {}


def offer(source: Source, name: str = "evidence") -> None:
    """Offer measures; asked anew for each form, so that they are those of the newest run. The same name again replaces."""
    _sources[name] = source


def promise_metrics() -> dict[str, PromiseMetric]:
    """By id; empty as long as no run has defined any."""
    return {one.id: one for source in _sources.values() for one in source()}
