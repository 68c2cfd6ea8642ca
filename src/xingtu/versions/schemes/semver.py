"""How do semantic versions order?

Read as OSV reads them: a leading ``v`` is dropped, missing minor and patch are 0, leading zeros and empty identifiers are borne.
"""

import re

from xingtu.versions.scheme import Comparable, Scheme

VERSION = re.compile(
    r"[vV]?(?P<major>[0-9]+)(\.(?P<minor>[0-9]+))?(\.(?P<patch>[0-9]+))?(-(?P<pre>[0-9A-Za-z.-]*))?(\+(?P<build>[0-9A-Za-z.-]*))?"
)
RELEASE = ((2,),)


def parse(text: str) -> Comparable | None:
    """Build metadata is not part of the order."""
    found = VERSION.fullmatch(text)
    return core(found) if found else None


def core(found: re.Match[str]) -> tuple[int, int, int, tuple[tuple[int | str, ...], ...]]:
    """Major, minor, patch and the pre-release; a release comes after its pre-releases."""
    pre = found["pre"]
    return int(found["major"]), int(found["minor"] or 0), int(found["patch"] or 0), RELEASE if pre is None else identifiers(pre)


def identifiers(text: str) -> tuple[tuple[int | str, ...], ...]:
    """Numbers before words, numbers by value, words by ASCII; fewer before more."""
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in text.split("."))


SCHEME = Scheme(
    id="semver",
    name="SemVer 2.0.0",
    source="https://semver.org/spec/v2.0.0.html §11",
    parse=parse,
    examples=[
        ("1.0.0", "<", "2.0.0"),
        ("2.0.0", "<", "2.1.0"),
        ("2.1.0", "<", "2.1.1"),
        ("1.0.0-alpha", "<", "1.0.0"),
        ("1.0.0-alpha", "<", "1.0.0-alpha.1"),
        ("1.0.0-alpha.1", "<", "1.0.0-alpha.beta"),
        ("1.0.0-alpha.beta", "<", "1.0.0-beta"),
        ("1.0.0-beta", "<", "1.0.0-beta.2"),
        ("1.0.0-beta.2", "<", "1.0.0-beta.11"),
        ("1.0.0-beta.11", "<", "1.0.0-rc.1"),
        ("1.0.0-rc.1", "<", "1.0.0"),
        ("1.0.0+20130313144700", "=", "1.0.0+exp.sha.5114f85"),
        ("1.0.0-rc.1+build.1", "=", "1.0.0-rc.1"),
        ("v1.2.3", "=", "1.2.3"),
        ("1.2", "=", "1.2.0"),
        ("1.9.0", "<", "1.10.0"),
        ("1.0.0-A", "<", "1.0.0-a"),
        ("0.0.0-20220101000000-abcdefabcdef", "<", "0.0.0"),
        ("2.0.0+incompatible", "=", "2.0.0"),
        ("1.0.0-99999999999999999999", "<", "1.0.0-100000000000000000000"),
    ],
    unordered=["", "latest", "1.2.3.4", "1.x", "^1.2.3", "1.0.0-a_b", "١.٢.٣"],
)
