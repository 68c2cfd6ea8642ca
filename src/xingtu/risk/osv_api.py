"""What does the mirror answer to the questions of OSV's API, so that its clients work unchanged?

A pure function of the database and the question; ``serving`` and the portal carry its answers. Where OSV would answer "nothing found"
although nothing could be known (an ecosystem that no loaded source speaks of), we refuse: an empty mirror must not look safe.
"""

import base64
import binascii
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xingtu.errors import UnknownEcosystem, UnorderedEcosystem
from xingtu.risk.attribution import served_text
from xingtu.risk.bucket_layout import snapshot
from xingtu.store.risk.advisories import revision_of
from xingtu.store.risk.lookups import Matcher, ecosystems_covered, groups_named
from xingtu.versions.ecosystems import base_name, scheme_of
from xingtu.versions.purl import PurlError, normal_name, parse_purl

MOST_BYTES = 4_000_000
"""Of a question."""
MOST_QUERIES = 1000
MOST_PER_QUERY = 1000
MOST_PER_BATCH = 3000
MOST_ANSWERED = 32 * 2**20
"""Bytes of records in one answer; what is left follows on the next page."""
LONGEST = 1000
LONGEST_PURL = 4000
INVALID, NOT_FOUND, UNAVAILABLE = 3, 5, 14
"""gRPC codes, which OSV's clients show."""
PREFIX = "after:"
NAMED = """
SELECT DISTINCT advisory.id FROM affected JOIN advisory USING (aid) JOIN package USING (pid)
WHERE package.ecosystem = ?1 AND package.name = ?2 AND withdrawn = '' AND (affected.release = '' OR ?3 = '' OR affected.release = ?3)
ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Refusal(Exception):
    """A question that is not answered."""

    def __init__(self, status: int, code: int, words: str) -> None:
        self.status, self.code, self.words = status, code, words
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Query:
    """One package, with or without a version. ``unplaced``: OSV has no ecosystem for this type of purl."""

    ecosystem: str
    release: str
    package: str
    version: str
    after: str
    unplaced: str = ""


def answer(database: sqlite3.Connection, method: str, path: str, body: bytes = b"") -> Answer:
    """The answer to one question under ``/v1/``; ``path`` is decoded and without query."""
    try:
        with snapshot(database):
            return _answered(database, method, path, body)
    except Refusal as refusal:
        return refused(refusal)


def _answered(database: sqlite3.Connection, method: str, path: str, body: bytes) -> Answer:
    is_batch = path == "/v1/querybatch"
    if is_batch or path == "/v1/query":
        if method != "POST":
            raise Refusal(405, INVALID, f"{path} 只接受 POST (use POST)")
        asked = _object(body)
        return _batch(database, asked) if is_batch else _query(database, asked)
    if not path.startswith("/v1/vulns/"):
        raise Refusal(
            404, NOT_FOUND, f"没有 {path[:100]}；这里有 POST /v1/query、POST /v1/querybatch 和 GET /v1/vulns/ID (no such address)"
        )
    if method not in {"GET", "HEAD"}:
        raise Refusal(405, INVALID, "/v1/vulns/ 只接受 GET (use GET)")
    return _record(database, path.removeprefix("/v1/vulns/"))


def refused(refusal: Refusal) -> Answer:
    """A refusal in the shape OSV gives it."""
    text = json.dumps({"code": refusal.code, "message": refusal.words}, ensure_ascii=False).encode()
    headers = [("Content-Type", "application/json; charset=utf-8")]
    if refusal.status == 405:  # noqa: PLR2004 -- Method Not Allowed
        headers.append(("Allow", "GET, HEAD" if "(use GET)" in refusal.words else "POST"))
    return Answer(refusal.status, tuple(headers), text)


def freshness(database: sqlite3.Connection) -> tuple[tuple[str, str], ...]:
    """Headers of every answer: which state it is of, and when its stalest source was fetched."""
    fetched = database.execute("SELECT coalesce(min(fetched_at), '') FROM source_state WHERE records > 0").fetchone()[0]
    return (("X-Advisories-Revision", revision_of(database)), ("X-Advisories-Oldest-Fetch", fetched))


def _query(database: sqlite3.Connection, asked: Mapping[str, Any]) -> Answer:
    query = _parsed(asked)
    found, unevaluated = _found(database, Matcher(database), query)
    page: list[bytes] = []
    size, left = 0, [ident for ident in found if ident > query.after]
    for ident in left[:MOST_PER_QUERY]:
        text = served_text(database, ident)
        if page and size + len(text) > MOST_ANSWERED:
            break
        page.append(text)
        size += len(text)
    token = f',"next_page_token":"{_token(left[len(page) - 1])}"' if len(page) < len(left) else ""
    # the records are put together as text: they are served as they were published
    body = (b'{"vulns":[' + b",".join(page) + b"]" + token.encode() + b"}") if page else b"{}"
    return _json(database, body, int(unevaluated), [query.unplaced] if query.unplaced else [])


def _batch(database: sqlite3.Connection, asked: Mapping[str, Any]) -> Answer:
    queries = asked.get("queries")
    if not isinstance(queries, list):
        raise Refusal(400, INVALID, "缺少 queries 列表 (queries must be a list)")
    if len(queries) > MOST_QUERIES:
        raise Refusal(400, INVALID, f"一次最多 {MOST_QUERIES} 个查询，这里有 {len(queries)} 个 (too many queries)")
    parsed = []
    for place, one in enumerate(queries):
        try:
            parsed.append(_parsed(one))
        except Refusal as refusal:
            raise Refusal(refusal.status, refusal.code, f"第 {place} 个查询：{refusal.words} (error in query at index {place})") from None
    matcher, room, unevaluated = Matcher(database), MOST_PER_BATCH, 0
    results: list[dict[str, object]] = []
    for query in parsed:
        found, unclear = _found(database, matcher, query)
        unevaluated += unclear
        left = [ident for ident in found if ident > query.after]
        page = left[: min(room, MOST_PER_QUERY)]
        room -= len(page)
        result: dict[str, object] = {}
        if page:
            result["vulns"] = [{"id": ident, "modified": _modified(database, ident)} for ident in page]
        if len(page) < len(left):
            result["next_page_token"] = _token(page[-1] if page else query.after)
        results.append(result)
    unplaced = [query.unplaced for query in parsed if query.unplaced]
    return _json(database, json.dumps({"results": results}, separators=(",", ":")).encode(), unevaluated, unplaced)


def _record(database: sqlite3.Connection, ident: str) -> Answer:
    if not ident or len(ident) > LONGEST:
        raise Refusal(400, INVALID, "编号为空或过长 (ID is required, or too long)")
    try:
        return _json(database, served_text(database, ident), 0, [])
    except LookupError:
        groups = groups_named(database, ident)
        others = [
            name
            for (name,) in database.execute(
                "SELECT id FROM advisory WHERE gid IN (SELECT value FROM json_each(?)) ORDER BY id", (json.dumps(groups),)
            )
        ]
        also = f"，但有它的别名：{' '.join(others[:50])} (the following aliases were found)" if others else ""
        raise Refusal(404, NOT_FOUND, f"本镜像没有公告 {ident[:100]} (Vulnerability not found){also}") from None


def _found(database: sqlite3.Connection, matcher: Matcher, query: Query) -> tuple[Sequence[str], bool]:
    """Ids of what touches the package, sorted; and whether something known of it could not be evaluated."""
    if query.unplaced:
        return [], False
    covered = ecosystems_covered(database)
    if query.ecosystem not in covered:
        known = "、".join(sorted(covered)) or "（尚未导入任何来源）"
        raise Refusal(
            503,
            UNAVAILABLE,
            f"本镜像没有任何来源覆盖生态 {query.ecosystem}，不能回答“没有漏洞”；已覆盖：{known} (no loaded source covers this ecosystem)",
        )
    if not query.version:
        rows = database.execute(NAMED, (query.ecosystem, query.package, query.release))
        return [ident for (ident,) in rows], False
    matches, evaluated = matcher.matches(query.ecosystem, query.release, query.package, query.version, exact=True)
    return [match.id for match in matches], not evaluated


def _parsed(asked: object) -> Query:
    if not isinstance(asked, dict):
        raise Refusal(400, INVALID, "查询应当是一个对象 (invalid query)")
    if asked.get("commit"):
        raise Refusal(400, INVALID, "本镜像不支持按 git 提交（commit）查询；请给出 package 与 version (commit queries are not supported)")
    version, token = _text(asked, "version"), _text(asked, "page_token")
    package = asked.get("package")
    if not isinstance(package, dict):
        raise Refusal(400, INVALID, "缺少 package (invalid query: no package)")
    ecosystem, name, purl = _text(package, "ecosystem"), _text(package, "name"), _text(package, "purl", LONGEST_PURL)
    after = _after(token)
    if purl:
        return _of_purl(purl, ecosystem, name, version, after)
    if not name or not ecosystem:
        raise Refusal(400, INVALID, "package 须有 name 和 ecosystem，或 purl (invalid query: name and ecosystem, or purl)")
    base = base_name(ecosystem)
    if base == "GIT":
        raise Refusal(400, INVALID, "本镜像不支持按 git 标签（ecosystem GIT）查询 (git queries are not supported)")
    try:
        scheme_of(ecosystem)
    except UnknownEcosystem as error:
        raise Refusal(400, INVALID, f"{error} (invalid ecosystem)") from None
    except UnorderedEcosystem:
        pass
    return Query(base, ecosystem.partition(":")[2], normal_name(base, name), _plain(base, version), after)


def _of_purl(purl: str, ecosystem: str, name: str, version: str, after: str) -> Query:
    if name or ecosystem:
        raise Refusal(400, INVALID, "purl 与 name、ecosystem 不能同时给出 (name or ecosystem specified in a PURL query)")
    try:
        read = parse_purl(purl)
    except PurlError as error:
        raise Refusal(400, INVALID, f"{error} (invalid PURL)") from None
    if read.version and version:
        raise Refusal(400, INVALID, "purl 与 version 都给出了版本 (version specified in params and PURL query)")
    found = read.ecosystem
    if found is None:
        return Query("", "", "", "", after, unplaced=read.type)
    return Query(found, "", read.package, _plain(found, read.version or version), after)


def _plain(ecosystem: str, version: str) -> str:
    return version.removeprefix("v") if ecosystem == "Go" else version


def _text(table: Mapping[str, Any], key: str, longest: int = LONGEST) -> str:
    value = table.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        raise Refusal(400, INVALID, f"{key} 应当是不超过 {longest} 个字符的文字 (invalid query)")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Refusal(400, INVALID, f"{key} 不是合法的文字 (invalid query)") from None
    return value


def _object(body: bytes) -> Mapping[str, Any]:
    if len(body) > MOST_BYTES:
        raise Refusal(413, INVALID, f"查询超过 {MOST_BYTES:,} 字节，请分批 (too large)")
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, INVALID, f"不是 JSON：{error!s:.200} (not JSON)") from None
    if not isinstance(asked, dict):
        raise Refusal(400, INVALID, "应当是一个 JSON 对象 (not a JSON object)")
    return asked


def _token(ident: str) -> str:
    return base64.urlsafe_b64encode(f"{PREFIX}{ident}".encode()).decode()


def _after(token: str) -> str:
    """The last id of the page before; empty: from the start."""
    if not token:
        return ""
    try:
        text = base64.b64decode(token, b"-_", validate=True).decode()
    except (ValueError, binascii.Error):
        text = ""
    if not text.startswith(PREFIX):
        raise Refusal(400, INVALID, "page_token 不是本镜像给出的 (invalid page_token)")
    return text.removeprefix(PREFIX)


def _modified(database: sqlite3.Connection, ident: str) -> str:
    return str(database.execute("SELECT modified FROM advisory WHERE id = ?", (ident,)).fetchone()[0])


def _json(database: sqlite3.Connection, body: bytes, unevaluated: int, unplaced: Sequence[str]) -> Answer:
    headers = [("Content-Type", "application/json; charset=utf-8"), *freshness(database)]
    if unevaluated:
        headers.append(("X-Advisories-Unevaluated", str(unevaluated)))
    if unplaced:
        headers.append(("X-Advisories-Not-Covered", ",".join(sorted({f"pkg:{one}" for one in unplaced}))[:1000]))
    return Answer(200, tuple(headers), body)
