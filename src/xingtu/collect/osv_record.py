"""What does one record in OSV's format say, and where is it wrong?

Everything the schema (1.7.5) demands of what we read is checked here, with the place named; what we do not read is not our business.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from xingtu.collect.severity import level_of_score, level_of_text, severity_of_vector
from xingtu.errors import BadRecord
from xingtu.facts.advisories import Advisory, Affected, Event, EventKind, Severity
from xingtu.versions.ecosystems import base_name
from xingtu.versions.purl import normal_name

LARGEST_BYTES = 16_000_000
"""The largest record seen has 1.4 MB."""
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,199}")
SCORE = re.compile(r"10\.0|[0-9]\.[0-9]")
EVENT_KINDS: tuple[EventKind, ...] = ("introduced", "fixed", "last_affected", "limit")
GIT = "GIT"


def advisory_from(record: object) -> Advisory:
    """Read a record as its file was parsed.

    Raises:
        BadRecord: it is none; the message says where.
    """
    at = Reader(record, "")
    ident = at.text("id")
    if not IDENTIFIER.fullmatch(ident):
        raise BadRecord(f"id 不是公告编号：{ident[:60]!r}")
    modified = at.instant("modified")
    affected = tuple(_affected(one) for one in at.readers("affected"))
    severity = _scored(at, _worst(at, _database_level(at)))
    return Advisory(
        id=ident,
        modified=modified,
        published=at.instant("published") if at.has("published") else modified,
        withdrawn=at.instant("withdrawn") if at.has("withdrawn") else "",
        aliases=_names(at, "aliases"),
        upstream=_names(at, "upstream"),
        related=_names(at, "related"),
        summary=(at.text("summary") if at.has("summary") else _first_line(at))[:500],
        severity=severity,
        affected=tuple(one for one in affected if one is not None),
    )


class Reader:
    """A table of a record and where it stands, so that an error can name its place."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, Mapping):
            raise BadRecord(f"{place or '顶层'} 应当是一个对象，而不是 {type(value).__name__}")
        self._value: Mapping[str, Any] = value
        self._place = place

    def has(self, key: str) -> bool:
        """Whether it is there and not null."""
        return self._value.get(key) is not None

    def text(self, key: str) -> str:
        """A text that must be there."""
        value = self._value.get(key)
        if not isinstance(value, str) or not value:
            raise BadRecord(f"{self._at(key)} 应当是文字，而不是 {value!r:.60}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; absent or null is empty."""
        found = self._list(key)
        for place, one in enumerate(found):
            if not isinstance(one, str):
                raise BadRecord(f"{self._at(key)}[{place}] 应当是文字，而不是 {one!r:.60}")
        return tuple(found)

    def instant(self, key: str) -> str:
        """An instant as RFC 3339 in UTC with Z (pip-audit reads no other)."""
        value = self._value.get(key)
        if isinstance(value, datetime):
            at = value if value.tzinfo else value.replace(tzinfo=UTC)
        elif isinstance(value, date):
            at = datetime(value.year, value.month, value.day, tzinfo=UTC)
        else:
            at = self._parsed(key, self.text(key))
        try:
            return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat()}Z" if at.year > 1 else "0001-01-01T00:00:00Z"
        except OverflowError as error:
            raise self.refuse(key, f"不是时间：{at.isoformat()}") from error

    def reader(self, key: str) -> "Reader | None":
        """A table below; None when it is not there."""
        return Reader(self._value[key], self._at(key)) if self.has(key) else None

    def readers(self, key: str) -> list["Reader"]:
        """A list of tables."""
        return [Reader(one, f"{self._at(key)}[{place}]") for place, one in enumerate(self._list(key))]

    def keys(self) -> Iterable[str]:
        """What stands in it."""
        return self._value

    def refuse(self, key: str, why: str) -> BadRecord:
        """An error at a key."""
        return BadRecord(f"{self._at(key)} {why}")

    def value(self, key: str) -> object:
        """Whatever stands there."""
        return self._value.get(key)

    def _parsed(self, key: str, text: str) -> datetime:
        try:
            at = datetime.fromisoformat(text)
        except ValueError as error:
            raise BadRecord(f"{self._at(key)} 不是时间：{text[:40]!r}") from error
        return at if at.tzinfo else at.replace(tzinfo=UTC)

    def _list(self, key: str) -> list[Any]:
        found = self._value.get(key)
        if found is None:
            return []
        if not isinstance(found, list):
            raise BadRecord(f"{self._at(key)} 应当是列表，而不是 {type(found).__name__}")
        return found

    def _at(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key


def _names(at: Reader, key: str) -> tuple[str, ...]:
    """Ids of other records. What is no id is left out: an empty name would be shared by flaws that have nothing in common."""
    return tuple(name for name in at.texts(key) if IDENTIFIER.fullmatch(name))


def _affected(at: Reader) -> Affected | None:
    """None: it names no package (only repositories)."""
    package = at.reader("package")
    ranges, git_ranges = [], 0
    for one in at.readers("ranges"):
        if one.text("type") == GIT:
            git_ranges += 1
        else:
            ranges.append(_events(one))
    if package is None:
        return None
    ecosystem = package.text("ecosystem")
    base = base_name(ecosystem)
    return Affected(
        ecosystem=base,
        release=ecosystem.partition(":")[2],
        package=normal_name(base, package.text("name").strip()),
        ranges=tuple(ranges),
        versions=at.texts("versions"),
        git_ranges=git_ranges,
        severity=_worst(at, None),
    )


def _events(at: Reader) -> tuple[Event, ...]:
    events = []
    for one in at.readers("events"):
        found = [kind for kind in EVENT_KINDS if one.has(kind)]
        if len(found) != 1:
            raise one.refuse("", f"应当恰有一个边界（{'、'.join(EVENT_KINDS)}），而这里有 {sorted(one.keys())}")
        events.append(Event(found[0], one.text(found[0])))
    if not any(event.kind == "introduced" for event in events):
        raise at.refuse("events", "没有 introduced，无法知道从哪个版本起受影响")
    return tuple(events)


def _worst(at: Reader, otherwise: str | None) -> Severity | None:
    """The newest CVSS that can be read; else the level the database gives in words."""
    found = []
    for one in at.readers("severity"):
        severity = severity_of_vector(one.text("type"), one.text("score"))
        if severity is not None:
            found.append(severity)
    if found:
        return max(found, key=lambda severity: (severity.source, severity.score or 0))
    return level_of_text(otherwise) if otherwise else None


def _scored(at: Reader, severity: Severity | None) -> Severity | None:
    """With the score our own records of bulletins carry where the bulletin gives no vector, if it is of the level they say."""
    said = at.reader("database_specific")
    score = said.value("cvss_v3_score") if said else None
    if severity is None or severity.source != "text" or not isinstance(score, str) or not SCORE.fullmatch(score):
        return severity
    tenths = int(score.replace(".", ""))
    return replace(severity, score=tenths) if level_of_score(tenths) == severity.level else severity


def _database_level(at: Reader) -> str | None:
    said = at.reader("database_specific")
    value = said.value("severity") if said else None
    return value if isinstance(value, str) else None


def _first_line(at: Reader) -> str:
    return at.text("details").strip().partition("\n")[0] if at.has("details") else ""
