"""What does an application form ask, which of it applies to given answers, and which code stands for them on paper?

answers: {field id: str | int | bool | list of str | list of rows}; money is integer fen, a percentage a decimal text, a date ISO,
an attachment the list of its ids, a table a list of {column id: answer}. What is wrong with answers says ``xingtu.policy.answers``.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

FieldKind = Literal[
    "text", "paragraph", "integer", "money", "percent", "date", "choice", "choices", "yes_no", "url", "phone", "uscc", "attachment", "table"
]
Answer = object
Answers = Mapping[str, Answer]
"""As they stand in JSON; nothing about them is taken for granted."""

MEDIA: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain",
    "zip": "application/zip",
}
"""What may be attached: as a policy file says it -> its media type."""

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0, O, 1 and I: the code is read from paper and typed again."""
CODE_LENGTH, GROUP = 16, 4
BITS_OF_LETTER = 5


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    id: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A field is asked only when an earlier one has one of these answers; yes_no is written "true" or "false"."""

    field: str
    one_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    at_least, at_most: bounds of a number (money: fen; percent: whole percent), of characters, of choices, of rows, of files
    fact: what prefills it; identifies: hidden in blind phases; personal: never in public; max_bytes: of each file
    """

    id: str
    kind: FieldKind
    label: str
    label_en: str
    help: str = ""
    help_en: str = ""
    required: bool = True
    when: Condition | None = None
    options: tuple[Option, ...] = ()
    at_least: int | None = None
    at_most: int | None = None
    fact: str = ""
    identifies: bool = False
    personal: bool = False
    media: tuple[str, ...] = ()
    max_bytes: int = 0
    columns: "tuple[Field, ...]" = ()

    def option(self, option_id: str) -> Option | None:
        """The option of that id, None when there is none (an older answer)."""
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading."""

    id: str
    title: str
    title_en: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Ids of fields are unique over the whole form."""

    sections: tuple[Section, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in the order they are asked."""
        return tuple(field for section in self.sections for field in section.fields)

    def field(self, field_id: str) -> Field:
        """The field of that id.

        Raises:
            KeyError: there is none.
        """
        for field in self.fields:
            if field.id == field_id:
                return field
        raise KeyError(field_id)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one answer; ``row`` counts from 1 in a table, whose cells are named ``table.column``."""

    field: str
    row: int | None
    reason: str
    reason_en: str


def is_empty(answer: Answer) -> bool:
    """Whether nothing was answered; false and 0 are answers."""
    return answer is None or (isinstance(answer, str) and not answer.strip()) or (isinstance(answer, list | dict) and not answer)


def shown_fields(form: Form, answers: Answers) -> tuple[Field, ...]:
    """The fields that apply: a condition on a field that is itself not shown does not hold."""
    said: dict[str, set[str]] = {}
    shown = []
    for field in form.fields:
        if field.when is None or said.get(field.when.field, set()) & set(field.when.one_of):
            shown.append(field)
            said[field.id] = _chosen(answers.get(field.id))
    return tuple(shown)


def content_code(form: Form, answers: Answers, attachment_digests: Mapping[str, Sequence[str]]) -> str:
    """Sixteen letters in four groups that change with any answer shown: the form on paper and the form in store say the same.

    attachment_digests: field id -> digests of its files; their order, like that of keys and ticks, means nothing
    """
    said = {field.id: _canonical(field, answers.get(field.id), attachment_digests) for field in shown_fields(form, answers)}
    kept = {name: answer for name, answer in said.items() if not is_empty(answer)}
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), "big") >> (256 - BITS_OF_LETTER * CODE_LENGTH)
    letters = "".join(ALPHABET[number >> BITS_OF_LETTER * place & 31] for place in reversed(range(CODE_LENGTH)))
    return "-".join(letters[start : start + GROUP] for start in range(0, CODE_LENGTH, GROUP))


def _chosen(answer: Answer) -> set[str]:
    if isinstance(answer, bool):
        return {"true" if answer else "false"}
    if isinstance(answer, list):
        return {item for item in answer if isinstance(item, str)}
    return {answer} if isinstance(answer, str) else set()


def _canonical(field: Field, answer: Answer, digests: Mapping[str, Sequence[str]]) -> Answer:
    if field.kind == "attachment":
        return sorted(digests.get(field.id, ()))
    if isinstance(answer, str):
        # browsers send a paragraph's line ends as CR LF, other clients as LF
        return answer.replace("\r\n", "\n").strip()
    if field.kind == "choices" and isinstance(answer, list):
        return sorted(str(item) for item in answer)
    if field.kind == "table" and isinstance(answer, list):
        rows = [_canonical_row(field, row) for row in answer]
        return [row for row in rows if row]
    return answer


def _canonical_row(table: Field, row: Answer) -> dict[str, Answer]:
    cells = {column.id: _canonical(column, row.get(column.id), {}) for column in table.columns} if isinstance(row, dict) else {}
    return {name: cell for name, cell in cells.items() if not is_empty(cell)}
