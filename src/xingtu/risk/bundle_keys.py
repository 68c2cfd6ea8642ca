"""Who signs bundles of advisories, and whose bundles are taken here?

Ed25519 keys in PEM, as openssl writes them. A home trusts the public keys that lie in its folder ``trusted-keys``; a key is called by the
first 16 hexadecimal digits of the SHA-256 of its 32 bytes.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from xingtu.errors import CollectError
from xingtu.store.files import write_whole

FOLDER = "trusted-keys"
PRIVATE, PUBLIC = ".key", ".pub"
LARGEST_BYTES = 10_000


def key_id(key: Ed25519PublicKey) -> str:
    """What a key is called."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def make_keys(folder: Path, name: str) -> tuple[Path, Path]:
    """A new pair: (private, to stay with the signer and readable by nobody else; public, to be handed out).

    Raises:
        CollectError: there is a key of that name, or the folder cannot be written to.
    """
    private, public = folder / f"{name}{PRIVATE}", folder / f"{name}{PUBLIC}"
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CollectError(f"{private} 已经有了；密钥不覆盖，请换一个名字") from None
    except OSError as error:
        raise CollectError(f"不能写入 {folder}（{error.strerror}）；请检查权限") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
    write_whole(public, _public_text(key.public_key()))
    return private, public


def read_private(path: Path) -> Ed25519PrivateKey:
    """A signing key.

    Raises:
        CollectError: the file is none.
    """
    try:
        key = serialization.load_pem_private_key(_read(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CollectError(f"{path} 不是不带口令的 PEM 私钥；请用 xingtu advisories keys --make 生成") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise CollectError(f"{path} 不是 Ed25519 私钥；请用 xingtu advisories keys --make 生成")
    return key


def read_public(path: Path) -> Ed25519PublicKey:
    """A key to check signatures with.

    Raises:
        CollectError: the file is none.
    """
    try:
        key = serialization.load_pem_public_key(_read(path))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CollectError(f"{path} 不是 PEM 公钥；请向离线包的签发方索取 .pub 文件") from error
    if not isinstance(key, Ed25519PublicKey):
        raise CollectError(f"{path} 不是 Ed25519 公钥；请向离线包的签发方索取 .pub 文件")
    return key


def trust(home: Path, path: Path) -> str:
    """Take bundles signed with this key from now on; what the key is called."""
    key = read_public(path)
    name = key_id(key)
    write_whole(home / FOLDER / f"{name}{PUBLIC}", _public_text(key))
    return name


def trusted_keys(home: Path) -> Mapping[str, Ed25519PublicKey]:
    """Name -> key, of all this home trusts.

    Raises:
        CollectError: a file in the folder is no key; nothing is trusted until it is gone.
    """
    keys = [read_public(path) for path in sorted((home / FOLDER).glob(f"*{PUBLIC}"))]
    return {key_id(key): key for key in keys}


def _public_text(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise CollectError(f"{path} 太大，不是密钥")
        return path.read_bytes()
    except OSError as error:
        raise CollectError(f"读不到密钥 {path}（{error.strerror}）；请检查路径和权限") from error
