"""Who signed this text or this commit with an SSH key, and does the signature hold?

Read after OpenSSH's PROTOCOL.sshsig and git's ``parse_signed_commit``. What holds shows only that whoever has the key signed
these bytes; whose key it is, somebody else must know. Keys on a security token, certificates and OpenPGP are refused by name.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

from xingtu.errors import SignatureRefused

BEGIN, END = b"-----BEGIN SSH SIGNATURE-----", b"-----END SSH SIGNATURE-----"
PGP = (b"-----BEGIN PGP", b"-----BEGIN SIGNED MESSAGE-----")
MAGIC = b"SSHSIG"
GIT = "git"
"""Namespace of git's own signatures."""
LONGEST = 16_384
SHORTEST_RSA, LONGEST_RSA = 2048, 16_384
LINE = re.compile(rb"[^\n]*\n|[^\n]+")
HEADERS = {"sha1": b"gpgsig", "sha256": b"gpgsig-sha256"}
HASHES = (b"sha256", b"sha512")
CURVES: dict[bytes, tuple[ec.EllipticCurve, SHA256 | SHA384 | SHA512]] = {
    b"nistp256": (ec.SECP256R1(), SHA256()),
    b"nistp384": (ec.SECP384R1(), SHA384()),
    b"nistp521": (ec.SECP521R1(), SHA512()),
}
RSA_HASHES: dict[bytes, SHA256 | SHA512] = {b"rsa-sha2-256": SHA256(), b"rsa-sha2-512": SHA512()}


class Flaw(StrEnum):
    """Why a signature is refused."""

    MALFORMED = "malformed"
    OPENPGP = "openpgp"
    KEY_KIND = "key_kind"
    SECURITY_KEY = "security_key"
    WEAK_KEY = "weak_key"
    NAMESPACE = "namespace"
    MISMATCH = "mismatch"


WORDS = {
    Flaw.MALFORMED: "不是完整的 SSH 签名；请连同首尾两行一起粘贴",
    Flaw.OPENPGP: "这是 GPG/X.509 签名，这里只认 SSH 签名",
    Flaw.KEY_KIND: "不支持这一类密钥；请用 ed25519、ecdsa 或 rsa（rsa-sha2）密钥",
    Flaw.SECURITY_KEY: "不支持安全密钥（sk-*）的签名；请用普通密钥",
    Flaw.WEAK_KEY: "RSA 密钥长度须在 2048 至 16384 位之间",
    Flaw.NAMESPACE: "签名的用途（namespace）不对；请检查 ssh-keygen 的 -n 参数",
    Flaw.MISMATCH: "签名与内容不符；请核对签的是不是这一段文字",
}


@dataclass(frozen=True, slots=True)
class SshSignature:
    """A signature as it was written; nothing is known to hold before ``verify``."""

    key: bytes
    """The public key as SSH writes it on the wire: two signatures are by one key when these bytes are the same."""
    namespace: bytes
    reserved: bytes
    hash_name: bytes
    signed: bytes

    @property
    def fingerprint(self) -> str:
        """As ``ssh-keygen -l`` prints it."""
        return "SHA256:" + base64.b64encode(hashlib.sha256(self.key).digest()).decode().rstrip("=")

    def verify(self, content: bytes, namespace: str) -> None:
        """Hold it against what should have been signed.

        Raises:
            SignatureRefused: it does not hold, is for something else, or by a kind of key that is not taken.
        """
        if self.namespace != namespace.encode():
            raise refused(Flaw.NAMESPACE)
        digest = hashlib.new(self.hash_name.decode(), content).digest()
        _verify(self.key, self.signed, MAGIC + b"".join(map(_packed, (self.namespace, self.reserved, self.hash_name, digest))))


def refused(flaw: Flaw) -> SignatureRefused:
    """The one error of this file."""
    return SignatureRefused(WORDS[flaw], flaw.value)


def parse_signature(armored: bytes) -> SshSignature:
    """Read ``-----BEGIN SSH SIGNATURE-----``.

    Raises:
        SignatureRefused: it is none, or not whole.
    """
    text = armored.strip()
    if text.startswith(PGP):
        raise refused(Flaw.OPENPGP)
    if len(text) > LONGEST or not (text.startswith(BEGIN) and text.endswith(END) and len(text) >= len(BEGIN) + len(END)):
        raise refused(Flaw.MALFORMED)
    try:
        blob = base64.b64decode(b"".join(text[len(BEGIN) : -len(END)].split()), validate=True)
    except binascii.Error as error:
        raise refused(Flaw.MALFORMED) from error
    fields = _Fields(blob)
    if fields.take(len(MAGIC)) != MAGIC or fields.number() != 1:
        raise refused(Flaw.MALFORMED)
    signature = SshSignature(fields.string(), fields.string(), fields.string(), fields.string(), fields.string())
    fields.end()
    if signature.hash_name not in HASHES or not signature.namespace:
        raise refused(Flaw.MALFORMED)
    return signature


def signed_commit(body: bytes, object_format: str = "sha1") -> tuple[bytes, bytes] | None:
    """What was signed and the signature, of a commit object as ``git cat-file commit`` gives it; None when it is not signed.

    As git splits them: the repository's own signature header is taken out, those for another object format are left out of both.
    """
    header = HEADERS[object_format] + b" "
    payload, signature = [], []
    ours = others = False
    head, blank, message = body.partition(b"\n\n")
    for line in LINE.findall(head + blank[:1]):
        continued = line.startswith(b" ")
        ours = (ours and continued) or line.startswith(header)
        others = not ours and ((others and continued) or line.startswith(b"gpgsig"))
        if ours:
            signature.append(line[1:] if continued else line[len(header) :])
        elif not others:
            payload.append(line)
    return (b"".join(payload) + blank[1:] + message, b"".join(signature)) if signature else None


class _Fields:
    """SSH's wire format, read from the front; the end must be where the text says it is."""

    def __init__(self, blob: bytes) -> None:
        self.blob, self.place = blob, 0

    def take(self, length: int) -> bytes:
        part = self.blob[self.place : self.place + length]
        if len(part) != length:
            raise refused(Flaw.MALFORMED)
        self.place += length
        return part

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        return self.take(self.number())

    def positive(self) -> int:
        raw = self.string()
        if not raw or raw[0] & 0x80:
            raise refused(Flaw.MALFORMED)
        return int.from_bytes(raw, "big")

    def end(self) -> None:
        if self.place != len(self.blob):
            raise refused(Flaw.MALFORMED)


def _packed(text: bytes) -> bytes:
    return len(text).to_bytes(4, "big") + text


def _verify(key: bytes, signed: bytes, content: bytes) -> None:
    fields, signature = _Fields(key), _Fields(signed)
    kind, algorithm = fields.string(), signature.string()
    try:
        if kind == b"ssh-ed25519" == algorithm:
            _verify_ed25519(fields, signature, content)
        elif kind.startswith(b"ecdsa-sha2-") and kind == algorithm:
            _verify_ecdsa(kind.removeprefix(b"ecdsa-sha2-"), fields, signature, content)
        elif kind == b"ssh-rsa" and algorithm in RSA_HASHES:
            _verify_rsa(RSA_HASHES[algorithm], fields, signature, content)
        else:
            raise refused(Flaw.SECURITY_KEY if kind.startswith(b"sk-") else Flaw.KEY_KIND)
    except InvalidSignature as error:
        raise refused(Flaw.MISMATCH) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise refused(Flaw.MALFORMED) from error


def _verify_ed25519(key: _Fields, signature: _Fields, content: bytes) -> None:
    point, raw = key.string(), signature.string()
    key.end()
    signature.end()
    Ed25519PublicKey.from_public_bytes(point).verify(raw, content)


def _verify_ecdsa(curve_name: bytes, key: _Fields, signature: _Fields, content: bytes) -> None:
    if curve_name not in CURVES:
        raise refused(Flaw.KEY_KIND)
    curve, algorithm = CURVES[curve_name]
    if key.string() != curve_name:
        raise refused(Flaw.MALFORMED)
    point, pair = key.string(), _Fields(signature.string())
    key.end()
    signature.end()
    raw = encode_dss_signature(pair.positive(), pair.positive())
    pair.end()
    ec.EllipticCurvePublicKey.from_encoded_point(curve, point).verify(raw, content, ec.ECDSA(algorithm))


def _verify_rsa(algorithm: SHA256 | SHA512, key: _Fields, signature: _Fields, content: bytes) -> None:
    exponent, modulus, raw = key.positive(), key.positive(), signature.string()
    key.end()
    signature.end()
    if not SHORTEST_RSA <= modulus.bit_length() <= LONGEST_RSA:
        raise refused(Flaw.WEAK_KEY)
    length = (modulus.bit_length() + 7) // 8
    # leading zeros may have been left out, as in any number on SSH's wire
    rsa.RSAPublicNumbers(exponent, modulus).public_key().verify(raw.rjust(length, b"\0"), content, padding.PKCS1v15(), algorithm)
