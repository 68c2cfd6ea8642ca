"""Which versions does a version range in the ``vers:`` notation hold?

As the vers specification says (containment algorithm), with the order of the package's own ecosystem. What cannot be told is None: a
range nobody can read never makes anything safe.
"""

from dataclasses import dataclass
from itertools import pairwise

from xingtu.errors import VersionError
from xingtu.versions import key_of
from xingtu.versions.ecosystems import SCHEME_OF, base_name
from xingtu.versions.percent import quote, unquote
from xingtu.versions.purl import TYPE_OF
from xingtu.versions.scheme import Comparable

COMPARATORS = (">=", "<=", "!=", "<", ">", "=")
ANY = frozenset({"all", "generic"})
NAMED = {"apk": frozenset({"alpine"}), "cargo": frozenset({"crates"}), "golang": frozenset({"go"})}
"""purl type -> other names its scheme goes by."""
MOST = 2000
"""Constraints. The longest range of a real advisory has some hundreds."""


class VersError(VersionError, ValueError):
    """A text is no version range."""


@dataclass(frozen=True, slots=True)
class Vers:
    """A range as it is written. ``constraints``: (comparator, version); empty: every version."""

    scheme: str
    constraints: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        said = [("" if sign == "=" else sign) + quote(version, safe="+~:") for sign, version in self.constraints]
        return f"vers:{self.scheme}/{'|'.join(said) or '*'}"

    def holds(self, ecosystem: str, version: str) -> bool | None:
        """Whether a version is inside; None: that cannot be told (another scheme, or versions without order)."""
        if not _is_scheme_of(ecosystem, self.scheme):
            return None
        if not self.constraints:
            return True
        if any(sign in {"=", "<=", ">="} and text == version for sign, text in self.constraints):
            return True
        if all(sign in {"=", "!="} for sign, _ in self.constraints) and any(text == version for _, text in self.constraints):
            return False
        key = key_of(ecosystem, version)
        placed = [(sign, key_of(ecosystem, text)) for sign, text in self.constraints]
        if key is None or any(one is None for _, one in placed):
            return None
        return _contains(key, [(sign, one) for sign, one in placed if one is not None])


def parse_vers(text: str) -> Vers:
    """Read a range.

    Raises:
        VersError: it is none; the message says why.
    """
    head, slash, body = "".join(text.split()).partition("/")
    kind, colon, scheme = head.partition(":")
    if kind != "vers" or not colon or not slash or not scheme or not body:
        raise VersError(f"{text[:200]!r} 不是版本范围；应写成 vers:类型/约束，如 vers:pypi/>=1.0|<2.0")
    parts = [part for part in body.split("|") if part]
    if len(parts) > MOST or not parts:
        raise VersError(f"{text[:200]!r} 有 {len(parts)} 个约束，应为 1 至 {MOST} 个")
    if parts == ["*"]:
        return Vers(scheme.lower(), ())
    found = []
    for part in parts:
        sign = next((sign for sign in COMPARATORS if part.startswith(sign)), "")
        version = unquote(part[len(sign) :])
        if not version or version == "*":
            raise VersError(f"{text[:200]!r} 中的约束 {part[:80]!r} 没有版本")
        found.append((sign or "=", version))
    return Vers(scheme.lower(), tuple(found))


def scheme_name(ecosystem: str) -> str:
    """What the notation calls an ecosystem's versions; ``generic`` where nothing is known."""
    return TYPE_OF.get(base_name(ecosystem), "generic").partition("/")[0]


def _is_scheme_of(ecosystem: str, scheme: str) -> bool:
    own = scheme_name(ecosystem)
    return scheme == own or scheme in ANY or scheme in NAMED.get(own, ()) or scheme == SCHEME_OF.get(base_name(ecosystem))


def _contains(key: Comparable, placed: list[tuple[str, Comparable]]) -> bool:
    if any(sign in {"=", "<=", ">="} and key == one for sign, one in placed):
        return True
    if any(sign == "!=" and key == one for sign, one in placed):
        return False
    bounds = sorted(((one, sign) for sign, one in placed if sign not in {"=", "!="}), key=lambda bound: bound[0])
    if not bounds:
        return bool(placed) and all(sign == "!=" for sign, _ in placed)
    (first, opening), (last, closing) = bounds[0], bounds[-1]
    if (opening.startswith("<") and key < first) or (closing.startswith(">") and last < key):
        return True
    return any(low.startswith(">") and high.startswith("<") and begin < key < end for (begin, low), (end, high) in pairwise(bounds))
