"""What does a bill of materials name, who wrote it when, and what in it can not be used?

A component is told by its package URL alone: one without is counted as unidentified and never guessed from its name. One bad component
is set aside with its place, and the others are read.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from xingtu.detect.lockfiles.format import component
from xingtu.detect.lockfiles.table import Table
from xingtu.errors import LockfileError
from xingtu.facts.components import REGISTRY, UNKNOWN, Component
from xingtu.versions.distribution import spoken_of
from xingtu.versions.purl import Purl, PurlError, parse_purl

LONGEST = 500
"""Characters of a name, a version or an author."""
MOST_COMPONENTS = 500_000
MOST_FAULTS = 1000
"""Kept with their words; the rest is counted."""
MOST_PARENTS = 20

HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]")
MAILBOX = re.compile(r"\s*[(<\[]?\s*[^\s()<>\[\]@]+(?:@|＠)[^\s()<>\[\]@]+\s*[)>\]]?")
EMPTY_BRACKETS = re.compile(r"\s*[(<\[]\s*[)>\]]")


@dataclass(frozen=True, slots=True)
class Unidentified:
    """A package that is named without telling which it is. ``why``: no_purl, or unknown_type (no ecosystem we know)."""

    name: str
    version: str
    purl: str
    place: str
    line: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be used. ``place``: where in the document (``components[3].purl``)."""

    place: str
    line: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Sbom:
    """A document as it was read; unknown texts are empty, and nobody's mailbox is kept.

    author:      who takes responsibility: its authors, then its supplier
    not_packages: files, data and the like it lists, which are no packages
    incomplete:  the document itself says that components or dependencies are missing
    faults:      at most MOST_FAULTS of them; ``refused`` counts all
    """

    format: str
    spec_version: str
    ident: str
    subject: str
    subject_version: str
    subject_purl: str
    author: str
    tools: tuple[str, ...]
    created_at: str
    components: tuple[Component, ...]
    unidentified: tuple[Unidentified, ...]
    not_packages: int
    incomplete: bool
    faults: tuple[Fault, ...]
    refused: int


@dataclass(frozen=True, slots=True)
class Format:
    """A form a bill of materials is written in. ``parse``: what a text (already decoded) says, or LockfileError."""

    id: str
    name: str
    is_of: Callable[[bytes], bool]
    parse: Callable[[str], Sbom]


@dataclass(slots=True)
class Gathered:
    """What is found on the way through a document."""

    components: list[Component] = field(default_factory=list)
    unidentified: list[Unidentified] = field(default_factory=list)
    not_packages: int = 0
    faults: list[Fault] = field(default_factory=list)
    refused: int = 0

    def refuse(self, place: str, line: int | None, words: str) -> None:
        """Set something aside."""
        self.refused += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(place, line, words))

    def read(self, place: str, line: int | None, action: Callable[[], None]) -> None:
        """Do something with one part of the document; if it is broken, only that part is."""
        try:
            action()
        except LockfileError as broken:
            self.refuse(place, broken.line or line, broken.args[0].partition("：")[2] if broken.line else str(broken))


def clean(text: str) -> str:
    """A text that may be stored and shown, cut to a length.

    Raises:
        LockfileError: it is far longer than any name is.
    """
    if len(text) > LONGEST:
        raise LockfileError(f"{text[:40]!r}… 有 {len(text)} 个字符，超过上限 {LONGEST}。")
    return HARMFUL.sub("\N{REPLACEMENT CHARACTER}", text).strip()


def person(text: str) -> str:
    """A name without the mailbox that often stands beside it."""
    return EMPTY_BRACKETS.sub("", MAILBOX.sub("", clean(text))).strip()


def first_line(holder: object) -> int | None:
    """The line on which a mapping begins, if lines are known."""
    return min(holder.lines.values(), default=None) if isinstance(holder, Table) else None


@lru_cache(maxsize=100_000)
def purl_of(text: str) -> Purl:
    """A package URL.

    Raises:
        LockfileError: it is none.
    """
    try:
        return parse_purl(text)
    except PurlError as refused:
        raise LockfileError(str(refused)) from None


def row(
    purl: Purl,
    version: str,
    *,
    line: int | None,
    scope: str = UNKNOWN,
    direct: bool | None = None,
    quality: str = "",
    requirement: str = "",
    origin: str = REGISTRY,
    source: str = "",
    via: tuple[str, ...] = (),
) -> Component | None:
    """The component a package URL names; None: no ecosystem is known for its type.

    version: what the document says beside the package URL; counts only where that has none
    """
    ecosystem = purl.ecosystem
    if ecosystem is None:
        return None
    spoken = spoken_of(purl, ecosystem, clean(purl.version or version))
    made = component(
        ecosystem,
        clean(spoken.package),
        spoken.version,
        requirement=requirement,
        quality=quality if spoken.version else "",
        scope=scope,
        direct=direct,
        line=line,
        via=via,
        origin=origin,
        source=source,
    )
    return replace(made, ecosystem=f"{ecosystem}:{spoken.release}") if spoken.release else made


def is_object_saying(says_so: re.Pattern[bytes], content: bytes) -> bool:
    """A JSON object in which a format names itself."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and says_so.search(content) is not None
