"""What is a version scheme: which texts are versions to it, and how do they order?

A scheme is pure and total: ``parse`` answers a key or None, never raises, and takes a time that grows with the text's length
(texts longer than ``LONGEST`` are no versions). Keys of one scheme compare with each other; equal keys are the same version.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

LONGEST = 512
"""Characters. The longest version seen in 25,000 advisories has 96; what is longer is an attack or a mistake."""

Order = Literal["<", "=", ">"]


class Comparable(Protocol):
    """The place of a version among those of its scheme; hashable, equal exactly when the versions are."""

    def __lt__(self, other: Any, /) -> bool: ...  # noqa: ANN401 -- only keys of the same scheme are compared
    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Scheme:
    """A self-describing version order. ``examples`` are its first tests and stand in its specification.

    parse:      the key of a text without surrounding white space; None: no version of this scheme
    source:     the specification it is computed from
    unordered:  texts that look like versions and are none
    """

    id: str
    name: str
    source: str
    parse: Callable[[str], Comparable | None]
    examples: Sequence[tuple[str, Order, str]]
    unordered: Sequence[str] = ()
    caveats: Sequence[str] = ()
