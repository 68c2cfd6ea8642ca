"""Which secrets stand in these bytes? Never the secret itself: the rule, the place, and a hash too short to confirm a guess with."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import accumulate

from xingtu.detect.secrets.believable import entropy, is_placeholder, is_plain_word, is_sample_host
from xingtu.detect.secrets.keywords import Keywords
from xingtu.detect.secrets.rule import CONFIDENCES, SecretRule, rules

LARGEST_BYTES = 5_000_000
LONGEST_LINE = 2_000
"""Beyond it a line was written by a program; only forms that belong to one provider count there."""
MOST = 200
"""Finds in one file: what has more is a list of samples or a dump, and is said to have more."""
PROBE_BYTES = 8_000


@dataclass(frozen=True, slots=True)
class Found:
    """A secret's place. ``mark``: 16 bits of its hash, enough to tell two secrets of one file apart, too few to find one with."""

    rule: str
    line: int
    column: int
    mark: str


def text_of(content: bytes) -> bytes | None:
    """The content as one byte per ASCII character; None: it is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace").encode("utf-8")
    return None if b"\0" in content[:PROBE_BYTES] else content


def scan(content: bytes, basename: str = "", *, made: bool = False) -> tuple[list[Found], bool]:
    """What is found, by place, and whether there was more than is told.

    made: a lock file or one that a program wrote, where a mere name and value mean nothing
    """
    lines = _Lines(content)
    taken: dict[tuple[int, int], tuple[SecretRule, bytes]] = {}
    for rule, starts in _tried(content):
        if (rule.named and made) or (rule.files is not None and not rule.files.search(basename)):
            continue
        for begin, end in _places(rule, content, starts):
            secret = content[begin:end]
            if rule.named and lines.length(begin) > LONGEST_LINE:
                continue
            if entropy(secret) < rule.entropy or is_placeholder(secret) or (rule.no_words and is_plain_word(secret)):
                continue
            # the first rule that claims a place keeps it: they come with the most certain first
            if not any(first < end and begin < last for first, last in taken):
                taken[begin, end] = rule, secret
            if len(taken) > MOST:
                break
    ordered = sorted(taken.items(), key=lambda one: one[0])[:MOST]
    return [Found(rule.id, *lines.place(begin), mark(rule.id, secret)) for (begin, _), (rule, secret) in ordered], len(taken) > MOST


def mark(rule: str, secret: bytes) -> str:
    """Four hexadecimal digits."""
    return sha256(rule.encode("ascii") + b"\0" + secret).hexdigest()[:4]


@cache
def _in_order() -> tuple[SecretRule, ...]:
    return tuple(sorted(rules(), key=lambda rule: (CONFIDENCES.index(rule.confidence), rule.no_words, rule.id)))


@cache
def _keywords() -> tuple[Keywords, Mapping[bytes, tuple[int, ...]]]:
    """All keywords, and keyword → which rules of ``_in_order`` ask for it."""
    asking: dict[bytes, tuple[int, ...]] = {}
    for number, rule in enumerate(_in_order()):
        for word in rule.keywords:
            asking[word] = (*asking.get(word, ()), number)
    return Keywords(asking), asking


def _tried(content: bytes) -> list[tuple[SecretRule, list[int]]]:
    """Rules of which a keyword stands in the content, and where."""
    keywords, asking = _keywords()
    starts: dict[int, list[int]] = {}
    for place, word in keywords.places(content.lower()):
        for number in asking[word]:
            if _in_order()[number].named or content.startswith(word, place):
                starts.setdefault(number, []).append(place)
    return [(_in_order()[number], starts[number]) for number in sorted(starts)]


def _places(rule: SecretRule, content: bytes, starts: list[int]) -> Iterator[tuple[int, int]]:
    """Where the expression finds a secret around its keywords; nothing else of the content is looked at."""
    group = "secret" if "secret" in rule.regex.groupindex else 0
    for place in starts:
        tried = (rule.regex.match(content, start) for start in range(max(place - rule.lead, 0), place + 1))
        found = next(filter(None, tried), None)
        if found and ("host" not in rule.regex.groupindex or not is_sample_host(found["host"])):
            yield found.span(group)


class _Lines:
    """Where lines begin; found out when the first place is asked for, since most files have none."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._starts: list[int] = []

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1; columns count characters."""
        line = self._line(offset)
        return line, len(self._content[self._starts[line - 1] : offset].decode("utf-8", "replace")) + 1

    def length(self, offset: int) -> int:
        line = self._line(offset)
        end = self._starts[line] if line < len(self._starts) else len(self._content)
        return end - self._starts[line - 1]

    def _line(self, offset: int) -> int:
        if not self._starts:
            sizes = (len(line) for line in self._content.split(b"\n"))
            self._starts = list(accumulate(sizes, lambda at, size: at + size + 1, initial=0))[:-1]
        return bisect_right(self._starts, offset)
