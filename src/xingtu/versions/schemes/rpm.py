"""How do the versions of RPM packages order? As rpmvercmp says: epoch, then version, then release.

Takes every text: rpm refuses none. A missing epoch is 0; a missing release comes before every release.
"""

import re

from xingtu.versions.scheme import Comparable, Scheme

EPOCH = re.compile(r"([0-9]*):(.*)", re.DOTALL)
SEGMENT = re.compile(r"[0-9]+|[A-Za-z]+|~|\^")
TILDE, END, CARET, WORD, NUMBER = range(5)


def parse(text: str) -> Comparable | None:
    """Separators only separate: 1.0 is 1_0."""
    if not text:
        return None
    given = EPOCH.fullmatch(text)
    epoch, rest = (int(given[1] or 0), given[2]) if given else (0, text)
    version, dash, release = rest.rpartition("-")
    if not dash:
        version, release = rest, ""
    return epoch, _segments(version), _segments(release)


def _segments(text: str) -> tuple[tuple[int, int | str], ...]:
    return (*map(_segment, SEGMENT.findall(text)), (END, 0))


def _segment(text: str) -> tuple[int, int | str]:
    if text == "~":
        return TILDE, 0
    if text == "^":
        return CARET, 0
    return (NUMBER, int(text)) if text.isdecimal() else (WORD, text)


SCHEME = Scheme(
    id="rpm",
    name="rpmvercmp",
    source="https://rpm-software-management.github.io/rpm/manual/dependencies.html and rpm's tests/rpmvercmp.at",
    parse=parse,
    examples=[
        ("1.0", "<", "2.0"),
        ("2.0.1", "<", "2.0.1a"),
        ("5.5p1", "<", "5.5p10"),
        ("10xyz", "<", "10.1xyz"),
        ("xyz10", "<", "xyz10.1"),
        ("xyz.4", "<", "8"),
        ("1.0010", ">", "1.9"),
        ("1.05", "=", "1.5"),
        ("2.50", ">", "2.5"),
        ("fc4", "=", "fc.4"),
        ("FC5", "<", "fc4"),
        ("2a", "<", "2.0"),
        ("1_0", "=", "1.0"),
        ("1.0~rc1", "<", "1.0"),
        ("1.0~rc1~git123", "<", "1.0~rc1"),
        ("1.0^", ">", "1.0"),
        ("1.0^git1", "<", "1.0^git2"),
        ("1.0^git1", "<", "1.01"),
        ("1.0^20160101", "<", "1.0.1"),
        ("1.0~rc1^git1", ">", "1.0~rc1"),
        ("1.0^git1~pre", "<", "1.0^git1"),
        ("1:1.0-1", ">", "2.0-1"),
        ("0:1.0-1", "=", "1.0-1"),
        ("4.15.1-63.oe2003sp4", "<", "4.15.1-64.oe2003sp4"),
        ("1.0-1.el7", "<", "1.0-10.el7"),
    ],
    unordered=[""],
)
