"""Is an uploaded file what it says, and may it come in? Told by its content; nothing is run, shown or laid on the disk."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol, TypeAlias

from portal.house.uploads import portable
from portal.house.uploads.archives import OPAQUE, RUNS, NotSafe, look_through
from portal.house.uploads.images import JPEG, MOST_PIXELS, PNG, jpeg_size, jpeg_tail, png_size, png_tail
from portal.house.uploads.remarks import Remark

ENDINGS = {"jpg": ("jpg", "jpeg", "jpe"), "txt": ("txt", "text", "log"), "md": ("md", "markdown")}
"""Kind → the endings it goes by; any other kind goes by its own."""
TEXTS = ("txt", "md", "csv")
OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HIDING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
BINARY = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
FORMULA = re.compile(r"(?:^|[,;\t\n])\"?[=@]")
ENCODINGS = ("utf-8-sig", "gb18030")
LITTLE_TAIL = 1024
PDF_HEAD = b"%PDF-"
Told: TypeAlias = tuple[str, Sequence[Remark], Sequence[Remark]]
"""Kind, refusals, warnings."""


class Uploaded(Protocol):
    """Django's uploaded file, as far as it is used."""

    size: int | None

    def read(self, num_bytes: int | None = None, /) -> bytes:
        """Its content."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """``media``: as policy files say it (pdf, jpg, docx …), "" if it is none of ours. Refusals: it may not come in."""

    media: str
    size_bytes: int
    sha256: str
    warnings: tuple[Remark, ...] = ()
    refusals: tuple[Remark, ...] = ()

    @property
    def accepted(self) -> bool:
        """Nothing speaks against it."""
        return not self.refusals


def inspect(file: bytes | Uploaded, name: str, *, allowed: Sequence[str], max_bytes: int) -> Inspection:
    """Look at a file.

    name:    as it was called where it comes from; only its ending is believed, and only if the content agrees
    allowed: kinds as policy files say them; ``md`` and ``csv`` too
    """
    if not isinstance(file, bytes):
        if (file.size or 0) > max_bytes:
            return Inspection("", file.size or 0, "", refusals=(_large(file.size or 0, max_bytes),))
        file = file.read()
    digest = hashlib.sha256(file).hexdigest()
    if not file:
        return Inspection("", 0, digest, refusals=(Remark("empty"),))
    if len(file) > max_bytes:
        return Inspection("", len(file), digest, refusals=(_large(len(file), max_bytes),))
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lstrip(".").casefold()
    kind, refusals, warnings = _told(file, ending)
    refused = list(refusals)
    if HIDING.search(name):
        refused.insert(0, Remark("name"))
    if kind and kind not in allowed:
        refused.insert(0, Remark("kind", {"allowed": _listed(allowed)}))
    elif kind and ending not in ENDINGS.get(kind, (kind,)):
        refused.append(
            Remark("ending", {"ending": _plain(ending), "kind": kind.upper()}) if ending else Remark("no-ending", {"kind": kind.upper()})
        )
    elif not kind and not refused:
        refused.append(Remark("kind", {"allowed": _listed(allowed)}))
    return Inspection(kind, len(file), digest, tuple(warnings), tuple(refused))


def _told(content: bytes, ending: str) -> Told:
    for sign, look in SIGNS:
        if content.startswith(sign):
            return look(content)
    if PDF_HEAD in content[:LITTLE_TAIL]:
        return "pdf", (Remark("two-in-one"),), ()
    return ("", (), ()) if content.startswith((*RUNS, *OPAQUE, b"PK")) else _text(content, ending)


def _pdf(content: bytes) -> Told:
    if b"%%EOF" not in content:
        return "pdf", (Remark("broken"),), ()
    tail = content[content.rfind(b"%%EOF") + 5 :]
    if len(tail) > LITTLE_TAIL or _holds_zip(content):
        return "pdf", (Remark("two-in-one"),), ()
    return "pdf", *portable.remarks_of(content)


def _png(content: bytes) -> Told:
    return "png", *_picture(png_size(content), png_tail(content), content, most_tail=0)


def _jpg(content: bytes) -> Told:
    return "jpg", *_picture(jpeg_size(content), jpeg_tail(content), content, most_tail=len(content))


def _old_office(_content: bytes) -> Told:
    return "", (Remark("old-office"),), ()


def _picture(size: tuple[int, int] | None, tail: bytes, content: bytes, *, most_tail: int) -> tuple[Sequence[Remark], Sequence[Remark]]:
    if size is None or 0 in size:
        return (Remark("broken"),), ()
    if size[0] * size[1] > MOST_PIXELS:
        return (Remark("pixels", {"width": size[0], "height": size[1]}),), ()
    if len(tail) > most_tail or _holds_zip(content):
        return (Remark("two-in-one"),), ()
    return (), (Remark("tail"),) if tail else ()


def _holds_zip(content: bytes) -> bool:
    """A zip is read from its end, so one may be hung onto anything."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 66_000))
    return end >= 0 and b"PK\x01\x02" in content[:end]


def _zip(content: bytes) -> Told:
    try:
        names, warnings = look_through(content)
    except NotSafe as no:
        return _office_of(content), (no.remark,), ()
    kind = next((kind for part, kind in OFFICE.items() if part in names), "zip") if "[Content_Types].xml" in names else "zip"
    if PDF_HEAD in content[:LITTLE_TAIL]:
        return kind, (Remark("two-in-one"),), ()
    return kind, (), warnings


def _office_of(content: bytes) -> str:
    """What a zip that may not come in would have been; good enough for a message."""
    return next((kind for part, kind in OFFICE.items() if part.encode() in content), "zip")


def _text(content: bytes, ending: str) -> Told:
    kind = next((kind for kind in TEXTS if ending in ENDINGS.get(kind, (kind,))), "")
    if not kind:
        return "", (), ()
    text = decoded(content)
    if text is None or BINARY.search(text):
        return kind, (Remark("characters"),), ()
    return kind, (), (Remark("formula"),) if kind == "csv" and FORMULA.search(text) else ()


def decoded(content: bytes) -> str | None:
    """Text as people save it here: UTF-8, UTF-16 with its mark, or GB 18030."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    return next((text for encoding in ENCODINGS if (text := _decoded(content, encoding)) is not None), None)


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _large(size: int, most: int) -> Remark:
    return Remark("large", {"n": _size(size), "most": _size(most)})


def _size(count: int) -> str:
    return f"{count / 2**20:,.1f} MB" if count >= 2**20 else f"{-(-count // 1024):,} KB"


def _listed(allowed: Sequence[str]) -> str:
    return "、".join(kind.upper() for kind in allowed)


def _plain(ending: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", ending) if one.isalnum())[:12]


SIGNS: tuple[tuple[bytes, Callable[[bytes], Told]], ...] = (
    (PDF_HEAD, _pdf),
    (PNG, _png),
    (JPEG, _jpg),
    (b"PK\x03\x04", _zip),
    (OLD_OFFICE, _old_office),
)
"""How a file begins → who looks at it."""
