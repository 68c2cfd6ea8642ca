"""What is a case: what does somebody who is judged bring, and what is known of them?

It is one person or organisation of a ranking, or one application with its answers. Nothing is judged here; reading an answer as a
number or a day, and saying it as people read it, is the same for every rule.
"""

import calendar
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

FEN = 100


@dataclass(frozen=True, slots=True)
class Question:
    """What a form asks under an id: its words, and the kind the answer has (``xingtu.policy.form``)."""

    label: str
    label_en: str
    kind: str


@dataclass(frozen=True, slots=True)
class Case:
    """A person or organisation before a track's rules, or an application before a programme's.

    values:    metric id -> number before its scale; None or absent: not measured
    scales:    metric id -> what one shown unit is worth; 1 when absent
    names:     id of a metric, a library or an option ("field.option") -> its name in Chinese and English, for the reasons
    missing:   what is missing in the repositories of the run, one sentence each
    answers:   field id -> what the form says, as JSON gives it
    facts:     fact id -> what register, accounts, evidence and call know; absent or None: not known, which is neither no nor nothing
    questions: field id -> how the form asks it, for the reasons
    """

    subject: str
    values: Mapping[str, int | None] = field(default_factory=dict)
    name: str = ""
    actor: str = "person"
    scales: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    answers: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)

    def named(self, thing: str, otherwise: str = "") -> tuple[str, str]:
        """The name of a metric, library or option in Chinese and English; ``otherwise``, or the id, when nobody gave one."""
        return self.names.get(thing, (otherwise or thing, otherwise or thing))

    def shown(self, metric: str) -> str:
        """The number as people read it: at most two decimals, cut, never rounded up."""
        value, scale = self.values.get(metric), self.scales.get(metric, 1)
        if value is None:
            return "未知"
        whole, rest = divmod(value, scale)
        decimals = f"{rest * 100 // scale:02}".rstrip("0")
        return f"{whole}.{decimals}" if decimals else str(whole)

    def asked(self, field_id: str) -> tuple[str, str]:
        """What the form calls a field, in Chinese (quoted) and English; the id when the form is not at hand."""
        return quoted(self.questions.get(field_id, Question(field_id, field_id, "")))

    def answer(self, field_id: str) -> str:
        """The answer as text without spaces around it; empty when there is none, or when it is no single thing."""
        value = self.answers.get(field_id)
        return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""

    def number(self, field_id: str) -> Decimal | None:
        """The answer as an exact number; money stays in fen."""
        try:
            number = Decimal(self.answer(field_id))
        except InvalidOperation:
            return None
        return number if number.is_finite() else None

    def day(self, field_id: str) -> date | None:
        """The answer as a day; None when it is none."""
        return as_day(self.answers.get(field_id))

    def rows(self, field_id: str) -> tuple[object, ...]:
        """The rows of a table, or the files of an attachment, leaving out what is empty."""
        value = self.answers.get(field_id)
        return tuple(row for row in value if _says_something(row)) if isinstance(value, list | tuple) else ()

    def amount(self, field_id: str, number: Decimal | int) -> tuple[str, str]:
        """A number as the field's kind is read: fen as yuan, a percentage with its sign."""
        question = self.questions.get(field_id)
        return amount_text(number, question.kind if question else "")

    def known_day(self, fact: str) -> date | None:
        """A fact as a day; None when it is not known."""
        return as_day(self.facts.get(fact))

    def known_number(self, fact: str) -> int | None:
        """A fact as a whole number; None when it is not known."""
        value = self.facts.get(fact)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def quoted(question: Question) -> tuple[str, str]:
    """A question's words as they stand in a sentence."""
    return f"“{question.label}”", f'"{question.label_en}"'


def as_day(value: object) -> date | None:
    """An ISO day; None for anything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def amount_text(number: Decimal | int, kind: str) -> tuple[str, str]:
    """A number as a field of this kind is read, in Chinese and English, never rounded."""
    if kind == "money":
        yuan = f"{Decimal(number) / FEN:,.2f}".removesuffix(".00")
        return f"{yuan} 元", f"CNY {yuan}"
    shown = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return (f"{shown}%", f"{shown}%") if kind == "percent" else (shown, shown)


def plain(text: str) -> str:
    """A name as it is compared: full and half width, capitals and spaces make no difference."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last one of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _says_something(row: object) -> bool:
    values = row.values() if isinstance(row, Mapping) else (row,)
    return any(value not in (None, "", [], ()) for value in values)
