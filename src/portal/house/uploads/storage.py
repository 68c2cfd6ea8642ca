"""Where does an uploaded file lie? Under its digest, sealed, readable by the portal's user alone.

The same content is kept once, whoever sends it; whether anybody still needs it is for the caller to know before it is discarded.
"""

import hashlib
import os
import re
import secrets
from pathlib import Path

from django.http import HttpResponse
from django.utils.translation import gettext as _

from portal.errors import PortalError
from portal.house.documents.sending import sent
from portal.house.sealing import seal_bytes, unseal_bytes
from xingtu.policy.form import MEDIA
from xingtu.settings import settings

FOLDER = "attachments"
PURPOSE = "attachment"
DIGEST = re.compile(r"[0-9a-f]{64}")
OTHER_MEDIA = {"md": "text/markdown", "csv": "text/csv"}


class NotKept(PortalError):
    """The file of that digest does not lie here."""


def keep(content: bytes) -> str:
    """Keep a file that may come in; its digest."""
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest)
    if path.is_file():
        return digest
    path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    beside = path.with_name(f".{digest[:8]}.{secrets.token_hex(4)}.tmp")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(seal_bytes(content, PURPOSE, about=digest))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return digest


def is_kept(digest: str) -> bool:
    """A file of that digest lies here."""
    return _path(digest).is_file()


def open_stored(digest: str) -> bytes:
    """The content as it came in.

    Raises:
        NotKept: no such file here.
        SealBroken: it was sealed with another city's key, or changed on the disk.
    """
    try:
        sealed = _path(digest).read_bytes()
    except FileNotFoundError as error:
        raise NotKept(
            _("附件 %(digest)s 不在本机；若刚恢复过备份，请确认备份里有 attachments 文件夹。") % {"digest": digest[:12]}
        ) from error
    return unseal_bytes(sealed, PURPOSE, about=digest)


def sent_stored(digest: str, *, media: str, name: str) -> HttpResponse:
    """The file as a download, under a name of ours: ``附件-3``, never the sender's."""
    return sent(open_stored(digest), name, MEDIA.get(media) or OTHER_MEDIA.get(media, "application/octet-stream"), ending=media)


def discard(digest: str) -> None:
    """Take the file away, if it is there."""
    _path(digest).unlink(missing_ok=True)


def _path(digest: str) -> Path:
    if not DIGEST.fullmatch(digest):
        raise NotKept(_("不是附件的校验值。"))
    return settings().home / FOLDER / digest[:2] / digest
