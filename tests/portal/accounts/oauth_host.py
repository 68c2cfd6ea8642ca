"""A code host's sign-in on loopback, for tests: authorize, token, user and mailboxes, as Gitee and GitCode answer."""

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt


class Host:
    """Whoever is ``account`` when people come to sign in."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.account: dict[str, Any] = {}
        self.mailboxes: Any = []
        self.mailboxes_allowed = True
        self.claims: dict[str, Any] = {}
        """Of an identity service (OIDC)."""
        self.audience = "the-client"
        self.codes: dict[str, str] = {}
        self.tokens: set[str] = set()
        self.asked: list[dict[str, str]] = []
        """What our side sent to ``/oauth/token``."""

    def discovery(self) -> dict[str, Any]:
        """Where an identity service says its addresses are."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/oauth/authorize",
            "token_endpoint": f"{self.address}/oauth/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, address: str) -> str:
        """What a browser that the person is signed in with would be sent back to."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}" == self.address
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        assert asked["response_type"] == "code"
        code = secrets.token_hex(8)
        self.codes[code] = asked["redirect_uri"]
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"


class Handler(BaseHTTPRequestHandler):
    """One request; ``host`` is set on the class made for a server."""

    host: Host

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        asked = {key: values[0] for key, values in parse_qs(self.rfile.read(length).decode()).items()}
        self.host.asked.append(asked)
        known = self.host.codes.pop(asked.get("code", ""), None)
        if self.path != "/oauth/token" or asked.get("client_secret") != "the-secret" or known != asked.get("redirect_uri"):
            return self._answer(401, {"error": "invalid_grant"})
        token = secrets.token_hex(8)
        self.host.tokens.add(token)
        said = {"access_token": token, "token_type": "bearer", "expires_in": 86400, "refresh_token": "r"}
        if self.host.claims:
            claims = {**self.host.claims, "iss": self.host.address, "aud": self.host.audience}
            said["id_token"] = jwt.encode(claims, "x" * 32, algorithm="HS256")
        return self._answer(200, said)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            return self._answer(200, self.host.discovery())
        given = self.headers.get("Authorization", "").removeprefix("Bearer ") or parse_qs(parts.query).get("access_token", [""])[0]
        known = {"/userinfo": self.host.claims, "/api/v5/user": self.host.account, "/api/v4/user": self.host.account}
        if self.host.mailboxes_allowed:
            known["/api/v5/emails"] = self.host.mailboxes
        if given not in self.host.tokens:
            return self._answer(401, {"message": "401 Unauthorized"})
        if parts.path not in known:
            return self._answer(403, {"message": "insufficient scope"})
        return self._answer(200, known[parts.path])

    def _answer(self, status: int, said: Any) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: Any) -> None:
        pass


@contextmanager
def running_host() -> Iterator[Host]:
    """Serve until the test is over."""
    handler = type("HandlerOfThisHost", (Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.host = Host(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield handler.host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
