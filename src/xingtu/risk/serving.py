"""How is the mirror given to others: which question goes to the API, which to the bucket's files, and over which server?

``respond`` is what the server here and the portal share. The server is for the intranet: read only, each connection with its own
read-only database, bounded in size, time and number. What is asked is not written down: it tells who uses what.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from xingtu.errors import EvidenceError
from xingtu.risk import osv_api
from xingtu.risk.attribution import served_text
from xingtu.risk.bucket_layout import WITHOUT, digest_of, file_of, file_there
from xingtu.risk.osv_api import INVALID, NOT_FOUND, UNAVAILABLE, Refusal, freshness
from xingtu.store.risk.schema import FORM

OK, PARTIAL, UNCHANGED, UNSATISFIABLE = 200, 206, 304, 416
PIECE = 1 << 16
MOST_CONNECTIONS = 64
SECONDS = 30
FEW = 50_000
"""Records of which an archive is made while the asker waits, where waiting long is not possible."""
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
HERE = """
SELECT 1 FROM advisory LEFT JOIN affected USING (aid) LEFT JOIN package USING (pid) WHERE id = ?1 AND coalesce(package.ecosystem, ?3) = ?2
"""
SOURCES = "SELECT source, address, records, newest, fetched_at, result, licence FROM source_state ORDER BY source"
PATHS = ["POST v1/query", "POST v1/querybatch", "GET v1/vulns/ID", "all.zip", "ECOSYSTEM/all.zip", "ecosystems.txt", "modified_id.csv"]


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked; header names in lower case, ``path`` decoded and without query."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Part:
    """So many bytes of a file."""

    path: Path
    start: int
    length: int

    def pieces(self) -> Iterator[bytes]:
        """Its bytes, a little at a time."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            left = self.length
            while left and (piece := file.read(min(PIECE, left))):
                left -= len(piece)
                yield piece


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back; the body is bytes, or part of a file."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes | Part

    @property
    def length(self) -> int:
        """Bytes of the body."""
        return self.body.length if isinstance(self.body, Part) else len(self.body)


def open_reader(home: Path) -> sqlite3.Connection:
    """The database for reading only.

    Raises:
        EvidenceError: there is none, or another version wrote it.
    """
    path = home / "risk.sqlite"
    if not path.is_file():
        raise EvidenceError(f"{home} 里还没有公告（risk.sqlite）；请先运行 xingtu advisories import 或 update")
    database = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=60, isolation_level=None, check_same_thread=False)
    (form,) = database.execute("PRAGMA user_version").fetchone()
    if form != FORM:
        database.close()
        raise EvidenceError(f"{path} 是另一版本的星图写下的（第 {form} 式，这里读第 {FORM} 式）；请移走它，再导入公告")
    return database


def respond(database: sqlite3.Connection, home: Path, request: Request, *, patient: bool = True) -> Reply:
    """The answer to any question under the mirror's address.

    patient: the asker can wait for as long as a large archive takes to be made
    """
    if request.path.startswith("/v1/"):
        answer = osv_api.answer(database, request.method, request.path, request.body)
        return Reply(answer.status, (*answer.headers, ("Cache-Control", "no-cache")), answer.body)
    try:
        if request.method not in {"GET", "HEAD"}:
            return _refused(405, INVALID, "这里只读 (use GET)")
        if request.path == "/":
            return _index(database)
        return _bucket(database, home, request, patient=patient)
    except OSError as error:
        return _refused(503, UNAVAILABLE, f"此刻无法取得文件（{error.strerror}）；请稍后重试 (not available now)")


def _index(database: sqlite3.Connection) -> Reply:
    """What is here, how fresh, and under which licence; nothing of where it lies on this machine, also not in a failure's words."""
    sources = [
        {
            "source": source, "address": address if address.startswith("https://") else "", "records": records, "newest": newest,
            "fetched_at": fetched_at, "result": result if result == "ok" else "failed", "licence": licence,
        }
        for source, address, records, newest, fetched_at, result, licence in database.execute(SOURCES)
    ]  # fmt: skip
    text = json.dumps({"paths": PATHS, "sources": sources}, ensure_ascii=False, indent=1)
    return Reply(OK, (("Content-Type", "application/json; charset=utf-8"), *freshness(database)), text.encode())


def unavailable() -> Reply:
    """The answer where there is no database that can be read."""
    return _refused(503, UNAVAILABLE, "镜像里还没有公告，或此刻不能读取；请告诉镜像的维护者 (nothing is loaded, or it cannot be read now)")


def _bucket(database: sqlite3.Connection, home: Path, request: Request, *, patient: bool) -> Reply:
    name = request.path.removeprefix("/")
    folder, _, last = name.rpartition("/")
    if folder and last.endswith(".json"):
        ident = last.removesuffix(".json")
        if not database.execute(HERE, (ident, folder, folder if folder in {WITHOUT, "GIT"} else WITHOUT)).fetchone():
            return _refused(404, NOT_FOUND, "没有这个文件 (not found)")
        return Reply(OK, (("Content-Type", "application/json; charset=utf-8"), *freshness(database)), served_text(database, ident))
    path = file_there(home, database, name)
    if path is None and not patient and database.execute("SELECT count(*) FROM advisory").fetchone()[0] > FEW:
        threading.Thread(target=_make, args=(home, name), daemon=True).start()
        return _refused(503, UNAVAILABLE, "正在生成这个文件，请一分钟后再取 (being made, try again in a minute)", ("Retry-After", "60"))
    path = path or file_of(home, database, name)
    if path is None:
        return _refused(404, NOT_FOUND, "没有这个文件；有哪些生态见 ecosystems.txt (not found)")
    kind = "application/zip" if name.endswith(".zip") else "text/plain; charset=utf-8"
    return _file(path, (("Content-Type", kind), *freshness(database)), request.headers)


def _make(home: Path, name: str) -> None:
    with closing(open_reader(home)) as database:
        file_of(home, database, name)


def _file(path: Path, headers: tuple[tuple[str, str], ...], asked: Mapping[str, str]) -> Reply:
    """A file, the rest of it after a broken transfer, or word that it has not changed."""
    tag, size = f'"{digest_of(path)}"', path.stat().st_size
    headers = (*headers, ("ETag", tag), ("Accept-Ranges", "bytes"), ("Cache-Control", "no-cache"))
    if tag in [one.strip() for one in asked.get("if-none-match", "").split(",")]:
        return Reply(UNCHANGED, headers, b"")
    kind, _, span = asked.get("range", "").partition("=")
    start, _, end = span.partition("-")
    if kind != "bytes" or not start.isdecimal() or end or asked.get("if-range", tag) != tag:
        return Reply(OK, headers, Part(path, 0, size))
    if int(start) >= size:
        return Reply(UNSATISFIABLE, (*headers, ("Content-Range", f"bytes */{size}")), b"")
    first = int(start)
    return Reply(PARTIAL, (*headers, ("Content-Range", f"bytes {first}-{size - 1}/{size}")), Part(path, first, size - first))


def _refused(status: int, code: int, words: str, *more: tuple[str, str]) -> Reply:
    answer = osv_api.refused(Refusal(status, code, words))
    return Reply(answer.status, (*answer.headers, *more), answer.body)


class MirrorServer(ThreadingHTTPServer):
    """The mirror of a home on an address of this machine."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], home: Path) -> None:
        self.home = home
        self._room = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 -- as the base class has it
        """In a thread of its own while there is room."""
        if self._room.acquire(blocking=False):
            super().process_request(request, client_address)
            return
        if isinstance(request, socket):
            request.settimeout(1)
            request.sendall(BUSY)
        self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 -- as the base class has it
        """One connection from its beginning to its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 -- as the base class has it
        """A client that went away is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "xingtu"
    sys_version = ""
    timeout = SECONDS
    server: MirrorServer
    database: sqlite3.Connection | None = None

    def do_GET(self) -> None:
        self._reply(self._asked(b""))

    do_HEAD = do_GET  # noqa: N815 -- the base class's name

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            self._refuse(411, "请给出 Content-Length (length required)")
        elif int(length) > osv_api.MOST_BYTES:
            self._refuse(413, f"查询超过 {osv_api.MOST_BYTES:,} 字节，请分批 (too large)")
        else:
            self._reply(self._asked(self.rfile.read(int(length))))

    def finish(self) -> None:
        if self.database is not None:
            self.database.close()
        super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
        pass

    def _asked(self, body: bytes) -> Reply:
        path = unquote(urlsplit(self.path).path)
        request = Request(self.command, path, {name.lower(): value for name, value in self.headers.items()}, body)
        try:
            if self.database is None:
                self.database = open_reader(self.server.home)
            return respond(self.database, self.server.home, request)
        except (EvidenceError, sqlite3.Error):
            return unavailable()

    def _refuse(self, status: int, words: str) -> None:
        self.close_connection = True
        self._reply(_refused(status, INVALID, words))

    def _reply(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.status != UNCHANGED:
            self.send_header("Content-Length", str(reply.length))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        for piece in reply.body.pieces() if isinstance(reply.body, Part) else [reply.body]:
            self.wfile.write(piece)
