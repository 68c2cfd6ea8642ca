"""How do answers of a form read: which were asked, what was answered, and what does each look like in words?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.calls.models import Application, Attachment, AttachmentKind
from portal.evidence.doors import said
from xingtu.policy.form import Field, Form, is_empty, shown_fields
from xingtu.report.numbers import yuan

MARK_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One question and its answer. A table has ``columns`` and ``rows``, an attachment ``files``, everything else ``text``."""

    field: Field
    label: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    files: tuple[Attachment, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing was answered."""
        return not (self.text or self.rows or self.files)

    @property
    def cells(self) -> list[list[tuple[str, str]]]:
        """The rows of a table, each cell with its heading."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Part:
    """A section with the questions that apply."""

    id: str
    title: str
    lines: tuple[Line, ...]


def parts_of(form: Form, answers: Mapping[str, object], files: Mapping[str, Attachment]) -> list[Part]:
    """The form as answered, section by section; ``files``: id → attachment."""
    shown = {field.id for field in shown_fields(form, answers)}
    parts = [
        Part(
            section.id,
            said(section.title, section.title_en),
            tuple(line_of(field, answers.get(field.id), files) for field in section.fields if field.id in shown),
        )
        for section in form.sections
    ]
    return [part for part in parts if part.lines]


def line_of(field: Field, answer: object, files: Mapping[str, Attachment]) -> Line:
    """One answer."""
    label = said(field.label, field.label_en)
    if field.kind == "attachment":
        given = answer if isinstance(answer, list) else []
        return Line(field, label, files=tuple(files[ident] for ident in given if ident in files))
    if field.kind == "table":
        rows = [row for row in answer if isinstance(row, Mapping)] if isinstance(answer, list) else []
        return Line(
            field,
            label,
            columns=tuple(said(column.label, column.label_en) for column in field.columns),
            rows=tuple(tuple(text_of(column, row.get(column.id)) for column in field.columns) for row in rows),
        )
    return Line(field, label, text_of(field, answer))


def text_of(field: Field, answer: object) -> str:  # noqa: PLR0911 -- a line a kind
    """An answer that is neither a table nor a file, in words; what an older form left is shown as it is."""
    if is_empty(answer):
        return ""
    match answer:
        case bool():
            return _("是") if answer else _("否")
        case int() if field.kind == "money":
            return yuan(answer, "en" if (get_language() or "").startswith("en") else "zh")
        case str() if field.kind == "percent":
            return f"{answer}%"
        case str() if field.kind == "choice":
            return _option(field, answer)
        case list():
            return _("、").join(_option(field, str(item)) for item in answer)
        case _:
            return str(answer)


def plain_text(line: Line) -> str:
    """A line as one text: for differences."""
    if line.columns:
        return "\n".join("　".join(cell or "—" for cell in row) for row in line.rows)
    return "\n".join(file.name for file in line.files) if line.files else line.text


def mark_of(answer: object) -> str:
    """A short mark of an answer: two marks that differ stand for two answers."""
    if is_empty(answer):
        return ""
    text = json.dumps(answer, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:MARK_LENGTH]


def files_of(application: Application) -> dict[str, Attachment]:
    """Id → file of the answers, those of older versions included."""
    return {file.pk: file for file in application.attachments.filter(kind=AttachmentKind.ANSWER)}


def sizes_of(files: Mapping[str, Attachment]) -> dict[str, int]:
    """Id → size of those that were not removed; as faults are found."""
    return {ident: file.size_bytes for ident, file in files.items() if file.removed_at is None}


def digests_of(form: Form, answers: Mapping[str, object], files: Mapping[str, Attachment]) -> dict[str, list[str]]:
    """Field → digests of its files, as the content code takes them."""
    found: dict[str, list[str]] = {}
    for field in form.fields:
        given: Sequence[object] = answers.get(field.id) if field.kind == "attachment" else []  # type: ignore[assignment] # a list, proven below
        if isinstance(given, list) and given:
            found[field.id] = [files[str(ident)].sha256 for ident in given if str(ident) in files]
    return found


def _option(field: Field, ident: str) -> str:
    option = field.option(ident)
    return said(option.label, option.label_en) if option else ident
