"""How is a message posted to an address somebody typed? To the address that was vetted, by its certificate, once, within seconds.

The standard library's connection and not a client: it follows no redirect, reads no proxy from the environment, and writes no
address into a log.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from portal.errors import Invalid, Unreachable
from portal.evidence.outgoing import Way, way_out
from portal.watch.channel_kinds import Outcome

SECONDS = 10
"""For all of it, however slowly the peer answers."""
MOST_BYTES = 64 * 1024
OK, MOVED, WRONG, GONE, TOO_MANY, BROKEN = 200, 300, 400, 410, 429, 500
LATER = 10 * 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What the peer said, cut after 64 KiB."""

    status: int
    body: bytes


class _Pinned(http.client.HTTPSConnection):
    """Goes to the vetted address and proves the certificate against the name."""

    def __init__(self, way: Way, late: threading.Event) -> None:
        super().__init__(way.host, way.port, timeout=SECONDS, context=trust())
        self.way, self.late = way, late
        self.held: socket.socket | None = None
        """The library lets go of its own as soon as the head of the answer is read."""

    def connect(self) -> None:
        plain = socket.create_connection((self.way.address, self.way.port), timeout=SECONDS)
        self.held = plain
        # wrapping empties the plain one: what the watch shuts must be held before the peer is waited for
        self.sock = self.held = secure = trust().wrap_socket(plain, server_hostname=self.way.host, do_handshake_on_connect=False)
        if self.late.is_set():
            raise TimeoutError
        secure.do_handshake()


def trust() -> ssl.SSLContext:
    """Whose certificates are believed: the system's."""
    return ssl.create_default_context()


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer | Outcome:
    """The peer's answer, or why there is none."""
    try:
        way = way_out(url)
    except Invalid:
        return Outcome("refused_address")
    except Unreachable:
        return Outcome("unreachable", again=True)
    parts = urlsplit(url)
    late = threading.Event()
    connection = _Pinned(way, late)

    def cut_off() -> None:
        late.set()
        if connection.held is not None:
            _shut(connection.held)

    watch = threading.Timer(SECONDS, cut_off)
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body=body, headers=dict(headers))
        with connection.getresponse() as answer:
            said = Answer(answer.status, answer.read(MOST_BYTES))
        return Outcome("too_slow", again=True) if late.is_set() else said
    except TimeoutError:
        return Outcome("too_slow", again=True)
    except (OSError, http.client.HTTPException, ValueError):
        return Outcome("too_slow" if late.is_set() else "unreachable", again=True)
    finally:
        watch.cancel()
        connection.close()


def judged(answer: Answer) -> Outcome | None:
    """What the status alone says; None: fine, look at the body."""
    if OK <= answer.status < MOVED:
        return None
    if MOVED <= answer.status < WRONG:
        return Outcome("redirected", str(answer.status))
    if answer.status == TOO_MANY:
        return Outcome("too_often", str(answer.status), again=True, wait=LATER)
    return Outcome("status", str(answer.status), again=answer.status >= BROKEN or answer.status in {408, 425})


def _shut(sock: socket.socket) -> None:
    try:
        # not the wrapped one's own: it forgets the secrecy first, and what is being written would go out plain
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return  # it was closed meanwhile
