"""What does a bundle of advisories say about itself, and is it what somebody we trust has signed?

Read before anything else of a bundle, and nothing else is read unless the signature holds.
"""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from xingtu.collect.osv_layouts import DAMAGED
from xingtu.collect.osv_record import Reader
from xingtu.errors import BadRecord, FeedRefused

FORM = 1
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
RECORDS, ARCHIVE, LIST, DIRECTORIES = "records.csv", "osv/all.zip", "osv/modified_id.csv", "osv/ecosystems.txt"
KEV, EPSS, NOTES = "signals/kev.jsonl", "signals/epss.jsonl", "signals/notes.jsonl"
FILES: Mapping[str, int] = {
    RECORDS: 1_000_000_000,
    ARCHIVE: 10_000_000_000,
    LIST: 500_000_000,
    DIRECTORIES: 1_000_000,
    KEV: 100_000_000,
    EPSS: 500_000_000,
    NOTES: 2_000_000_000,
}
"""All names a bundle may have beside the manifest, and the most bytes of each."""
LARGEST_MANIFEST, LARGEST_SIGNATURE = 64_000_000, 1000
SIGNED_AS = b"xingtu-advisory-bundle-1\n"
"""Goes before what is signed: a signature of something else is none of a bundle."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A source in a bundle, as it stood where the bundle was made. ``sha256``: of its "id,sha256" lines, all of them."""

    name: str
    kind: str
    """advisories, kev, epss or notes."""
    url: str
    commit_or_etag: str
    records: int
    newest_modified: str
    fetched_at: str
    result: str
    sha256: str
    licence: str
    removed: tuple[str, ...] = ()
    """Of a difference: ids that are gone."""
    refused: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """``state_sha256`` names the whole state after this bundle, ``previous_sha256`` the one it goes on from."""

    serial: int
    kind: str
    """full or delta."""
    previous_serial: int
    previous_sha256: str
    state_sha256: str
    created: str
    key: str
    sources: tuple[Carried, ...]
    attribution: Sequence[Mapping[str, Any]]
    files: Mapping[str, str]
    """Name -> SHA-256."""


def manifest_text(manifest: Manifest) -> bytes:
    """As it is signed."""
    return json.dumps({"form": FORM, **asdict(manifest)}, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def signed(text: bytes, key: Ed25519PrivateKey) -> bytes:
    """The content of ``manifest.sig``."""
    return key.sign(SIGNED_AS + text).hex().encode() + b"\n"


def is_bundle(path: Path) -> bool:
    """Whether a file means to be a bundle of ours; says nothing of whether it is to be believed."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {MANIFEST, SIGNATURE} <= set(archive.namelist()) or (MANIFEST in archive.namelist() and ARCHIVE in archive.namelist())
    except DAMAGED:
        return False


def checked_manifest(archive: zipfile.ZipFile, trusted: Mapping[str, Ed25519PublicKey]) -> tuple[Manifest, bytes]:
    """What the bundle says, once its signature holds.

    Raises:
        FeedRefused: not signed, by an unknown key, changed since, or of another form.
    """
    names = [entry.filename for entry in archive.infolist()]
    strange = sorted(set(names) - {MANIFEST, SIGNATURE, *FILES})
    if strange or len(names) != len(set(names)):
        raise FeedRefused(f"离线包里有不该有或重复的文件（{'、'.join(one[:80] for one in strange[:3]) or '重复'}）；未导入")
    if MANIFEST not in names or SIGNATURE not in names:
        raise FeedRefused("离线包没有清单或签名，来历不明；未导入。请向签发方索取用 xingtu advisories export --key 签名的包")
    text = _bounded(archive, MANIFEST, LARGEST_MANIFEST)
    signature = _bounded(archive, SIGNATURE, LARGEST_SIGNATURE)
    try:
        manifest = _parsed(json.loads(text))
    except (BadRecord, ValueError, RecursionError) as error:
        raise FeedRefused(f"离线包的清单读不懂：{error!s:.300}；未导入") from error
    key = trusted.get(manifest.key)
    if key is None:
        raise FeedRefused(
            f"离线包由密钥 {manifest.key[:16]} 签名，这里不信任它（信任的有 {'、'.join(sorted(trusted)) or '无'}）；未导入。"
            "向签发方当面核对后，用 xingtu advisories keys --trust 加入"
        )
    try:
        key.verify(bytes.fromhex(signature.decode("ascii", "replace").strip()), SIGNED_AS + text)
    except (InvalidSignature, ValueError):
        raise FeedRefused("离线包的签名不对：清单在签名后被改动，或文件损坏；未导入，请重新取得") from None
    if set(manifest.files) != set(names) - {MANIFEST, SIGNATURE}:
        raise FeedRefused("离线包的文件与清单所列不一致；未导入，请重新取得")
    return manifest, text


def _bounded(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        with archive.open(name) as file:
            content = file.read(most + 1)
    except DAMAGED as error:
        raise FeedRefused(f"离线包的 {name} 读不出来（{error!s:.200}）；请重新取得") from error
    if len(content) > most:
        raise FeedRefused(f"离线包的 {name} 超过 {most:,} 字节，不是真实的包；未导入")
    return content


def _parsed(value: object) -> Manifest:
    at = Reader(value, "")
    if at.value("form") != FORM:
        raise at.refuse("form", f"是 {at.value('form')!r:.20}，这里只读第 {FORM} 式；请升级星图")
    kind = at.text("kind")
    if kind not in {"full", "delta"}:
        raise at.refuse("kind", "应当是 full 或 delta")
    files = at.reader("files")
    return Manifest(
        serial=_whole(at, "serial"),
        kind=kind,
        previous_serial=_whole(at, "previous_serial"),
        previous_sha256=_word(at, "previous_sha256"),
        state_sha256=at.text("state_sha256"),
        created=at.instant("created"),
        key=at.text("key"),
        sources=tuple(_carried(one) for one in at.readers("sources")),
        attribution=(),
        files={name: files.text(name) for name in files.keys()} if files else {},  # noqa: SIM118 -- not a dict
    )


def _carried(at: Reader) -> Carried:
    refused = at.reader("refused")
    return Carried(
        name=at.text("name"),
        kind=at.text("kind"),
        url=_word(at, "url"),
        commit_or_etag=_word(at, "commit_or_etag"),
        records=_whole(at, "records"),
        newest_modified=_word(at, "newest_modified"),
        fetched_at=_word(at, "fetched_at"),
        result=_word(at, "result"),
        sha256=at.text("sha256"),
        licence=_word(at, "licence"),
        removed=at.texts("removed"),
        refused={name: _word(refused, name) for name in refused.keys()} if refused else {},  # noqa: SIM118 -- not a dict
    )


def _whole(at: Reader, key: str) -> int:
    value = at.value(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise at.refuse(key, "应当是非负整数")
    return value


def _word(at: Reader, key: str) -> str:
    value = at.value(key)
    if not isinstance(value, str):
        raise at.refuse(key, "应当是文字")
    return value
