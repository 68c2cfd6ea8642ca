"""How does a test sign like ``ssh-keygen -Y sign``, on machines that have none, and put the signature into a commit?"""

import base64
import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def packed(*texts: bytes) -> bytes:
    """Strings on SSH's wire."""
    return b"".join(len(text).to_bytes(4, "big") + text for text in texts)


def armoured(blob: bytes) -> bytes:
    """Between the two lines."""
    text = base64.b64encode(blob)
    lines = [text[place : place + 70] for place in range(0, len(text), 70)]
    return b"\n".join([b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b""])


@dataclass(frozen=True)
class Signer:
    """Somebody with an ed25519 key."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> bytes:
        return packed(b"ssh-ed25519", self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, content: bytes, namespace: bytes = b"xingtu") -> bytes:
        digest = hashlib.sha512(content).digest()
        signed = packed(b"ssh-ed25519", self.key.sign(b"SSHSIG" + packed(namespace, b"", b"sha512", digest)))
        return armoured(b"SSHSIG\0\0\0\1" + packed(self.public, namespace, b"", b"sha512", signed))

    def signed(self, body: bytes, object_format: str = "sha1") -> bytes:
        """A commit object with this signer's signature in it."""
        return with_signature(body, self.sign(body, b"git"), object_format)


def with_signature(body: bytes, signature: bytes, object_format: str = "sha1") -> bytes:
    """A commit object with a signature as its last header."""
    header = b"gpgsig " if object_format == "sha1" else b"gpgsig-sha256 "
    head, _, message = body.partition(b"\n\n")
    return head + b"\n" + header + signature.strip().replace(b"\n", b"\n ") + b"\n\n" + message
