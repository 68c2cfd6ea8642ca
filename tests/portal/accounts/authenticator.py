"""A security key made of software, for tests: P-256, no attestation, says who is present and verified."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

PRESENT_AND_VERIFIED, HAS_CREDENTIAL = 0x05, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


class SoftKey:
    """One credential of one person."""

    def __init__(self, origin: str = "http://testserver") -> None:
        self.origin, self.id = origin, secrets.token_bytes(16)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.handle = ""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """What a browser returns from ``navigator.credentials.create``."""
        options = options["publicKey"]
        self.handle = options["user"]["id"]
        client = self._client("webauthn.create", options["challenge"])
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        data = self._data(options["rp"]["id"], HAS_CREDENTIAL) + b"\0" * 16 + len(self.id).to_bytes(2, "big") + self.id + public
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(clientDataJSON=text(client), attestationObject=text(attestation))

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """What a browser returns from ``navigator.credentials.get``."""
        options = options["publicKey"]
        client = self._client("webauthn.get", options["challenge"])
        data = self._data(options["rpId"], 0)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=text(client), authenticatorData=text(data), signature=text(signature), userHandle=self.handle)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    @staticmethod
    def _data(site: str, flags: int) -> bytes:
        return hashlib.sha256(site.encode()).digest() + bytes([PRESENT_AND_VERIFIED | flags]) + (0).to_bytes(4, "big")

    def _answer(self, **response: str) -> dict[str, Any]:
        named = text(self.id)
        return {
            "id": named,
            "rawId": named,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {"credProps": {"rk": True}},
        }
