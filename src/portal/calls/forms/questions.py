"""What does one page of an application's form show: each question with what is in it, what is known, and what is wrong?

Input names: ``a.<field>``, in a table ``a.<table>.<row>.<column>`` with rows from 0, files ``f.<field>``; ``asked`` names the fields a
page has, so that what it did not have is left alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.calls.models import Attachment, Clarification
from portal.calls.selectors.folder import Folder
from portal.calls.selectors.prefill import Fill
from portal.calls.typed import PREFIX, Raw, Typed, typed_text
from portal.errors import Sentence
from portal.evidence.doors import said
from xingtu.policy.form import Fault, Field, Section

FEW_OPTIONS = 6
"""So many are shown at once; more fold up."""
LONG_TEXT = 200


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose."""

    id: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Box:
    """One input: a question of its own, or a cell of a table."""

    field: Field
    name: str
    label: str
    raw: Raw
    error: str = ""

    @property
    def key(self) -> str:
        """Its HTML id."""
        return f"{PREFIX}{self.name}"

    @property
    def options(self) -> list[Option]:
        """Answers to choose from; yes and no are two."""
        if self.field.kind == "yes_no":
            return [Option(ident, label, ident == self.raw) for ident, label in (("true", _("是")), ("false", _("否")))]
        return [Option(option.id, said(option.label, option.label_en), option.id in self._chosen) for option in self.field.options]

    @property
    def _chosen(self) -> Sequence[str]:
        return self.raw if isinstance(self.raw, list) else [self.raw]

    @property
    def folded(self) -> bool:
        """Whether its options are too many to show at once."""
        return len(self.field.options) > FEW_OPTIONS

    @property
    def group(self) -> bool:
        """Whether it is several controls under one legend."""
        return self.field.kind in {"choices", "yes_no"} or (self.field.kind == "choice" and not self.folded)

    @property
    def unit(self) -> str:
        """What its number counts."""
        return {"money": _("元"), "percent": "%"}.get(self.field.kind, "")

    @property
    def mode(self) -> str:
        """Which keyboard a phone shows."""
        modes = {"integer": "numeric", "money": "decimal", "percent": "decimal", "url": "url", "phone": "tel"}
        return modes.get(self.field.kind, "")

    @property
    def short(self) -> bool:
        """Whether a narrow box will do."""
        return self.field.kind in {"integer", "money", "percent", "date", "phone"}


@dataclass(frozen=True, slots=True)
class Question:
    """One field as a page shows it; ``shown`` false: it does not apply to what has been answered."""

    box: Box
    help: str
    limits: str
    shown: bool
    errors: tuple[str, ...] = ()
    fill: Fill | None = None
    filled: bool = False
    """What stands in it is what was known, not yet confirmed."""
    contest: Clarification | None = None
    returned: str = ""
    rows: tuple[tuple[Box, ...], ...] = ()
    files: tuple[Attachment, ...] = ()
    theirs: str | None = None

    @property
    def field(self) -> Field:
        """As the programme's file asks it."""
        return self.box.field

    @property
    def measured(self) -> bool:
        """Shown as it is."""
        return self.fill is not None and self.fill.measured

    @property
    def anchor(self) -> str:
        """The first control of it, for a link."""
        if self.field.kind == "table":
            wrong = next((cell for row in self.rows for cell in row if cell.error), None)
            return wrong.key if wrong else f"q.{self.field.id}"
        if self.measured:
            return f"q.{self.field.id}"
        return f"{self.box.key}.0" if self.box.group else f"f.{self.field.id}" if self.field.kind == "attachment" else self.box.key

    @property
    def full(self) -> bool:
        """Whether no more files, or rows, fit."""
        held = len(self.files) if self.field.kind == "attachment" else len(self.rows)
        return held >= (self.field.at_most or 1)

    @property
    def accept(self) -> str:
        """Which files the browser offers."""
        return ",".join(f".{kind}" for kind in self.field.media)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page of the form is made from besides the folder."""

    section: Section
    typed: Typed | None = None
    problems: Mapping[str, Sentence] | None = None
    """Field → what was wrong with a file."""
    theirs: Mapping[str, str] | None = None
    """Field → what somebody else has written there meanwhile."""
    returned: Mapping[str, str] | None = None
    more: str = ""
    """A table that gets one more blank row."""
    complete: bool = False
    """Also what is missing is an error."""


def questions(folder: Folder, page: Page) -> list[Question]:
    """Every field of the section, those that do not apply too."""
    saved = folder.answers
    given = {**saved, **(page.typed.answers if page.typed else {})}
    shown = folder.shown(given)
    wrong = _faults(folder, given, complete=page.complete)
    return [_question(folder, page, field, saved, shown=field.id in shown, faults=wrong.get(field.id, ())) for field in page.section.fields]


def _faults(folder: Folder, answers: Mapping[str, object], *, complete: bool) -> dict[str, list[Fault]]:
    found: dict[str, list[Fault]] = {}
    for fault in folder.faults(answers, complete=complete):
        found.setdefault(fault.field.partition(".")[0], []).append(fault)
    return found


def _question(folder: Folder, page: Page, field: Field, saved: Mapping[str, object], *, shown: bool, faults: Sequence[Fault]) -> Question:
    fill = folder.fills.get(field.id)
    typed = page.typed if page.typed and field.id in page.typed.asked else None
    blank = typed is None and fill is not None and field.id not in folder.application.answers and not fill.measured
    answer = fill.value if blank and fill else saved.get(field.id)
    raw = typed.raw.get(field.id, "") if typed else typed_text(field, answer)
    label = said(field.label, field.label_en)
    errors = list(_errors(field, typed, page, faults))
    rows = tuple(_rows(field, typed, answer, faults, more=page.more == field.id)) if field.kind == "table" else ()
    return Question(
        box=Box(field, field.id, label, raw if field.kind != "table" else "", " ".join(errors)),
        help=said(field.help, field.help_en),
        limits=_limits(field),
        shown=shown,
        errors=tuple(errors),
        fill=fill,
        filled=blank,
        contest=folder.clarifications.get(f"fact:{field.id}"),
        returned=(page.returned or {}).get(field.id, ""),
        rows=rows,
        files=tuple(folder.files[str(one)] for one in answer if str(one) in folder.files)
        if field.kind == "attachment" and isinstance(answer, list)
        else (),
        theirs=(page.theirs or {}).get(field.id),
    )


def _errors(field: Field, typed: Typed | None, page: Page, faults: Sequence[Fault]) -> Iterator[str]:
    unreadable = typed.unreadable if typed else {}
    if field.id in unreadable:
        yield unreadable[field.id]
    elif field.kind == "table" or not any(name.startswith(f"{field.id}.") for name in unreadable):
        yield from (said(fault.reason, fault.reason_en) for fault in faults if "." not in fault.field)
    for name, sentence in (page.problems or {}).items():
        if name == field.id:
            yield str(sentence)


def _rows(table: Field, typed: Typed | None, answer: object, faults: Sequence[Fault], *, more: bool) -> Iterator[tuple[Box, ...]]:
    saved = [row for row in answer if isinstance(row, Mapping)] if isinstance(answer, list) else []
    if typed:
        numbers = sorted({int(name.split(".")[1]) for name in typed.raw if name.startswith(f"{table.id}.")})
        raws = [{column.id: typed.raw.get(f"{table.id}.{number}.{column.id}", "") for column in table.columns} for number in numbers]
        errors = [
            {column.id: typed.unreadable.get(f"{table.id}.{number}.{column.id}", "") for column in table.columns} for number in numbers
        ]
    else:
        raws = [{column.id: typed_text(column, row.get(column.id)) for column in table.columns} for row in saved]
        errors = [{} for _row in raws]
        for fault in faults:
            if fault.row and "." in fault.field and fault.row <= len(errors):
                errors[fault.row - 1][fault.field.partition(".")[2]] = said(fault.reason, fault.reason_en)
    if more or not raws:
        raws.append({})
        errors.append({})
    for number, (row, wrong) in enumerate(zip(raws, errors, strict=True)):
        yield tuple(
            Box(
                column,
                f"{table.id}.{number}.{column.id}",
                said(column.label, column.label_en),
                row.get(column.id, ""),
                wrong.get(column.id, ""),
            )
            for column in table.columns
        )


def _limits(field: Field) -> str:
    """What bounds an answer, said before anybody meets the bound."""
    match field.kind:
        case "paragraph" | "text" if field.at_most and field.at_most < LONG_TEXT * 100:
            return (
                _("%(least)d 到 %(most)d 个字。") % {"least": field.at_least, "most": field.at_most}
                if field.at_least
                else (
                    _("最多 %(most)d 个字。") % {"most": field.at_most} if field.at_most != LONG_TEXT or field.kind == "paragraph" else ""
                )
            )
        case "attachment":
            size = f"{Decimal(field.max_bytes) / 1_000_000:.4g} MB"
            kinds = "、".join(kind.upper() for kind in field.media)
            return _("%(kinds)s，每个不超过 %(size)s，最多 %(most)d 个。") % {"kinds": kinds, "size": size, "most": field.at_most or 1}
        case "date":
            return _("如 2026-03-01 或 2026年3月1日。")
        case "money":
            return _("以元计，只填数字。")
        case _:
            return ""
