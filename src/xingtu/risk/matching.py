"""Which advisories touch these package URLs? One answer a line, for anybody who wants to check us.

Made for a million lines: a name that was read before is not read again, and of each package what is known is loaded once.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from xingtu.store.risk.lookups import Matcher, ecosystems_covered
from xingtu.versions.distribution import spoken_of
from xingtu.versions.purl import Purl, PurlError, parse_purl
from xingtu.versions.ranks import OPEN, START

EVALUATED, UNCOVERED, UNPLACED, INVALID = "evaluated", "uncovered", "unplaced", "invalid"
PLAIN = re.compile(
    r"(?P<name>pkg:(pypi|npm|golang|cargo|maven|gem|nuget|composer|hex|pub)/[A-Za-z0-9._%/-]*[A-Za-z0-9._-])@(?P<version>[A-Za-z0-9._+~-]+)"
)
"""Package URLs whose version stands alone at their end, and means what it says."""
SPANS = "SELECT low, high, span.release, id FROM span JOIN advisory USING (aid) WHERE pid = ?"
LISTED = "SELECT version, listed.release, id FROM listed JOIN advisory USING (aid) WHERE pid = ?"
NAMES, PACKAGES = 100_000, 10_000


@dataclass(frozen=True, slots=True)
class PurlAnswer:
    """Ids of the records in force, sorted. Only ``evaluated`` makes an empty list mean that nothing is known against it.

    status: evaluated; uncovered (no loaded source speaks of its ecosystem); unplaced (a range or the version cannot be ordered, so what
            is listed may be too little); invalid (no package URL, or one without a version)
    """

    purl: str
    ids: tuple[str, ...]
    status: str
    reason: str = ""


def match(database: sqlite3.Connection, purls: Iterable[str]) -> Iterator[PurlAnswer]:
    """Answers in the order asked."""
    matcher, covered = _Many(database), ecosystems_covered(database)
    for purl in purls:
        yield _answer(matcher, covered, purl)


def _answer(matcher: "_Many", covered: frozenset[str], text: str) -> PurlAnswer:
    try:
        purl = read(text)
    except PurlError as error:
        return PurlAnswer(text, (), INVALID, str(error))
    if not purl.version:
        return PurlAnswer(text, (), INVALID, "没有版本；没有版本就不能判断，请写成 pkg:类型/名称@版本")
    ecosystem = purl.ecosystem
    if ecosystem is None or ecosystem not in covered:
        return PurlAnswer(text, (), UNCOVERED, f"已载入的公告来源都不涉及 {ecosystem or purl.type}")
    spoken = spoken_of(purl, ecosystem, purl.version)
    ids, evaluated = matcher.ids(ecosystem, spoken.release, spoken.package, spoken.version)
    return PurlAnswer(text, ids, EVALUATED) if evaluated else PurlAnswer(text, ids, UNPLACED, "有公告的版本范围或这个版本无法排序")


def read(text: str) -> Purl:
    """The same as ``parse_purl``, faster where the name was met before.

    Raises:
        PurlError: it is none.
    """
    plain = PLAIN.fullmatch(text)
    return replace(_named(plain["name"]), version=plain["version"]) if plain else parse_purl(text)


_named = lru_cache(maxsize=NAMES)(parse_purl)


class _Many(Matcher):
    """The same answers as ``Matcher``'s, from tables in memory."""

    def __init__(self, database: sqlite3.Connection) -> None:
        super().__init__(database)
        self._known = lru_cache(maxsize=PACKAGES)(self._all)

    def ids(self, ecosystem: str, release: str, package: str, version: str) -> tuple[tuple[str, ...], bool]:
        """Ids of the records in force, sorted; and whether everything known of the package could be evaluated for this version."""
        known = self._known(ecosystem, package)
        if known is None:
            return (), True
        pid, spans, listed, unclear = known
        release = self._named(ecosystem, release)
        order = self._order(pid)
        position = order.position(version) if order else None
        low, high = (START, OPEN - 1) if position is None else (position, position)
        found = {name for begin, end, of, name in spans if begin <= low and end > high and _is_of(of, release)}
        found.update(name for of, name in listed.get(version, ()) if _is_of(of, release))
        return tuple(sorted(found)), not unclear and (position is not None or not spans)

    def _all(
        self, ecosystem: str, package: str
    ) -> tuple[int, list[tuple[int, int, str, str]], dict[str, list[tuple[str, str]]], bool] | None:
        found = self._database.execute("SELECT pid FROM package WHERE ecosystem = ? AND name = ?", (ecosystem, package)).fetchone()
        if found is None:
            return None
        listed: dict[str, list[tuple[str, str]]] = {}
        for version, release, name in self._database.execute(LISTED, found):
            listed.setdefault(version, []).append((release, name))
        unclear = self._database.execute("SELECT 1 FROM unevaluable WHERE pid = ? LIMIT 1", found).fetchone() is not None
        return found[0], self._database.execute(SPANS, found).fetchall(), listed, unclear


def _is_of(release: str, asked: str) -> bool:
    """A release nobody names is every release."""
    return not release or not asked or release == asked
