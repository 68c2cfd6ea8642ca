"""What do the .gitattributes files of a tree say about a path: vendored, generated, or neither?

Reads ``linguist-vendored`` and ``linguist-generated`` exactly as git assigns attributes: the deeper folder beats the upper, in one
file the last fitting line wins, macros may be defined at the top only. ``linguist-documentation`` and ``-detectable`` say nothing
about credit and have no effect.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from xingtu.policy.wildmatch import PatternError, attribute_pattern

LINGUIST = {b"linguist-vendored": "vendored", b"linguist-generated": "generated"}
ATTRIBUTE = re.compile(rb"[A-Za-z0-9_.][-A-Za-z0-9_.]*")
QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*)"(.*)', re.DOTALL)
ESCAPES = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v", b"\\": b"\\", b'"': b'"'}
LONGEST_LINE = 2048
"""Git ignores longer lines."""

SET, UNSET, UNSPECIFIED = b"true", b"false", b""
States = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line that says something about credit: ``place`` is shown as the evidence."""

    fits: re.Pattern[bytes]
    on_basename: bool
    states: States
    place: str


class Attributes:
    """Answers for one tree. ``texts``: folder (``""`` is the top) -> the text of its .gitattributes."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        parsed = {
            folder.strip("/").removeprefix("."): _records(text.encode("utf-8", "surrogateescape")) for folder, text in sorted(texts.items())
        }
        self._macros: dict[bytes, States] = {name: states for _, name, states in parsed.get("", []) if name.startswith(b"[attr]")}
        wanted = self._names_that_matter()
        self._lines = {
            folder.encode("utf-8", "surrogateescape"): lines
            for folder, records in parsed.items()
            if (lines := _lines_that_matter(folder, records, wanted))
        }
        self._chains: dict[bytes, list[tuple[int, Line]]] = {}

    def classes(self, path: bytes) -> dict[str, tuple[bool, str]]:
        """Line class -> (is it, the line that says so); silent attributes are absent."""
        if not self._lines:
            return {}
        folder, _, basename = path.rpartition(b"/")
        filled: dict[bytes, bytes] = {}
        said: dict[str, tuple[bool, str]] = {}
        for depth, line in self._chain(folder):
            if line.fits.fullmatch(basename if line.on_basename else path[depth:]):
                self._fill(line.states, line.place, filled, said)
        return said

    def _fill(self, states: States, place: str, filled: dict[bytes, bytes], said: dict[str, tuple[bool, str]]) -> None:
        """As git's fill_one: from the right, never over what is filled; a macro that is set brings its own states along."""
        for name, state in reversed(states):
            if name in filled:
                continue
            filled[name] = state
            if name in LINGUIST and state != UNSPECIFIED:
                said[LINGUIST[name]] = (state != UNSET, place)
            if state == SET and b"[attr]" + name in self._macros:
                self._fill(self._macros[b"[attr]" + name], place, filled, said)

    def _chain(self, folder: bytes) -> list[tuple[int, Line]]:
        """Lines that may speak about files of a folder, the strongest first, each with the length of its own folder's prefix."""
        if folder not in self._chains:
            own = [(len(folder) + 1 if folder else 0, line) for line in reversed(self._lines.get(folder, []))]
            self._chains[folder] = own + (self._chain(folder.rpartition(b"/")[0]) if folder else [])
        return self._chains[folder]

    def _names_that_matter(self) -> set[bytes]:
        wanted, before = set(LINGUIST), 0
        while len(wanted) > before:
            before = len(wanted)
            wanted |= {macro.removeprefix(b"[attr]") for macro, states in self._macros.items() if wanted & {name for name, _ in states}}
        return wanted


def _records(text: bytes) -> list[tuple[int, bytes, States]]:
    """(line number, pattern or ``[attr]name``, states) of the lines git would heed."""
    records = []
    for number, raw in enumerate(text.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        line = raw.lstrip(b" \t\r\n")
        if not line or line.startswith(b"#") or len(raw) > LONGEST_LINE:
            continue
        if line.startswith(b'"') and (quoted := QUOTED.fullmatch(line)):
            pattern, rest = re.sub(rb"\\([0-7]{3}|.)", _unescaped, quoted[1]), quoted[2]
        else:
            pattern, _, rest = re.sub(rb"[ \t\r\n]", b" ", line).partition(b" ")
        states = [_state(word) for word in rest.split()]
        if all(ATTRIBUTE.fullmatch(name) for name, _ in states):
            records.append((number, pattern, tuple(states)))
    return records


def _unescaped(escape: re.Match[bytes]) -> bytes:
    return bytes([int(escape[1], 8) & 0xFF]) if escape[1].isdigit() else ESCAPES.get(escape[1], escape[1])


def _state(word: bytes) -> tuple[bytes, bytes]:
    if word.startswith(b"-"):
        return word[1:], UNSET
    if word.startswith(b"!"):
        return word[1:], UNSPECIFIED
    name, equals, value = word.partition(b"=")
    return name, value if equals else SET


def _lines_that_matter(folder: str, records: list[tuple[int, bytes, States]], wanted: set[bytes]) -> list[Line]:
    lines = []
    for number, pattern, states in records:
        if pattern.startswith(b"[attr]") or not wanted & {name for name, _ in states}:
            continue
        try:
            fits = attribute_pattern(pattern)
        except PatternError:
            continue
        if not fits.folders_only:
            place = f"{folder}/.gitattributes:{number}" if folder else f".gitattributes:{number}"
            lines.append(Line(re.compile(fits.expression, re.DOTALL), fits.on_basename, states, place))
    return lines
