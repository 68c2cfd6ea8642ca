"""Which fields does the city look at first, how is each called, and which words suggest it?

One vocabulary for every library, list and chart. A word only suggests; a person confirms, and the record keeps the version used.
"""

import re
from dataclasses import dataclass

from xingtu.policy.stanza import Stanza, distinct, read_stanza

COLOUR = re.compile(r"#[0-9A-F]{6}")
CATEGORY = re.compile(r"[a-z]+(-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Field:
    """``categories`` are those of publiccode.yml; ``keywords`` are lower-case words of a repository's name, topics, languages."""

    id: str
    name: str
    name_en: str
    categories: tuple[str, ...]
    keywords: tuple[str, ...]
    colour: str
    """On a light page, as ``#RRGGBB``."""
    colour_dark: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``version`` goes up whenever a field joins, leaves or is renamed."""

    version: int
    fields: tuple[Field, ...]


def parse_fields(text: str, *, file_name: str) -> Vocabulary:
    """The vocabulary of one city.

    Raises:
        PolicyError: a key is unknown or missing, an id or a colour comes twice, a keyword suggests two fields or is not lower case.
    """
    root = read_stanza(text, file_name)
    stanzas = root.inners("field", label="field")
    vocabulary = Vocabulary(version=root.integer("version", at_least=1), fields=tuple(_field(stanza) for stanza in stanzas))
    root.close()
    if not stanzas:
        root.refuse("没有任何领域；请至少写一段 [[field]]。")
    distinct(stanzas, [field.id for field in vocabulary.fields])
    _refuse_what_two_fields_share(stanzas, vocabulary.fields)
    return vocabulary


def _field(stanza: Stanza) -> Field:
    field = Field(
        id=stanza.identifier("id"),
        name=stanza.text("name"),
        name_en=stanza.text("name_en"),
        categories=stanza.texts("categories"),
        keywords=stanza.texts("keywords"),
        colour=stanza.text("colour"),
        colour_dark=stanza.text("colour_dark"),
    )
    stanza.close()
    for category in field.categories:
        if not CATEGORY.fullmatch(category):
            stanza.refuse(f"categories 中的 “{category}” 不是 publiccode.yml 的类别；类别只有小写字母和连接号，如 it-security。")
    for keyword in field.keywords:
        if not keyword.strip() or keyword != keyword.strip().lower():
            stanza.refuse(f"keywords 中的 “{keyword}” 应全部小写、不为空、两端没有空格。")
    for colour in (field.colour, field.colour_dark):
        if not COLOUR.fullmatch(colour):
            stanza.refuse(f"“{colour}” 不是颜色；请写成 #RRGGBB（大写），如 #0072B2。")
    return field


def _refuse_what_two_fields_share(stanzas: list[Stanza], fields: tuple[Field, ...]) -> None:
    """A word that suggests two fields suggests none, and two fields of one colour cannot be told apart."""
    taken: dict[tuple[str, str], str] = {}
    for stanza, field in zip(stanzas, fields, strict=True):
        marks = [("关键词", keyword) for keyword in field.keywords]
        marks += [("浅色底的颜色", field.colour), ("深色底的颜色", field.colour_dark)]
        for mark in marks:
            if mark in taken:
                stanza.refuse(f"{mark[0]} “{mark[1]}” 已经属于 {taken[mark]}；请只留一处。")
            taken[mark] = field.id
