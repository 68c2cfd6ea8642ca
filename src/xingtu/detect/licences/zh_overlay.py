"""Which of ScanCode's matches only see a part of what the Chinese layer sees whole?

MulanPubL names the AGPL in its clause 6, and ScanCode, which cannot read the rest, answers AGPL. Its answer stays; the match is set aside.
"""

from collections.abc import Mapping, Sequence
from typing import Any

INSIDE_KNOWN_TEXT = "inside_known_text"
ENGLISH_FORMS = {"mulanpsl-1.0-en": "mulanpsl-1.0", "mulanpsl-2.0-en": "mulanpsl-2.0"}
"""ScanCode's keys for the English half alone. A licence whose two halves are equally valid is one licence (clause 6 of MulanPSL-2.0)."""

_VAGUE = ("unknown", "free-unknown")
"""Beginnings of keys that say only that a licence is named."""
_MULAN = "mulan"
_ABOUT_LINES = 2
WHOLE = 100
"""Per cent of a rule that an exact match covers."""


def inside_known_texts(matches: Sequence[Mapping[str, Any]], chinese: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """For each of ScanCode's matches the reason to set it aside, or an empty string."""
    return tuple(INSIDE_KNOWN_TEXT if any(_covers(seen, match) for seen in chinese) else "" for match in matches)


def same_licence(one: str, other: str) -> bool:
    """The same licence in ScanCode's keys, whichever half of its text was seen."""
    return ENGLISH_FORMS.get(one, one) == ENGLISH_FORMS.get(other, other)


def _covers(seen: Mapping[str, Any], match: Mapping[str, Any]) -> bool:
    if seen["expression"] == match["expression"]:
        return False
    inside: bool = seen["first_line"] <= match["first_line"] and match["last_line"] <= seen["last_line"]
    around: bool = match["first_line"] <= seen["first_line"] <= match["last_line"]
    return {"text": inside, "tag": around, "notice": _misreads(match, seen)}.get(seen["kind"], False)


def _misreads(match: Mapping[str, Any], notice: Mapping[str, Any]) -> bool:
    """At the lines of a notice whose name was read: no name at all, half of the licence, or a kindred header that fits only nearly.

    The last is Mulan PubL v1, seen as v2, and Mulan OWL, seen as Mulan PSL.
    """
    near = match["first_line"] - _ABOUT_LINES <= notice["first_line"] <= match["last_line"] + _ABOUT_LINES
    if not near:
        return False
    vague = match["expression"].startswith(_VAGUE)
    both_mulan = match["expression"].startswith(_MULAN) and notice["expression"].startswith(_MULAN)
    return vague or (both_mulan and (same_licence(match["expression"], notice["expression"]) or match["coverage"] < WHOLE))
