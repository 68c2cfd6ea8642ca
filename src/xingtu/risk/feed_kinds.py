"""Which kinds of sources can be imported, and how is one told from its content?"""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from xingtu.collect.feeds import cnnvd, cnvd, epss, kev, openharmony, xml_records
from xingtu.collect.osv_layouts import ENDINGS, Found, Origin, records_at
from xingtu.collect.osv_record import LARGEST_BYTES
from xingtu.errors import FeedRefused

GZIP = b"\x1f\x8b"
LOOKED_AT = 5_000
"""Files of a place that are looked into before it is called unknown."""
OSV_RECORD = re.compile(rb"""["']?\bid["']?\s*:\s*["']?([A-Za-z][A-Za-z0-9]*-[A-Za-z0-9._:-]+)""")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind; ``licence`` is that of its data where its publisher states one."""

    id: str
    endings: tuple[str, ...]
    largest: int
    recognises: Callable[[Found], bool]
    licence: str = ""


def _is_osv(file: Found) -> bool:
    return b"affected" in file.content and b"modified" in file.content and OSV_RECORD.search(file.content) is not None


def _is_openeuler(file: Found) -> bool:
    found = OSV_RECORD.search(file.content)
    return found is not None and found[1].startswith(b"OESA-") and _is_osv(file)


KINDS = {
    kind.id: kind
    for kind in (
        Kind("kev", (".json", ".json.gz"), kev.LARGEST_BYTES, lambda file: kev.is_catalogue(file.content), "CC0-1.0"),
        Kind("epss", (".csv", ".csv.gz"), epss.LARGEST_BYTES, lambda file: epss.is_scores(file.content), "FIRST（引用须注明来源）"),
        Kind("openharmony", (".md",), openharmony.LARGEST_BYTES, openharmony.is_bulletin, "Apache-2.0"),
        Kind("cnvd", (".xml", ".xml.gz"), xml_records.LARGEST_BYTES, lambda file: cnvd.is_cnvd(_readable(file.content))),
        Kind("cnnvd", (".xml", ".xml.gz"), xml_records.LARGEST_BYTES, lambda file: cnnvd.is_cnnvd(_readable(file.content))),
        Kind("openeuler", (*ENDINGS, ".json.gz"), LARGEST_BYTES, _is_openeuler),
        Kind("osv", (*ENDINGS, ".json.gz"), LARGEST_BYTES, _is_osv),
    )
}
"""In the order in which they are tried: the particular before the general."""


def files_of(kind: Kind, origin: Origin, under: str = "") -> Iterator[Found]:
    """All files of a place that may belong to a kind, unpacked.

    Raises:
        CollectError: they cannot be read.
    """
    return (_unpacked(file, kind.largest) for file in records_at(origin, under, kind.endings, kind.largest))


def recognised(origin: Origin, under: str = "") -> Kind:
    """The kind of what lies there.

    Raises:
        FeedRefused: none of the files looked into is of any.
    """
    endings = tuple({ending for kind in KINDS.values() for ending in kind.endings})
    largest = max(kind.largest for kind in KINDS.values())
    looked = (_unpacked(file, largest) for file in islice(records_at(origin, under, endings, largest), LOOKED_AT))
    found = _first(looked, is_alone=origin.kind == "file")
    if found is None:
        raise FeedRefused(
            f"{origin.address} 里认不出任何一种公告或信号（{'、'.join(KINDS)}）；请核对位置，子文件夹用 --under，种类用 --kind 指明"
        )
    return found


def _first(files: Iterable[Found], *, is_alone: bool) -> Kind | None:
    for file in files:
        for kind in KINDS.values():
            if (is_alone or file.name.endswith(kind.endings)) and kind.recognises(file):
                return kind
    return None


def _readable(content: bytes) -> bytes:
    """UTF-16 without its zero bytes, so that names can be looked for."""
    return content[:65_536].replace(b"\0", b"") if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else content


def _unpacked(file: Found, largest: int) -> Found:
    """Out of gzip, up to a size; empty when it is larger or damaged, as a file that is too large is."""
    if not file.content.startswith(GZIP):
        return file
    reader = zlib.decompressobj(wbits=31)
    try:
        content = reader.decompress(file.content, largest + 1)
    except zlib.error:
        content = b""
    whole = reader.eof and len(content) <= largest
    return Found(file.name.removesuffix(".gz"), content if whole else b"")
