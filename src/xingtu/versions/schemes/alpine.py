"""How do the versions of Alpine packages order? As apk-tools 3 says.

The first number counts; a later one that begins with 0 orders as text, before all that do not. What of two versions goes on is the
greater one, unless it goes on with a pre-release.
"""

import re

from xingtu.versions.scheme import Comparable, Scheme

VERSION = re.compile(
    r"(?P<first>[0-9]+)(?P<parts>(\.[0-9]+|[a-z][0-9]+)*[a-z]?)"
    r"(?P<suffixes>(_[a-z]+[0-9]*)*)(~(?P<hash>[0-9a-f]+))?(-r(?P<revision>[0-9]+))?"
)
PART = re.compile(r"\.([0-9]+)|([a-z])([0-9]*)")
SUFFIX = re.compile(r"_([a-z]+)([0-9]*)")
BEFORE = ("alpha", "beta", "pre", "rc")
AFTER = ("cvs", "svn", "git", "hg", "p")
PRE, END, REVISION, HASH, SUFFIX_NUMBER, POST, LETTER, NUMBER = range(8)

Token = tuple[int, int | str] | tuple[int, int, int | str]


def parse(text: str) -> Comparable | None:
    """One token a part, each kind with its place among those that may stand there."""
    found = VERSION.fullmatch(text)
    if not found:
        return None
    tokens: list[Token] = [(NUMBER, 1, int(found["first"]))]
    for part, letter, number in PART.findall(found["parts"]):
        if letter:  # apk 2 had numbers after a letter, and so have its sudo packages (1.9.4p2)
            tokens += [(LETTER, letter), (NUMBER, 1, int(number))] if number else [(LETTER, letter)]
        else:
            tokens.append((NUMBER, 0, part) if part[0] == "0" else (NUMBER, 1, int(part)))
    for name, number in SUFFIX.findall(found["suffixes"]):
        if name not in BEFORE + AFTER:
            return None
        tokens.append((PRE, BEFORE.index(name)) if name in BEFORE else (POST, AFTER.index(name)))
        if number:
            tokens.append((SUFFIX_NUMBER, int(number)))
    if found["hash"]:
        tokens.append((HASH, found["hash"]))
    if found["revision"]:
        tokens.append((REVISION, int(found["revision"])))
    return (*tokens, (END, 0))


SCHEME = Scheme(
    id="alpine",
    name="apk-tools 3",
    source="https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/src/version.c and doc/apk-package.5.scd",
    parse=parse,
    examples=[
        ("2.34", ">", "0.1.0_alpha"),
        ("0.1.0_alpha", "<", "0.1.0_alpha2"),
        ("0.1.0_alpha", "<", "0.1.0"),
        ("1.0_rc1", "<", "1.0"),
        ("1.0", "<", "1.0_p1"),
        ("1.0_pre", "<", "1.0_rc"),
        ("1.0_cvs", "<", "1.0_git"),
        ("1.0-r1", "<", "1.0-r2"),
        ("1.0", "<", "1.0-r0"),
        ("1.0", "<", "1.0a"),
        ("1.0a", "<", "1.0b"),
        ("5.1_p1-r2", "<", "5.1p1-r0"),
        ("1.8.1p1-r1", "<", "1.8.2-r1"),
        ("1.02", "<", "1.1"),
        ("1.0.10", ">", "1.0.9"),
        ("1.0_alpha_pre2", "<", "1.0_alpha"),
        ("1.0", "<", "1.0.0"),
        ("1.2.3_git20240101-r0", ">", "1.2.3-r9"),
    ],
    unordered=["", "1.0bc", "1.0_foo", "1.0-1", "a1", "1.0-r", "1..2"],
)
