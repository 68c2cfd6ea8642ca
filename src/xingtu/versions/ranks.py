"""Where does a version stand among the boundaries of one package, as a whole number?

The boundaries of a package are sorted once; equal ones are one boundary. The version equal to boundary i has position 2i + 1, one
between boundary i - 1 and boundary i has 2i. Ranges become half-open spans of positions, so that matching is a comparison of integers::

    introduced bᵢ -> from 2i + 1   ("0": from 0)     fixed bⱼ -> to 2j + 1     last_affected bⱼ -> to 2j + 2     open -> to OPEN
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from xingtu.versions import parse
from xingtu.versions.ecosystems import scheme_of
from xingtu.versions.scheme import Comparable

START = 0
"""Before everything, also before a pre-release of 0: what OSV means by ``introduced: "0"``."""
OPEN = 2**31 - 1
ZERO = "0"


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The sorted boundaries of one package.

    versions:    one text for each boundary (the shortest, then the first by its letters, of those that are equal)
    unplaceable: texts given that are no versions of the ecosystem; a range that names one can not be evaluated
    """

    ecosystem: str
    keys: tuple[Comparable, ...]
    versions: tuple[str, ...]
    unplaceable: frozenset[str]

    def position(self, version: str) -> int | None:
        """2i + 1 at boundary i, 2i just before it; None: no version of the ecosystem."""
        key = parse(self.ecosystem, version)
        if key is None:
            return None
        place = bisect_left(self.keys, key)
        return 2 * place + (place < len(self.keys) and self.keys[place] == key)

    def introduced(self, version: str) -> int | None:
        """The first position affected; None: the text is no version, or no boundary given."""
        return START if version == ZERO else self._at(version)

    def fixed(self, version: str) -> int | None:
        """The first position no longer affected by a range that ends before this version."""
        return START if version == ZERO else self._at(version)

    def last_affected(self, version: str) -> int | None:
        """The first position no longer affected by a range that includes this version; "0" here too stands before every version."""
        if version == ZERO:
            return START
        at = self._at(version)
        return None if at is None else at + 1

    def _at(self, version: str) -> int | None:
        position = self.position(version)
        return position if position is not None and position % 2 else None


def boundaries(ecosystem: str, events: Iterable[str], listed: Iterable[str] = ()) -> Boundaries:
    """Sort the versions that occur in what is said of one package; the order they come in changes nothing.

    events:  boundaries of ranges, where "0" is no version but what comes before all of them
    listed:  versions named for themselves, where "0" is one like any other

    Raises:
        UnknownEcosystem: there is no such ecosystem.
        UnorderedEcosystem: its versions have no order.
    """
    scheme_of(ecosystem)  # an ecosystem without order has none either where nothing is to be sorted
    texts = (set(events) - {ZERO}) | set(listed)
    keyed = {text: parse(ecosystem, text) for text in sorted(texts, key=lambda text: (len(text), text))}
    keys: list[Comparable] = []
    versions: list[str] = []
    for key, text in sorted(((key, text) for text, key in keyed.items() if key is not None), key=lambda pair: pair[0]):
        if not keys or keys[-1] != key:
            keys.append(key)
            versions.append(text)
    return Boundaries(ecosystem, tuple(keys), tuple(versions), frozenset(text for text, key in keyed.items() if key is None))
