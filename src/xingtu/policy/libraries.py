"""Which lists does the city keep, of which kinds of thing, and which sentence of the plan asks for each?

A library is data: a new one needs no code. Who is in it stands in the register, how one gets in in a programme file.
"""

from dataclasses import dataclass
from typing import Literal, cast

from xingtu.policy.stanza import Stanza, distinct, near_zh, read_stanza

RecordKind = Literal["project", "enterprise", "community", "product", "expert", "partner"]
RECORD_KINDS: tuple[RecordKind, ...] = ("project", "enterprise", "community", "product", "expert", "partner")
"""What can be registered."""

REGISTERED = "registered"
"""Stands in the declarations of every registered repository beside its libraries: the scope of a programme that looks at all of them."""


@dataclass(frozen=True, slots=True)
class Library:
    """``basis`` quotes the plan; ``pillar`` is the page it stands on first."""

    id: str
    name: str
    name_en: str
    kinds: tuple[RecordKind, ...]
    basis: str
    about: str
    about_en: str
    pillar: str


def parse_libraries(text: str, *, file_name: str) -> tuple[Library, ...]:
    """The libraries of one city, in the order of the file.

    Raises:
        PolicyError: a key is unknown or missing, an id comes twice, a kind is not one that can be registered.
    """
    root = read_stanza(text, file_name)
    stanzas = root.inners("library", label="library")
    libraries = tuple(_library(stanza) for stanza in stanzas)
    root.close()
    if not stanzas:
        root.refuse("没有任何库；请至少写一段 [[library]]。")
    distinct(stanzas, [library.id for library in libraries])
    return libraries


def record_kinds(stanza: Stanza, key: str) -> tuple[RecordKind, ...]:
    """A list of kinds of record, each known and named once."""
    kinds = stanza.texts(key)
    for kind in kinds:
        if kind not in RECORD_KINDS:
            stanza.refuse(f"{key} 中的 “{kind}” 不是登记对象的种类{near_zh(kind, RECORD_KINDS)}")
        if kinds.count(kind) > 1:
            stanza.refuse(f"{key} 中的 “{kind}” 写了两次；请只留一个。")
    return cast("tuple[RecordKind, ...]", kinds)


def _library(stanza: Stanza) -> Library:
    library = Library(
        id=stanza.identifier("id"),
        name=stanza.text("name"),
        name_en=stanza.text("name_en"),
        kinds=record_kinds(stanza, "kinds"),
        basis=stanza.text("basis"),
        about=stanza.text("about"),
        about_en=stanza.text("about_en"),
        pillar=stanza.identifier("pillar"),
    )
    stanza.close()
    if not library.kinds:
        stanza.refuse("kinds 是空的；请写明收录哪几类登记对象，如 [“project”]。")
    if library.id == REGISTERED:
        stanza.refuse(f"编号 “{REGISTERED}” 留给“全部已登记的仓库”，不能再作库的编号；请换一个。")
    return library
