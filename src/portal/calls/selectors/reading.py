"""What does an expert read of an application: everything but personal data, or, in a blind phase, nothing that tells whose it is?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.calls.models import Assignment
from portal.calls.programmes import programme_of
from portal.calls.selectors.answers import Line, files_of, parts_of
from portal.calls.selectors.evidence import evidence_lines
from portal.calls.selectors.parties import parties_of
from portal.calls.selectors.reviews import Sight
from portal.calls.selectors.versions import submitted_version
from portal.evidence.doors import said
from portal.evidence.selectors.redaction import MASK, blind_dossier, identifying_words, redacted
from xingtu.policy.form import Field, Form
from xingtu.report.redaction import telling

ALWAYS_TELLING = frozenset({"url", "phone", "uscc"})
"""Kinds of fields whose answers name somebody whatever the file says."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """``ident`` empty: it is only listed."""

    name: str
    ident: str = ""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One question and what may be read of its answer."""

    label: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    files: tuple[ReadFile, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPart:
    """A section."""

    title: str
    lines: tuple[ReadLine, ...]


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A number of the evidence; None is unknown. ``parts``: of each repository, nameless."""

    label: str
    value: int | None
    scale: int
    unit: str
    definition: str = ""
    href: str = ""
    parts: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """``unread``: repositories whose part is unknown."""

    parts: tuple[ReadPart, ...]
    numbers: tuple[ReadNumber, ...]
    blind: bool
    repositories: int = 0
    unread: int = 0


def reading_of(assignment: Assignment, sight: Sight) -> Reading:
    """The answers as submitted and the evidence, as the phase allows."""
    application = assignment.application
    form = programme_of(application.call.version).form
    kept = submitted_version(application)
    answers = kept.answers if kept else application.answers
    words: tuple[str, ...] = () if sight.names else words_of(assignment, answers)
    parts = [] if form is None else parts_of(form, answers, files_of(application))
    read = tuple(
        ReadPart(part.title, tuple(_line(line, words, n, blind=not sight.names) for n, line in enumerate(part.lines, start=1)))
        for part in parts
    )
    if sight.names:
        numbers = tuple(
            ReadNumber(line.label, line.value, line.scale, line.unit, href=line.href if line.value is not None else "")
            for line in evidence_lines(application)
        )
        return Reading(read, numbers, blind=False)
    metrics = programme_of(application.call.version).evidence
    if application.run is None or not application.record_id or not metrics:
        return Reading(read, (), blind=True)
    # two digits only: an exact number can be looked up on the city's public pages
    dossier = blind_dossier([application.record_id], application.run, metrics, coarse=True)
    numbers = tuple(
        ReadNumber(
            said(line.name, line.name_en), line.value, line.scale, said(line.unit, line.unit_en), redacted(line.definition, words), "",
            line.parts if len(line.parts) > 1 else (),
        )
        for line in dossier.lines
    )  # fmt: skip
    return Reading(read, numbers, blind=True, repositories=dossier.repositories, unread=dossier.unread)


def words_of(assignment: Assignment, answers: Mapping[str, object]) -> tuple[str, ...]:
    """Every word that tells whose the application is: of the register, and of the answers that name the applicant."""
    application = assignment.application
    parties = parties_of([application])[application.pk]
    form = programme_of(application.call.version).form
    own = [application.title, application.number or "", application.content_code]
    own += _named(form, answers) if form else []
    own += [party.mailbox for party in application.parties.all()]
    return tuple(dict.fromkeys((*identifying_words(parties), *telling(own))))


def _named(form: Form, answers: Mapping[str, object]) -> Iterator[str]:
    for field in form.fields:
        answer = answers.get(field.id)
        if _hidden(field) and isinstance(answer, str) and field.kind not in {"choice", "paragraph", "date", "percent"}:
            yield answer
        if field.kind == "table" and isinstance(answer, list):
            for column in field.columns:
                if _hidden(field) or _hidden(column):
                    yield from (str(row.get(column.id) or "") for row in answer if isinstance(row, Mapping) and column.kind == "text")


def _hidden(field: Field) -> bool:
    return field.identifies or field.personal or field.kind in ALWAYS_TELLING


def _line(line: Line, words: tuple[str, ...], place: int, *, blind: bool) -> ReadLine:
    field = line.field
    if line.files:
        return ReadLine(line.label, files=tuple(_file(file, place, n, blind=blind) for n, file in enumerate(line.files, start=1)))
    if field.personal or (blind and _hidden(field)):
        return ReadLine(line.label, "" if line.blank else MASK)
    if line.columns:
        shown = [column.personal or (blind and _hidden(column)) for column in field.columns]
        rows = tuple(
            tuple(MASK if out and cell else redacted(cell, words) if blind else cell for out, cell in zip(shown, row, strict=True))
            for row in line.rows
        )
        return ReadLine(line.label, columns=line.columns, rows=rows)
    plain = field.kind in {"integer", "money", "percent", "date", "choice", "choices", "yes_no"}
    return ReadLine(line.label, redacted(line.text, words) if blind and not plain else line.text)


def _file(file: object, place: int, n: int, *, blind: bool) -> ReadFile:
    media = str(getattr(file, "media", "")).upper()
    name = _("附件 %(place)s-%(n)s（%(media)s）") % {"place": place, "n": n, "media": media}
    return ReadFile(name, "" if blind else str(getattr(file, "pk", "")))
