"""What does the OSV schema's own algorithm say, word for word, with nothing of Xingtu in it?

Source: OSV schema 1.7.5, "Evaluation" (``IsVulnerable``, ``IncludedInRanges``, ``BeforeLimits``), over a record's JSON as published.
Versions of PyPI are ``packaging``'s; those of Go, crates.io and npm are ordered by SemVer 2.0.0 §11, written out here a second time.
Two things the schema leaves open are settled as in ``xingtu.versions.spans``: at equal versions ``introduced`` comes first, and a
listed version is compared as a version where it is one.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cmp_to_key, lru_cache, partial
from itertools import zip_longest
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

Compare = Callable[[str, str], int]


class Unordered(Exception):
    """A text is no version of its ecosystem."""


def is_vulnerable(ecosystem: str, package: str, version: str, record: Mapping[str, Any]) -> bool:
    """Whether a record in force touches a version.

    Raises:
        Unordered: a range could not be evaluated and nothing else touches it; neither yes nor no.
    """
    if record.get("withdrawn"):
        return False
    unclear = False
    for affected in record.get("affected", ()):
        said = affected.get("package") or {}
        if not _same_package(ecosystem, package, said.get("ecosystem", ""), said.get("name", "")):
            continue
        if _listed(ecosystem, version, affected.get("versions") or ()):
            return True
        for one in affected.get("ranges") or ():
            if one["type"] == "GIT":
                continue
            try:
                if _in_range(COMPARE[ecosystem], version, one["events"]):
                    return True
            except Unordered:
                unclear = True
    if unclear:
        raise Unordered(version)
    return False


def packages_of(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(ecosystem, package) a record speaks of, of the ecosystems known here."""
    for affected in record.get("affected", ()):
        said = affected.get("package") or {}
        ecosystem = str(said.get("ecosystem", ""))
        if ecosystem in COMPARE:
            name = str(said["name"])
            yield ecosystem, canonicalize_name(name) if ecosystem == "PyPI" else name


def _same_package(ecosystem: str, package: str, their_ecosystem: str, theirs: str) -> bool:
    if ecosystem == "PyPI":
        return their_ecosystem == ecosystem and canonicalize_name(theirs) == canonicalize_name(package)
    return (their_ecosystem, theirs) == (ecosystem, package)


def _listed(ecosystem: str, version: str, versions: Any) -> bool:
    compare = COMPARE[ecosystem]
    for one in versions:
        if one == version:
            return True
        try:
            if compare(version, one) == 0:
                return True
        except Unordered:
            continue
    return False


def _in_range(compare: Compare, version: str, events: list[dict[str, str]]) -> bool:
    flat = [(kind, boundary) for event in events for kind, boundary in event.items()]
    for _, boundary in flat:
        if boundary not in {"0", "*"}:
            compare(boundary, boundary)  # raises where it is no version
    if not _before_limits(compare, version, [boundary for kind, boundary in flat if kind == "limit"]):
        return False
    vulnerable = False
    for kind, boundary in sorted((one for one in flat if one[0] != "limit"), key=cmp_to_key(partial(_order, compare))):
        after = 1 if boundary == "0" else compare(version, boundary)
        if kind == "introduced" and after >= 0:
            vulnerable = True
        elif (kind == "fixed" and after >= 0) or (kind == "last_affected" and after > 0):
            vulnerable = False
    return vulnerable


def _before_limits(compare: Compare, version: str, limits: list[str]) -> bool:
    return not limits or any(limit == "*" or (limit != "0" and compare(version, limit) < 0) for limit in limits)


def _order(compare: Compare, left: tuple[str, str], right: tuple[str, str]) -> int:
    if (left[1] == "0") != (right[1] == "0"):
        return -1 if left[1] == "0" else 1
    between = 0 if left[1] == right[1] == "0" else compare(left[1], right[1])
    return between or (left[0] != "introduced") - (right[0] != "introduced")


def compare_pep440(left: str, right: str) -> int:
    """As ``packaging`` orders."""
    try:
        one, other = _pep440(left), _pep440(right)
    except InvalidVersion as error:
        raise Unordered(str(error)) from None
    return (one > other) - (one < other)


@lru_cache(maxsize=100_000)
def _pep440(text: str) -> Version:
    return Version(text)


SEMVER = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?", re.ASCII)


def compare_semver(left: str, right: str) -> int:
    """SemVer §11; a missing minor or patch is 0."""
    (core, pre), (other_core, other_pre) = _semver(left), _semver(right)
    if core != other_core:
        return 1 if core > other_core else -1
    if not pre or not other_pre:  # a release is greater than any of its pre-releases
        return (not pre) - (not other_pre)
    different = (_identifiers(mine, theirs) for mine, theirs in zip_longest(pre, other_pre) if mine != theirs)
    return next((order for order in different if order), 0)


def _identifiers(mine: str | None, theirs: str | None) -> int:
    if mine is None or theirs is None:  # the one with more fields is greater
        return 1 if theirs is None else -1
    if mine.isdigit() and theirs.isdigit():
        return (int(mine) > int(theirs)) - (int(mine) < int(theirs))
    if mine.isdigit() != theirs.isdigit():  # numbers are lower than words
        return -1 if mine.isdigit() else 1
    return 1 if mine.encode() > theirs.encode() else -1


@lru_cache(maxsize=100_000)
def _semver(text: str) -> tuple[tuple[int, int, int], tuple[str, ...]]:
    found = SEMVER.fullmatch(text)
    if found is None:
        raise Unordered(text)
    major, minor, patch, pre = found.groups()
    return (int(major), int(minor or 0), int(patch or 0)), tuple(pre.split(".")) if pre else ()


COMPARE: dict[str, Compare] = {"PyPI": compare_pep440, "Go": compare_semver, "crates.io": compare_semver, "npm": compare_semver}
