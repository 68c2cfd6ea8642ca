"""What stands on each pillar's page: which records, libraries, programmes, numbers and leads, and to what end?

The pages follow the plan, the code is cut by verb; this file is where the two meet. Every id it names is proven to exist.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, cast

from xingtu.policy.libraries import RecordKind, record_kinds
from xingtu.policy.stanza import Stanza, distinct, near, near_zh, read_stanza

LeadKind = Literal["foundation", "branch", "leading_company", "known_project", "donor", "centre", "alliance", "event"]
LEAD_KINDS: tuple[LeadKind, ...] = ("foundation", "branch", "leading_company", "known_project", "donor", "centre", "alliance", "event")
"""Whom or what the city tries to bring in (台账)."""


@dataclass(frozen=True, slots=True)
class Pillar:
    """One page. ``clause`` quotes the plan; ``kinds`` are records listed, ``leads`` kinds of lead."""

    id: str
    order: int
    name: str
    name_en: str
    clause: str
    aim: str
    aim_en: str
    kinds: tuple[RecordKind, ...]
    libraries: tuple[str, ...]
    programmes: tuple[str, ...]
    metrics: tuple[str, ...]
    leads: tuple[LeadKind, ...]


def parse_pillars(
    text: str, *, file_name: str, libraries: Collection[str], programmes: Collection[str], metrics: Collection[str]
) -> tuple[Pillar, ...]:
    """The pillars of one city, in their order.

    libraries, programmes, metrics: the ids there are

    Raises:
        PolicyError: a key is unknown or missing, an id or a place in the order comes twice, or a page names what does not exist.
    """
    root = read_stanza(text, file_name)
    stanzas = root.inners("pillar", label="pillar")
    known = {
        "libraries": ("a library", "库", libraries),
        "programmes": ("a programme", "项目", programmes),
        "metrics": ("a metric", "指标", metrics),
        "leads": ("a kind of lead", "台账线索的种类", LEAD_KINDS),
    }
    pillars = [_pillar(stanza, known) for stanza in stanzas]
    root.close()
    if not stanzas:
        root.refuse("没有任何板块；请至少写一段 [[pillar]]。")
    distinct(stanzas, [pillar.id for pillar in pillars])
    distinct(stanzas, [f"order = {pillar.order}" for pillar in pillars])
    return tuple(sorted(pillars, key=lambda pillar: pillar.order))


def _pillar(stanza: Stanza, known: dict[str, tuple[str, str, Collection[str]]]) -> Pillar:
    pillar = Pillar(
        id=stanza.identifier("id"),
        order=stanza.integer("order", at_least=1),
        name=stanza.text("name"),
        name_en=stanza.text("name_en"),
        clause=stanza.text("clause"),
        aim=stanza.text("aim"),
        aim_en=stanza.text("aim_en"),
        kinds=record_kinds(stanza, "kinds"),
        libraries=stanza.texts("libraries"),
        programmes=stanza.texts("programmes"),
        metrics=stanza.texts("metrics"),
        leads=cast("tuple[LeadKind, ...]", stanza.texts("leads")),
    )
    stanza.close()
    for key, (called, called_zh, there_are) in known.items():
        names: tuple[str, ...] = getattr(pillar, key)
        for name in names:
            if name not in there_are:
                hint, hint_zh = near(name, there_are), near_zh(name, there_are)
                stanza.refuse(f'{key} names "{name}", which is not {called}{hint}（没有 “{name}” 这个{called_zh}{hint_zh}）')
    return pillar
