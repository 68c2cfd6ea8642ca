"""What stands in a document of statements, whoever wrote it, and what of it is not taken?

Nothing here is believed yet: each statement keeps its author and the document's digest, and is applied only if that author is trusted.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from xingtu.collect.osv_record import Reader
from xingtu.errors import BadRecord, FeedRefused, VersionError
from xingtu.facts.advisories import LEVELS
from xingtu.facts.statements import (
    AFFECTED,
    CHINA,
    CITY,
    JUSTIFICATIONS,
    KINDS,
    LONGEST_TEXT,
    NOT_AFFECTED,
    PROJECT,
    REACHES,
    VEX,
    WAIVER,
    Statement,
)
from xingtu.facts.vex_words import EXTRA, PROPERTY
from xingtu.versions.purl import DISTRO, Purl, parse_purl
from xingtu.versions.vers import parse_vers

LARGEST_BYTES = 16_000_000
MOST_STATEMENTS = 100_000
LONGEST_NAME = 300
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
VERS = "vers"
"""The qualifier of a package URL that holds a version range."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A statement that was not taken: where it stands, and why."""

    place: str
    words: str


@dataclass(frozen=True, slots=True)
class StatementDocument:
    """A document as it was read. ``digest``: SHA-256 of its bytes; ``notes``: what was taken though the format wants more of it."""

    format: str
    ident: str
    author: str
    issued_at: str
    digest: str
    statements: tuple[Statement, ...]
    refused: tuple[Refused, ...]
    notes: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class Taking:
    """How a document is taken. ``project``: whose it is, if it was handed in for one; ``days``: how long a statement without end holds."""

    digest: str
    days: int
    project: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What one statement is about, as the document tells it."""

    package: str
    versions: tuple[str, ...]
    version_range: str
    reach: str
    reach_id: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one statement says, the same for everything it is about."""

    ident: str
    vulnerability: str
    aliases: tuple[str, ...]
    status: str
    justification: str
    impact: str
    action: str
    evidence: str
    author: str
    issued_at: str
    extra: Mapping[str, Any]


def content_of(content: bytes) -> Any:  # noqa: ANN401 -- whatever stands in the file
    """The JSON of a document.

    Raises:
        FeedRefused: it is too large, no JSON, or holds a key twice.
    """
    if len(content) > LARGEST_BYTES:
        raise FeedRefused(f"声明文件有 {len(content)} 字节，超过上限 {LARGEST_BYTES} 字节，未读取")
    try:
        return json.loads(content, object_pairs_hook=_once)
    except RecursionError:
        raise FeedRefused("声明文件嵌套过深，未读取") from None
    except json.JSONDecodeError as broken:
        raise FeedRefused(f"声明文件不是合法的 JSON：第 {broken.lineno} 行第 {broken.colno} 列 {broken.msg}") from None
    except ValueError as broken:
        raise FeedRefused(f"声明文件读不出来：{str(broken)[:200]}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"键 {twice[:60]!r} 重复")
    return told


def taking(content: bytes, days: int, project: str = "") -> Taking:
    """How this document is taken."""
    return Taking(hashlib.sha256(content).hexdigest(), days, project)


def gathered(
    places: Iterator[tuple[str, Callable[[], list[Statement]]]], refused: list[Refused], notes: list[Refused]
) -> tuple[Statement, ...]:
    """All statements whose reading succeeds; the others go into ``refused`` with their place."""
    found: list[Statement] = []
    for place, read in places:
        try:
            made = read()
        except (BadRecord, VersionError) as error:
            refused.append(Refused(place, str(error)))
            continue
        found += made
        notes += [Refused(place, "声明受影响，却没有写明将如何处置") for one in made[:1] if one.status == AFFECTED and not one.action]
    return tuple(found)


def statements(said: Said, about: list[About], by: Taking, place: str) -> list[Statement]:
    """One statement for each thing it is about.

    Raises:
        BadRecord: it may not be taken.
    """
    if said.status == NOT_AFFECTED and not said.justification and not said.impact:
        raise BadRecord("声明不受影响，却既没有理由也没有说明")
    if not said.author:
        raise BadRecord("没有写明作出声明的人")
    ident = said.ident or str(uuid.uuid5(uuid.NAMESPACE_URL, f"{by.digest}#{place}"))
    made = []
    for number, one in enumerate(about):
        plain = Statement(
            id=ident if number == 0 else f"{ident}#{number + 1}",
            kind=VEX,
            vulnerability=_named(said.vulnerability, "漏洞编号"),
            aliases=tuple(_named(alias, "漏洞别名") for alias in said.aliases),
            package=one.package,
            versions=one.versions,
            version_range=one.version_range,
            reach=one.reach,
            reach_id=one.reach_id,
            status=said.status,
            justification=said.justification,
            impact=_text(said.impact),
            action=_text(said.action),
            evidence=_text(said.evidence),
            author=_named(said.author, "作者"),
            reviewer="",
            issued_at=said.issued_at,
            expires_on=_end(said.issued_at, by.days),
            source=by.digest,
            publisher=_named(said.author, "作者"),
        )
        made.append(_within(_with_extra(plain, said.extra), by))
    return made


def _within(statement: Statement, by: Taking) -> Statement:
    """What is handed in for one project speaks for no other."""
    if not by.project:
        return statement
    if statement.reach == CITY:
        return replace(statement, reach=PROJECT, reach_id=by.project)
    if (statement.reach, statement.reach_id) != (PROJECT, by.project):
        raise BadRecord(f"声明的是 {statement.reach} {statement.reach_id}，而文件是为项目 {by.project} 提交的")
    return statement


def _with_extra(plain: Statement, extra: Mapping[str, Any]) -> Statement:
    """With what one of our own documents says beyond its format."""
    if not extra:
        return plain
    at = Reader(extra, PROPERTY)
    unknown = sorted(set(at.keys()) - set(EXTRA))
    if unknown:
        raise at.refuse(unknown[0], "是不认识的字段")
    made = replace(plain, **_words(at), **_known(at))
    if made.kind == WAIVER and (made.status != AFFECTED or not made.reviewer or made.reviewer == made.author):
        raise BadRecord("豁免须承认受影响，并由另一人复核")
    return made


def _words(at: Reader) -> dict[str, Any]:
    told = {key: _text(at.text(key)) for key in ("impact", "action", "evidence") if at.value(key)}
    told |= {key: _named(at.text(key), key) for key in ("id", "author", "reviewer", "reach_id") if at.value(key)}
    for key, allowed in (("kind", KINDS), ("reach", REACHES), ("justification", JUSTIFICATIONS), ("seen_level", ("", *LEVELS))):
        if at.has(key):
            value = at.value(key)
            if value not in allowed:
                raise at.refuse(key, f"不在可选值之内：{value!r:.60}")
            told[key] = str(value)
    return told


def _known(at: Reader) -> dict[str, Any]:
    """When it ends, and what was known when it was made."""
    told: dict[str, Any] = {}
    if at.has("seen_kev"):
        told["seen_kev"] = at.value("seen_kev") is True
    if at.has("seen_versions"):
        told["seen_versions"] = at.texts("seen_versions")
    for key in ("version_range", "seen_range"):
        if at.value(key):
            told[key] = str(parse_vers(at.text(key)))
    if at.has("expires_on"):
        told["expires_on"] = _day(at)
    return told


def about_purl(text: str, reach: str, reach_id: str) -> About:
    """What a package URL names; of its qualifiers the release of a distribution is kept, since it limits what is said.

    Raises:
        PurlError: it is none.
        VersError: its range is none.
    """
    purl = parse_purl(text)
    version = purl.version.removeprefix("v") if purl.type == "golang" else purl.version
    held = str(parse_vers(purl.qualifiers[VERS])) if VERS in purl.qualifiers and not version else ""
    release = {key: value for key, value in purl.qualifiers.items() if key == DISTRO}
    plain = str(Purl(purl.type, purl.namespace, purl.name, "", release, purl.subpath if purl.type == "golang" else ""))
    return About(plain, (version,) if version else (), held, reach, reach_id)


def joined(about: list[About]) -> list[About]:
    """Exact versions of one package brought together; whoever names a package without version means every version of it."""
    versions: dict[tuple[str, str, str], list[str]] = {}
    for one in about:
        if one.versions:
            versions.setdefault((one.package, one.reach, one.reach_id), []).extend(one.versions)
    made = [About(package, tuple(dict.fromkeys(held)), "", reach, ident) for (package, reach, ident), held in versions.items()]
    return made + list(dict.fromkeys(one for one in about if not one.versions))


def instant_of(at: Reader, *keys: str) -> str:
    """The first of several instants that is there, in whole seconds; empty: none is."""
    for key in keys:
        if at.has(key):
            return datetime.fromisoformat(_whole(at, key)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return ""


def _whole(at: Reader, key: str) -> str:
    """An instant without the nanoseconds some tools write, which no reader here takes."""
    text = at.text(key)
    head, dot, tail = text.partition(".")
    digits = len(tail) - len(tail.lstrip("0123456789"))
    return Reader({key: head + tail[digits:] if dot else text}, "").instant(key)


def _day(at: Reader) -> date:
    text = at.text("expires_on")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise at.refuse("expires_on", f"不是日期：{text[:40]!r}") from None


def _end(issued_at: str, days: int) -> date:
    issued_on = datetime.fromisoformat(issued_at).astimezone(CHINA).date()
    try:
        return issued_on + timedelta(days=days)
    except OverflowError:
        raise BadRecord(f"日期超出范围：{issued_at}") from None


def _named(text: str, what: str) -> str:
    if len(text) > LONGEST_NAME or CONTROL.search(text):
        raise BadRecord(f"{what}不是一个名字：{text[:40]!r}")
    return text


def _text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise BadRecord(f"文字过长（{len(text)} 字，上限 {LONGEST_TEXT} 字）")
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")
