"""What does a manifest declare: which words, what they mean, where they stand?"""

import hashlib
import re
from dataclasses import dataclass

from xingtu.detect.licences.expressions import DECLARED_UNKNOWN


@dataclass(frozen=True, slots=True)
class Declaration:
    """One licence a manifest names. ``meanings``: one SPDX expression when it is certain, several when it is not, none when unknown."""

    field: str
    words: str
    meanings: tuple[str, ...]
    line: int | None = None
    file: str = ""
    """The text that is meant, from the manifest's folder, where a manifest only points at one."""
    with_parts: bool = False
    """The manifest lists licence files of parts below it: what it declares is the package with all of them."""

    @property
    def expression(self) -> str:
        """The licence that is declared; words of no certain meaning are named, never dropped."""
        if len(self.meanings) == 1:
            return self.meanings[0]
        plain = re.sub(r"[^A-Za-z0-9.]+", "-", self.words).strip("-.").lower()[:40]
        told_apart = plain or hashlib.sha256(self.words.encode("utf-8", "replace")).hexdigest()[:12]
        return f"{DECLARED_UNKNOWN}{told_apart}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """All a manifest declares; ``flaw`` says why it could not be read, ``flaw_line`` where."""

    declarations: tuple[Declaration, ...] = ()
    flaw: str = ""
    flaw_line: int | None = None


class Unreadable(ValueError):
    """The manifest breaks its own format. Stays inside this package: a broken manifest is reported, and stops nothing."""

    def __init__(self, words: str, line: int | None = None) -> None:
        self.line = line
        super().__init__(words)


def line_of(text: str, *needles: str) -> int | None:
    """Where the needles stand one after the other; None when they do not."""
    place = 0
    for needle in needles:
        place = text.find(needle, place)
        if place < 0:
            return None
    return text.count("\n", 0, place) + 1
