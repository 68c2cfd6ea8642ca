"""How is something kept that nobody may read from a stolen disk or backup of the database: bank accounts, attachments?

AES-256-GCM under a key derived from the city's own (``$XINGTU_HOME/city.key``), one per purpose. Each sealed thing names the key it
was sealed with, and holds only for its purpose and for what it is about, so a sealed account cannot be moved to another person's row.
"""

import base64
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from portal.errors import PortalError
from xingtu.settings import settings

FORM = "s1"
MARK = b"XTS1"
NONCE_BYTES, KEY_BYTES, IDENT_BYTES = 12, 32, 4


class SealBroken(PortalError):
    """What was sealed cannot be opened: another key, another purpose, or changed since."""


def seal(text: str, purpose: str, *, about: str = "") -> str:
    """The text sealed, as text for a column.

    about: what it belongs to ("payee:17"); the same has to be said to open it
    """
    return f"{FORM}.{base64.urlsafe_b64encode(seal_bytes(text.encode(), purpose, about=about)).decode()}"


def unseal(sealed: str, purpose: str, *, about: str = "") -> str:
    """The text that was sealed.

    Raises:
        SealBroken: it cannot be opened here.
    """
    form, _dot, body = sealed.partition(".")
    try:
        content = base64.b64decode(body, altchars=b"-_", validate=True)
    except ValueError as error:
        raise SealBroken(_("加密内容已损坏：不是可识别的格式。")) from error
    if form != FORM:
        raise SealBroken(_("加密内容已损坏：不是可识别的格式。"))
    return unseal_bytes(content, purpose, about=about).decode()


def seal_bytes(content: bytes, purpose: str, *, about: str = "") -> bytes:
    """The same for a file."""
    master = city_key()
    nonce = secrets.token_bytes(NONCE_BYTES)
    head = MARK + _ident(master)
    return head + nonce + AESGCM(_derived(master, purpose)).encrypt(nonce, content, head + about.encode())


def unseal_bytes(sealed: bytes, purpose: str, *, about: str = "") -> bytes:
    """The content that was sealed.

    Raises:
        SealBroken: it cannot be opened here.
    """
    head, rest = sealed[: len(MARK) + IDENT_BYTES], sealed[len(MARK) + IDENT_BYTES :]
    if not head.startswith(MARK) or len(rest) < NONCE_BYTES:
        raise SealBroken(_("加密内容已损坏：不是可识别的格式。"))
    master = city_key()
    if (named := head[len(MARK) :]) != (here := _ident(master)):
        raise SealBroken(
            _("内容由另一把城市密钥加密（密钥编号 %(named)s，这里的是 %(here)s）；请从同一份备份恢复 city.key，不要新建。")
            % {"named": named.hex(), "here": here.hex()}
        )
    try:
        return AESGCM(_derived(master, purpose)).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head + about.encode())
    except InvalidTag as error:
        raise SealBroken(_("加密内容打不开：内容被改动过，或不属于这条记录；请从备份恢复。")) from error


def city_key() -> bytes:
    """The city's secret. Made at first use, as a run makes it; whoever comes second takes the first one's."""
    path = settings().home / "city.key"
    if not path.is_file():
        _make(path)
    return path.read_bytes().strip()


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_hex(KEY_BYTES).encode())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(beside, path)  # unlike a rename, never over a key that is there
        except FileExistsError:
            return
    finally:
        beside.unlink(missing_ok=True)


def _ident(master: bytes) -> bytes:
    return hashlib.sha256(b"xingtu key id\0" + master).digest()[:IDENT_BYTES]


def _derived(master: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"xingtu/{FORM}/{purpose}".encode()).derive(master)
