"""Which city is this: its name, its clock, its districts and parks, the shortest notice it allows?"""

import re
from dataclasses import dataclass
from typing import Literal, cast

from xingtu.policy.stanza import Stanza, distinct, read_stanza

Unit = Literal["working", "calendar"]
UNITS: tuple[Unit, ...] = ("working", "calendar")
DistrictKind = Literal["district", "park"]
DISTRICT_KINDS: tuple[DistrictKind, ...] = ("district", "park")
ZONE = re.compile(r"UTC|[A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2}")


@dataclass(frozen=True, slots=True)
class NoticeLength:
    """Days a list stands in public before anything is awarded; ``unit`` says which days count."""

    length: int
    unit: Unit

    def at_least(self, floor: "NoticeLength") -> bool:
        """Whether it is never shorter than ``floor``; n calendar days may hold fewer working days, whatever n is."""
        return self.length >= floor.length and self.unit in {floor.unit, "working"}

    def __str__(self) -> str:
        """As an official reads it."""
        return f"{self.length} 个{'工作日' if self.unit == 'working' else '自然日'}"


@dataclass(frozen=True, slots=True)
class District:
    """A district or a park of the city; records and applications belong to one by its id."""

    id: str
    name: str
    name_en: str
    kind: DistrictKind


@dataclass(frozen=True, slots=True)
class Office:
    """``time_zone`` turns the calendar dates of programmes into instants; ``districts`` stand in the office's own order, maybe none."""

    id: str
    name: str
    name_en: str
    time_zone: str
    currency: str
    notice_floor: NoticeLength
    notice_floor_verified: bool
    notice_floor_source: str
    districts: tuple[District, ...] = ()


def parse_office(text: str, *, file_name: str) -> Office:
    """The office of one city.

    Raises:
        PolicyError: a key is unknown, missing or of the wrong kind, or two districts have one id.
    """
    root = read_stanza(text, file_name)
    districts = root.inners("district", label="district")
    office, floor = root.inner("office"), root.inner("notice_floor")
    made = Office(
        id=office.text("id"),
        name=office.text("name"),
        name_en=office.text("name_en"),
        time_zone=office.text("time_zone"),
        currency=office.text("currency", one_of=("CNY",)),
        notice_floor=notice_length(floor),
        notice_floor_verified=floor.flag("verified"),
        notice_floor_source=floor.text("source"),
        districts=tuple(_district(stanza) for stanza in districts),
    )
    distinct(districts, [district.id for district in made.districts])
    if not ZONE.fullmatch(made.time_zone):
        office.refuse(f"time_zone = “{made.time_zone}” 不是时区的名字；例如 Asia/Shanghai。")
    for stanza in (office, floor, root):
        stanza.close()
    return made


def _district(stanza: Stanza) -> District:
    district = District(
        id=stanza.identifier("id"),
        name=stanza.text("name"),
        name_en=stanza.text("name_en"),
        kind=cast("DistrictKind", stanza.text("kind", one_of=DISTRICT_KINDS)),
    )
    stanza.close()
    return district


def notice_length(stanza: Stanza) -> NoticeLength:
    """``length`` and ``unit`` of a stanza."""
    return NoticeLength(stanza.integer("length", at_least=1, at_most=365), cast("Unit", stanza.text("unit", one_of=UNITS)))
