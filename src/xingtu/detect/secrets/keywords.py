"""Where in these bytes does one of many words stand, whatever its case? Much faster than looking for one after the other.

All places of the three bytes of a word that are seldom in texts are found at once; only there words are compared.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

SHORTEST = 3
BITS = 16
MULTIPLIER = 2_654_435_761
"""Knuth's: spreads three bytes over the table."""
FREQUENT_FIRST = b"etaoinsrlcdpumhgf_bywvk.-:/0123456789xjqz~"
"""How often characters stand in programs, roughly; what is not here is rarest."""


class Keywords:
    """Words to look for, none shorter than three bytes."""

    def __init__(self, words: Iterable[bytes]) -> None:
        self._by_part: dict[bytes, list[tuple[int, bytes, bytes]]] = {}
        for word in words:
            if len(word) < SHORTEST:
                raise ValueError(f"关键词 {word!r} 太短；至少 {SHORTEST} 个字节")
            folded = word.lower()
            at = max(range(len(folded) - SHORTEST + 1), key=lambda start: _rarity(folded[start : start + SHORTEST]))
            self._by_part.setdefault(folded[at : at + SHORTEST], []).append((at, folded, word))
        self._table = np.zeros(1 << BITS, dtype=np.bool_)
        for part in self._by_part:
            self._table[_places(np.frombuffer(part, dtype=np.uint8))] = True

    def places(self, folded: bytes) -> Iterator[tuple[int, bytes]]:
        """(offset, word) for every word that stands there in small letters; the words keep the case they were given in."""
        if len(folded) < SHORTEST:
            return
        by_part = self._by_part
        for place in np.flatnonzero(self._table[_places(np.frombuffer(folded, dtype=np.uint8))]).tolist():
            for at, small, word in by_part.get(folded[place : place + SHORTEST], ()):
                if place >= at and folded.startswith(small, place - at):
                    yield place - at, word


def _rarity(part: bytes) -> int:
    found = [FREQUENT_FIRST.find(byte) for byte in part]
    return sum(rank if rank >= 0 else len(FREQUENT_FIRST) for rank in found)


def _places(text: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Where in the table the three bytes from each place on stand."""
    wide = text.astype(np.uint32)
    three = wide[:-2] | (wide[1:-1] << np.uint32(8)) | (wide[2:] << np.uint32(16))
    return np.asarray((three * np.uint32(MULTIPLIER)) >> np.uint32(32 - BITS), dtype=np.uint32)
