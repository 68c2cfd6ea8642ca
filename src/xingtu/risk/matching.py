"""Which advisories touch these package URLs? One answer a line, for anybody who wants to check us."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xingtu.store.risk.lookups import Matcher, ecosystems_covered
from xingtu.versions.purl import PurlError, parse_purl

EVALUATED, UNCOVERED, UNPLACED, INVALID = "evaluated", "uncovered", "unplaced", "invalid"


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
    matcher, covered = Matcher(database), ecosystems_covered(database)
    for purl in purls:
        yield _answer(matcher, covered, purl)


def _answer(matcher: Matcher, covered: frozenset[str], text: str) -> PurlAnswer:
    try:
        purl = parse_purl(text)
    except PurlError as error:
        return PurlAnswer(text, (), INVALID, str(error))
    if not purl.version:
        return PurlAnswer(text, (), INVALID, "没有版本；没有版本就不能判断，请写成 pkg:类型/名称@版本")
    ecosystem = purl.ecosystem
    if ecosystem is None or ecosystem not in covered:
        return PurlAnswer(text, (), UNCOVERED, f"已载入的公告来源都不涉及 {ecosystem or purl.type}")
    release = purl.qualifiers.get("distro", "").rpartition("-")[2]
    found, evaluated = matcher.matches(ecosystem, release, purl.package, purl.version)
    ids = tuple(one.id for one in found)
    return PurlAnswer(text, ids, EVALUATED) if evaluated else PurlAnswer(text, ids, UNPLACED, "有公告的版本范围或这个版本无法排序")
