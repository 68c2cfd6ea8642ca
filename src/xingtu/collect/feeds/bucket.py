"""What has changed in a bucket of OSV's layout, and how do its records come here although the line breaks?

``all.zip`` for the first load, then ``modified_id.csv``, newest first, until the instant we know; those records one by one. Everything is
kept under a folder until it has been taken in, so that an update that was killed goes on where it ended. Redirects are not followed.
"""

import contextlib
import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import httpx
import stamina

from xingtu.collect.osv_layouts import Found
from xingtu.collect.osv_record import IDENTIFIER, LARGEST_BYTES
from xingtu.errors import CollectError, FeedRefused, RepositoryGone
from xingtu.store.files import write_whole

logger = logging.getLogger(__name__)

Answered = TypeVar("Answered")
FOLDER = re.compile(r"([A-Za-z0-9\[][A-Za-z0-9 ._\]-]{0,79})?")
ARCHIVE, LIST = "all.zip", "modified_id.csv"
PIECE = 1 << 16
MOST_ARCHIVE_BYTES = 20_000_000_000
MOST_LINES = 5_000_000
LONGEST_LINE = 400
AT_ONCE = 8
TOO_MANY = 429
OK, PARTIAL, UNCHANGED, UNSATISFIABLE, GONE = 200, 206, 304, 416, {404, 410}
PASSING = frozenset({408, TOO_MANY, 500, 502, 503, 504})
"""Answers after which we ask again; every other one is final."""


class _Passing(Exception):
    """The other side may answer later."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One line of a list of changes."""

    modified: str
    folder: str
    id: str

    @property
    def name(self) -> str:
        """Its place in the bucket."""
        return f"{self.folder}/{self.id}.json" if self.folder else f"{self.id}.json"


@dataclass(frozen=True, slots=True)
class Listed:
    """Lines of a list of changes, newest first; ``unchanged``: the list is the one we know."""

    lines: Sequence[Changed]
    etag: str
    newest: str
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket, or one directory of it, and where things are kept on the way."""

    base: str
    folder: str
    """Directory of an ecosystem; empty: the whole bucket."""
    client: httpx.Client
    kept: Path
    attempts: int = 6
    wait_seconds: float = 1.0
    told: Callable[[str, int, int], None] = field(default=lambda _, __, ___: None)
    """(what, how much, of how much; 0: not known)."""

    def address(self, name: str) -> str:
        """Of one of its files."""
        within = f"{self.folder}/{name}" if self.folder and "/" not in name else name
        return f"{self.base.rstrip('/')}/{quote(within, safe='/:')}"

    def changes(self, *, known_until: str = "", etag: str = "") -> Listed:
        """What the list says has changed since an instant (that instant again: it may have had more than we saw).

        Raises:
            CollectError: it cannot be had.
            FeedRefused: it is none, not newest first, or ends before the instant we know.
        """
        return self._patiently(lambda: self._listed(known_until, _sendable(etag)))

    def archive(self) -> tuple[Path, str]:
        """(the whole archive on this machine, its etag); a transfer that broke off goes on where it ended.

        Raises:
            CollectError: it cannot be had.
        """
        return self._patiently(self._transferred)

    def records(self, lines: Iterable[Changed]) -> Iterator[Found]:
        """The records of these lines; those that came earlier are not fetched again, those that are gone are passed over.

        Raises:
            CollectError: one of them cannot be had; the rest stays for the next time.
        """
        wanted = list({line.id: line for line in reversed(list(lines))}.values())
        self._part(".").parent.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                for number, (line, content) in enumerate(zip(wanted, pool.map(self._record, wanted), strict=True), 1):
                    self.told(line.id, number, len(wanted))
                    if content is not None:
                        yield Found(f"{line.id}.json", content)
            finally:
                pool.shutdown(cancel_futures=True)

    def forget(self) -> None:
        """What was kept has been taken in."""
        for path in [*self.kept.glob("*.json"), *self.kept.glob("all.*")]:
            path.unlink(missing_ok=True)

    def _patiently(self, ask: Callable[[], Answered]) -> Answered:
        """Ask again, ever more slowly, while the line or the other side fails in passing."""
        passing = (httpx.TransportError, _Passing)
        patient = stamina.retry(
            on=passing, attempts=self.attempts, timeout=None, wait_initial=self.wait_seconds, wait_max=60 * self.wait_seconds
        )
        try:
            return patient(ask)()
        except passing as error:
            raise CollectError(f"{self.base} 试了 {self.attempts} 次仍取不到（{error}）；已取到的留着，稍后再运行就从中断处继续") from error

    @contextlib.contextmanager
    def _get(self, name: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        address = self.address(name)
        with self.client.stream("GET", address, headers={"Accept-Encoding": "identity"} | headers) as response:
            if response.status_code in PASSING:
                raise _Passing(f"{address} 答复 {response.status_code}")
            if response.status_code in GONE:
                raise RepositoryGone(f"{address} 不存在（{response.status_code}）；请核对地址与生态的名称（区分大小写）")
            if response.has_redirect_location:
                raise CollectError(f"{address} 要转到 {response.headers.get('location', '')[:200]}；转址不跟随，请在配置中写最终的地址")
            wanted = (
                {OK} | ({PARTIAL, UNSATISFIABLE} if "Range" in headers else set()) | ({UNCHANGED} if "If-None-Match" in headers else set())
            )
            if response.status_code not in wanted:
                raise CollectError(f"{address} 答复 {response.status_code}；请核对地址与访问权限")
            yield response

    def _listed(self, known_until: str, etag: str) -> Listed:
        with self._get(LIST, {"If-None-Match": etag} if etag else {}) as response:
            if response.status_code == UNCHANGED:
                return Listed((), etag, known_until, unchanged=True)
            found: list[Changed] = []
            for number, line in enumerate(_lines(response), 1):
                one = self._line(line, number)
                if found and one.modified > found[-1].modified:
                    raise FeedRefused(f"{self.address(LIST)} 第 {number} 行不是从新到旧排列；不可信，未更新")
                if one.modified < known_until:
                    break
                found.append(one)
                if number > MOST_LINES:
                    raise FeedRefused(f"{self.address(LIST)} 超过 {MOST_LINES:,} 行；不可信，未更新")
            if known_until and not found:
                raise FeedRefused(
                    f"{self.address(LIST)} 是空的，或最新的一行早于已取到的 {known_until}Z，疑为旧的或不完整的副本；未更新。"
                    "若上游确实删去了最新的公告，用 --whole 整库重新取"
                )
            newest = found[0].modified if found else ""
            return Listed(found, _sendable(response.headers.get("etag", "")), newest)

    def _line(self, line: str, number: int) -> Changed:
        modified, _, name = line.partition(",")
        folder, _, ident = name.rpartition("/")
        try:
            # the name becomes part of an address, never of a path here
            if IDENTIFIER.fullmatch(ident) and FOLDER.fullmatch(folder):
                return Changed(instant(modified), folder, ident)
        except (ValueError, OverflowError):
            pass
        raise FeedRefused(f"{self.address(LIST)} 第 {number} 行不是“时间,编号”：{line[:80]!r}；未更新")

    def _transferred(self) -> tuple[Path, str]:
        part, noted, path = self._part("all.part"), self._part("all.etag"), self._part("all.zip")
        part.parent.mkdir(parents=True, exist_ok=True)
        etag = _sendable(noted.read_text("utf-8")) if noted.is_file() else ""
        have = part.stat().st_size if part.is_file() and etag else 0
        headers = {"Range": f"bytes={have}-", "If-Range": etag} if have else {}
        if path.is_file() and etag:
            headers = {"If-None-Match": etag}
        with self._get(ARCHIVE, headers) as response:
            if response.status_code == UNCHANGED:
                return path, etag
            if response.status_code == UNSATISFIABLE:
                part.unlink()
                raise _Passing(f"{self.address(ARCHIVE)} 的续传位置不对，从头再取")
            goes_on = response.status_code == PARTIAL and response.headers.get("content-range", "").startswith(f"bytes {have}-")
            have = have if goes_on else 0
            path.unlink(missing_ok=True)
            etag = _sendable(response.headers.get("etag", ""))
            write_whole(noted, etag.encode())
            total = have + int(response.headers.get("content-length") or -have)
            with part.open("ab" if goes_on else "wb") as file:
                for piece in response.iter_raw():  # in pieces as they come: what came before a break is kept
                    file.write(piece)
                    have += len(piece)
                    self.told(ARCHIVE, have, total)
                    if have > MOST_ARCHIVE_BYTES:
                        raise FeedRefused(f"{self.address(ARCHIVE)} 超过 {MOST_ARCHIVE_BYTES:,} 字节；不可信，未更新")
        part.replace(path)
        return path, etag

    def _record(self, line: Changed) -> bytes | None:
        kept = self._part(f"{hashlib.sha256(f'{line.modified}/{line.name}'.encode()).hexdigest()[:32]}.json")
        if kept.is_file():
            return kept.read_bytes()
        content = self._patiently(lambda: self._fetched(line))
        if content is not None:
            write_whole(kept, content)
        return content

    def _fetched(self, line: Changed) -> bytes | None:
        try:
            with self._get(line.name if line.folder else f"{line.id}.json", {}) as response:
                content = bytearray()
                for piece in response.iter_bytes(PIECE):
                    content += piece
                    if len(content) > LARGEST_BYTES:
                        raise FeedRefused(f"{self.address(line.name)} 超过 {LARGEST_BYTES:,} 字节；未更新")
        except RepositoryGone:
            logger.info("record listed but gone", extra={"record": line.id})
            return None
        return _whole(bytes(content), line)

    def _part(self, name: str) -> Path:
        return self.kept / name


def _whole(content: bytes, line: Changed) -> bytes:
    """A record that came whole: its JSON closes, and it is the one asked for; how well it is made is judged later."""
    try:
        found = json.loads(content)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise _Passing(f"{line.id} 不是完整的 JSON（{error!s:.100}）") from error
    except (ValueError, RecursionError):
        # a number or a depth that no record has: asking again changes nothing, and one record must not hold up the rest
        return content
    if not isinstance(found, dict) or found.get("id") != line.id:
        raise FeedRefused(f"{line.name} 里不是公告 {line.id}；不可信，未更新")
    return content


def _lines(response: httpx.Response) -> Iterator[str]:
    rest = b""
    for piece in response.iter_bytes(PIECE):
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > LONGEST_LINE:
            raise FeedRefused(f"{response.url} 有一行超过 {LONGEST_LINE} 个字节；不可信，未更新")
        yield from (line.decode("utf-8", "replace").strip() for line in lines if line)
    if rest.strip():
        yield rest.decode("utf-8", "replace").strip()


def _sendable(etag: str) -> str:
    """An etag that can be sent back; none in the place of one that cannot."""
    return etag if etag.isascii() else ""


def instant(text: str) -> str:
    """An instant in UTC without Z: as texts these order as instants do, whatever fractions of a second they have.

    Raises:
        ValueError: it is none.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at.astimezone(UTC).replace(tzinfo=None).isoformat()
