"""How are the licence expressions of a tree brought into one form, joined and compared, without ever being simplified?

``A AND (A OR B)`` stays what it is: a shorter expression may be true and still hide what stands in a file.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from license_expression import get_license_index

from xingtu.policy.licence_expression import Choice, Expression, LicenceNames, Together, expression_or_none, normalised, written
from xingtu.policy.licence_expression import licences as licences_of

UNKNOWN_MARKS = ("LicenseRef-scancode-unknown", "LicenseRef-scancode-free-unknown", "LicenseRef-scancode-generic", "unknown")
"""Beginnings of what ScanCode says when it sees that there is a licence and not which."""
DECLARED_UNKNOWN = "LicenseRef-xingtu-declared-"
"""Stands before what somebody declared in words that name no licence for certain."""
OUR_ALIASES = {
    # in use, and not on SPDX's list
    "MulanPubL-1.0": "LicenseRef-scancode-mulanpubl-1.0",
    "MulanPubL-2.0": "LicenseRef-scancode-mulanpubl-2.0",
    # the English form of a notice says the same licence, whose Chinese text prevails (clause 6)
    "LicenseRef-scancode-mulanpsl-1.0-en": "MulanPSL-1.0",
    "LicenseRef-scancode-mulanpsl-2.0-en": "MulanPSL-2.0",
}
NOT_SPDX = {"BSD-2", "GPL", "Verbatim-man-pages", "Assembly-exception", "AGPL-1.0+", "AGPL-3.0+", "GFDL-1.1+", "GFDL-1.2+", "GFDL-1.3+"}
"""Other names ScanCode knows for what SPDX lists."""
LONGEST = 4_000
"""Characters of an expression somebody wrote; the longest honest ones, of whole distributions, have about a thousand."""


@cache
def spdx_identifiers() -> frozenset[str]:
    """What stands on SPDX's list: licences and exceptions, also the ones no longer recommended."""
    named = {key for row in get_license_index() for key in (row.get("spdx_license_key"), *row.get("other_spdx_license_keys", ())) if key}
    return frozenset(name for name in named if " " not in name and not name.startswith("LicenseRef-")) - NOT_SPDX


@cache
def _names() -> LicenceNames:
    rows = [row for row in get_license_index() if row.get("spdx_license_key")]
    aliases = {alias: row["spdx_license_key"] for row in rows for alias in row.get("other_spdx_license_keys", ()) if " " not in alias}
    return LicenceNames([row["spdx_license_key"] for row in rows], {**aliases, **OUR_ALIASES})


@lru_cache(maxsize=20_000)
def parsed(text: str) -> Expression | None:
    """With identifiers as SPDX has them today; None when it is no expression."""
    if len(text) > LONGEST:
        return None
    try:
        found = expression_or_none(text, _names())
    except (IndexError, TypeError, AttributeError):  # boolean.py trips over some malformed input, such as "()"
        return None
    # license-expression takes words side by side for one name
    return None if found is None or any(" " in name for one in licences_of(found) for name in (one.id, one.exception)) else found


@lru_cache(maxsize=20_000)
def canonical(text: str) -> str:
    """As SPDX writes it; the empty string when it is no expression."""
    found = parsed(text)
    return written(found) if found else ""


def factors(text: str) -> tuple[str, ...]:
    """What all has to be kept: the parts joined by AND at the top, in the order they stand."""
    found = parsed(text)
    if found is None:
        return ()
    return tuple(map(written, found.parts)) if isinstance(found, Together) else (written(found),)


@lru_cache(maxsize=20_000)
def licences(text: str) -> frozenset[str]:
    """Every licence named, an exception together with its licence."""
    found = parsed(text)
    return frozenset(map(str, licences_of(found))) if found else frozenset()


def conjunction(texts: Iterable[str]) -> str:
    """All of them joined by AND, each part once, in the order of the alphabet."""
    parts: dict[str, str] = {}
    for factor in (factor for text in texts for factor in factors(text)):
        parts[_key(factor)] = min(factor, parts.get(_key(factor), factor))
    joined = [found for key in sorted(parts) if (found := parsed(parts[key])) is not None]
    return written(normalised(Together(tuple(joined)))) if joined else ""


@lru_cache(maxsize=20_000)
def _key(factor: str) -> str:
    """Equal for two choices that differ only in their order."""
    found = parsed(factor)
    return " OR ".join(sorted(map(written, found.parts))) if isinstance(found, Choice) else factor


def same(one: str, other: str) -> bool:
    """The same licences in the same relation; order and repetition do not matter."""
    return set(map(_key, factors(one))) == set(map(_key, factors(other)))


def keys(text: str) -> frozenset[str]:
    """The parts joined by AND in a form that can be compared."""
    return frozenset(map(_key, factors(text)))


def names_nothing(text: str) -> bool:
    """At least one part says only that there is some licence."""
    return any(name.startswith((*UNKNOWN_MARKS, DECLARED_UNKNOWN)) for name in licences(text))


@lru_cache(maxsize=20_000)
def written_symbols(text: str) -> frozenset[str]:
    """The identifiers and exceptions exactly as somebody wrote them; empty when it is no expression."""
    if text.strip().upper() in {"NONE", "NOASSERTION"}:
        return frozenset({text.strip()})
    if not text.strip() or len(text) > LONGEST:
        return frozenset()
    try:
        found = expression_or_none(text)
    except (IndexError, TypeError, AttributeError):  # see above
        return frozenset()
    named = frozenset(name for one in (licences_of(found) if found else ()) for name in (one.id, one.exception) if name)
    return frozenset() if any(" " in name for name in named) else named


def is_expression(text: str) -> bool:
    """It has the form of an SPDX expression, whether its identifiers are known or not."""
    return bool(written_symbols(text))


@cache
def _scancode_keys() -> dict[str, str]:
    return {row["spdx_license_key"]: row["license_key"] for row in get_license_index() if row.get("spdx_license_key")}


@lru_cache(maxsize=20_000)
def in_scancode_keys(text: str) -> str:
    """The expression with ScanCode's names; a name it does not know stays."""
    return re.sub(r"[A-Za-z0-9][A-Za-z0-9.+_:-]*", lambda name: _scancode_keys().get(name[0], name[0]), canonical(text))
