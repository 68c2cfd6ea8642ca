"""How do the versions of NuGet packages order? Semantic versions with a fourth number, in which case says nothing."""

import re

from xingtu.versions.scheme import Comparable, Scheme
from xingtu.versions.schemes.semver import RELEASE, identifiers

VERSION = re.compile(r"[0-9]+(\.[0-9]+){0,3}")
LABEL = re.compile(r"[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*")


def parse(text: str) -> Comparable | None:
    """Missing numbers are 0; metadata after a plus says nothing."""
    version, plus, metadata = text.partition("+")
    numbers, dash, label = version.partition("-")
    if not VERSION.fullmatch(numbers) or (dash and not LABEL.fullmatch(label)) or (plus and not LABEL.fullmatch(metadata)):
        return None
    parts = [int(part) for part in numbers.split(".")]
    return (*parts, *[0] * (4 - len(parts))), identifiers(label.lower()) if dash else RELEASE


SCHEME = Scheme(
    id="nuget",
    name="NuGetVersion",
    source="https://learn.microsoft.com/en-us/nuget/concepts/package-versioning",
    parse=parse,
    examples=[
        ("1.0.1-alpha", "<", "1.0.1-alpha2"),
        ("1.0.1-alpha2", "<", "1.0.1-beta"),
        ("1.0.1-beta", "<", "1.0.1-rc"),
        ("1.0.1-rc.2", "<", "1.0.1-rc.10"),
        ("1.0.1-zzz", "<", "1.0.1"),
        ("1.0", "=", "1.0.0.0"),
        ("1.0.0.1", ">", "1.0.0"),
        ("1.00", "=", "1.0"),
        ("1.01.1", "=", "1.1.1"),
        ("1.0.0-Beta", "=", "1.0.0-beta"),
        ("1.0.7+r3456", "=", "1.0.7"),
        ("1.0.0-1", "<", "1.0.0-alpha"),
    ],
    unordered=["", "1.0.0.0.0", "1.0-", "1.0+", "1.0.0-a..b", "1.*", "[1.0]"],
)
