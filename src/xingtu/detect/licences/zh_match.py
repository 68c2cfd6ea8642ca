"""What does the Chinese layer say of a file: which licence, in which form, on which lines, how much of it?"""

from dataclasses import asdict, dataclass
from typing import Any

KINDS = ("text", "modified_text", "notice", "tag", "reference")
WHOLE = 10_000
"""Containment of a text that is there to its last character; what is not measured against a text counts as whole."""


@dataclass(frozen=True, slots=True)
class ChineseMatch:
    """One licence seen by the Chinese layer.

    kind:         text (whole), modified_text (nearly whole: a person must look), notice (this work is under it),
                  tag (SPDX tag with a name ScanCode does not know), reference (the name only)
    containment:  share of the known text that is there, in hundredths of a per cent
    text:         which known text or which name matched
    """

    expression: str
    spdx: str
    kind: str
    first_line: int
    last_line: int
    containment: int
    text: str


def as_row(match: ChineseMatch) -> dict[str, Any]:
    """As it is kept and handed on."""
    return asdict(match)
