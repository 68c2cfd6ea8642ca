"""How do the versions of Ruby gems order? As ``Gem::Version`` says.

Not by ``univers``: what follows both ends counts as 0 without end there, which an ordered key has to say too.
"""

import re

from xingtu.versions.scheme import Comparable, Scheme

VERSION = re.compile(r"[0-9]+(\.[0-9A-Za-z]+)*(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?")
SEGMENT = re.compile(r"[0-9]+|[A-Za-z]+")
END = (0, 0, 0)


def parse(text: str) -> Comparable | None:
    """Numbers and words; a word is a pre-release, a hyphen begins one, and zeros before it or at the end say nothing."""
    if not VERSION.fullmatch(text):
        return None
    segments = SEGMENT.findall(text.replace("-", ".pre."))
    first_word = next((place for place, segment in enumerate(segments) if not segment.isdecimal()), len(segments))
    return (*_key(_without_zeros(segments[:first_word]) + _without_zeros(segments[first_word:])), END)


def _without_zeros(segments: list[str]) -> list[str]:
    end = len(segments)
    while end and segments[end - 1].isdecimal() and not int(segments[end - 1]):
        end -= 1
    return segments[:end]


def _key(segments: list[str]) -> list[tuple[int, int, int | str]]:
    """Each segment with the zeros before it: the version that ends is compared as if zeros followed for ever.

    A number after fewer zeros is the greater one, a word after fewer zeros the lesser one; the end lies between.
    """
    key: list[tuple[int, int, int | str]] = []
    zeros = 0
    for segment in segments:
        if not segment.isdecimal():
            key.append((-1, zeros, segment))
        elif int(segment):
            key.append((1, -zeros, int(segment)))
        else:
            zeros += 1
            continue
        zeros = 0
    return key


SCHEME = Scheme(
    id="rubygems",
    name="Gem::Version",
    source="https://docs.ruby-lang.org/en/master/Gem/Version.html",
    parse=parse,
    examples=[
        ("1.0", "=", "1"),
        ("1.0", "=", "1.0.0"),
        ("1.8.2", ">", "0.0.0"),
        ("1.8.2", ">", "1.8.2.a"),
        ("1.8.2.b", ">", "1.8.2.a"),
        ("1.8.2.a10", ">", "1.8.2.a9"),
        ("1.8.2.a", "<", "1.8.2"),
        ("0.beta.1", "=", "0.0.beta.1"),
        ("0.0.beta", "<", "0.0.beta.1"),
        ("5.a", "<", "5.0.0.rc2"),
        ("5.x", ">", "5.0.0.rc2"),
        ("1.9.3", ">", "1.9.2.99"),
        ("1.0.0-alpha", "=", "1.0.0.pre.alpha"),
        ("1.a", ">", "1.a.0.b"),
        ("1.a.0.1", ">", "1.a"),
    ],
    unordered=["", "junk", "1.0\n2.0", "1..2", "1.2 3.4", "2.3422222.222.222222222.22222.ads0as.dasd0.ddd2222.2.qd3e.", "1_0"],
)
