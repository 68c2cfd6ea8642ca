"""Is the form of a programme file one that people can fill in?

Proven here: ids are unique, a condition names an earlier field and answers it can have, whatever is chosen from has options, bounds
hold something, attachments are of known media, and the columns of a table are simple.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast, get_args

from xingtu.policy.form import MEDIA, Condition, Field, FieldKind, Form, Option, Section
from xingtu.policy.stanza import Stanza, distinct, near_zh

KINDS: tuple[FieldKind, ...] = get_args(FieldKind)
SIMPLE_KINDS: tuple[FieldKind, ...] = ("text", "integer", "money", "percent", "date", "choice", "yes_no", "url", "phone", "uscc")
CHOSEN_KINDS, CONDITION_KINDS = ("choice", "choices"), ("choice", "choices", "yes_no")
LEAST_OPTIONS = 2

MOST_FEN, MOST_INTEGER = 10**14, 10**15
"""A browser keeps whole numbers exact up to 9 × 10¹⁵."""
BOUNDS: Mapping[FieldKind, tuple[int | None, int]] = {
    "text": (None, 200),
    "paragraph": (None, 5000),
    "integer": (None, MOST_INTEGER),
    "money": (0, MOST_FEN),
    "percent": (0, 100),
    "choices": (None, 100),
    "table": (None, 50),
    "attachment": (None, 1),
}
"""Kinds that have bounds, and those that hold when the file writes none."""
MOST_OF_KIND: Mapping[FieldKind, int] = {
    "text": 1000, "paragraph": 50_000, "integer": MOST_INTEGER, "money": MOST_FEN, "percent": 10_000,
    "choices": 100, "table": 500, "attachment": 50,
}  # fmt: skip
"""No file may ask for more: pages and papers have to hold it."""
URL_LENGTH = 500
MAX_BYTES, MOST_BYTES = 20_000_000, 200_000_000


def read_form(root: Stanza) -> Form | None:
    """The form of a programme file, None when it asks nothing.

    Raises:
        PolicyError: a question cannot be asked or answered as written; the message names it.
    """
    stanzas = root.inners("section", label="section")
    if not stanzas:
        return None
    sections: list[Section] = []
    fields: list[Field] = []
    placed: list[Stanza] = []
    for stanza in stanzas:
        inners = stanza.inners("field", label="field")
        own: list[Field] = []
        for inner in inners:
            own.append(_field(inner, {field.id: field for field in fields + own}))
        sections.append(Section(stanza.identifier("id"), stanza.text("title"), stanza.text("title_en"), tuple(own)))
        stanza.close()
        if not own:
            stanza.refuse("没有任何栏目；请至少写一段 [[section.field]]，或删去这一节。")
        fields, placed = fields + own, placed + inners
    distinct(stanzas, [section.id for section in sections])
    distinct(placed, [field.id for field in fields])
    return Form(tuple(sections))


def _field(stanza: Stanza, earlier: Mapping[str, Field]) -> Field:
    kind = cast("FieldKind", stanza.text("kind", one_of=KINDS))
    field = replace(
        _simple(stanza, kind),
        when=_condition(stanza.inner("when"), earlier) if stanza.has("when") else None,
        fact=stanza.text("fact", default=""),
        media=_media(stanza) if kind == "attachment" else (),
        max_bytes=stanza.integer("max_bytes", default=MAX_BYTES, at_least=1, at_most=MOST_BYTES) if kind == "attachment" else 0,
        columns=_columns(stanza) if kind == "table" else (),
    )
    stanza.close()
    if field.personal or field.identifies:
        columns = [
            replace(column, personal=column.personal or field.personal, identifies=column.identifies or field.identifies)
            for column in field.columns
        ]
        field = replace(field, columns=tuple(columns))
    return field


def _simple(stanza: Stanza, kind: FieldKind) -> Field:
    """What a field and a column of a table have in common."""
    at_least, at_most = _bounds(stanza, kind)
    field = Field(
        id=stanza.identifier("id"),
        kind=kind,
        label=stanza.text("label"),
        label_en=stanza.text("label_en"),
        help=stanza.text("help", default=""),
        help_en=stanza.text("help_en", default=""),
        required=stanza.flag("required", default=True),
        options=_options(stanza) if kind in CHOSEN_KINDS else (),
        at_least=at_least,
        at_most=at_most,
        identifies=stanza.flag("identifies", default=False),
        personal=stanza.flag("personal", default=False),
    )
    if bool(field.help) != bool(field.help_en):
        stanza.refuse("help 与 help_en 须同时写，或都不写。")
    if kind == "choices" and (field.at_least or 0) > len(field.options):
        stanza.refuse(f"at_least = {field.at_least} 多于选项数 {len(field.options)}，没有人填得出；请减小。")
    return field


def _bounds(stanza: Stanza, kind: FieldKind) -> tuple[int | None, int | None]:
    if kind not in BOUNDS:
        if stanza.has("at_least") or stanza.has("at_most"):
            stanza.refuse(f"{kind} 类栏目没有 at_least、at_most；请删去。")
        return None, None
    lowest = -MOST_INTEGER if kind == "integer" else 0
    least, most = BOUNDS[kind]
    if stanza.has("at_least"):
        least = stanza.integer("at_least", at_least=lowest, at_most=MOST_OF_KIND[kind])
    if stanza.has("at_most"):
        most = stanza.integer("at_most", at_least=lowest, at_most=MOST_OF_KIND[kind])
    if least is not None and least > most:
        stanza.refuse(f"at_least = {least} 大于 at_most = {most}，没有人填得出；请改正（at_most 未写时为 {most}）。")
    if most < 1 and kind not in {"integer", "money", "percent"}:
        stanza.refuse("at_most 至少是 1；不问的栏目请删去。")
    return least, most


def _options(stanza: Stanza) -> tuple[Option, ...]:
    inners = stanza.inners("options", label="option")
    options = []
    for inner in inners:
        options.append(Option(inner.identifier("id"), inner.text("label"), inner.text("label_en")))
        inner.close()
    if len(options) < LEAST_OPTIONS:
        stanza.refuse(f"选择类栏目须写至少 {LEAST_OPTIONS} 个 options，现在是 {len(options)} 个。")
    distinct(inners, [option.id for option in options])
    return tuple(options)


def _condition(stanza: Stanza, earlier: Mapping[str, Field]) -> Condition:
    condition = Condition(stanza.text("field"), stanza.texts("one_of"))
    stanza.close()
    if condition.field not in earlier:
        stanza.refuse(f"when 指向 “{condition.field}”，它前面没有这个栏目{near_zh(condition.field, earlier)}")
    asked = earlier[condition.field]
    if asked.kind not in CONDITION_KINDS:
        stanza.refuse(f"when 只能看选择类或是否类栏目，“{asked.id}” 是 {asked.kind}。")
    possible = ("true", "false") if asked.kind == "yes_no" else tuple(option.id for option in asked.options)
    if not condition.one_of:
        stanza.refuse("one_of 是空的，这个栏目永远不会出现；请写上答案。")
    for answer in condition.one_of:
        if answer not in possible:
            stanza.refuse(f"one_of 中的 “{answer}” 不是 “{asked.id}” 的答案{near_zh(answer, possible)}")
    return condition


def _media(stanza: Stanza) -> tuple[str, ...]:
    media = stanza.texts("media")
    for kind in media:
        if kind not in MEDIA:
            stanza.refuse(f"media 中的 “{kind}” 不是可以接收的文件{near_zh(kind, MEDIA)}")
    if not media or len(set(media)) < len(media):
        stanza.refuse("media 须至少写一种文件，且不重复，如 [“pdf”]。")
    return media


def _columns(stanza: Stanza) -> tuple[Field, ...]:
    inners = stanza.inners("columns", label="column")
    columns = []
    for inner in inners:
        columns.append(_simple(inner, cast("FieldKind", inner.text("kind", one_of=SIMPLE_KINDS))))
        inner.close()
    if not columns:
        stanza.refuse("表格没有 columns；请至少写一列。")
    distinct(inners, [column.id for column in columns])
    return tuple(columns)
