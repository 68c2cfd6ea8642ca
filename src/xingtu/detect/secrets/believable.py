"""Is a value that has the form of a secret a real one, or does it only stand where one would?"""

import math
import re
from collections import Counter
from itertools import pairwise

WORDS = re.compile(
    rb"(?i)example|sample|dummy|placeholder|replace|insert|redacted|removed|hidden|masked|secret_?key|your[_-]|your(?:api|pass|token|key|secret|own|name)"
    rb"|change.?(?:me|it|this)|to.?be.?(?:set|changed)|xxx|\*\*\*|\.\.\.|___|---|<[a-z]|\$\{|\{\{|%\(|\$\(|fake|mock|foobar|lorem|todo|fixme"
    rb"|not.?(?:a|real|used|secret)|passw(?:or)?d|(?:^|[^a-z])test(?:ing|er|s)?(?:[^a-z]|$)|^test|undefined|localhost|none$|null$|1234567|abcdef0|0123456"
    rb"|abcdefgh|qwerty|deadbeef|cafebabe|correct.?horse|hunter2|letmein|^admin|^root|^guest|^default|deprecated|invalid|wrong|expired"
)
"""Words of examples, and of names that are not values."""
REPEATED = re.compile(rb"(.)\1{5}")
SAMPLE_HOST = re.compile(
    rb"(?i)^[^.]*$|^(?:localhost|127\.|0\.0\.0\.0|10\.0\.|192\.168\.|host|hostname|server|db|database|proxy|domain|my|some|foo|bar)[a-z0-9-]*\.|example|test"
    rb"|\.(?:invalid|local|localhost|lan|com\.com)$"
)
"""Hosts of documentation and of one's own machine: a name without a dot is one only within a set of containers."""
KNOWN = frozenset(
    {
        # AWS's documentation
        b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        # the first example of jwt.io
        b"SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        # the emulator of Azure's storage, the same for everybody
        b"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    }
)


def entropy(value: bytes) -> int:
    """Shannon's entropy in hundredths of bits per character; 0 for nothing."""
    size = len(value)
    return round(-100 * sum(count / size * math.log2(count / size) for count in Counter(value).values())) if size else 0


def is_placeholder(value: bytes) -> bool:
    """Whether nobody would take the value for a real one."""
    return (
        any(known in value for known in KNOWN) or WORDS.search(value) is not None or REPEATED.search(value) is not None or _counts_up(value)
    )


def _counts_up(value: bytes) -> bool:
    """Most characters follow the one before: 0123456789…, abcdef…"""
    following = sum(after - before in {0, 1} for before, after in pairwise(value))
    return following * 2 > len(value)


def is_plain_word(value: bytes) -> bool:
    """A name or a phrase, as code and forms have beside the word password: no digit in it, or parts that are all words."""
    if not any(48 <= byte <= 57 for byte in value):  # noqa: PLR2004 -- digits
        return True
    parts = [part for part in re.split(rb"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])", value) if part]
    return all(part.isalpha() or (part.isdigit() and len(part) < 7) or re.fullmatch(rb"[A-Za-z]+\d{1,3}", part) for part in parts)  # noqa: PLR2004


def is_sample_host(host: bytes) -> bool:
    """Whether nobody could be reached there from outside."""
    return SAMPLE_HOST.search(host) is not None
