"""How does what somebody typed into an application become an answer, as ``xingtu.policy.form`` holds it?

Spellings are normalised as in the register's cells. What cannot be read is refused with words that say how to put it right, and is
shown again as it was typed; nothing is guessed, least of all a unit.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.accounts.uscc import normalise_uscc
from portal.register.cells import UnreadableError, narrow, read, tidy
from portal.register.columns import Column, Shape
from xingtu.policy.form import Field, Form, is_empty

Raw: TypeAlias = str | list[str]
Row: TypeAlias = dict[str, object]
MOST_DIGITS = 13
"""Of yuan; a state budget has fewer."""
LONGEST_URL = 500
MOST_ROWS = 200
DATE, ADDRESS = Column("day", "", Shape.DATE), Column("url", "", Shape.URL, longest=LONGEST_URL)
_YUAN = re.compile(r"\d+(\.\d{1,2})?")
_WITH_UNIT = re.compile(r"(\d+(?:\.\d+)?)(百万|千万|[万亿])元?")
_UNITS = {"万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
FEN = 100
PREFIX = "a."


class Unreadable(ValueError):
    """What was typed is no answer to this question."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with one page of the form.

    asked:      fields the page had; what it did not have is left as it was
    answers:    what could be read; a field of ``asked`` that is missing here was left blank
    unreadable: ``field`` or ``table.row.column`` (rows from 0) → why
    raw:        the same names → as typed
    base:       field → mark of the answer the page was made from
    """

    asked: tuple[str, ...] = ()
    answers: dict[str, object] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    raw: dict[str, Raw] = field(default_factory=dict)
    base: dict[str, str] = field(default_factory=dict)

    @property
    def read(self) -> tuple[str, ...]:
        """Fields that were wholly read: blank or answered, but not in part unreadable."""
        broken = {name.partition(".")[0] for name in self.unreadable}
        return tuple(name for name in self.asked if name not in broken)


def typed(form: Form, data: QueryDict) -> Typed:
    """Read what was sent. Files are not looked at here: their ids are kept by whoever stores them."""
    known = {field.id: field for field in form.fields}
    asked = [name for name in dict.fromkeys(data.getlist("asked")) if name in known and known[name].kind != "attachment"]
    found = Typed(asked=tuple(asked), base=_base(data.get("base", "")))
    for name in found.asked:
        if known[name].kind == "table":
            _read_table(known[name], data, found)
        else:
            _read_one(known[name], name, _raw(known[name], data, name), found, found.answers)
    return found


def _base(text: str) -> dict[str, str]:
    try:
        marks = json.loads(text)
    except ValueError:
        return {}
    return {str(name): str(mark) for name, mark in marks.items()} if isinstance(marks, dict) else {}


def _raw(question: Field, data: QueryDict, name: str) -> Raw:
    if question.kind == "choices":
        return [value.replace("\0", "") for value in data.getlist(PREFIX + name)]
    return data.get(PREFIX + name, "").replace("\0", "")


def _read_one(question: Field, name: str, raw: Raw, found: Typed, into: dict[str, object], key: str = "") -> None:
    found.raw[name] = raw
    try:
        answer = answer_of(question, raw)
    except Unreadable as error:
        found.unreadable[name] = str(error)
        return
    if not is_empty(answer):
        into[key or name] = answer


def _read_table(table: Field, data: QueryDict, found: Typed) -> None:
    """Rows left wholly blank are not rows; a row that holds something unreadable stays one."""
    count = data.get(f"rows.{table.id}", "0")
    rows: list[Row] = []
    for number in range(min(int(count), MOST_ROWS) if count.isascii() and count.isdigit() and len(count) < MOST_DIGITS else 0):
        row: Row = {}
        names = {column.id: f"{table.id}.{number}.{column.id}" for column in table.columns}
        for column in table.columns:
            _read_one(column, names[column.id], _raw(column, data, names[column.id]), found, row, column.id)
        if row or any(name in found.unreadable for name in names.values()):
            rows.append(row)
    if rows:
        found.answers[table.id] = rows


def answer_of(question: Field, raw: Raw) -> object:
    """The answer; None where nothing was typed.

    Raises:
        Unreadable: it is none of this kind.
    """
    if isinstance(raw, list):
        return [option.id for option in question.options if option.id in raw]
    text = tidy(raw)
    if not text:
        return None
    try:
        return _READERS[question.kind](question, raw)
    except UnreadableError as error:
        raise Unreadable(f"{error.reason}。{error.remedy}") from error


def _line(_question: Field, raw: str) -> str:
    return " ".join(tidy(raw).split())


def _lines(_question: Field, raw: str) -> str:
    return tidy("\n".join(line.rstrip() for line in raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")))


def _integer(_question: Field, raw: str) -> int:
    text = narrow(raw).replace(",", "").replace(" ", "")
    if not re.fullmatch(r"-?\d+", text) or len(text) > MOST_DIGITS:
        raise Unreadable(_("“%(text)s”不是整数。只填数字，不写单位，如 120。") % {"text": tidy(raw)})
    return int(text)


def _money(_question: Field, raw: str) -> int:
    text = narrow(raw).replace(",", "").replace(" ", "").removeprefix("¥").removesuffix("元")
    if with_unit := _WITH_UNIT.fullmatch(text):
        meant = Decimal(with_unit[1]) * _UNITS[with_unit[2]]
        raise Unreadable(
            _("“%(text)s”带了单位。这一项以元计，如果是 %(meant)s 元，请填 %(plain)s。")
            % {
                "text": tidy(raw),
                "meant": f"{meant:,f}".rstrip("0").rstrip(".") if "." in f"{meant:f}" else f"{meant:,f}",
                "plain": _plain(meant),
            }
        )
    if not _YUAN.fullmatch(text) or len(text.partition(".")[0]) > MOST_DIGITS:
        raise Unreadable(_("“%(text)s”不是以元计的金额。只填数字，最多两位小数，如 300000 或 300000.50。") % {"text": tidy(raw)})
    return int(Decimal(text) * FEN)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _percent(_question: Field, raw: str) -> str:
    text = narrow(raw).replace(" ", "").removesuffix("%")
    try:
        number = Decimal(text) if re.fullmatch(r"\d{1,5}(\.\d{1,4})?", text) else None
    except InvalidOperation:
        number = None
    if number is None:
        raise Unreadable(_("“%(text)s”不是百分数。只填数字，最多四位小数，如 12.5。") % {"text": tidy(raw)})
    return _plain(number)


def _yes_no(_question: Field, raw: str) -> bool:
    if raw not in {"true", "false"}:
        raise Unreadable(_("请选择是或否。"))
    return raw == "true"


def _choice(question: Field, raw: str) -> str:
    if question.option(raw) is None:
        raise Unreadable(_("选了不在列表里的答案，请重新选择。"))
    return raw


_READERS: dict[str, Callable[[Field, str], object]] = {
    "text": _line,
    "paragraph": _lines,
    "integer": _integer,
    "money": _money,
    "percent": _percent,
    "date": lambda _question, raw: read(DATE, raw),
    "choice": _choice,
    "yes_no": _yes_no,
    "url": lambda _question, raw: read(ADDRESS, raw),
    "phone": lambda _question, raw: narrow(raw),
    "uscc": lambda _question, raw: normalise_uscc(raw),
}


def typed_text(question: Field, answer: object) -> Raw:
    """An answer as one would type it."""
    match answer:
        case None:
            return [] if question.kind == "choices" else ""
        case bool():
            return "true" if answer else "false"
        case int() if question.kind == "money":
            yuan, fen = divmod(answer, FEN)
            return f"{yuan}.{fen:02}" if fen else str(yuan)
        case list():
            return [str(item) for item in answer]
        case Mapping():
            return ""
        case _:
            return str(answer)
