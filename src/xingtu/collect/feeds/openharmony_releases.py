"""Which releases has OpenHarmony had, and which of them does a bulletin mean?

The list is that of the project's release notes. Bulletins write one release in many ways (``OpenHarmony-v3.0``,
``OpenHarmony-v3.0-LTS``, ``OpenHarmony_release_v1.1.0``); the number decides. A release that is not on the list is never guessed.
"""

import re
from dataclasses import dataclass

RELEASES = (
    "1.0", "1.0.1-Release",
    "1.1.0-LTS", "1.1.1-LTS", "1.1.2-LTS", "1.1.3-LTS", "1.1.4-LTS", "1.1.5-LTS",
    "2.0-Canary", "2.2-Beta2",
    "3.0-LTS", "3.0.1-LTS", "3.0.2-LTS", "3.0.3-LTS", "3.0.5-LTS", "3.0.6-LTS", "3.0.7-LTS", "3.0.8-LTS",
    "3.1-Beta", "3.1-Release", "3.1.1-Release", "3.1.2-Release", "3.1.3-Release", "3.1.4-Release", "3.1.5-Release", "3.1.6-Release",
    "3.1.7-Release",
    "3.2-Beta1", "3.2-Beta2", "3.2-Beta3", "3.2-Beta4", "3.2-Beta5", "3.2-Release", "3.2.1-Release", "3.2.2-Release", "3.2.3-Release",
    "3.2.4-Release",
    "4.0-Beta1", "4.0-Beta2", "4.0-Release", "4.0.1-Release", "4.0.2-Release", "4.0.3-Release", "4.0.4-Release",
    "4.1-Beta1", "4.1-Release", "4.1.1-Release", "4.1.2-Release", "4.1.3-Release", "4.1.4-Release",
    "5.0-Beta1", "5.0.0-Release", "5.0.1-Release", "5.0.2-Release", "5.0.3-Release",
    "5.1.0-Release",
    "6.0-Beta1", "6.0-Release",
    "6.1-Release",
)  # fmt: skip
"""Oldest first; as the tags are called, without ``OpenHarmony-v``."""

STABLE = ("", "release", "releas", "lts")
"""How bulletins end the name of a release that is none of a beta; one is a slip of the pen that was published."""
WRITTEN = re.compile(
    r"(?:OpenHarmony)?[-_ ]?(?:release_)?v?([0-9]{1,2}(?:\.[0-9]{1,3}){1,2})(?:[-_ ]?([A-Za-z]{1,10}[0-9]?))?", re.IGNORECASE
)
BREAK = re.compile(r"<br\s*/?>|[,，;；、\n]|和", re.IGNORECASE)
UNTIL = re.compile(r"\s*(?:到|至|~|～)\s*")
MOST_PARTS = 200


@dataclass(frozen=True, slots=True)
class Named:
    """The releases a cell names, oldest first, and what in it names none."""

    releases: tuple[str, ...]
    unknown: tuple[str, ...]


def releases_in(cell: str) -> Named:
    """The releases a cell of a bulletin names; a range holds every release on the list from its first to its last."""
    found: set[str] = set()
    unknown: list[str] = []
    for part in BREAK.split(cell, maxsplit=MOST_PARTS):
        text = part.strip().rstrip(")）").strip()
        if not text:
            continue
        bounds = [release_of(one) for one in UNTIL.split(text)]
        named = [one for one in bounds if one is not None]
        if len(named) < len(bounds) or len(bounds) > 2:  # noqa: PLR2004 -- from, until
            unknown.append(part.strip())
            continue
        between = [named[0]] if len(named) == 1 else _between(named[0], named[1])
        if not between:
            unknown.append(part.strip())
        found.update(between)
    return Named(tuple(sorted(found, key=RELEASES.index)), tuple(unknown))


def release_of(text: str) -> str | None:
    """The one release a text names; None: it is not on the list."""
    read = WRITTEN.fullmatch(text.strip())
    if read is None:
        return None
    number, kind = read[1], (read[2] or "").lower()
    fits = [one for one in RELEASES if _number(one) == number]
    if kind in STABLE:
        return next((one for one in fits if _is_stable(one)), None)
    return next((one for one in fits if one.lower() == f"{number}-{kind}"), None)


def _between(first: str, last: str) -> list[str]:
    """Releases from one to another; betas on the way are not meant by a range of releases."""
    low, high = _order(first), _order(last)
    return [one for one in RELEASES if low <= _order(one) <= high and (_is_stable(one) or one in {first, last})]


def _number(release: str) -> str:
    return release.partition("-")[0]


def _is_stable(release: str) -> bool:
    return release.partition("-")[2].lower() in STABLE


def _order(release: str) -> tuple[tuple[int, ...], int]:
    return tuple(int(part) for part in _number(release).split(".")), RELEASES.index(release)
