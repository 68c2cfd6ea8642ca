"""How do the versions of Composer packages order? Normalised as Composer does, then compared as PHP's ``version_compare`` does.

A branch (dev-main) is no version: its content changes, so it has no place in the order. A numeric branch (1.x-dev) has one.
"""

import re

from xingtu.versions.scheme import Comparable, Scheme

STABILITY = re.compile(r"@(stable|rc|beta|alpha|dev)$", re.IGNORECASE)
MODIFIER = r"[._-]?((?P<label>stable|beta|b|rc|alpha|a|patch|pl|p)(?P<number>([.-]?[0-9]+)*)?)?(?P<dev>[.-]?dev)?"
CLASSICAL = re.compile(r"v?(?P<numbers>[0-9]{1,5}(\.[0-9]+){0,3})" + MODIFIER, re.IGNORECASE)
DATED = re.compile(r"v?(?P<numbers>[0-9]{4}([.:-]?[0-9]{2}){1,6}([.:-]?[0-9]{1,3}){0,2})" + MODIFIER, re.IGNORECASE)
BRANCH = re.compile(r"v?(?P<numbers>([0-9]+|[xX*])(\.([0-9]+|[xX*])){0,3})[.-]?dev", re.IGNORECASE)
LABELS = {"a": "alpha", "b": "beta", "pl": "patch", "p": "patch"}
ANYTHING = 9999999
"""What Composer puts for an x."""
NUMBERS = 4
DEV, ALPHA, BETA, RC, NUMBER, PATCH = range(6)
PLACES = {"alpha": ALPHA, "beta": BETA, "rc": RC, "patch": PATCH}
END, NEXT = -1, 0


def parse(text: str) -> Comparable | None:
    """Four numbers (or the parts of a date), then dev < alpha < beta < rc < nothing < patch."""
    text = STABILITY.sub("", text).partition("+")[0]
    if found := CLASSICAL.fullmatch(text):
        return _key(_padded(map(int, found["numbers"].split("."))), found)
    if found := DATED.fullmatch(text):
        return _key([int(part) for part in re.split(r"[.:-]", found["numbers"])], found)
    if found := BRANCH.fullmatch(text):
        numbers = [int(part) if part.isdecimal() else ANYTHING for part in found["numbers"].split(".")]
        numbers += [ANYTHING] * (NUMBERS - len(numbers))
        return (*((NUMBER, NEXT, number) for number in numbers), (DEV, NEXT, 0), (NUMBER, END, 0))
    return None


def _padded(numbers: "map[int]") -> list[int]:
    held = list(numbers)
    return held + [0] * (NUMBERS - len(held))


def _key(numbers: list[int], found: re.Match[str]) -> tuple[tuple[int, int, int], ...]:
    key = [(NUMBER, NEXT, number) for number in numbers]
    label = (found["label"] or "stable").lower()
    if label != "stable":
        key.append((PLACES[LABELS.get(label, label)], NEXT, 0))
        key += [(NUMBER, NEXT, int(number)) for number in re.findall("[0-9]+", found["number"] or "")]
        # of a stable version Composer forgets the rest
    if label != "stable" or not found["label"]:
        key += [(DEV, NEXT, 0)] if found["dev"] else []
    return (*key, (NUMBER, END, 0))


SCHEME = Scheme(
    id="packagist",
    name="Composer",
    source="https://getcomposer.org/doc/articles/versions.md and https://www.php.net/version_compare",
    parse=parse,
    examples=[
        ("1.0.0-dev", "<", "1.0.0-alpha1"),
        ("1.0.0-alpha1", "<", "1.0.0-beta1"),
        ("1.0.0-beta1", "<", "1.0.0-RC1"),
        ("1.0.0-RC1", "<", "1.0.0"),
        ("1.0.0", "<", "1.0.0-patch1"),
        ("1.0.0", "<", "1.0.0.1"),
        ("1.0", "=", "1.0.0.0"),
        ("v1.2.3", "=", "1.2.3"),
        ("1.0.0-stable", "=", "1.0.0"),
        ("1.0.0-b2", "=", "1.0.0-beta2"),
        ("1.0.0-p1", "=", "1.0.0-pl1"),
        ("1.0.0-rc10", ">", "1.0.0-rc9"),
        ("1.0.0+build.5", "=", "1.0.0"),
        ("2010.01", "<", "2010.02"),
        ("1.x-dev", ">", "1.99.0"),
        ("1.x-dev", "<", "2.0.0"),
        ("1.0.0-beta1-dev", "<", "1.0.0-beta1"),
    ],
    unordered=["", "dev-main", "1.0.0.0.0", "1.0-foo", "main"],
    caveats=["dev-… 分支没有次序：内容随提交变化，只能与公告逐一列出的版本比对。"],
)
