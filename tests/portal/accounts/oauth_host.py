"""A code host's sign-in on loopback, for tests: authorize, token, user and mailboxes, as Gitee and GitCode answer."""

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit


class Host:
    """Whoever is ``account`` when people come to sign in."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.account: dict[str, Any] = {}
        self.mailboxes: Any = []
        self.mailboxes_allowed = True
        self.codes: dict[str, str] = {}
        self.tokens: set[str] = set()
        self.asked: list[dict[str, str]] = []
        """What our side sent to ``/oauth/token``."""

    def authorize(self, address: str) -> str:
        """What a browser that the person is signed in with would be sent back to."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}" == self.address
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        assert asked["response_type"] == "code"
        code = secrets.token_hex(8)
        self.codes[code] = asked["redirect_uri"]
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"


@contextmanager
def running_host() -> Iterator[Host]:
    """Serve until the test is over."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            asked = {key: values[0] for key, values in parse_qs(self.rfile.read(length).decode()).items()}
            host.asked.append(asked)
            known = host.codes.pop(asked.get("code", ""), None)
            if self.path != "/oauth/token" or asked.get("client_secret") != "the-secret" or known != asked.get("redirect_uri"):
                return self._answer(401, {"error": "invalid_grant"})
            token = secrets.token_hex(8)
            host.tokens.add(token)
            return self._answer(200, {"access_token": token, "token_type": "bearer", "expires_in": 86400, "refresh_token": "r"})

        def do_GET(self) -> None:
            if self.headers.get("Authorization", "").removeprefix("Bearer ") not in host.tokens:
                return self._answer(401, {"message": "401 Unauthorized"})
            if self.path == "/api/v5/user":
                return self._answer(200, host.account)
            if self.path == "/api/v5/emails" and host.mailboxes_allowed:
                return self._answer(200, host.mailboxes)
            return self._answer(403, {"message": "insufficient scope"})

        def _answer(self, status: int, said: Any) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host = Host(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
