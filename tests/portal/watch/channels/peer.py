"""The other end of a channel, on loopback with TLS: it checks signatures by itself and answers as the four tools do.

A name in ``.example`` stands for it; its certificate is for that name alone and signed by an authority of the session's own.
"""

import base64
import hashlib
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME, SECRET, TOKEN = "peer.example", "SEC-of-many-letters-0123", "t0ken-nobody-may-see"
BLOCK = 64
ADDRESSES = {
    "webhook": f"https://{NAME}/hooks/{TOKEN}",
    "wecom": f"https://{NAME}/cgi-bin/webhook/send?key={TOKEN}",
    "dingtalk": f"https://{NAME}/robot/send?access_token={TOKEN}",
    "feishu": f"https://{NAME}/open-apis/bot/v2/hook/{TOKEN}",
}


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """RFC 2104 word for word, beside the library ours are made with."""
    key = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + message).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in key) + inner).digest()


class Peer:
    """What came, and how the next request is answered."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.came: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.body, self.headers = 200, b"", dict[str, str]()
        """``body`` empty: as the tool answers what is right or wrong with the request."""
        self.drip = 0.0
        """Seconds between bytes of the answer."""

    def verdict(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """As the tools answer: HTTP 200, and the truth in the body."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        where = urlsplit(path).path
        if where == "/cgi-bin/webhook/send":
            text = json.loads(body)["text"]["content"]
            bad = 93000 if query.get("key") != TOKEN else 40058 if len(text.encode()) > 2048 else 0
            return 200, json.dumps({"errcode": bad, "errmsg": "ok" if not bad else "invalid"}).encode()
        if where == "/robot/send":
            stamp = query.get("timestamp", "0")
            fresh = abs(int(stamp) - _now().timestamp() * 1000) < 3_600_000
            # the raw query is what their server decodes
            raw = urlsplit(path).query.partition("&sign=")[2]
            good = base64.b64encode(hmac_sha256(SECRET.encode(), f"{stamp}\n{SECRET}".encode())).decode()
            bad = 0 if fresh and unquote(raw) == good and query.get("access_token") == TOKEN else 310000
            return 200, json.dumps({"errcode": bad, "errmsg": ""}).encode()
        if where.startswith("/open-apis/bot/v2/hook/"):
            given = json.loads(body)
            good = base64.b64encode(hmac_sha256(f"{given.get('timestamp')}\n{SECRET}".encode(), b"")).decode()
            fresh = abs(int(given.get("timestamp", 0)) - _now().timestamp()) < 3_600
            bad = 0 if fresh and given.get("sign") == good and len(body) <= 20 * 1024 else 19021
            return 200, json.dumps({"code": bad, "msg": "success" if not bad else "sign match fail"}).encode()
        signed = f"{headers['X-Xingtu-Timestamp']}.{headers['X-Xingtu-Delivery']}.".encode() + body
        good = "sha256=" + hmac_sha256(SECRET.encode(), signed).hex()
        return (204 if headers["X-Xingtu-Signature-256"] == good else 403), b""


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - a peer has a clock of its own


@contextmanager
def peer(folder: Path) -> Iterator[tuple[Peer, ssl.SSLContext]]:
    """A running peer, and the context that believes its certificate."""
    authority, chain = _certificate(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.daemon_threads = True
    here = Peer(server.server_address[1])

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = dict(self.headers.items())
            here.came.append((self.path, headers, body))
            status, answer = here.verdict(self.path, headers, body) if here.status == 200 and not here.body else (here.status, here.body)
            self.send_response(status)
            for name, value in here.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            for byte in answer if here.drip else ():
                self.wfile.write(bytes([byte]))
                time.sleep(here.drip)
            if not here.drip:
                self.wfile.write(answer)

        def log_message(self, *_arguments: object) -> None:
            """Quiet."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return  # our side hung up

    server.RequestHandlerClass = Answering
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield here, ssl.create_default_context(cafile=str(authority))
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = _now()
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    authority, chain = folder / "authority.pem", folder / "chain.pem"
    authority.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM) + plain)
    return authority, chain
